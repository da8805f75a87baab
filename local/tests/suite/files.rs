//! Tracks, originals and the files workouts were read from.

use crate::suite::world::{World, hours, id_of, imported, new_workout, now, permit, track};
use chrono::{DateTime, Utc};
use domain::act::Act;
use domain::quantity::{
    BeatsPerMinute, MeasuredMetres, MetresPerSecond, Milliseconds, RevolutionsPerMinute, Watts,
};
use domain::table::{Logged, NewWorkout, Original, TableError};
use domain::track::{Position, Sample, Track};

const MORNING: &str = "2026-11-01T07:30:00+01:00";

/// About as many samples of [`noisy`] as a track may have.
const LONGEST: u32 = 160_000;

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

/// Samples that do not deflate: the same ones every time, about 20 bytes each.
fn noisy(samples: u32) -> Track {
    let bytes = noise(13 * samples as usize);
    let (rows, _) = bytes.as_chunks::<13>();
    let sample = |(second, row): (u32, &[u8; 13])| Sample {
        at: Milliseconds(second * 1000),
        position: Some(Position {
            latitude: f64::from(u32::from_be_bytes([0, row[0], row[1], row[2]])) / 1e6,
            longitude: f64::from(u32::from_be_bytes([0, row[3], row[4], row[5]])) / 1e6,
        }),
        altitude: Some(MeasuredMetres(f32::from(u16::from_be_bytes([row[6], row[7]])) / 100.0)),
        speed: Some(MetresPerSecond(f32::from(u16::from_be_bytes([row[8], row[9]])) / 1000.0)),
        heart_rate: Some(BeatsPerMinute(row[10].into())),
        cadence: Some(RevolutionsPerMinute(row[11].into())),
        power: Some(Watts(row[12].into())),
        ..Sample::default()
    };
    Track { samples: (0..samples).zip(rows).map(sample).collect() }
}

pub(crate) async fn the_longest_track_is_kept_and_can_be_brought_back(world: &World) {
    let too_long = NewWorkout { track: Some(noisy(LONGEST + LONGEST / 5)), ..new_workout("a", MORNING) };
    let refused = world.table.log(&permit(Act::LogWorkout), too_long, now()).await;
    assert!(matches!(refused, Err(TableError::TooLarge)));
    let long = noisy(LONGEST);
    let mut new = imported("a", ("00ff", 0), MORNING);
    new.details.notes = "n".repeat(8_000);
    world.log(NewWorkout { track: Some(long.clone()), ..new }).await;
    assert_eq!(world.pieces("TRACK#").await, 8);
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("a"), 1, now()).await.unwrap();
    world.table.restore(&permit(Act::DeleteWorkout), &id_of("a"), now()).await.unwrap();
    let back = world.table.track(&permit(Act::ReadWorkouts), &id_of("a")).await.unwrap().unwrap();
    assert!(back == long);
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

impl World {
    /// Brings a file in pieces.
    pub(crate) async fn bring(&self, file: &[u8]) -> Original {
        let mut upload = self.table.receive_original(&permit(Act::ImportWorkouts), now()).unwrap();
        for piece in file.chunks(70_001) {
            upload.write(piece).await.unwrap();
        }
        upload.finish().await.unwrap()
    }

    /// The file with this SHA-256 as it came, if it is kept.
    pub(crate) async fn file(&self, sha256: &str) -> Option<Vec<u8>> {
        let mut reader = self.table.original(&permit(Act::ReadWorkouts), sha256).await.unwrap()?;
        let mut file = Vec::new();
        while let Some(bytes) = reader.next().await.unwrap() {
            file.extend(bytes);
        }
        assert_eq!((reader.original().sha256.as_str(), reader.original().size), (sha256, file.len() as u64));
        Some(file)
    }

    /// How many items have a sort key that begins with this.
    pub(crate) async fn pieces(&self, prefix: &str) -> usize {
        let pages = self.client.scan().table_name(&self.name).into_paginator().items().send();
        let items = pages.try_collect().await.unwrap();
        items.iter().filter(|item| item["sk"].as_s().unwrap().starts_with(prefix)).count()
    }

    pub(crate) async fn collect(&self, time: DateTime<Utc>) -> usize {
        self.table.collect_originals(time).await.unwrap()
    }

    pub(crate) async fn delete(&self, id: &str, time: DateTime<Utc>) {
        self.table.delete(&permit(Act::ImportWorkouts), &id_of(id), 1, time).await.unwrap();
    }
}

