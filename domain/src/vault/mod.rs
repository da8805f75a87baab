//! Sealed records: what must stay secret even from somebody who can read the table.
//!
//! Sessions, spent sign-in states, accounts, codes, refresh families and signing keys live here. Each
//! record is encrypted under a key of its own, bound to its place, version and expiry; the table key is
//! a keyed hash, so that a dump of the table holds neither ids nor contents. Every write names the
//! version it replaces, and a record that was ended cannot come back.
//!
//! What sealing cannot notice: somebody with write access who puts a whole older row back, its version
//! and expiry included. Only the athletes' own log is worth more than that, and it is in [`crate::table`].

mod keys;
mod record;
mod seal;
mod write;

pub use keys::{KeysError, VaultKeys};
pub use record::{Record, RecordKey, Version};
pub use seal::Sealer;

use crate::expiry;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use chrono::{DateTime, Utc};
use serde::de::DeserializeOwned;

/// Where sealed records are kept.
#[derive(Clone, Debug)]
pub struct Vault {
    client: Client,
    table: String,
    sealer: Sealer,
}

/// What the vault can answer instead of a record.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// A record is there already, or was and has been ended.
    #[error("the record exists already, or has been ended")]
    Exists,
    /// Somebody else replaced or ended the record meanwhile.
    #[error("the record has another version, or has been ended")]
    Changed,
    /// The record does not open: another key, another place, or bits that changed.
    #[error("the record cannot be opened")]
    Broken,
    /// The value cannot be written as a record or read from one; the text is for the log, and quotes nothing.
    #[error("the record has another shape: {0}")]
    Shape(String),
    /// The table did not answer as a table does; the text is for the log.
    #[error("the vault cannot be reached: {0}")]
    Unreachable(String),
}

impl Vault {
    /// The vault in `table`, sealed with `keys`.
    pub fn new(client: Client, table: impl Into<String>, keys: VaultKeys) -> Self {
        Self { client, table: table.into(), sealer: Sealer::new(keys) }
    }

    /// What seals cookies and cursors with the same keys.
    pub fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// Creates the table unless it is there; for the embedded store and tests, on AWS the template does it.
    pub async fn create_if_missing(&self) -> Result<(), VaultError> {
        let key = KeySchemaElement::builder().attribute_name("pk").key_type(KeyType::Hash).build();
        let text = ScalarAttributeType::S;
        let definition = AttributeDefinition::builder().attribute_name("pk").attribute_type(text).build();
        let created =
            self.client.create_table().table_name(&self.table).billing_mode(BillingMode::PayPerRequest);
        let created = created
            .key_schema(key.map_err(unreachable)?)
            .attribute_definitions(definition.map_err(unreachable)?)
            .send()
            .await;
        match created.map_err(aws_sdk_dynamodb::error::SdkError::into_service_error) {
            Ok(_) | Err(CreateTableError::ResourceInUseException(_)) => {
                expiry::ensure(&self.client, &self.table, "expires_at").await.map_err(unreachable)
            }
            Err(error) => Err(unreachable(error)),
        }
    }

    /// Reads a record; `None` if there is none, it has expired by `now`, or it was ended.
    pub async fn read<T: DeserializeOwned>(
        &self,
        key: &RecordKey,
        now: DateTime<Utc>,
    ) -> Result<Option<Record<T>>, VaultError> {
        let Some(stored) = self.stored(key).await? else { return Ok(None) };
        if stored.ended.is_some() || stored.expires_at <= now.timestamp() {
            return Ok(None);
        }
        self.open(key, &stored).map(Some)
    }

    async fn stored(&self, key: &RecordKey) -> Result<Option<record::Stored>, VaultError> {
        let request = self.client.get_item().table_name(&self.table).consistent_read(true);
        let answer = request.key("pk", self.place(key)).send().await.map_err(unreachable)?;
        answer.item.map(record::Stored::read).transpose()
    }

    fn open<T: DeserializeOwned>(
        &self,
        key: &RecordKey,
        stored: &record::Stored,
    ) -> Result<Record<T>, VaultError> {
        let place = key.place(self.sealer.keys());
        let context = record::Context::new(&self.table, &place, stored.version, stored.expires_at);
        let plain = self.sealer.open(&context.parts(), &stored.sealed).ok_or(VaultError::Broken)?;
        let expires_at = DateTime::from_timestamp(stored.expires_at, 0).ok_or(VaultError::Broken)?;
        Ok(Record { value: serde_json::from_slice(&plain)?, version: Version(stored.version), expires_at })
    }

    fn place(&self, key: &RecordKey) -> AttributeValue {
        AttributeValue::S(key.place(self.sealer.keys()))
    }
}

fn unreachable(error: impl std::error::Error) -> VaultError {
    VaultError::Unreachable(DisplayErrorContext(error).to_string())
}

impl From<serde_json::Error> for VaultError {
    /// Where and what kind of thing it is; the error's own words quote what was sealed.
    fn from(error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        Self::Shape(format!("{:?} at line {line} column {column}", error.classify()))
    }
}
