//! Where the signing keys live: sealed in the vault, ready in memory.

use super::fault::Fault;
use super::keys::{Keys, StoredKeys};
use super::vault_time;
use chrono::{DateTime, Utc};
use domain::vault::{RecordKey, Vault, VaultError};
use std::sync::Arc;
use tokio::sync::RwLock;

/// The signing keys. They are made when they are first asked for.
#[derive(Debug)]
pub(super) struct KeyStore {
    vault: Vault,
    ready: RwLock<Option<Arc<Keys>>>,
}

impl KeyStore {
    pub(super) fn new(vault: Vault) -> Self {
        Self { vault, ready: RwLock::new(None) }
    }

    /// The keys, made or read if need be.
    pub(super) async fn keys(&self, now: DateTime<Utc>) -> Result<Arc<Keys>, Fault> {
        if let Some(keys) = self.ready.read().await.as_ref() {
            return Ok(Arc::clone(keys));
        }
        let mut ready = self.ready.write().await;
        if let Some(keys) = ready.as_ref() {
            return Ok(Arc::clone(keys));
        }
        let keys = Arc::new(Keys::try_from(&self.load(now).await?)?);
        *ready = Some(Arc::clone(&keys));
        Ok(keys)
    }

    /// Brings the next key into use.
    pub(super) async fn rotate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let mut ready = self.ready.write().await;
        self.load(now).await?;
        if let Some(stored) = self.vault.read::<StoredKeys>(&record(), now).await? {
            let rotated = generated(move || stored.value.rotated(now)).await?;
            self.vault.replace(&record(), stored.version, &rotated, vault_time::FOR_EVER).await?;
            *ready = Some(Arc::new(Keys::try_from(&rotated)?));
        }
        Ok(())
    }

    /// Brings the next key into use if the current one has signed for ninety days.
    pub(super) async fn rotate_if_due(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let stored = self.vault.read::<StoredKeys>(&record(), now).await?;
        match stored {
            Some(stored) if stored.value.is_due(now) => self.rotate(now).await,
            _ => Ok(()),
        }
    }

    async fn load(&self, now: DateTime<Utc>) -> Result<StoredKeys, Fault> {
        if let Some(stored) = self.vault.read(&record(), now).await? {
            return Ok(stored.value);
        }
        let keys = generated(move || StoredKeys::generate(now)).await?;
        match self.vault.create(&record(), &keys, vault_time::FOR_EVER, now).await {
            Ok(_) => Ok(keys),
            Err(VaultError::Exists) => {
                let other = self.vault.read(&record(), now).await?;
                other.map(|record| record.value).ok_or(Fault::Cryptography)
            }
            Err(error) => Err(error.into()),
        }
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