pub(crate) async fn an_original_of_any_size_comes_back_as_it_came(world: &World) {
    // More than the 4 MB that a transaction holds, deflated as well.
    let file = noise(4_500_000);
    let Original { sha256, size } = world.bring(&file).await;
    assert_eq!(size, 4_500_000);
    world.log(imported("a", (&sha256, 0), MORNING)).await;
    assert!(world.file(&sha256).await.as_ref() == Some(&file));
    world.delete("a", now()).await;
    world.table.restore(&permit(Act::DeleteWorkout), &id_of("a"), hours(1)).await.unwrap();
    assert_eq!(world.collect(hours(1000)).await, 0);
    assert!(world.file(&sha256).await == Some(file));
    assert_eq!(world.file("00").await, None);
}

pub(crate) async fn an_original_stays_until_the_last_workout_of_its_file_goes(world: &World) {
    let sha256 = world.bring(&noise(400_000)).await.sha256;
    world.log(imported("swim", (&sha256, 0), MORNING)).await;
    world.log(imported("ride", (&sha256, 1), "2026-11-01T08:30:00+01:00")).await;
    world.delete("swim", now()).await;
    assert_eq!(world.collect(hours(1000)).await, 0, "one of two");
    world.delete("ride", hours(24)).await;
    assert_eq!(world.collect(hours(47)).await, 0, "as long as the deletion can be undone");
    assert!(world.file(&sha256).await.is_some());
    assert_eq!(world.collect(hours(48)).await, 1);
    assert_eq!(world.file(&sha256).await, None);
    assert_eq!(world.collect(hours(1000)).await, 0);
}

pub(crate) async fn an_original_of_which_no_workout_was_read_goes_after_two_days(world: &World) {
    let sha256 = world.bring(&noise(400_000)).await.sha256;
    let mut interrupted = world.table.receive_original(&permit(Act::ImportWorkouts), now()).unwrap();
    interrupted.write(&noise(800_000)).await.unwrap();
    assert_eq!(world.collect(hours(47)).await, 0);
    assert!(world.file(&sha256).await.is_some());
    assert_eq!(world.collect(hours(48)).await, 2);
    assert_eq!(world.file(&sha256).await, None);
    let late = interrupted.write(&noise(800_000)).await;
    assert!(matches!(late, Err(TableError::NotFound)), "nothing would ever take these pieces away");
}

pub(crate) async fn an_original_that_is_due_can_be_kept_until_it_is_collected(world: &World) {
    let sha256 = world.bring(&noise(400_000)).await.sha256;
    let new = imported("a", (&sha256, 0), MORNING);
    world.table.log(&permit(Act::LogWorkout), new, hours(60)).await.unwrap();
    assert_eq!(world.collect(hours(1000)).await, 0);
    assert!(world.file(&sha256).await.is_some());
}

pub(crate) async fn a_file_that_is_kept_already_is_not_kept_twice(world: &World) {
    let file = noise(400_000);
    let sha256 = world.bring(&file).await.sha256;
    assert_eq!(world.bring(&file).await.sha256, sha256);
    world.log(imported("a", (&sha256, 0), MORNING)).await;
    assert_eq!(world.bring(&file).await.sha256, sha256);
    assert_eq!(world.collect(hours(48)).await, 2, "the first and the third");
    assert!(world.file(&sha256).await == Some(file));
}

pub(crate) async fn an_original_may_arrive_after_its_workout(world: &World) {
    let file = noise(400_000);
    let sha256 = world.bring(&file).await.sha256;
    assert_eq!(world.collect(hours(48)).await, 1);
    world.log(imported("a", (&sha256, 0), MORNING)).await;
    assert_eq!(world.file(&sha256).await, None);
    world.bring(&file).await;
    assert_eq!(world.collect(hours(1000)).await, 0);
    assert!(world.file(&sha256).await.is_some());
    world.delete("a", now()).await;
    assert_eq!(world.collect(hours(24)).await, 1);
}

pub(crate) async fn a_file_is_recognised_until_its_workout_is_deleted(world: &World) {
    let (importing, deleting) = (permit(Act::ImportWorkouts), permit(Act::DeleteWorkout));
    let before = || world.table.imported_before(&importing, "00ff", 1);
    assert_eq!(before().await.unwrap(), None);
    world.log(imported("a", ("00ff", 1), MORNING)).await;
    assert_eq!(before().await.unwrap(), Some(id_of("a")));
    assert_eq!(world.table.imported_before(&importing, "00ff", 0).await.unwrap(), None);
    for file in [("00ff", 1), ("11ee", 0)] {
        let again = world.table.log(&importing, imported("b", file, MORNING), now()).await.unwrap();
        assert!(matches!(again, Logged::Before { first, .. } if first.id == id_of("a")), "{file:?}");
    }
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
