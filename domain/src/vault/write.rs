//! Writing records: each write says what it found, so that of two writers one learns that it was late.
//!
//! An answer can be lost after the write was made, and the client then sends it again. Every write leaves
//! something random behind, its ciphertext or its mark; a condition that fails on our own trace is success.

use crate::vault::record::{Context, Stored};
use crate::vault::{Record, RecordKey, Vault, VaultError, Version, unreachable};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

const ABSENT: &str = "attribute_not_exists(pk) OR expires_at <= :now";
const UNCHANGED: &str = "version = :version AND attribute_not_exists(ended)";
const LONGER: &str = "attribute_not_exists(ended) OR expires_at < :until";

impl Vault {
    /// Writes a record where none is; [`VaultError::Exists`] if one is, living or ended.
    pub async fn create<T: Serialize>(
        &self,
        key: &RecordKey,
        value: &T,
        expires_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Version, VaultError> {
        let row = self.row(key, value, (1, expires_at.timestamp()))?;
        let put = self.put(&row).condition_expression(ABSENT);
        let put = put.expression_attribute_values(":now", seconds(now));
        if self.applied(key, put, &row).await? { Ok(Version(1)) } else { Err(VaultError::Exists) }
    }

    /// Replaces the record that was read as `version`; [`VaultError::Changed`] if it is another by now.
    pub async fn replace<T: Serialize>(
        &self,
        key: &RecordKey,
        version: Version,
        value: &T,
        expires_at: DateTime<Utc>,
    ) -> Result<Version, VaultError> {
        let row = self.row(key, value, (version.0 + 1, expires_at.timestamp()))?;
        let put = self.put(&row).condition_expression(UNCHANGED);
        let put = put.expression_attribute_values(":version", AttributeValue::N(version.0.to_string()));
        if self.applied(key, put, &row).await? { Ok(Version(row.version)) } else { Err(VaultError::Changed) }
    }

    /// Ends a record: until `until` nothing can be read, replaced or created in its place.
    ///
    /// Also where no record is, so that one on its way cannot arrive afterwards. Ending twice keeps the
    /// later `until`.
    pub async fn end(&self, key: &RecordKey, until: DateTime<Utc>) -> Result<(), VaultError> {
        let update = self.update(key).condition_expression(LONGER);
        let update = update
            .update_expression("SET ended = :mark, expires_at = :until ADD version :one REMOVE sealed")
            .expression_attribute_values(":mark", AttributeValue::S(mark()?))
            .expression_attribute_values(":until", seconds(until))
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()));
        // A refused condition means that it has been ended for longer already.
        updated(update).await.map(drop)
    }

    /// Takes a record that may be used once: of many callers exactly one gets it.
    ///
    /// A taken record counts as ended until it would have expired.
    pub async fn take<T: DeserializeOwned>(
        &self,
        key: &RecordKey,
        now: DateTime<Utc>,
    ) -> Result<Option<T>, VaultError> {
        let mark = mark()?;
        while let Some(Record { value, version, .. }) = self.read(key, now).await? {
            if self.end_at(key, version, &mark).await? || self.marked(key, &mark).await? {
                return Ok(Some(value));
            }
            // Replaced between reading and ending: what counts is the newer one.
        }
        Ok(None)
    }

    async fn end_at(&self, key: &RecordKey, version: Version, mark: &str) -> Result<bool, VaultError> {
        let update = self.update(key).condition_expression(UNCHANGED);
        let update = update
            .update_expression("SET ended = :mark REMOVE sealed")
            .expression_attribute_values(":mark", AttributeValue::S(mark.to_owned()))
            .expression_attribute_values(":version", AttributeValue::N(version.0.to_string()));
        updated(update).await
    }

    async fn marked(&self, key: &RecordKey, mark: &str) -> Result<bool, VaultError> {
        Ok(self.stored(key).await?.is_some_and(|stored| stored.ended.as_deref() == Some(mark)))
    }

    fn row<T: Serialize>(&self, key: &RecordKey, value: &T, stamp: (u64, i64)) -> Result<Row, VaultError> {
        let (version, expires_at) = stamp;
        let plain = Zeroizing::new(serde_json::to_vec(value)?);
        let place = key.place(self.sealer.keys());
        let context = Context::new(&self.table, &place, version, expires_at);
        let sealed = self.sealer.seal(&context.parts(), &plain)?;
        Ok(Row { place, version, expires_at, sealed })
    }

    fn put(&self, row: &Row) -> PutItemFluentBuilder {
        let put = self.client.put_item().table_name(&self.table);
        put.item("pk", AttributeValue::S(row.place.clone()))
            .item("version", AttributeValue::N(row.version.to_string()))
            .item("expires_at", AttributeValue::N(row.expires_at.to_string()))
            .item("sealed", AttributeValue::B(Blob::new(row.sealed.clone())))
    }

    fn update(&self, key: &RecordKey) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&self.table).key("pk", self.place(key))
    }

    /// Whether the row is in the table now, by this attempt or by one whose answer was lost.
    async fn applied(
        &self,
        key: &RecordKey,
        put: PutItemFluentBuilder,
        row: &Row,
    ) -> Result<bool, VaultError> {
        match put.send().await.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(true),
            Err(PutItemError::ConditionalCheckFailedException(_)) => {
                Ok(self.stored(key).await?.is_some_and(|stored| row.is(&stored)))
            }
            Err(error) => Err(unreachable(error)),
        }
    }
}

/// A row about to be written.
struct Row {
    place: String,
    version: u64,
    expires_at: i64,
    sealed: Vec<u8>,
}

impl Row {
    fn is(&self, stored: &Stored) -> bool {
        stored.ended.is_none() && stored.sealed == self.sealed
    }
}

async fn updated(update: UpdateItemFluentBuilder) -> Result<bool, VaultError> {
    match update.send().await.map_err(SdkError::into_service_error) {
        Ok(_) => Ok(true),
        Err(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
        Err(error) => Err(unreachable(error)),
    }
}

#[expect(clippy::disallowed_methods, reason = "the mark of an attempt")]
fn mark() -> Result<String, VaultError> {
    let mut bytes = [0; 16];
    let drawn = aws_lc_rs::rand::fill(&mut bytes);
    drawn.map_err(|_| VaultError::Unreachable("no randomness to be had".to_owned()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

fn seconds(time: DateTime<Utc>) -> AttributeValue {
    AttributeValue::N(time.timestamp().to_string())
}
