//! The files of the store: one process, one format, and everything still there tomorrow.

use crate::suite::world::{World, edit, hours, id_of, imported, new_workout, permit};
use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::act::Act;
use domain::table::Filter;
use domain::workout::Details;
use local::table::{OpenError, Store};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::Path;

#[tokio::test]
async fn what_was_written_is_there_when_the_store_is_opened_again() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("data");
    let workout = {
        let store = Store::open(Some(&path)).unwrap();
        World::new(store.client(), "journal").await.log(new_workout("a", "2026-11-01T07:30:00+01:00")).await
    };
    let world = World::new(Store::open(Some(&path)).unwrap().client(), "journal").await;
    let read = world.table.workout(&permit(Act::ReadWorkouts), &workout.id).await.unwrap();
    assert_eq!(read, Some(workout));
}

/// As a store of format 2 holds it: each fact in an attribute of its own.
fn in_attributes(mut item: HashMap<String, AttributeValue>) -> HashMap<String, AttributeValue> {
    let record = item.remove("record").expect("a record");
    let record: serde_json::Value = serde_json::from_str(record.as_s().expect("a text")).expect("JSON");
    item.extend(serde_dynamo::aws_sdk_dynamodb_1::to_item(record).expect("an item"));
    item
}

#[tokio::test]
async fn a_workout_of_a_store_of_format_2_is_read_and_written_as_any_other() {
    let directory = tempfile::tempdir().unwrap();
    let workout = {
        let world = World::new(Store::open(Some(directory.path())).unwrap().client(), "journal").await;
        let workout = world.log(imported("a", (&"f".repeat(64), 0), "2026-11-01T07:30:00+01:00")).await;
        let items = world.client.scan().table_name("journal").send().await.unwrap().items.unwrap();
        for item in items.into_iter().filter(|item| item.contains_key("record")) {
            let put = world.client.put_item().table_name("journal").set_item(Some(in_attributes(item)));
            put.send().await.unwrap();
        }
        workout
    };
    let format = directory.path().join("format");
    fs::write(&format, "2\n").unwrap();
    let world = World::new(Store::open(Some(directory.path())).unwrap().client(), "journal").await;
    assert_eq!(
        fs::read_to_string(&format).unwrap(),
        "4\n",
        "an older program would not understand it from now on"
    );
    let read = world.table.workout(&permit(Act::ReadWorkouts), &workout.id).await.unwrap();
    assert_eq!(read, Some(workout.clone()));
    world.table.upgrade().await.unwrap();
    let page = world.table.page(&permit(Act::ReadWorkouts), &Filter::default(), None, 5).await.unwrap();
    assert_eq!(
        page.items,
        std::slice::from_ref(&workout),
        "a page reads only what is written in the form of today"
    );
    let longer = edit(1, Details { title: "Longer".to_owned(), ..workout.details });
    world.table.replace(&permit(Act::EditWorkout), &workout.id, longer, hours(1)).await.unwrap();
    let read = world.table.workout(&permit(Act::ReadWorkouts), &workout.id).await.unwrap();
    assert_eq!(read.map(|it| it.details.title).as_deref(), Some("Longer"));
    world.sums_are_right().await;
}

/// Asserts that nobody else reaches the folder or any of these files in it.
fn is_private(folder: &Path, files: &[&str]) {
    assert_eq!(fs::metadata(folder).unwrap().permissions().mode() & 0o077, 0);
    let modes = fs::read_dir(folder).unwrap().map(|entry| {
        let entry = entry.unwrap();
        (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().permissions().mode() & 0o777)
    });
    let private: BTreeMap<_, _> = files.iter().map(|name| ((*name).to_owned(), 0o600)).collect();
    assert_eq!(modes.collect::<BTreeMap<_, _>>(), private);
}

