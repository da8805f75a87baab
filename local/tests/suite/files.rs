//! Tracks, originals and the files workouts were read from.

use crate::suite::world::{World, details, hours, id_of, imported, new_workout, now, permit, track};
use domain::act::Act;
use domain::table::{Logged, NewWorkout, TableError};
use domain::track::Track;

const MORNING: &str = "2026-11-01T07:30:00+01:00";

pub(crate) async fn a_track_comes_back_with_its_workout(world: &World) {
    let reading = permit(Act::ReadWorkouts);
    let workout = world.log(NewWorkout { track: Some(track(3600)), ..new_workout("a", MORNING) }).await;
    assert!(workout.has_track);
    assert!(world.table.track(&reading, &id_of("a")).await.unwrap() == Some(track(3600)));
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("a"), 1, now()).await.unwrap();
    assert_eq!(world.table.track(&reading, &id_of("a")).await.unwrap(), None);
    world.table.restore(&permit(Act::DeleteWorkout), &id_of("a"), now()).await.unwrap();
    assert!(world.table.track(&reading, &id_of("a")).await.unwrap() == Some(track(3600)));
    world.log(NewWorkout { track: Some(Track::default()), ..new_workout("b", MORNING) }).await;
    assert_eq!(world.table.track(&reading, &id_of("b")).await.unwrap(), Some(Track::default()));
    world.log(new_workout("c", MORNING)).await;
    assert_eq!(world.table.track(&reading, &id_of("c")).await.unwrap(), None);
}

/// Bytes that do not deflate, the same ones every time.
pub(crate) fn noise(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut byte = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    (0..length).map(|_| byte()).collect()
}

pub(crate) async fn an_original_comes_back_as_it_came(world: &World) {
    let file = noise(800_000);
    let mut upload = world.table.receive_original(&permit(Act::ImportWorkouts), now()).unwrap();
    for part in file.chunks(70_001) {
        upload.write(part).await.unwrap();
    }
    let original = upload.finish().await.unwrap();
    assert_eq!(original.size, 800_000);
    let mut reader =
        world.table.original(&permit(Act::ReadWorkouts), &original.sha256).await.unwrap().unwrap();
    assert_eq!(reader.original(), &original);
    let mut read = Vec::new();
    while let Some(bytes) = reader.next().await.unwrap() {
        read.extend(bytes);
    }
    assert!(read == file);
    assert!(world.table.original(&permit(Act::ReadWorkouts), "00").await.unwrap().is_none());
}

pub(crate) async fn an_original_too_large_for_a_transaction_is_refused(world: &World) {
    let mut upload = world.table.receive_original(&permit(Act::ImportWorkouts), now()).unwrap();
    let refused = upload.write(&noise(3_000_000)).await;
    assert!(matches!(refused, Err(TableError::TooLarge)));
}

pub(crate) async fn a_file_is_recognised_until_its_workout_is_deleted(world: &World) {
    let (importing, deleting) = (permit(Act::ImportWorkouts), permit(Act::DeleteWorkout));
    let before = || world.table.imported_before(&importing, "00ff", 1);
    assert_eq!(before().await.unwrap(), None);
    world.log(imported("a", ("00ff", 1), MORNING)).await;
    assert_eq!(before().await.unwrap(), Some(id_of("a")));
    assert_eq!(world.table.imported_before(&importing, "00ff", 0).await.unwrap(), None);
    let same = world.table.same_activity(&importing, &details(MORNING)).await.unwrap();
    assert_eq!(same, Some(id_of("a")), "the same activity in another format");
    let again = world.table.log(&importing, imported("b", ("00ff", 1), MORNING), now()).await.unwrap();
    assert!(matches!(again, Logged::Before(workout) if workout.id == id_of("a")));
    world.table.delete(&deleting, &id_of("a"), 1, now()).await.unwrap();
    assert_eq!(before().await.unwrap(), None);
    world.table.restore(&deleting, &id_of("a"), now()).await.unwrap();
    assert_eq!(before().await.unwrap(), Some(id_of("a")));
}

pub(crate) async fn a_workout_imported_again_cannot_be_brought_back(world: &World) {
    world.log(imported("a", ("00ff", 0), MORNING)).await;
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("a"), 1, now()).await.unwrap();
    world.log(imported("b", ("00ff", 0), MORNING)).await;
    let back = world.table.restore(&permit(Act::DeleteWorkout), &id_of("a"), hours(1)).await;
    assert!(matches!(back, Err(TableError::Duplicate(rival)) if rival == id_of("b")));
    world.sums_are_right().await;
}
