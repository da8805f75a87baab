//! The marks of blobs that no workout refers to, beside the other work that is to be done.

use crate::athlete::AthleteId;
use crate::table::keys::{Key, sort_after};
use crate::table::transaction::{Part, Transaction};
use crate::table::{Item, TableError, number};
use aws_sdk_dynamodb::types::AttributeValue;

/// When the blob may go, in seconds.
const DUE: &str = "due";
const SHA256: &str = "sha256";

/// Says of a blob that it goes when it is due. It is there exactly while no workout refers to the blob.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    pub(super) athlete: AthleteId,
    pub(super) blob: String,
    /// The file, once the whole of it has arrived.
    pub(super) sha256: Option<String>,
}

impl Mark {
    pub(super) fn of(athlete: &AthleteId, blob: &str) -> Self {
        Self { athlete: athlete.clone(), blob: blob.to_owned(), sha256: None }
    }

    pub(super) fn naming(self, sha256: &str) -> Self {
        Self { sha256: Some(sha256.to_owned()), ..self }
    }

    pub(super) fn read(item: &Item) -> Option<Self> {
        let (athlete, blob) = sort_after(item, "ORIGINAL#")?.split_once('#')?;
        let sha256 = item.get(SHA256).and_then(|sha256| sha256.as_s().ok()).cloned();
        Some(Self { athlete: AthleteId::parse(athlete)?, blob: blob.to_owned(), sha256 })
    }

    pub(super) fn key(&self) -> Key {
        Key::original_to_do(&self.athlete, &self.blob)
    }

    fn item(&self, due: i64) -> Item {
        let mut item = self.key().item();
        item.insert(DUE.to_owned(), number(due));
        item.extend(self.sha256.clone().map(|sha256| (SHA256.to_owned(), AttributeValue::S(sha256))));
        item
    }

    /// Puts the mark, whatever was there.
    pub(super) fn put(&self, transaction: &mut Transaction<'_>, due: i64) -> Result<(), TableError> {
        let put = transaction.put(self.item(due));
        transaction.add_put(Part::Mark, put)
    }

    /// Takes the mark away: from now on a workout refers to the blob.
    pub(super) fn take(&self, transaction: &mut Transaction<'_>) -> Result<(), TableError> {
        let delete = transaction.delete(&self.key());
        transaction.add_delete(Part::Mark, delete)
    }

    /// Takes the mark away if it is there, with this time.
    pub(super) fn take_at(&self, transaction: &mut Transaction<'_>, due: i64) -> Result<(), TableError> {
        let delete = transaction.delete(&self.key());
        let delete =
            delete.condition_expression("due = :due").expression_attribute_values(":due", number(due));
        transaction.add_delete(Part::Mark, delete)
    }

    /// Puts the mark where one with the same time is.
    pub(super) fn put_again(&self, transaction: &mut Transaction<'_>, due: i64) -> Result<(), TableError> {
        let put = transaction.put(self.item(due));
        let put = put.condition_expression("due = :due").expression_attribute_values(":due", number(due));
        transaction.add_put(Part::Mark, put)
    }

    /// Demands that the mark is there, with this time.
    pub(super) fn check(&self, transaction: &mut Transaction<'_>, due: i64) -> Result<(), TableError> {
        let check = transaction.check(&self.key());
        let check = check.condition_expression("due = :due").expression_attribute_values(":due", number(due));
        transaction.add_check(Part::Mark, check)
    }

    /// Moves the time of a mark that is due to the beginning of time, which an upload that goes on notices.
    pub(super) fn seize(&self, transaction: &mut Transaction<'_>, now: i64) -> Result<(), TableError> {
        let still_due = match self.sha256 {
            Some(_) => "due <= :now",
            None => "due <= :now AND attribute_not_exists(sha256)",
        };
        let update = transaction.update(&self.key()).update_expression("SET due = :seized");
        let update = update
            .condition_expression(still_due)
            .expression_attribute_values(":now", number(now))
            .expression_attribute_values(":seized", number(0));
        transaction.add_update(Part::Mark, update)
    }
}
