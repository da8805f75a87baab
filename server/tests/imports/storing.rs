//! From the preview to the log, once, and out of it again.

use super::support::{Browser, longrun, permit};
use super::{log, preview, rollups_are_right, run, settled, stored};
use domain::act::Act;
use domain::digest::Digest;
use domain::load::Account;
use http::StatusCode;

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
    assert_eq!(page.body.matches(">New<").count(), 2, "{}", page.body);
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
    let page = ada.get(&path).await.body;
    assert!(page.contains("This import was undone"), "{page}");
    assert_eq!((page.matches(">New<").count(), page.matches(">Undone<").count()), (0, 2), "{page}");
}

#[tokio::test]
async fn a_preview_that_is_thrown_away_is_not_said_to_have_been_in_the_log() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let (path, _) = preview(&mut ada, &[("a.gpx", run(6, 30).as_bytes())]).await;
    let thrown = ada.post(&format!("{path}/undo"), &[]).await;
    let page = ada.get(thrown.location()).await.body;
    assert!(page.contains("The import was thrown away."), "{page}");
    assert!(page.contains("Nothing of it was stored."), "{page}");
    assert!(!page.contains("taken out of your log") && !page.contains("undone"), "{page}");
}

#[tokio::test]
async fn the_same_file_or_the_same_workout_is_not_doubled() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let morning = run(6, 30);
    // The same workout as another app would have written it: another file, two seconds later, in its own words.
    let again = morning.replace(":00Z", ":02Z").replace("running", "trail_running");
    let files =
        [("a.gpx", morning.as_bytes()), ("copy.gpx", morning.as_bytes()), ("other.gpx", again.as_bytes())];
    let (path, page) = preview(&mut ada, &files).await;
    assert!(page.body.contains("Store 1 workout<"), "{}", page.body);
    stored(&mut ada, &path).await;
    let hike = again.replace("trail_running", "hiking");
    for files in [&files[..], &[("hike.gpx", hike.as_bytes())]] {
        let (_, page) = preview(&mut ada, files).await;
        assert!(page.body.contains("There is nothing to store"), "{}", page.body);
    }
    let (_, page) = preview(&mut ada, &[("ride.gpx", again.replace("trail_running", "biking"))]).await;
    assert!(page.body.contains("Store 1 workout<"), "{}", page.body);
    assert_eq!(log(&longrun).await.len(), 1);
}

/// A FIT file of so many seconds whose heights, heart rates, cadences and powers are noise: it hardly deflates.
fn noisy_ride(seconds: u32) -> Vec<u8> {
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    let mut body = vec![0x40, 0, 0, 0, 0, 1, 0, 1, 0, 0, 4];
    let fields =
        [[253, 4, 0x86], [2, 2, 0x84], [3, 1, 2], [4, 1, 2], [6, 2, 0x84], [7, 2, 0x84], [5, 4, 0x86]];
    body.extend([0x41, 0, 0, 20, 0, 7]);
    body.extend(fields.concat());
    for second in 0..seconds {
        body.push(1);
        body.extend((1_160_000_000 + second).to_le_bytes());
        body.extend((0..10).map(|_| noise()));
        body.extend([0, 0]);
    }
    let length = u32::try_from(body.len()).expect("a small file").to_le_bytes();
    [&[14, 0x20, 0x54, 0x08], &length[..], b".FIT\0\0", &body, &[0, 0]].concat()
}

#[tokio::test]
async fn a_recording_that_is_too_long_to_be_stored_whole_is_thinned() {
    const SECONDS: u32 = 300_000;
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let (path, _) = preview(&mut ada, &[("a.fit", noisy_ride(SECONDS))]).await;
    let page = stored(&mut ada, &path).await;
    assert!(page.body.contains("Your workouts are stored"), "{}", page.body);
    let workout = log(&longrun).await.remove(0);
    assert_eq!(workout.details.elapsed.0, SECONDS - 1);
    let permit = server::import::permit(&longrun.app, &super::ada()).await.expect("permit");
    let track = longrun.app.table.track(&permit, &workout.id).await.expect("an answer").expect("a track");
    let times: Vec<u32> = track.samples.iter().map(|sample| sample.at.0 / 1000).collect();
    assert_eq!(times, (0..SECONDS).step_by(2).collect::<Vec<_>>());
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
async fn a_workout_that_was_edited_is_undone_with_its_import() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let (path, _) = preview(&mut ada, &[("a.gpx", run(6, 30).as_bytes())]).await;
    stored(&mut ada, &path).await;
    let workout = log(&longrun).await.remove(0);
    let permit = permit(&longrun, "ada", Act::EditWorkout).await;
    let mut details = workout.details.clone();
    details.title = "My own title".to_owned();
    let (account, digest) = (Account::default(), Digest::default());
    let edit = domain::table::Edit { version: workout.version, details, account, digest };
    longrun.app.table.replace(&permit, &workout.id, edit, longrun.app.now()).await.expect("edited");
    ada.post(&format!("{path}/undo"), &[]).await;
    assert!(log(&longrun).await.is_empty());
}

