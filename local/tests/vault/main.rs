//! The vault on the embedded store: who gets a record, and what a thief of the table gets.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod theft;
mod versions;

use chrono::{DateTime, Duration, Utc};
use domain::vault::{RecordKey, Vault, VaultKeys};
use local::table::Store;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Session {
    refresh_token: String,
}

fn session(token: &str) -> Session {
    Session { refresh_token: token.to_owned() }
}

fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

fn in_an_hour() -> DateTime<Utc> {
    now() + Duration::hours(1)
}

fn key(id: &str) -> RecordKey {
    RecordKey::new("SESSION", id)
}

async fn vault_with(keys: VaultKeys) -> (Store, Vault) {
    let store = Store::open(None).unwrap();
    let vault = Vault::new(store.client(), "vault", keys);
    vault.create_if_missing().await.unwrap();
    (store, vault)
}

async fn vault() -> (Store, Vault) {
    vault_with(VaultKeys::generate().unwrap()).await
}
