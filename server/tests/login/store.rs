//! The store of sessions: two races that the stock design loses, and what a thief of the table sees.

use chrono::{DateTime, Utc};
use domain::vault::{Vault, VaultKeys};
use local::table::Store as Table;
use server::clock::Clock;
use server::session::Store;
use std::collections::HashMap;
use std::sync::Arc;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::{Expiry, Session, SessionStore};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

async fn store() -> (Table, Store) {
    let table = Table::open(None).unwrap();
    let vault = Vault::new(table.client(), "vault", VaultKeys::generate().unwrap());
    vault.create_if_missing().await.unwrap();
    (table, Store::new(vault, Clock::new(now)))
}

fn expiry() -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(1_800_000_000 + 3600).unwrap()
}

async fn created(store: &Store) -> Id {
    let mut record = Record { id: Id(0), data: HashMap::new(), expiry_date: expiry() };
    record.data.insert("refresh_token".to_owned(), "first".into());
    store.create(&mut record).await.unwrap();
    assert_ne!(record.id, Id(0), "the id is the store's to choose");
    record.id
}

async fn loaded(store: &Store, id: Id) -> Record {
    store.load(&id).await.unwrap().unwrap()
}

fn set(record: &mut Record, token: &str) {
    record.data.insert("refresh_token".to_owned(), token.into());
}

#[tokio::test]
async fn what_was_created_is_loaded_until_it_expires() {
    let (table, store) = store().await;
    let id = created(&store).await;
    let record = loaded(&store, id).await;
    assert_eq!((record.id, &record.data["refresh_token"]), (id, &"first".into()));
    assert_eq!(record.expiry_date, expiry());
    assert!(store.load(&Id(1)).await.unwrap().is_none());
    drop(table);
}

#[tokio::test]
async fn a_request_under_way_cannot_bring_back_a_session_that_was_signed_out() {
    let (_table, store) = store().await;
    let id = created(&store).await;
    let mut under_way = loaded(&store, id).await;
    set(&mut under_way, "second");
    store.delete(&id).await.unwrap();
    assert!(store.save(&under_way).await.is_err());
    assert!(store.load(&id).await.unwrap().is_none());
}

#[tokio::test]
async fn of_two_requests_at_once_the_slower_does_not_restore_a_spent_refresh_token() {
    let (_table, store) = store().await;
    let id = created(&store).await;
    let (mut faster, mut slower) = (loaded(&store, id).await, loaded(&store, id).await);
    set(&mut faster, "rotated");
    store.save(&faster).await.unwrap();
    set(&mut slower, "first");
    assert!(store.save(&slower).await.is_err());
    assert_eq!(loaded(&store, id).await.data["refresh_token"], "rotated");
}

#[tokio::test]
async fn the_session_of_tower_sessions_loses_neither_race_on_this_store() {
    let (_table, store) = store().await;
    let id = created(&store).await;
    let store = Arc::new(store);
    let session = || Session::new(Some(id), Arc::clone(&store), Some(Expiry::AtDateTime(expiry())));
    let (one, other) = (session(), session());
    for it in [&one, &other] {
        it.get_value("refresh_token").await.unwrap();
    }
    one.insert("refresh_token", "rotated").await.unwrap();
    one.save().await.unwrap();
    other.insert("note", 1).await.unwrap();
    assert!(other.save().await.is_err());
    session().delete().await.unwrap();
    one.load().await.unwrap();
    other.insert("note", 2).await.unwrap();
    assert!(other.save().await.is_err());
    assert!(store.load(&id).await.unwrap().is_none());
}

#[tokio::test]
async fn a_record_that_was_not_loaded_from_here_is_not_written() {
    let (_table, store) = store().await;
    let id = created(&store).await;
    let invented = Record { id, data: HashMap::new(), expiry_date: expiry() };
    assert!(store.save(&invented).await.is_err());
}

#[tokio::test]
async fn whatever_the_order_of_many_writers_each_change_is_kept_or_refused() {
    let (_table, store) = store().await;
    let id = created(&store).await;
    let writers = (0..50).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut record = loaded(&store, id).await;
            record.data.insert(format!("writer {number}"), true.into());
            store.save(&record).await.is_ok()
        })
    });
    let mut kept = 0;
    for writer in writers.collect::<Vec<_>>() {
        kept += usize::from(writer.await.unwrap());
    }
    let record = loaded(&store, id).await;
    let written = record.data.keys().filter(|it| it.starts_with("writer")).count();
    assert!(kept >= 1);
    assert_eq!(written, kept);
}
