//! Letting go what no workout refers to any more.

use super::mark::Mark;
use super::{Pointer, Table, TableError};
use crate::table::error::unreachable;
use crate::table::keys::{Key, Range};
use crate::table::transaction::{Outcome, Part, Transaction};
use crate::table::{Item, number};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

impl Table {
    /// Deletes the blobs that are due by `now` and what points at them, and tells how many blobs.
    ///
    /// Without a permit: it reads no file, and takes only what nothing refers to. The mark goes last, so that
    /// whatever is interrupted is finished by the next call; several may be at it at once.
    pub async fn collect_originals(&self, now: DateTime<Utc>) -> Result<usize, TableError> {
        let mut collected = 0;
        for mark in self.marks_due(now.timestamp()).await? {
            if self.seize(&mark, now.timestamp()).await? {
                self.delete_blob(&mark).await?;
                collected += 1;
            }
        }
        Ok(collected)
    }

    /// What is due, but for athletes of whom an import is being stored: it may have slept with its machine, and
    /// what it has not come to yet waits in its originals.
    async fn marks_due(&self, now: i64) -> Result<Vec<Mark>, TableError> {
        let query = self.query(&Range::originals_to_do()).filter_expression("due <= :now");
        let query = query.expression_attribute_values(":now", number(now));
        let items: Vec<Item> =
            query.into_paginator().items().send().try_collect().await.map_err(unreachable)?;
        let marks = items.iter().filter_map(Mark::read);
        let at_work: BTreeSet<_> =
            self.imports_to_do().await?.into_iter().map(|(athlete, _)| athlete).collect();
        Ok(marks.filter(|mark| !at_work.contains(&mark.athlete)).collect())
    }

    /// Sees to it that nobody can begin to refer to the blob; `false` if somebody does, or may again.
    ///
    /// In one transaction with the pointer: a workout that is brought back and deleted again in between would
    /// leave a pointer that looks the same, under a mark that is not due yet.
    async fn seize(&self, mark: &Mark, now: i64) -> Result<bool, TableError> {
        let mut transaction = Transaction::new(self);
        mark.seize(&mut transaction, now)?;
        let Some(sha256) = &mark.sha256 else { return Ok(transaction.commit().await? == Outcome::Done) };
        let key = Key::original(&mark.athlete, sha256);
        let pointer = Pointer { blob_id: Some(mark.blob.clone()), ..Pointer::default() };
        pointer.delete(&mut transaction, &key)?;
        match transaction.commit().await? {
            Outcome::Done => Ok(true),
            Outcome::Refused(parts) if parts == [Part::Original] => {
                self.seize_redundant(mark, &key, now).await
            }
            Outcome::Refused(_) | Outcome::Contended => Ok(false),
        }
    }

    /// The same for a blob at which nothing points: the file came twice, or an earlier call got this far.
    async fn seize_redundant(&self, mark: &Mark, pointer: &Key, now: i64) -> Result<bool, TableError> {
        let mut transaction = Transaction::new(self);
        mark.seize(&mut transaction, now)?;
        let check = transaction.check(pointer);
        let check = check
            .condition_expression("attribute_not_exists(blob_id) OR blob_id <> :blob")
            .expression_attribute_values(":blob", AttributeValue::S(mark.blob.clone()));
        transaction.add_check(Part::Original, check)?;
        Ok(transaction.commit().await? == Outcome::Done)
    }

    async fn delete_blob(&self, mark: &Mark) -> Result<(), TableError> {
        let pieces = self.query(&Range::blob(&mark.athlete, &mark.blob)).projection_expression("#pk, #sort");
        let mut pieces = pieces.into_paginator().items().send();
        while let Some(piece) = pieces.try_next().await.map_err(unreachable)? {
            self.remove(piece).await?;
        }
        self.remove(mark.key().item()).await
    }
}
