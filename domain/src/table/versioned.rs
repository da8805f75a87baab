//! Small records that change as a whole: whoever writes says which version they have seen.

use crate::table::error::{unreachable, unreadable};
use crate::table::keys::{EXPIRY, Key};
use crate::table::transaction::{Outcome, Part, Patience, Transaction};
use crate::table::{Item, Table, TableError, number};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_dynamo::aws_sdk_dynamodb_1::{from_attribute_value, to_attribute_value};

const VALUE: &str = "value";
const VERSION: &str = "version";

/// A value and the version it has in the table, 0 if it is not there yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Versioned<T> {
    /// The value.
    pub value: T,
    /// Counts up with every write.
    pub version: u64,
}

impl<T> Versioned<T> {
    /// A value that is not in the table yet.
    pub fn new(value: T) -> Self {
        Self { value, version: 0 }
    }
}

impl Table {
    pub(super) async fn record<T: DeserializeOwned>(
        &self,
        key: &Key,
    ) -> Result<Option<Versioned<T>>, TableError> {
        self.get(key).await?.map(read).transpose()
    }

    /// Writes the value where its version still is the one in the table, and tells its new version.
    pub(super) async fn save<T: Serialize>(
        &self,
        key: &Key,
        record: &Versioned<T>,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<u64, TableError> {
        let next = record.version.saturating_add(1);
        let mut item = item(key, &Versioned { value: &record.value, version: next })?;
        item.extend(expires_at.map(|at| (EXPIRY.to_owned(), number(at.timestamp()))));
        self.put_record(key, &item, record.version).await?;
        Ok(next)
    }

    /// Deletes the record where its version still is the one in the table.
    pub(super) async fn remove_record(&self, key: &Key, version: u64) -> Result<(), TableError> {
        let mut transaction = Transaction::new(self);
        let (condition, values) = unchanged(version);
        let delete = transaction.delete(key).condition_expression(condition);
        transaction.add_delete(Part::Mark, delete.set_expression_attribute_values(values))?;
        match transaction.commit().await? {
            Outcome::Done => Ok(()),
            Outcome::Refused(_) => Err(TableError::Changed { current: version }),
            Outcome::Contended => Err(TableError::Busy),
        }
    }

    /// An item that is there already is ours, written by an attempt whose answer was lost.
    async fn put_record(&self, key: &Key, item: &Item, version: u64) -> Result<(), TableError> {
        let unchanged = |put: PutItemFluentBuilder| {
            let (condition, values) = unchanged(version);
            put.condition_expression(condition).set_expression_attribute_values(values)
        };
        if self.write(item, unchanged).await? { Ok(()) } else { self.is_ours(key, item).await }
    }

    /// An error unless the item that is there is this one.
    pub(super) async fn is_ours(&self, key: &Key, item: &Item) -> Result<(), TableError> {
        let now = self.get(key).await?.unwrap_or_default();
        if now == *item { Ok(()) } else { Err(TableError::Changed { current: version_of(&now) }) }
    }

    /// Puts one item, waiting while others are in the way; `false` if its condition does not hold.
    pub(super) async fn write(
        &self,
        item: &Item,
        condition: impl Fn(PutItemFluentBuilder) -> PutItemFluentBuilder,
    ) -> Result<bool, TableError> {
        use PutItemError as Error;
        let mut patience = Patience::new();
        loop {
            let put = self.client.put_item().table_name(&self.name).set_item(Some(item.clone()));
            match condition(put).send().await.map_err(SdkError::into_service_error) {
                Ok(_) => return Ok(true),
                Err(Error::ConditionalCheckFailedException(_)) => return Ok(false),
                Err(
                    Error::TransactionConflictException(_)
                    | Error::ProvisionedThroughputExceededException(_)
                    | Error::RequestLimitExceeded(_)
                    | Error::ThrottlingException(_),
                ) => patience.wait().await?,
                Err(error) => return Err(unreachable(error)),
            }
        }
    }
}

/// The item of a value at its version.
pub(super) fn item<T: Serialize>(key: &Key, record: &Versioned<T>) -> Result<Item, TableError> {
    let mut item = key.item();
    item.insert(VERSION.to_owned(), number(record.version));
    item.insert(VALUE.to_owned(), to_attribute_value(&record.value).map_err(unreadable)?);
    Ok(item)
}

/// The condition that an item still is at this version, 0 if it was not there.
pub(super) fn unchanged(version: u64) -> (&'static str, Option<Item>) {
    match version {
        0 => ("attribute_not_exists(pk)", None),
        _ => ("version = :version", Some([(":version".to_owned(), number(version))].into())),
    }
}

pub(super) fn read<T: DeserializeOwned>(mut item: Item) -> Result<Versioned<T>, TableError> {
    let version = version_of(&item);
    let value = item.remove(VALUE).unwrap_or(AttributeValue::Null(true));
    Ok(Versioned { value: from_attribute_value(value).map_err(unreadable)?, version })
}

fn version_of(item: &Item) -> u64 {
    let version = item.get(VERSION).and_then(|version| version.as_n().ok());
    version.and_then(|version| version.parse().ok()).unwrap_or(0)
}
