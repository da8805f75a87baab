//! What goes by itself, and what must not.

use crate::suite::files::noise;
use crate::suite::world::{World, hours, id_of, imported, new_workout, now, permit};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use domain::act::Act;
use domain::table::{NewWorkout, RequestKey, Table, TableError};
use domain::vault::{RecordKey, Vault, VaultKeys};
use local::table::Store;
use local::table::faults::{Fault, Faults};
use std::collections::{BTreeSet, HashMap};

const MORNING: &str = "2026-11-01T07:30:00+01:00";

async fn open() -> (Store, World) {
    let store = Store::open(None).unwrap();
    let world = World::new(store.client(), "journal").await;
    (store, world)
}

impl World {
    /// The kinds of items in the table; what is to be done has `TO_DO ` before its kind.
    async fn kinds(&self) -> BTreeSet<String> {
        let pages = self.client.scan().table_name(&self.name).into_paginator().items().send();
        let items = pages.try_collect().await.unwrap();
        let kind = |item: &HashMap<String, AttributeValue>| {
            let kind = item["sk"].as_s().unwrap().split('#').next().unwrap();
            let to_do = if item["pk"].as_s().unwrap() == "TO_DO" { "TO_DO " } else { "" };
            format!("{to_do}{kind}")
        };
        items.iter().map(kind).collect()
    }

    /// What the process does every minute.
    async fn tidy(&self, store: &Store, time: DateTime<Utc>) {
        store.sweep(time).unwrap();
        self.collect(time).await;
    }
}

fn kinds(kinds: &[&str]) -> BTreeSet<String> {
    kinds.iter().map(|kind| (*kind).to_owned()).collect()
}

#[tokio::test]
async fn a_deleted_workout_takes_its_track_its_claims_and_its_original_along() {
    let (store, world) = open().await;
    let sha256 = world.bring(&noise(800_000)).await.sha256;
    let uploaded = kinds(&["ORIGINAL", "BLOB", "TO_DO ORIGINAL"]);
    assert_eq!(world.kinds().await, uploaded);
    world.log(imported("a", (&sha256, 0), MORNING)).await;
    world.tidy(&store, hours(1000)).await;
    let all = kinds(&[
        "WORKOUT", "CHANGE", "DAY", "MONTH", "BEST", "REVISION", "SAME", "TRACK", "ORIGINAL", "BLOB",
    ]);
    assert_eq!(world.kinds().await, all, "nothing of a living workout expires or is to be let go");
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("a"), 1, hours(48)).await.unwrap();
    world.tidy(&store, hours(71)).await;
    assert!(world.file(&sha256).await.is_some(), "as long as the deletion can be undone");
    world.tidy(&store, hours(72)).await;
    assert_eq!(world.kinds().await, kinds(&["CHANGE", "DAY", "REVISION"]));
}

#[tokio::test]
async fn a_workout_brought_back_keeps_everything() {
    let (store, world) = open().await;
    let sha256 = world.bring(&noise(400_000)).await.sha256;
    let logged = world.log(imported("a", (&sha256, 0), MORNING)).await;
    world.table.delete(&permit(Act::DeleteWorkout), &logged.id, 1, now()).await.unwrap();
    world.table.restore(&permit(Act::DeleteWorkout), &logged.id, hours(1)).await.unwrap();
    world.tidy(&store, hours(1000)).await;
    assert!(world.file(&sha256).await.is_some());
    let track = world.table.track(&permit(Act::ReadWorkouts), &logged.id).await.unwrap();
    assert_eq!(track.unwrap().samples.len(), 600);
    world.sums_are_right().await;
}

#[tokio::test]
async fn an_upload_that_was_interrupted_leaves_nothing_after_two_days() {
    let (store, world) = open().await;
    let mut interrupted = world.table.receive_original(&permit(Act::ImportWorkouts), now()).unwrap();
    interrupted.write(&noise(800_000)).await.unwrap();
    drop(interrupted);
    world.tidy(&store, hours(47)).await;
    assert_eq!(world.kinds().await, kinds(&["BLOB", "TO_DO ORIGINAL"]));
    world.tidy(&store, hours(48)).await;
    assert_eq!(world.kinds().await, kinds(&[]));
}

