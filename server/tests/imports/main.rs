//! Bringing files, as a browser does: preview, commit, duplicates, undo, and what a crash leaves.

#[cfg(test)]
#[expect(dead_code, reason = "each test uses its own part of it")]
mod support;

use axum::body::Body;
use domain::act::Act;
use domain::import::{Import, State};
use domain::table::{Filter, ImportId};
use domain::workout::Workout;
use gate::Caller;
use http::header::{CONTENT_TYPE, REFRESH};
use http::{Method, StatusCode};
use server::import::{Desk, Permits, Staging, analyse, begin_commit, commit, undo, worker};
use server::startup::Longrun;
use std::io::{Cursor, Write as _};
use std::task::{Context, Poll};
use std::time::Duration;
use support::{Answer, Browser, longrun};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A GPX run of `minutes`, beginning at this hour of 1 November 2026 in Berlin, one point a minute.
fn run(hour: u32, minutes: u32) -> String {
    let point = |n: u32| {
        let north = 52.5 + f64::from(n) * 0.0018;
        let (hour, minute) = (hour + n / 60, n % 60);
        format!(
            "<trkpt lat=\"{north:.6}\" lon=\"13.4\"><time>2026-11-01T{hour:02}:{minute:02}:00Z</time>\
             <extensions><hr>140</hr></extensions></trkpt>"
        )
    };
    let points: String = (0..=minutes).map(point).collect();
    format!("<gpx><trk><name>Loop at {hour}</name><type>running</type><trkseg>{points}</trkseg></trk></gpx>")
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("memory");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn multipart(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend(head.into_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(b"--frontier--\r\n");
    body
}

async fn bring(browser: &mut Browser, files: &[(&str, &[u8])]) -> Answer {
    let request = browser
        .request(Method::POST, "/import")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=frontier")
        .body(Body::from(multipart(files)))
        .expect("a request");
    browser.send(request).await
}

/// The page of an import once nobody works on it any more.
async fn settled(browser: &mut Browser, path: &str) -> Answer {
    for _ in 0..200 {
        let page = browser.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        if !page.headers.contains_key(REFRESH) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{path} does not come to an end");
}

async fn preview(browser: &mut Browser, files: &[(&str, &[u8])]) -> (String, Answer) {
    let answer = bring(browser, files).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let path = answer.location().to_owned();
    let page = settled(browser, &path).await;
    (path, page)
}

async fn stored(browser: &mut Browser, path: &str) -> Answer {
    let answer = browser.post(&format!("{path}/commit"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    settled(browser, path).await
}

fn ada() -> domain::athlete::AthleteId {
    Caller::from_subject("http://localhost:3000/idp", "ada")
}

async fn log(longrun: &Longrun) -> Vec<Workout> {
    let permits = Permits::of(&longrun.app, &ada()).expect("permits");
    longrun.app.table.page(&permits.read, &Filter::default(), None, 100).await.expect("a page").items
}

async fn rollups_are_right(longrun: &Longrun) {
    let caller = Caller::Athlete(ada());
    let permit = longrun.app.gate.permit(&caller, Act::ReadTrends, &ada()).expect("a permit");
    let differences = longrun.app.table.rebuild_rollups(&permit, false).await.expect("sums");
    assert!(differences.is_empty(), "{differences:?}");
}

#[tokio::test]
async fn files_are_previewed_stored_and_undone() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let (morning, evening) = (run(6, 30), run(18, 45));
    let files = [("a.gpx", morning.as_bytes()), ("b.gpx", evening.as_bytes()), ("notes.txt", b"hello")];
    let (path, page) = preview(&mut ada, &files).await;
    assert!(page.body.contains("Store 2 workouts"), "{}", page.body);
    assert!(page.body.contains("This is not a FIT, TCX or GPX file"), "{}", page.body);
    assert!(log(&longrun).await.is_empty(), "a preview stores nothing");

    let page = stored(&mut ada, &path).await;
    assert!(page.body.contains("Your workouts are stored"), "{}", page.body);
    let workouts = log(&longrun).await;
    assert_eq!(
        workouts.iter().map(|it| it.details.title.as_str()).collect::<Vec<_>>(),
        ["Loop at 18", "Loop at 6"]
    );
    assert!(workouts.iter().all(|workout| workout.has_track));
    rollups_are_right(&longrun).await;

    let undone = ada.post(&format!("{path}/undo"), &[]).await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    assert!(log(&longrun).await.is_empty());
    rollups_are_right(&longrun).await;
    assert!(ada.get(&path).await.body.contains("This import was undone"));
}

#[tokio::test]
async fn the_same_file_or_the_same_workout_is_not_doubled() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let morning = run(6, 30);
    // The same workout as another app would have written it: another file, two seconds later.
    let again = morning.replace(":00Z", ":02Z");
    let files =
        [("a.gpx", morning.as_bytes()), ("copy.gpx", morning.as_bytes()), ("other.gpx", again.as_bytes())];
    let (path, page) = preview(&mut ada, &files).await;
    assert!(page.body.contains("Store 1 workout<"), "{}", page.body);
    stored(&mut ada, &path).await;
    let (_, page) = preview(&mut ada, &files).await;
    assert!(page.body.contains("There is nothing to store"), "{}", page.body);
    assert_eq!(log(&longrun).await.len(), 1);
}

#[tokio::test]
async fn what_was_undone_can_be_brought_again() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let morning = run(6, 30);
    for _ in 0..2 {
        let (path, _) = preview(&mut ada, &[("a.gpx", morning.as_bytes())]).await;
        stored(&mut ada, &path).await;
        assert_eq!(log(&longrun).await.len(), 1);
        ada.post(&format!("{path}/undo"), &[]).await;
    }
    assert!(log(&longrun).await.is_empty());
}

#[tokio::test]
async fn an_archive_is_taken_apart() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let (one, two) = (run(6, 30), run(18, 45));
    let archive = zip(&[
        ("activities.csv", b"Activity ID\n"),
        ("../../activities/1.gpx", one.as_bytes()),
        ("activities/2.gpx", two.as_bytes()),
        ("bomb.gpx", &vec![b' '; 20 << 20]),
    ]);
    let (path, page) = preview(&mut ada, &[("export.zip", &archive)]).await;
    assert!(page.body.contains("Store 2 workouts"), "{}", page.body);
    assert!(page.body.contains("unpacks to more than 250 times its size"), "{}", page.body);
    assert!(!page.body.contains(".."), "{}", page.body);
    stored(&mut ada, &path).await;
    assert_eq!(log(&longrun).await.len(), 2);
}

#[tokio::test]
async fn an_upload_without_files_is_told_what_is_missing() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let answer = bring(&mut ada, &[("", b"")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Choose at least one file."), "{}", answer.body);
}

#[tokio::test]
async fn a_file_larger_than_a_form_arrives_and_one_larger_than_a_file_is_told() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let large = format!("{}{}", run(6, 30), "<!-- more -->".repeat(80_000));
    let (_, page) =
        preview(&mut ada, &[("large.gpx", large.as_bytes()), ("huge.gpx", &vec![b' '; 33 << 20])]).await;
    assert!(page.body.contains("Store 1 workout<"), "{}", page.body);
    assert!(page.body.contains("The file is larger than 32 MiB."), "{}", page.body);
}

#[tokio::test]
async fn somebody_elses_import_does_not_exist() {
    let longrun = longrun().await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    let (path, _) = preview(&mut ada, &[("a.gpx", run(6, 30).as_bytes())]).await;
    assert_eq!(ben.get(&path).await.status, StatusCode::NOT_FOUND);
    for verb in ["commit", "undo"] {
        assert_eq!(ben.post(&format!("{path}/{verb}"), &[]).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn whatever_a_crash_leaves_goes_on_and_nothing_is_doubled() {
    let longrun = longrun().await;
    let app = &longrun.app;
    let permits = Permits::of(app, &ada()).expect("permits");
    let profile = domain::athlete::Profile::new("Ada".to_owned(), chrono_tz::Tz::Europe__Berlin);
    let desk = Desk { table: &app.table, permits: &permits, profile: &profile, now: app.now() };
    let id = ImportId::parse("crashed").expect("an id");
    app.table.import_is_to_do(&permits.import, &id).await.expect("a mark");
    let mut staging = Staging::begin(&desk, id.clone());
    for hour in [6, 9, 12] {
        staging.file(&format!("{hour}.gpx"), run(hour, 30).into_bytes()).await.expect("staged");
    }
    assert!(staging.finish().await.expect("staged"));
    analyse(&desk, &id).await.expect("looked at");
    assert!(begin_commit(&desk, &id).await.expect("begun"));
    commit(&desk, &id).await.expect("stored");

    // The crash comes after the workouts are in the log and before the rows say so.
    let mut import = app.table.import::<Import>(&permits.import, &id).await.expect("a row").expect("a row");
    import.value.state = State::Storing;
    app.table.save_import(&permits.import, &id, &import, None).await.expect("saved");
    let files =
        app.table.import_files::<domain::import::ImportFile>(&permits.import, &id).await.expect("rows");
    for (number, mut row) in files {
        row.value.workouts.iter_mut().for_each(|found| found.stored = false);
        app.table.save_import_file(&permits.import, (&id, number), &row, None).await.expect("saved");
    }
    worker::resume(app).await;
    let mut browser = Browser::of(&longrun, "ada").await;
    let page = settled(&mut browser, "/import/crashed").await;
    assert!(page.body.contains("Your workouts are stored"), "{}", page.body);
    assert_eq!(log(&longrun).await.len(), 3);
    assert!(app.table.imports_to_do().await.expect("marks").is_empty());
    rollups_are_right(&longrun).await;

    undo(&desk, &id).await.expect("undone");
    undo(&desk, &id).await.expect("undone again");
    assert!(log(&longrun).await.is_empty());
}

/// Drops the work after so many steps, as the end of the process does.
async fn cut_off<F: Future>(work: F, mut steps: usize) -> Option<F::Output> {
    let mut work = std::pin::pin!(work);
    let step = |context: &mut Context<'_>| {
        if steps == 0 {
            return Poll::Ready(None);
        }
        steps -= 1;
        work.as_mut().poll(context).map(Some)
    };
    std::future::poll_fn(step).await
}

#[tokio::test]
async fn work_that_is_cut_off_after_any_step_ends_as_if_it_were_not() {
    let longrun = longrun().await;
    let app = &longrun.app;
    let permits = Permits::of(app, &ada()).expect("permits");
    let profile = domain::athlete::Profile::new("Ada".to_owned(), chrono_tz::Tz::UTC);
    let desk = Desk { table: &app.table, permits: &permits, profile: &profile, now: app.now() };
    let id = ImportId::parse("cut-off").expect("an id");
    let mut staging = Staging::begin(&desk, id.clone());
    for hour in 0..12 {
        staging.file(&format!("{hour}.gpx"), run(hour, 30).into_bytes()).await.expect("staged");
    }
    assert!(staging.finish().await.expect("staged"));
    let mut cuts = 0;
    for stage in ["looked at", "stored"] {
        // Sometimes far enough to get something done; a step of before may still be in the way.
        while !matches!(cut_off(worker::work(app, &ada(), &id), 3 + cuts % 25).await, Some(Ok(()))) {
            cuts += 1;
            assert!(cuts < 5_000, "it is never {stage}");
        }
        if stage == "looked at" {
            assert!(begin_commit(&desk, &id).await.expect("begun"));
        }
    }
    assert!(cuts >= 8, "it was cut off {cuts} times only");
    assert_eq!(log(&longrun).await.len(), 12);
    rollups_are_right(&longrun).await;
}

#[tokio::test]
async fn a_workout_that_was_edited_is_undone_with_its_import() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let (path, _) = preview(&mut ada, &[("a.gpx", run(6, 30).as_bytes())]).await;
    stored(&mut ada, &path).await;
    let workout = log(&longrun).await.remove(0);
    let permit = longrun
        .app
        .gate
        .permit(&Caller::Athlete(self::ada()), Act::EditWorkout, &self::ada())
        .expect("a permit");
    let mut details = workout.details.clone();
    details.title = "My own title".to_owned();
    let edit = domain::table::Edit { version: workout.version, details, load: None };
    longrun.app.table.replace(&permit, &workout.id, edit, longrun.app.now()).await.expect("edited");
    ada.post(&format!("{path}/undo"), &[]).await;
    assert!(log(&longrun).await.is_empty());
}

#[tokio::test]
async fn what_is_being_stored_cannot_be_undone_and_a_preview_cannot_be_stored_twice() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let (path, _) = preview(&mut ada, &[("a.gpx", run(6, 30).as_bytes())]).await;
    let (one, two) = (format!("{path}/commit"), format!("{path}/commit"));
    let mut other = ada.clone();
    let (first, second) = tokio::join!(ada.post(&one, &[]), other.post(&two, &[]));
    for answer in [first, second] {
        assert!([StatusCode::SEE_OTHER, StatusCode::CONFLICT].contains(&answer.status), "{}", answer.status);
    }
    settled(&mut ada, &path).await;
    assert_eq!(log(&longrun).await.len(), 1);
}

/// What the files of the corpus come to as one import: the table in `domain/tests/fixtures/corpus.tsv`, summed.
#[tokio::test]
async fn the_whole_corpus_is_imported_in_one_go() {
    let Some(folder) = corpus() else {
        println!("no corpus here: set LONGRUN_CORPUS to its folder to import all 84 files");
        return;
    };
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let listed = folder.read_dir().expect("a folder").map(|file| file.expect("a file"));
    let mut read: Vec<(String, Vec<u8>)> = listed
        .map(|file| {
            (file.file_name().to_string_lossy().into_owned(), std::fs::read(file.path()).expect("a file"))
        })
        .collect();
    read.sort();
    let files: Vec<(&str, &[u8])> =
        read.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let (path, page) = preview(&mut ada, &files).await;
    let tally = "60 new workouts, 10 files known already, 31 files without a workout";
    assert!(page.body.contains(tally), "{}", page.body.split("<ol").next().unwrap_or_default());
    let begun = std::time::Instant::now();
    stored(&mut ada, &path).await;
    println!("stored in {:?}", begun.elapsed());
    assert_eq!(log(&longrun).await.len(), 60);
    rollups_are_right(&longrun).await;
}

#[expect(clippy::disallowed_methods, reason = "the corpus lies outside of the repository")]
fn corpus() -> Option<std::path::PathBuf> {
    let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/activities");
    let folder = std::env::var_os("LONGRUN_CORPUS").map_or(beside, std::path::PathBuf::from);
    folder.is_dir().then_some(folder)
}
