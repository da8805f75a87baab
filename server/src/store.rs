//! Where records are kept: a client for DynamoDB, embedded or on AWS, and the two tables on it.

use crate::config::{Settings, StoreKind};
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use domain::table::Table;
use domain::vault::{Vault, VaultKeys};
use std::time::Duration;

/// The two tables, open.
#[derive(Debug)]
pub struct Records {
    /// Athletes' data.
    pub table: Table,
    /// Sealed records.
    pub vault: Vault,
    /// The embedded store, if the tables are in it.
    #[cfg(feature = "local")]
    pub embedded: Option<local::table::Store>,
}

/// A sentence for whoever starts Longrun.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct CannotOpen(String);

impl CannotOpen {
    /// Says why in words of ours.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// Says why in the words of `error`.
    pub fn because(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// Opens the tables that `settings` name; creates them if they are embedded, never on AWS.
pub async fn open(settings: &Settings) -> Result<Records, CannotOpen> {
    match settings.store {
        StoreKind::Aws => aws(settings).await,
        StoreKind::Embedded => embedded(settings).await,
    }
}

async fn aws(settings: &Settings) -> Result<Records, CannotOpen> {
    let path = settings.vault_key.clone().ok_or_else(|| CannotOpen::new("LONGRUN_VAULT_KEY is needed"))?;
    let keys = VaultKeys::load(&path).map_err(CannotOpen::because)?;
    Ok(records(settings, Client::new(&aws_config().await), keys))
}

/// The journal on AWS alone, for a role that has no business with the vault.
#[cfg(feature = "aws")]
pub(crate) async fn journal(settings: &Settings) -> Table {
    Table::new(Client::new(&aws_config().await), &settings.journal_table)
}

/// What the standard AWS variables say, and bounds for one call: the SDK has no timeout of its own but that for
/// connecting.
pub(crate) async fn aws_config() -> SdkConfig {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_millis(500))
        .operation_attempt_timeout(Duration::from_secs(1))
        .operation_timeout(Duration::from_secs(3))
        .build();
    let defaults = aws_config::defaults(aws_config::BehaviorVersion::v2026_01_12());
    let retries = RetryConfig::standard().with_max_attempts(3);
    defaults.timeout_config(timeouts).retry_config(retries).load().await
}

fn records(settings: &Settings, client: Client, keys: VaultKeys) -> Records {
    Records {
        table: Table::new(client.clone(), &settings.journal_table),
        vault: Vault::new(client, &settings.vault_table, keys),
        #[cfg(feature = "local")]
        embedded: None,
    }
}

#[cfg(feature = "local")]
async fn embedded(settings: &Settings) -> Result<Records, CannotOpen> {
    let folder = settings.data_folder();
    let store = local::table::Store::open(folder.as_deref()).map_err(CannotOpen::because)?;
    let keys = match key_file(settings) {
        // A new key would open nothing of what is in the store.
        Some(path) if store.is_used().map_err(CannotOpen::because)? => VaultKeys::load(&path),
        Some(path) => VaultKeys::load_or_create(&path),
        None => VaultKeys::generate(),
    };
    let records = records(settings, store.client(), keys.map_err(CannotOpen::because)?);
    records.table.create_if_missing().await.map_err(CannotOpen::because)?;
    records.vault.create_if_missing().await.map_err(CannotOpen::because)?;
    Ok(Records { embedded: Some(store), ..records })
}

#[cfg(feature = "local")]
fn key_file(settings: &Settings) -> Option<std::path::PathBuf> {
    settings.vault_key.clone().or_else(|| Some(settings.data_folder()?.join("vault.key")))
}

#[cfg(not(feature = "local"))]
#[expect(clippy::unused_async, reason = "its twin with the embedded store waits for it")]
async fn embedded(_: &Settings) -> Result<Records, CannotOpen> {
    Err(CannotOpen::new("this Longrun was built without the embedded store: set LONGRUN_STORE=aws"))
}
