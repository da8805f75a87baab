//! Where the signing keys live: sealed in the vault, ready in memory.

use super::fault::Fault;
use super::keys::{Keys, StoredKeys};
use super::vault_time;
use chrono::{DateTime, Utc};
use domain::vault::{Record, RecordKey, Vault, VaultError, Version};
use std::sync::Arc;
use tokio::sync::RwLock;

/// The signing keys. They are made when they are first asked for.
#[derive(Debug)]
pub(super) struct KeyStore {
    vault: Vault,
    ready: RwLock<Option<Ready>>,
}

/// The keys of one version of the record.
#[derive(Clone, Debug)]
struct Ready {
    version: Version,
    keys: Arc<Keys>,
}

impl KeyStore {
    pub(super) fn new(vault: Vault) -> Self {
        Self { vault, ready: RwLock::new(None) }
    }

    /// The keys, made or read if need be.
    pub(super) async fn keys(&self, now: DateTime<Utc>) -> Result<Arc<Keys>, Fault> {
        if let Some(ready) = self.ready.read().await.as_ref() {
            return Ok(Arc::clone(&ready.keys));
        }
        let mut ready = self.ready.write().await;
        if let Some(ready) = ready.as_ref() {
            return Ok(Arc::clone(&ready.keys));
        }
        let loaded = self.load(now).await?;
        let loaded = ready.insert(Ready::new(loaded.version, &loaded.value)?);
        Ok(Arc::clone(&loaded.keys))
    }

    /// Brings the next key into use.
    pub(super) async fn rotate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut ready = self.ready.write().await;
        let Record { value, version, .. } = self.load(now).await?;
        let rotated = generated(move || value.rotated(now)).await?;
        let version = self.vault.replace(&record(), version, &rotated, vault_time::FOR_EVER).await?;
        *ready = Some(Ready::new(version, &rotated)?);
        Ok(())
    }

    /// Brings the next key into use if the current one has signed for ninety days, or if another process has
    /// done so.
    pub(super) async fn rotate_if_due(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let stored = self.vault.read::<StoredKeys>(&record(), now).await?;
        match stored {
            Some(stored) if stored.value.is_due(now) => self.rotate(now).await,
            Some(stored) => self.catch_up(&stored).await,
            None => Ok(()),
        }
    }

    async fn catch_up(&self, stored: &Record<StoredKeys>) -> Result<(), Fault> {
        let mut ready = self.ready.write().await;
        if ready.as_ref().is_some_and(|ready| ready.version != stored.version) {
            *ready = Some(Ready::new(stored.version, &stored.value)?);
        }
        Ok(())
    }

    async fn load(&self, now: DateTime<Utc>) -> Result<Record<StoredKeys>, Fault> {
        if let Some(stored) = self.vault.read(&record(), now).await? {
            return Ok(stored);
        }
        let value = generated(move || StoredKeys::generate(now)).await?;
        let expires_at = vault_time::FOR_EVER;
        match self.vault.create(&record(), &value, expires_at, now).await {
            Ok(version) => Ok(Record { value, version, expires_at }),
            Err(VaultError::Exists) => self.vault.read(&record(), now).await?.ok_or(Fault::Cryptography),
            Err(error) => Err(error.into()),
        }
    }
}

impl Ready {
    fn new(version: Version, stored: &StoredKeys) -> Result<Self, Fault> {
        Ok(Self { version, keys: Arc::new(Keys::try_from(stored)?) })
    }
}

fn record() -> RecordKey {
    RecordKey::new("SIGNING_KEYS", "provider")
}

async fn generated<F>(make: F) -> Result<StoredKeys, Fault>
where
    F: FnOnce() -> Result<StoredKeys, Fault> + Send + 'static,
{
    tokio::task::spawn_blocking(make).await.map_err(|_| Fault::Cryptography)?
}