#[tokio::test]
async fn what_counts_the_workouts_of_a_file_that_never_came_goes_with_the_last() {
    let (store, world) = open().await;
    world.log(imported("a", ("00ff", 0), MORNING)).await;
    world.table.delete(&permit(Act::DeleteWorkout), &id_of("a"), 1, now()).await.unwrap();
    world.tidy(&store, hours(24)).await;
    assert_eq!(world.kinds().await, kinds(&["CHANGE", "DAY", "REVISION"]));
}

#[tokio::test]
async fn a_table_whose_making_was_cut_off_expires_all_the_same() {
    let (store, faults) = (Store::open(None).unwrap(), Faults::none());
    let (journal, vault) = (store.faulty_client(&faults), store.faulty_client(&faults));
    let journal = Table::new(journal, "journal");
    let vault = Vault::new(vault, "vault", VaultKeys::generate().unwrap());
    // As often as the client sends it again: the tables are made, and nothing of them would ever expire.
    for _ in 0..6 {
        faults.queue("UpdateTimeToLive", Fault::Reset);
    }
    assert!(journal.create_if_missing().await.is_err());
    assert!(vault.create_if_missing().await.is_err());
    for _ in 0..2 {
        journal.create_if_missing().await.unwrap();
        vault.create_if_missing().await.unwrap();
    }
    let keyed =
        NewWorkout { idempotency_key: Some(RequestKey::Form("key".to_owned())), ..new_workout("a", MORNING) };
    journal.log(&permit(Act::LogWorkout), keyed, now()).await.unwrap();
    vault.create(&RecordKey::new("SESSION", "a"), &"session", hours(24), now()).await.unwrap();
    assert_eq!(store.sweep(hours(24)).unwrap(), 2);
}

/// Pages of the sweep: four items each, of which none has expired, as most have not.
const PAGES: u32 = 250;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_let_in_while_the_store_is_swept() {
    let (store, world) = open().await;
    for n in 0..PAGES * 4 {
        let put = world.client.put_item().table_name(&world.name);
        let put = put.item("pk", AttributeValue::S("a".to_owned()));
        put.item("sk", AttributeValue::S(n.to_string())).send().await.unwrap();
    }
    let sweep = tokio::task::spawn_blocking(move || store.sweep(now()).unwrap());
    let mut answered = 0;
    while !sweep.is_finished() {
        let get = world.client.get_item().table_name(&world.name);
        let get = get.key("pk", AttributeValue::S("a".to_owned()));
        get.key("sk", AttributeValue::S("0".to_owned())).send().await.unwrap();
        answered += 1;
    }
    assert!(answered > PAGES / 2, "{answered} requests in {PAGES} pages");
}

#[tokio::test]
async fn a_request_is_remembered_for_a_day_only() {
    let (store, world) = open().await;
    let keyed =
        NewWorkout { idempotency_key: Some(RequestKey::Form("key".to_owned())), ..new_workout("a", MORNING) };
    world.log(keyed).await;
    assert_eq!(store.sweep(hours(23)).unwrap(), 0);
    assert_eq!(store.sweep(hours(24)).unwrap(), 1);
    assert_eq!(world.kinds().await, kinds(&["BEST", "CHANGE", "DAY", "MONTH", "REVISION", "WORKOUT"]));
}

#[tokio::test]
async fn a_workout_whose_track_has_gone_already_is_not_brought_back_without_it() {
    let (_store, world) = open().await;
    let logged = world.log(imported("a", ("00ff", 0), MORNING)).await;
    world.table.delete(&permit(Act::DeleteWorkout), &logged.id, 1, now()).await.unwrap();
    let pages = world.client.scan().table_name(&world.name).into_paginator().items().send();
    let items = pages.try_collect().await.unwrap();
    let piece = items.iter().find(|item| item["sk"].as_s().unwrap().starts_with("TRACK#")).unwrap();
    let lost = world.client.delete_item().table_name(&world.name);
    lost.key("pk", piece["pk"].clone()).key("sk", piece["sk"].clone()).send().await.unwrap();
    let late = world.table.restore(&permit(Act::DeleteWorkout), &logged.id, hours(1)).await;
    assert!(matches!(late, Err(TableError::Busy)), "{late:?}");
}
