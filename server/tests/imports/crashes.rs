//! What a crash leaves, and how it goes on.

use super::support::{Browser, longrun};
use super::{ada, log, rollups_are_right, run, settled};
use domain::import::{Import, State};
use domain::table::ImportId;
use server::import::{Desk, Permits, Staging, analyse, begin_commit, commit, undo, worker};
use std::io::Cursor;
use std::task::{Context, Poll};

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
        staging.file(&format!("{hour}.gpx"), Cursor::new(run(hour, 30))).await.expect("staged");
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
