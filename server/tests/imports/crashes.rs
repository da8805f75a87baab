//! What a crash leaves, and how it goes on.

use super::support::{Browser, longrun};
use super::{ada, bring, log, preview, rollups_are_right, run, settled};
use domain::import::{Import, State};
use domain::table::ImportId;
use server::import::bring::Then;
use server::import::{
    Decoder, Desk, ImportError, Staging, analyse, begin_commit, commit, permit, undo, worker,
};
use server::startup::Longrun;
use std::io::Cursor;
use std::task::{Context, Poll};
use std::time::Duration;

#[tokio::test]
async fn whatever_a_crash_leaves_goes_on_and_nothing_is_doubled() {
    let longrun = longrun().await;
    let app = &longrun.app;
    let permit = permit(app, &ada()).await.expect("permit");
    let profile = domain::athlete::Profile::new("Ada".to_owned(), chrono_tz::Tz::Europe__Berlin);
    let (now, decoder) = (app.now(), Decoder::default());
    let desk = Desk { table: &app.table, permit: &permit, profile: &profile, now, decoder };
    let id = ImportId::parse("crashed").expect("an id");
    app.table.import_is_to_do(&permit, &id).await.expect("a mark");
    let mut staging = Staging::begin(&desk, id.clone(), Then::Preview);
    for hour in [6, 9, 12] {
        staging.file(&format!("{hour}.gpx"), Cursor::new(run(hour, 30))).await.expect("staged");
    }
    assert!(staging.finish().await.expect("staged"));
    analyse(&desk, &id).await.expect("looked at");
    assert!(begin_commit(&desk, &id).await.expect("begun"));
    commit(&desk, &id).await.expect("stored");

    // The crash comes after the workouts are in the log and before the rows say so.
    let mut import = app.table.import::<Import>(&permit, &id).await.expect("a row").expect("a row");
    import.value.state = State::Storing;
    app.table.save_import(&permit, &id, &import, None).await.expect("saved");
    let files = app.table.import_files::<domain::import::ImportFile>(&permit, &id).await.expect("rows");
    for (number, mut row) in files {
        row.value.workouts.iter_mut().for_each(|found| found.stored = false);
        app.table.save_import_file(&permit, (&id, number), &row, None).await.expect("saved");
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
    let permit = permit(app, &ada()).await.expect("permit");
    let profile = domain::athlete::Profile::new("Ada".to_owned(), chrono_tz::Tz::UTC);
    let (now, decoder) = (app.now(), Decoder::default());
    let desk = Desk { table: &app.table, permit: &permit, profile: &profile, now, decoder };
    let id = ImportId::parse("cut-off").expect("an id");
    let mut staging = Staging::begin(&desk, id.clone(), Then::Preview);
    for hour in 0..12 {
        staging.file(&format!("{hour}.gpx"), Cursor::new(run(hour, 30))).await.expect("staged");
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
async fn each_step_waits_for_the_one_before_it() {
    let longrun = longrun().await;
    let app = &longrun.app;
    let permit = permit(app, &ada()).await.expect("permit");
    let profile = domain::athlete::Profile::new("Ada".to_owned(), chrono_tz::Tz::UTC);
    let (now, decoder) = (app.now(), Decoder::default());
    let desk = Desk { table: &app.table, permit: &permit, profile: &profile, now, decoder };
    let id = ImportId::parse("step-by-step").expect("an id");
    let mut staging = Staging::begin(&desk, id.clone(), Then::Preview);
    staging.file("a.gpx", Cursor::new(run(6, 30))).await.expect("staged");
    assert!(staging.finish().await.expect("staged"));
    let early = begin_commit(&desk, &id).await;
    assert!(matches!(early, Err(ImportError::WrongState)), "nobody has looked at it: {early:?}");
    analyse(&desk, &id).await.expect("looked at");
    commit(&desk, &id).await.expect("nothing to do");
    assert!(log(&longrun).await.is_empty(), "nobody has said that it shall be stored");
    assert!(begin_commit(&desk, &id).await.expect("begun"));
    let undone = undo(&desk, &id).await;
    assert!(matches!(undone, Err(ImportError::WrongState)), "it is being stored: {undone:?}");
    commit(&desk, &id).await.expect("stored");
    assert_eq!(log(&longrun).await.len(), 1);
}

/// Asserts that every import with work left to do is among the work to be done.
async fn all_work_is_marked(longrun: &Longrun, steps: usize) {
    let (app, permit) = (&longrun.app, permit(&longrun.app, &ada()).await.expect("permit"));
    let marks = app.table.imports_to_do().await.expect("marks");
    for (id, import) in app.table.imports::<Import>(&permit).await.expect("imports") {
        let is_marked = marks.contains(&(ada(), id));
        assert!(is_marked || !import.value.is_unfinished(), "cut off after {steps} steps");
    }
}

#[tokio::test]
async fn a_request_that_is_cut_off_after_any_step_leaves_no_work_that_nobody_knows_of() {
    let longrun = longrun().await;
    let mut browser = Browser::of(&longrun, "ada").await;
    let file = run(6, 30);
    for steps in 0.. {
        let done = cut_off(bring(&mut browser, &[("a.gpx", file.as_bytes())]), steps).await;
        all_work_is_marked(&longrun, steps).await;
        if done.is_some() {
            break;
        }
    }
    let (path, _) = preview(&mut browser, &[("b.gpx", file.as_bytes())]).await;
    for steps in 0.. {
        let done = cut_off(browser.post(&format!("{path}/commit"), &[]), steps).await;
        all_work_is_marked(&longrun, steps).await;
        if done.is_some() {
            return;
        }
    }
}

/// An import that a crash has left before anybody looked at its only file.
async fn left(longrun: &Longrun, id: &str) -> ImportId {
    let (app, permit) = (&longrun.app, permit(&longrun.app, &ada()).await.expect("permit"));
    let profile = domain::athlete::Profile::new("Ada".to_owned(), chrono_tz::Tz::UTC);
    let (now, decoder) = (app.now(), Decoder::default());
    let desk = Desk { table: &app.table, permit: &permit, profile: &profile, now, decoder };
    let id = ImportId::parse(id).expect("an id");
    app.table.import_is_to_do(&permit, &id).await.expect("a mark");
    let mut staging = Staging::begin(&desk, id.clone(), Then::Preview);
    staging.file("a.gpx", Cursor::new(run(6, 30))).await.expect("staged");
    assert!(staging.finish().await.expect("staged"));
    id
}

/// Waits until an import is looked at, without looking at it.
async fn is_looked_at(longrun: &Longrun, id: &ImportId) -> bool {
    let permit = permit(&longrun.app, &ada()).await.expect("permit");
    for _ in 0..200 {
        let import = longrun.app.table.import::<Import>(&permit, id).await.expect("a row");
        if import.is_some_and(|import| import.value.tally.is_some()) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

#[tokio::test]
async fn what_a_crash_leaves_goes_on_at_the_next_start_or_when_somebody_looks() {
    let longrun = longrun().await;
    let started = left(&longrun, "started").await;
    worker::resume(&longrun.app).await;
    assert!(is_looked_at(&longrun, &started).await);
    let seen = left(&longrun, "seen").await;
    Browser::of(&longrun, "ada").await.get("/import/seen").await;
    assert!(is_looked_at(&longrun, &seen).await);
}

#[tokio::test]
async fn what_was_brought_and_never_looked_at_goes_after_a_day() {
    let longrun = longrun().await;
    let id = left(&longrun, "forgotten").await;
    let (app, store) = (&longrun.app, longrun.embedded.as_ref().expect("a store"));
    store.sweep(app.now() + chrono::TimeDelta::hours(24)).expect("swept");
    let permit = permit(app, &ada()).await.expect("permit");
    assert!(app.table.import::<Import>(&permit, &id).await.expect("an answer").is_none());
    let files = app.table.import_files::<domain::import::ImportFile>(&permit, &id).await;
    assert!(files.expect("an answer").is_empty());
}
