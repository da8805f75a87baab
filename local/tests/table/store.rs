//! The files of the store: one process, one format, and everything still there tomorrow.

use crate::suite::world::{World, id_of, new_workout, permit};
use aws_sdk_dynamodb::error::ProvideErrorMetadata as _;
use aws_sdk_dynamodb::types::AttributeValue;
use domain::act::Act;
use local::table::{OpenError, Store};
use std::collections::BTreeMap;
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
    assert_eq!(fs::read_to_string(&format).unwrap(), "5\n");
    fs::write(&format, "6\n").unwrap();
    let newer = Store::open(Some(directory.path())).unwrap_err();
    assert!(matches!(newer, OpenError::Newer { found: 6, known: 5, .. }));
    assert!(newer.to_string().ends_with("start the newer version"), "{newer}");
    assert_eq!(fs::read_to_string(&format).unwrap(), "6\n");
    fs::write(&format, "4\n").unwrap();
    assert!(matches!(Store::open(Some(directory.path())), Err(OpenError::Older { found: 4, known: 5, .. })));
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