#[tokio::test]
async fn no_file_of_the_store_is_for_others_even_if_it_was() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("data");
    let all = ["format", "lock", "longrun.db", "longrun.db-shm", "longrun.db-wal"];
    let store = Store::open(Some(&path)).unwrap();
    World::new(store.client(), "journal").await.log(new_workout("a", "2026-11-01T07:30:00+01:00")).await;
    is_private(&path, &all);
    // As a process leaves it that is killed, copied by somebody who lost the modes.
    let copy = directory.path().join("copy");
    fs::DirBuilder::new().mode(0o700).create(&copy).unwrap();
    for file in all {
        fs::copy(path.join(file), copy.join(file)).unwrap();
        fs::set_permissions(copy.join(file), fs::Permissions::from_mode(0o644)).unwrap();
    }
    let world = World::new(Store::open(Some(&copy)).unwrap().client(), "journal").await;
    assert!(world.table.workout(&permit(Act::ReadWorkouts), &id_of("a")).await.unwrap().is_some());
    is_private(&copy, &all);
}

/// The engine says so of itself, opened as the store opens it: nothing of ours sets it.
#[test]
fn every_commit_waits_for_the_disk() {
    let directory = tempfile::tempdir().unwrap();
    drop(Store::open(Some(directory.path())).unwrap());
    let engine =
        dynoxide::storage::Storage::new(directory.path().join("longrun.db").to_str().unwrap()).unwrap();
    let journal: String = engine.conn().pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    let synchronous: i64 = engine.conn().pragma_query_value(None, "synchronous", |row| row.get(0)).unwrap();
    // 2 is FULL: the write-ahead log is synced before a commit returns.
    assert_eq!((journal.as_str(), synchronous), ("wal", 2));
}

#[test]
fn a_store_that_is_open_cannot_be_opened_twice() {
    let directory = tempfile::tempdir().unwrap();
    let first = Store::open(Some(directory.path())).unwrap();
    let second = Store::open(Some(directory.path()));
    assert!(matches!(second, Err(OpenError::InUse(_))));
    let client = first.client();
    drop(first);
    assert!(Store::open(Some(directory.path())).is_err(), "a client is still at work");
    drop(client);
    assert!(Store::open(Some(directory.path())).is_ok());
}

#[test]
fn a_store_of_another_format_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    drop(Store::open(Some(directory.path())).unwrap());
    let format = directory.path().join("format");
    assert_eq!(fs::read_to_string(&format).unwrap(), "4\n");
    fs::write(&format, "5\n").unwrap();
    let newer = Store::open(Some(directory.path())).unwrap_err();
    assert!(matches!(newer, OpenError::Newer { found: 5, known: 4, .. }));
    assert!(newer.to_string().ends_with("start the newer version"), "{newer}");
    assert_eq!(fs::read_to_string(&format).unwrap(), "5\n");
    fs::write(&format, "1\n").unwrap();
    assert!(matches!(Store::open(Some(directory.path())), Err(OpenError::Older { found: 1, known: 4, .. })));
    fs::write(&format, "holiday photos").unwrap();
    assert!(matches!(Store::open(Some(directory.path())), Err(OpenError::NotOurs(_))));
    fs::remove_file(&format).unwrap();
    assert!(matches!(Store::open(Some(directory.path())), Err(OpenError::NotOurs(_))));
    assert!(!format.exists(), "a store in any format is not ours for want of a number");
}

/// As DynamoDB names them: what answers otherwise is an error that nobody would meet on AWS.
#[tokio::test]
async fn what_is_asked_wrongly_is_refused_in_the_words_of_dynamodb() {
    let client = Store::open(None).unwrap().client();
    let unknown = client.describe_limits().send().await.unwrap_err().into_service_error();
    assert_eq!(unknown.code(), Some("UnknownOperationException"));
    let empty = client.get_item().table_name("no name").key("pk", AttributeValue::S("a".to_owned()));
    let empty = empty.send().await.unwrap_err().into_service_error();
    assert_eq!(empty.code(), Some("ValidationException"));
    let message = empty.message().unwrap_or_default();
    assert!(!message.contains("VALIDATION"), "{message}");
}