#[tokio::test]
async fn a_preview_that_is_stored_twice_at_once_is_in_the_log_once() {
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

#[tokio::test]
async fn a_workout_that_would_be_in_the_future_is_not_taken() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let tomorrow = run(6, 30).replace("2026-11-01", "2026-11-24");
    let (_, page) = preview(&mut ada, &[("a.gpx", tomorrow.as_bytes())]).await;
    assert!(page.body.contains("this would be in the future"), "{}", page.body);
    assert!(page.body.contains("There is nothing to store"), "{}", page.body);
}

#[tokio::test]
async fn a_preview_goes_after_a_day_and_a_stored_import_stays() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let morning = run(6, 30);
    let (kept, _) =
        preview(&mut ada, &[("a.gpx", morning.as_bytes()), ("copy.gpx", morning.as_bytes())]).await;
    stored(&mut ada, &kept).await;
    let (forgotten, _) = preview(&mut ada, &[("b.gpx", run(18, 30).as_bytes())]).await;
    let (discarded, _) = preview(&mut ada, &[("c.gpx", run(20, 30).as_bytes())]).await;
    ada.post(&format!("{discarded}/undo"), &[]).await;
    let (app, store) = (&longrun.app, longrun.embedded.as_ref().expect("a store"));
    store.sweep(app.now() + chrono::TimeDelta::hours(24)).expect("swept");
    let id = |path: &str| domain::table::ImportId::parse(path.trim_start_matches("/import/")).expect("an id");
    let permit = server::import::permit(app, &super::ada()).await.expect("permit");
    for (path, is_there) in [(&kept, true), (&forgotten, false), (&discarded, false)] {
        let import = app.table.import::<domain::import::Import>(&permit, &id(path)).await;
        assert_eq!(import.expect("an answer").is_some(), is_there, "{path}");
        let files = app.table.import_files::<domain::import::ImportFile>(&permit, &id(path)).await;
        assert_eq!(files.expect("an answer").len(), 2 * usize::from(is_there), "{path}");
    }
}

#[tokio::test]
async fn a_file_is_known_although_its_workout_was_moved_by_hand() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let file = run(6, 30);
    let (path, _) = preview(&mut ada, &[("a.gpx", file.as_bytes())]).await;
    stored(&mut ada, &path).await;
    let (workout, permit) = (log(&longrun).await.remove(0), permit(&longrun, "ada", Act::EditWorkout).await);
    let mut details = workout.details.clone();
    let earlier = details.start.instant() - chrono::TimeDelta::hours(3);
    details.start = domain::workout::Start::new(earlier, details.start.zone());
    let (account, digest) = (Account::default(), Digest::default());
    let edit = domain::table::Edit { version: workout.version, details, account, digest };
    longrun.app.table.replace(&permit, &workout.id, edit, longrun.app.now()).await.expect("moved");
    let (_, page) = preview(&mut ada, &[("a.gpx", file.as_bytes())]).await;
    assert!(page.body.contains("There is nothing to store"), "{}", page.body);
}

#[tokio::test]
async fn of_two_previews_of_one_file_the_later_neither_stores_nor_undoes_it() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let file = run(6, 30);
    let (first, _) = preview(&mut ada, &[("a.gpx", file.as_bytes())]).await;
    let (second, page) = preview(&mut ada, &[("a.gpx", file.as_bytes())]).await;
    assert!(page.body.contains("Store 1 workout<"), "{}", page.body);
    stored(&mut ada, &first).await;
    let page = stored(&mut ada, &second).await;
    assert!(page.body.contains("Nothing was stored"), "{}", page.body);
    ada.post(&format!("{second}/undo"), &[]).await;
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
    let asked = std::env::var_os("LONGRUN_CORPUS").map(std::path::PathBuf::from);
    if let Some(folder) = asked {
        assert!(folder.is_dir(), "LONGRUN_CORPUS names no folder: {}", folder.display());
        return Some(folder);
    }
    beside.is_dir().then_some(beside)
}
