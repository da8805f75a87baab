//! Originals: the files as they came, deflated, in pieces, named by their SHA-256.
//!
//! `ORIGINAL#<sha256>` points at the pieces of a blob and counts the workouts that were read from the file. While
//! none was, a [`Mark`] among the work to be done says until when the blob stays: an upload puts it there together
//! with the first piece, the transaction that logs the first workout takes it away, and the one that deletes the
//! last puts it back. [`Table::collect_originals`] lets go what is due. The pieces themselves never change, so
//! that a transaction is as small for a long file as for a short one.

mod collect;
mod mark;
mod reader;
mod upload;

pub use reader::Reader;
pub use upload::Upload;

use crate::athlete::AthleteId;
use crate::table::error::unreadable;
use crate::table::keys::Key;
use crate::table::transaction::{Part, Transaction};
use crate::table::{Item, Table, TableError, number};
use aws_sdk_dynamodb::types::AttributeValue;
use mark::Mark;
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::from_item;

/// A stored original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// SHA-256 of the file in lower-case hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub size: u64,
}

/// The item that names the pieces, and counts the workouts that were read from the file.
///
/// It names none if workouts were logged and the file was never brought, or came too late.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Pointer {
    referrers: u32,
    blob_id: Option<String>,
    chunks: Option<u16>,
    size: Option<u64>,
}

/// What happens to the workouts that were read from a file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reference {
    /// There is one more.
    Gained,
    /// There is one less; without any, the original stays until then, in seconds.
    Lost { due: i64 },
}

impl Table {
    /// Adds to a transaction what it means for the original that a workout comes or goes.
    pub(super) async fn refer(
        &self,
        transaction: &mut Transaction<'_>,
        (athlete, sha256): (&AthleteId, &str),
        step: Reference,
    ) -> Result<(), TableError> {
        let before = self.pointer(athlete, sha256).await?;
        match step {
            Reference::Gained => gain(transaction, (athlete, sha256), before.as_ref()),
            Reference::Lost { due } => lose(transaction, (athlete, sha256), before.as_ref(), due),
        }
    }

    async fn pointer(&self, athlete: &AthleteId, sha256: &str) -> Result<Option<Pointer>, TableError> {
        let item = self.get(&Key::original(athlete, sha256)).await?;
        item.map(|item| from_item(item).map_err(unreadable)).transpose()
    }
}

/// One workout more. What was due and is still there is simply kept.
fn gain(
    transaction: &mut Transaction<'_>,
    (athlete, sha256): (&AthleteId, &str),
    before: Option<&Pointer>,
) -> Result<(), TableError> {
    let now = before.cloned().unwrap_or_default();
    if let (0, Some(blob)) = (now.referrers, &now.blob_id) {
        Mark::of(athlete, blob).take(transaction)?;
    }
    let after = Pointer { referrers: now.referrers + 1, ..now };
    after.put_over(before, transaction, &Key::original(athlete, sha256))
}

/// One workout less. With the last one goes a pointer that names nothing, or the mark comes back.
fn lose(
    transaction: &mut Transaction<'_>,
    (athlete, sha256): (&AthleteId, &str),
    before: Option<&Pointer>,
    due: i64,
) -> Result<(), TableError> {
    let Some(now) = before else { return Ok(()) };
    let key = Key::original(athlete, sha256);
    let after = Pointer { referrers: now.referrers.saturating_sub(1), ..now.clone() };
    match (after.referrers, &after.blob_id) {
        (0, None) => return now.delete(transaction, &key),
        (0, Some(blob)) => Mark::of(athlete, blob).naming(sha256).put(transaction, due)?,
        _ => {}
    }
    after.put_over(before, transaction, &key)
}

impl Pointer {
    /// Puts this pointer where `before` was read.
    fn put_over(
        &self,
        before: Option<&Self>,
        transaction: &mut Transaction<'_>,
        key: &Key,
    ) -> Result<(), TableError> {
        let mut item = key.item();
        item.insert("referrers".to_owned(), number(self.referrers));
        item.extend(self.blob_id.clone().map(|id| ("blob_id".to_owned(), AttributeValue::S(id))));
        item.extend(self.chunks.map(|chunks| ("chunks".to_owned(), number(chunks))));
        item.extend(self.size.map(|size| ("size".to_owned(), number(size))));
        let (condition, values) = before.map_or(("attribute_not_exists(pk)", None), Self::unchanged);
        let put = transaction.put(item).condition_expression(condition);
        transaction.add_put(Part::Original, put.set_expression_attribute_values(values))
    }

    /// Deletes this pointer if it still is as it was read.
    fn delete(&self, transaction: &mut Transaction<'_>, key: &Key) -> Result<(), TableError> {
        let (condition, values) = self.unchanged();
        let delete = transaction.delete(key).condition_expression(condition);
        transaction.add_delete(Part::Original, delete.set_expression_attribute_values(values))
    }

    /// The condition that the pointer still is as it was read.
    fn unchanged(&self) -> (&'static str, Option<Item>) {
        let mut values = Item::from([(":referrers".to_owned(), number(self.referrers))]);
        let Some(blob) = &self.blob_id else {
            return ("referrers = :referrers AND attribute_not_exists(blob_id)", Some(values));
        };
        values.insert(":blob".to_owned(), AttributeValue::S(blob.clone()));
        ("referrers = :referrers AND blob_id = :blob", Some(values))
    }
}
