//! The files of the store: one process, one format, and everything still there tomorrow.

use crate::suite::world::{World, new_workout, permit};
use domain::act::Act;
use local::table::{OpenError, Store};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

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
    for file in ["longrun.db", "lock", "format"] {
        let mode = fs::metadata(path.join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "others can read {file}");
    }
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o077, 0);
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
    assert_eq!(fs::read_to_string(&format).unwrap(), "2\n");
    fs::write(&format, "3\n").unwrap();
    let newer = Store::open(Some(directory.path())).unwrap_err();
    assert!(matches!(newer, OpenError::Newer { found: 3, known: 2, .. }));
    assert!(newer.to_string().ends_with("start the newer version"), "{newer}");
    assert_eq!(fs::read_to_string(&format).unwrap(), "3\n");
    fs::write(&format, "1\n").unwrap();
    assert!(matches!(Store::open(Some(directory.path())), Err(OpenError::Older { found: 1, known: 2, .. })));
    fs::write(&format, "holiday photos").unwrap();
    assert!(matches!(Store::open(Some(directory.path())), Err(OpenError::NotOurs(_))));
}
