//! Originals that come and go while others write, and while the process ends.

use crate::suite::files::noise;
use crate::suite::world::{World, hours, id_of, imported, now, permit};
use domain::act::Act;
use domain::table::{Original, TableError};
use local::table::Store;
use local::table::faults::{Fault, Faults};
use std::task::{Context, Poll};

const MORNING: &str = "2026-11-01T07:30:00+01:00";

/// A file of two pieces.
const FILE: usize = 360_000;

/// How many requests of one side pass before the other begins, at most: more than either makes.
const STEPS: usize = 20;

async fn open() -> (World, Faults) {
    let (store, faults) = (Store::open(None).unwrap(), Faults::none());
    let world = World::new(store.faulty_client(&faults), "journal").await;
    (world, faults)
}

/// A file and the workout that was read from it, deleted at the start.
async fn deleted(world: &World) -> Original {
    let original = world.bring(&noise(FILE)).await;
    world.log(imported("a", (&original.sha256, 0), MORNING)).await;
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("a"), 1, now()).await.unwrap();
    original
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

/// Begins after so many steps of the others.
async fn after<F: Future>(steps: usize, work: F) -> F::Output {
    for _ in 0..steps {
        tokio::task::yield_now().await;
    }
    work.await
}

impl World {
    /// How many pieces, pointers and marks there are.
    async fn left(&self) -> (usize, usize) {
        (self.pieces("BLOB#").await, self.pieces("ORIGINAL#").await)
    }

    /// What can be read must be whole, and nothing stays that nobody refers to.
    async fn nothing_is_left_but(&self, original: &Original, kept: bool) {
        self.collect(hours(1000)).await;
        assert_eq!(self.file(&original.sha256).await.is_some(), kept);
        let pieces = if kept { 2 } else { 0 };
        assert_eq!(self.pieces("BLOB#").await, pieces);
    }

    async fn restore(&self) -> Result<(), TableError> {
        self.table.restore(&permit(Act::DeleteWorkout), &id_of("a"), hours(23)).await.map(drop)
    }
}

#[tokio::test]
async fn collecting_that_is_cut_off_after_any_step_is_finished_by_the_next() {
    for steps in 0.. {
        let (world, _) = open().await;
        deleted(&world).await;
        let done = cut_off(world.table.collect_originals(hours(24)), steps).await;
        assert!(done.is_some() || steps < 5 * STEPS, "it never comes to an end");
        world.collect(hours(24)).await;
        assert_eq!(world.left().await, (0, 0), "cut off after {steps} steps");
        if done.is_some() {
            assert!(steps > 5, "{steps} steps are too few to have been cut off in each");
            return;
        }
    }
}

#[tokio::test]
async fn an_upload_that_is_cut_off_after_any_step_leaves_nothing_after_two_days() {
    for steps in 0.. {
        let (world, _) = open().await;
        let file = noise(FILE);
        let done = cut_off(world.bring(&file), steps).await;
        world.collect(hours(48)).await;
        assert_eq!(world.left().await, (0, 0), "cut off after {steps} steps");
        if done.is_some() {
            assert!(steps > 4, "{steps} steps are too few to have been cut off in each");
            return;
        }
    }
}

#[tokio::test]
async fn a_workout_brought_back_while_its_original_is_collected_has_it_whole_or_not_at_all() {
    let (mut kept, mut gone) = (0, 0);
    for steps in 0..STEPS {
        let (world, _) = open().await;
        let original = deleted(&world).await;
        let (restored, _) =
            tokio::join!(after(steps, world.restore()), world.table.collect_originals(hours(24)));
        restored.unwrap();
        let is_kept = world.file(&original.sha256).await.is_some();
        *(if is_kept { &mut kept } else { &mut gone }) += 1;
        world.nothing_is_left_but(&original, is_kept).await;
        world.table.delete(&permit(Act::DeleteWorkout), &id_of("a"), 3, now()).await.unwrap();
        world.collect(hours(24)).await;
        assert_eq!(world.left().await, (0, 0), "after {steps} steps");
    }
    assert!(kept > 0 && gone > 0, "{kept} kept, {gone} gone");
}

#[tokio::test]
async fn an_original_that_is_deleted_again_while_it_is_collected_can_still_be_brought_back() {
    for steps in 0..STEPS {
        let (world, _) = open().await;
        let original = deleted(&world).await;
        let again = async {
            world.restore().await.unwrap();
            world.table.delete(&permit(Act::DeleteWorkout), &id_of("a"), 3, hours(23)).await.unwrap();
        };
        let _ = tokio::join!(world.table.collect_originals(hours(24)), after(steps, again));
        // Collected before it was brought back; otherwise the second day has only begun.
        let is_kept = world.file(&original.sha256).await.is_some();
        world.collect(hours(46)).await;
        assert_eq!(world.file(&original.sha256).await.is_some(), is_kept, "after {steps} steps");
        world.collect(hours(47)).await;
        assert_eq!(world.left().await, (0, 0), "after {steps} steps");
    }
}

