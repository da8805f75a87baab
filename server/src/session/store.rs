//! Sessions in the vault, under versions.
//!
//! The stock stores of `tower-sessions` write unconditionally. Two things go wrong with that: a request
//! that is under way while somebody signs out writes their session back, refresh token and all; and of
//! two requests that write at once, the slower restores the refresh token that the faster has spent, for
//! which a careful provider ends the whole grant. Here every write names the version that it read and
//! fails if that is no longer the newest, a session that was ended leaves a tombstone, and reads are
//! consistent.

use crate::chance;
use crate::clock::Clock;
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::vault::{RecordKey, Vault, VaultError, Version};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt;
use tower_sessions::SessionStore;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};

/// What a store says about a write that came too late. The trait's errors are text.
pub(super) const CHANGED: &str = "the session was changed or has ended";

/// Where a record says which version of it was read.
const VERSION: &str = "version";

/// How long a tombstone stands: longer than any request lives.
const TOMBSTONE: TimeDelta = TimeDelta::days(1);

/// Keeps sessions in the vault.
#[derive(Clone)]
pub struct Store {
    vault: Vault,
    clock: Clock,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

impl Store {
    /// A store of sessions in `vault`.
    pub fn new(vault: Vault, clock: Clock) -> Self {
        Self { vault, clock }
    }

    /// Ends a session and tells what its newest version held, if it was alive: nothing that is kept while it
    /// ends is overlooked.
    pub(super) async fn take(&self, id: Id) -> Result<Option<HashMap<String, Value>>> {
        match self.vault.take(&key(id), self.clock.now()).await {
            // As when it is loaded: none of ours, but nobody shall be signed in by it either.
            Err(VaultError::Broken | VaultError::Shape(_)) => self.delete(&id).await.map(|()| None),
            taken => taken.map_err(fact),
        }
    }
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> Result<()> {
        record.id = Id(i128::from_le_bytes(chance::bytes()));
        let expires_at = ends_at(record)?;
        let created = self.vault.create(&key(record.id), &record.data, expires_at, self.clock.now()).await;
        stamp(record, created.map_err(fact)?)
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let (version, data) = unstamp(record)?;
        let replaced = self.vault.replace(&key(record.id), version, &data, ends_at(record)?).await;
        replaced.map(drop).map_err(fact)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let found = match self.vault.read(&key(*id), self.clock.now()).await {
            Ok(Some(found)) => found,
            Ok(None) => return Ok(None),
            // Whatever it is, it is not a session that we wrote here: nobody is signed in by it.
            Err(error @ (VaultError::Broken | VaultError::Shape(_))) => {
                tracing::error!(%error, "a session cannot be opened");
                return Ok(None);
            }
            Err(error) => return Err(fact(error)),
        };
        let expiry_date = OffsetDateTime::from_unix_timestamp(found.expires_at.timestamp());
        let expiry_date = expiry_date.map_err(|it| Error::Decode(it.to_string()))?;
        let mut record = Record { id: *id, data: found.value, expiry_date };
        stamp(&mut record, found.version)?;
        Ok(Some(record))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        self.vault.end(&key(*id), self.clock.now() + TOMBSTONE).await.map_err(fact)
    }
}

fn key(id: Id) -> RecordKey {
    RecordKey::new("SESSION", id.to_string())
}

fn stamp(record: &mut Record, version: Version) -> Result<()> {
    let version = serde_json::to_value(version).map_err(|it| Error::Encode(it.to_string()))?;
    record.data.insert(VERSION.to_owned(), version);
    Ok(())
}

/// The version that was read, and the data without it: a version vouches for what is outside it.
fn unstamp(record: &Record) -> Result<(Version, HashMap<String, Value>)> {
    let mut data = record.data.clone();
    let version = data.remove(VERSION).ok_or_else(|| Error::Backend(CHANGED.to_owned()))?;
    Ok((serde_json::from_value(version).map_err(|it| Error::Decode(it.to_string()))?, data))
}

fn ends_at(record: &Record) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp(record.expiry_date.unix_timestamp(), 0)
        .ok_or_else(|| Error::Encode("the expiry is out of range".to_owned()))
}

fn fact(error: VaultError) -> Error {
    match error {
        VaultError::Changed | VaultError::Exists => Error::Backend(CHANGED.to_owned()),
        other => Error::Backend(other.to_string()),
    }
}
