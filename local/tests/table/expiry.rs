//! What goes by itself, and what must not.

use crate::suite::files::noise;
use crate::suite::world::{World, hours, id_of, imported, new_workout, now, permit};
use domain::act::Act;
use domain::table::{NewWorkout, Original};
use local::table::Store;
use std::collections::BTreeSet;

const MORNING: &str = "2026-11-01T07:30:00+01:00";

async fn open() -> (Store, World) {
    let store = Store::open(None).unwrap();
    let world = World::new(store.client(), "journal").await;
    (store, world)
}

impl World {
    /// The kinds of items in the table.
    async fn kinds(&self) -> BTreeSet<String> {
        let pages = self.client.scan().table_name(&self.name).into_paginator().items().send();
        let items = pages.try_collect().await.unwrap();
        items.iter().map(|item| item["sk"].as_s().unwrap().split('#').next().unwrap().to_owned()).collect()
    }

    async fn original(&self, length: usize) -> Original {
        let mut upload = self.table.receive_original(&permit(Act::ImportWorkouts), now()).unwrap();
        upload.write(&noise(length)).await.unwrap();
        upload.finish().await.unwrap()
    }

    async fn has(&self, original: &Original) -> bool {
        let Some(mut reader) =
            self.table.original(&permit(Act::ReadWorkouts), &original.sha256).await.unwrap()
        else {
            return false;
        };
        let mut length = 0;
        while let Some(bytes) = reader.next().await.unwrap() {
            length += bytes.len() as u64;
        }
        length == original.size
    }
}

fn kinds(kinds: &[&str]) -> BTreeSet<String> {
    kinds.iter().map(|kind| (*kind).to_owned()).collect()
}

#[tokio::test]
async fn a_deleted_workout_takes_its_track_its_claims_and_its_original_along() {
    let (store, world) = open().await;
    let original = world.original(800_000).await;
    world.log(imported("a", (&original.sha256, 0), MORNING)).await;
    store.sweep(hours(1000)).unwrap();
    let all = kinds(&["WORKOUT", "DAY", "REVISION", "SAME", "TRACK", "ORIGINAL", "BLOB"]);
    assert_eq!(world.kinds().await, all, "nothing of a living workout expires");
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("a"), 1, hours(48)).await.unwrap();
    store.sweep(hours(71)).unwrap();
    assert!(world.has(&original).await, "as long as the deletion can be undone");
    store.sweep(hours(72)).unwrap();
    assert_eq!(world.kinds().await, kinds(&["DAY", "REVISION"]));
}

#[tokio::test]
async fn a_workout_brought_back_keeps_everything() {
    let (store, world) = open().await;
    let original = world.original(400_000).await;
    let logged = world.log(imported("a", (&original.sha256, 0), MORNING)).await;
    world.table.delete(&permit(Act::DeleteWorkout), &logged.id, 1, now()).await.unwrap();
    world.table.restore(&permit(Act::DeleteWorkout), &logged.id, hours(1)).await.unwrap();
    store.sweep(hours(1000)).unwrap();
    assert!(world.has(&original).await);
    let track = world.table.track(&permit(Act::ReadWorkouts), &logged.id).await.unwrap();
    assert_eq!(track.unwrap().samples.len(), 600);
    world.sums_are_right().await;
}

#[tokio::test]
async fn an_original_stays_until_the_last_workout_of_its_file_goes() {
    let (store, world) = open().await;
    let original = world.original(10_000).await;
    world.log(imported("swim", (&original.sha256, 0), MORNING)).await;
    world.log(imported("ride", (&original.sha256, 1), "2026-11-01T08:30:00+01:00")).await;
    world.table.delete(&permit(Act::ImportWorkouts), &id_of("swim"), 1, now()).await.unwrap();
    store.sweep(hours(24)).unwrap();
    assert!(world.has(&original).await);
    world.table.delete(&permit(Act::ImportWorkouts), &id_of("ride"), 1, hours(24)).await.unwrap();
    store.sweep(hours(48)).unwrap();
    assert!(!world.has(&original).await);
    assert_eq!(world.kinds().await, kinds(&["DAY", "REVISION"]));
}

#[tokio::test]
async fn an_upload_that_no_workout_refers_to_goes_after_a_day() {
    let (store, world) = open().await;
    let original = world.original(400_000).await;
    let mut interrupted = world.table.receive_original(&permit(Act::ImportWorkouts), now()).unwrap();
    interrupted.write(&noise(800_000)).await.unwrap();
    drop(interrupted);
    store.sweep(hours(23)).unwrap();
    assert!(world.has(&original).await);
    store.sweep(hours(24)).unwrap();
    assert_eq!(world.kinds().await, kinds(&[]));
}

#[tokio::test]
async fn an_original_may_arrive_after_its_workout_and_twice() {
    let (store, world) = open().await;
    let sha256 = world.original(400_000).await.sha256;
    store.sweep(hours(24)).unwrap();
    world.log(imported("a", (&sha256, 0), MORNING)).await;
    for _ in 0..2 {
        world.original(400_000).await;
    }
    store.sweep(hours(1000)).unwrap();
    let original = Original { sha256, size: 400_000 };
    assert!(world.has(&original).await);
    let blobs = store.client().scan().table_name("journal").send().await.unwrap().items.unwrap();
    let blobs = blobs.iter().filter(|item| item["sk"].as_s().unwrap().starts_with("BLOB#")).count();
    assert_eq!(blobs, 2, "the pieces of the second upload are gone");
}

#[tokio::test]
async fn a_request_is_remembered_for_a_day_only() {
    let (store, world) = open().await;
    let keyed = NewWorkout { idempotency_key: Some("key".to_owned()), ..new_workout("a", MORNING) };
    world.log(keyed).await;
    assert_eq!(store.sweep(hours(23)).unwrap(), 0);
    assert_eq!(store.sweep(hours(24)).unwrap(), 1);
    assert_eq!(world.kinds().await, kinds(&["DAY", "REVISION", "WORKOUT"]));
}