#[tokio::test]
async fn two_uploads_of_one_file_at_once_keep_it_once() {
    for steps in 0..STEPS {
        let (world, _) = open().await;
        let file = noise(FILE);
        let (one, other) = tokio::join!(world.bring(&file), after(steps, world.bring(&file)));
        assert_eq!(one, other);
        world.log(imported("a", (&one.sha256, 0), MORNING)).await;
        world.nothing_is_left_but(&one, true).await;
        assert_eq!(world.pieces("ORIGINAL#").await, 1, "no mark");
    }
}

#[tokio::test]
async fn a_workout_logged_while_its_file_arrives_again_keeps_it() {
    for steps in 0..STEPS {
        let (world, _) = open().await;
        let file = noise(FILE);
        let original = world.bring(&file).await;
        let log = after(steps, world.log(imported("a", (&original.sha256, 0), MORNING)));
        tokio::join!(world.bring(&file), log);
        world.nothing_is_left_but(&original, true).await;
        assert_eq!(world.pieces("ORIGINAL#").await, 1, "no mark");
    }
}

#[tokio::test]
async fn an_upload_that_ends_while_it_is_collected_points_at_all_of_its_pieces_or_at_none() {
    let (mut kept, mut gone) = (0, 0);
    for steps in 0..STEPS {
        let (world, _) = open().await;
        let file = noise(2 * FILE);
        let mut upload = world.table.receive_original(&permit(Act::ImportWorkouts), now()).unwrap();
        upload.write(&file).await.unwrap();
        let (finished, _) =
            tokio::join!(after(steps, upload.finish()), world.table.collect_originals(hours(48)));
        match finished {
            Ok(original) => {
                assert!(world.file(&original.sha256).await.is_some(), "after {steps} steps");
                kept += 1;
            }
            Err(TableError::NotFound) => gone += 1,
            Err(error) => panic!("{error}"),
        }
        world.collect(hours(48)).await;
        assert_eq!(world.left().await, (0, 0), "after {steps} steps");
    }
    assert!(kept > 0 && gone > 0, "{kept} kept, {gone} gone");
}

#[tokio::test]
async fn a_file_that_arrives_after_its_workout_while_it_is_collected_is_whole_or_not_there() {
    let (mut kept, mut gone) = (0, 0);
    for steps in 0..STEPS {
        let (world, _) = open().await;
        let file = noise(2 * FILE);
        let sha256 = world.bring(&file).await.sha256;
        world.collect(hours(48)).await;
        world.log(imported("a", (&sha256, 0), MORNING)).await;
        let mut upload = world.table.receive_original(&permit(Act::ImportWorkouts), now()).unwrap();
        upload.write(&file).await.unwrap();
        let (finished, _) =
            tokio::join!(after(steps, upload.finish()), world.table.collect_originals(hours(48)));
        match &finished {
            Ok(_) => kept += 1,
            Err(TableError::NotFound) => gone += 1,
            Err(error) => panic!("{error}"),
        }
        let is_kept = world.file(&sha256).await.is_some();
        assert_eq!((is_kept, world.collect(hours(1000)).await), (finished.is_ok(), 0), "after {steps} steps");
    }
    assert!(kept > 0 && gone > 0, "{kept} kept, {gone} gone");
}

#[tokio::test]
async fn an_upload_lives_through_every_fault_that_passes() {
    for fault in [Fault::Throttled, Fault::Conflict, Fault::LostAnswer, Fault::Reset] {
        let (world, faults) = open().await;
        let mut upload = world.table.receive_original(&permit(Act::ImportWorkouts), now()).unwrap();
        for _ in 0..2 {
            faults.queue("TransactWriteItems", fault);
            upload.write(&noise(360_000)).await.unwrap();
        }
        faults.queue("TransactWriteItems", fault);
        let original = upload.finish().await.unwrap();
        assert_eq!(faults.injected(), 3);
        assert!(world.file(&original.sha256).await.is_some());
    }
}

#[tokio::test]
async fn an_upload_whose_last_answer_and_its_token_were_lost_is_recognised() {
    let (world, faults) = open().await;
    let mut upload = world.table.receive_original(&permit(Act::ImportWorkouts), now()).unwrap();
    upload.write(b"<gpx/>").await.unwrap();
    // The pointer is read after the last piece and before it is written.
    faults.queue("GetItem", Fault::Throttled);
    faults.queue("TransactWriteItems", Fault::LostAnswer);
    faults.queue("TransactWriteItems", Fault::Conflict);
    let original = upload.finish().await.unwrap();
    assert_eq!(faults.injected(), 3);
    assert_eq!(world.file(&original.sha256).await.as_deref(), Some(&b"<gpx/>"[..]));
}
