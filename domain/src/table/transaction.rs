//! All or nothing: several writes in one `TransactWriteItems`, and what to do when it is refused.

use crate::table::error::{unreachable, unreadable};
use crate::table::keys::Key;
use crate::table::{Item, Table, TableError};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::builders::{ConditionCheckBuilder, DeleteBuilder, PutBuilder, UpdateBuilder};
use aws_sdk_dynamodb::types::error::TransactionCanceledException;
use aws_sdk_dynamodb::types::{ConditionCheck, Delete, Put, TransactWriteItem, Update};
use std::time::Duration;

/// What an action of a transaction is about; tells whose condition was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Workout,
    Idempotency,
    Claim,
    Original,
    Mark,
    Chunk,
    Day,
    Revision,
    Grant,
    Profile,
}

/// Writes that are made together or not at all.
#[derive(Debug)]
pub(super) struct Transaction<'a> {
    table: &'a Table,
    actions: Vec<(Part, TransactWriteItem)>,
}

/// How a transaction ended, short of an error.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// All was written.
    Done,
    /// Nothing was written, because the conditions of these did not hold.
    Refused(Vec<Part>),
    /// Nothing was written, because others wrote at the same time.
    Contended,
}

impl<'a> Transaction<'a> {
    pub(super) fn new(table: &'a Table) -> Self {
        Self { table, actions: Vec::new() }
    }

    pub(super) fn put(&self, item: Item) -> PutBuilder {
        Put::builder().table_name(&self.table.name).set_item(Some(item))
    }

    pub(super) fn update(&self, key: &Key) -> UpdateBuilder {
        Update::builder().table_name(&self.table.name).set_key(Some(key.item()))
    }

    pub(super) fn delete(&self, key: &Key) -> DeleteBuilder {
        Delete::builder().table_name(&self.table.name).set_key(Some(key.item()))
    }

    pub(super) fn check(&self, key: &Key) -> ConditionCheckBuilder {
        ConditionCheck::builder().table_name(&self.table.name).set_key(Some(key.item()))
    }

    pub(super) fn add_put(&mut self, part: Part, put: PutBuilder) -> Result<(), TableError> {
        let put = put.build().map_err(unreadable)?;
        self.actions.push((part, TransactWriteItem::builder().put(put).build()));
        Ok(())
    }

    pub(super) fn add_update(&mut self, part: Part, update: UpdateBuilder) -> Result<(), TableError> {
        let update = update.build().map_err(unreadable)?;
        self.actions.push((part, TransactWriteItem::builder().update(update).build()));
        Ok(())
    }

    pub(super) fn add_delete(&mut self, part: Part, delete: DeleteBuilder) -> Result<(), TableError> {
        let delete = delete.build().map_err(unreadable)?;
        self.actions.push((part, TransactWriteItem::builder().delete(delete).build()));
        Ok(())
    }

    pub(super) fn add_check(&mut self, part: Part, check: ConditionCheckBuilder) -> Result<(), TableError> {
        let check = check.build().map_err(unreadable)?;
        self.actions.push((part, TransactWriteItem::builder().condition_check(check).build()));
        Ok(())
    }

    /// Makes the writes. The client marks the request with a token, so that its own repetitions count once.
    pub(super) async fn commit(self) -> Result<Outcome, TableError> {
        let (parts, actions): (Vec<_>, Vec<_>) = self.actions.into_iter().unzip();
        let request = self.table.client.transact_write_items().set_transact_items(Some(actions));
        match request.send().await {
            Ok(_) => Ok(Outcome::Done),
            Err(error) => refusal(&parts, error),
        }
    }
}

fn refusal(parts: &[Part], error: SdkError<TransactWriteItemsError>) -> Result<Outcome, TableError> {
    use TransactWriteItemsError as Error;
    match error.as_service_error() {
        Some(Error::TransactionCanceledException(canceled)) => {
            reason(parts, canceled).ok_or_else(|| unreachable(error))
        }
        Some(
            Error::TransactionInProgressException(_)
            | Error::ProvisionedThroughputExceededException(_)
            | Error::RequestLimitExceeded(_)
            | Error::ThrottlingException(_),
        ) => Ok(Outcome::Contended),
        _ => Err(unreachable(error)),
    }
}

/// A condition that does not hold weighs more than a conflict: trying again would not help.
fn reason(parts: &[Part], canceled: &TransactionCanceledException) -> Option<Outcome> {
    let codes = || canceled.cancellation_reasons().iter().map(|reason| reason.code().unwrap_or_default());
    let refused = parts.iter().zip(codes()).filter(|(_, code)| *code == "ConditionalCheckFailed");
    let refused: Vec<Part> = refused.map(|(part, _)| *part).collect();
    if !refused.is_empty() {
        return Some(Outcome::Refused(refused));
    }
    let contended = ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"];
    codes().any(|code| contended.contains(&code)).then_some(Outcome::Contended)
}

/// How often and how long a request waits for others before it gives up.
#[derive(Debug)]
pub(super) struct Patience {
    attempts: u32,
}

impl Patience {
    const ATTEMPTS: u32 = 12;
    const FIRST: Duration = Duration::from_millis(5);

    pub(super) fn new() -> Self {
        Self { attempts: 0 }
    }

    /// Waits up to twice as long as the last time, a random part of it, so that rivals part ways.
    pub(super) async fn wait(&mut self) -> Result<(), TableError> {
        self.attempts += 1;
        if self.attempts == Self::ATTEMPTS {
            return Err(TableError::Busy);
        }
        let longest = Self::FIRST * (1 << self.attempts.min(7));
        tokio::time::sleep(longest * chance()? / u32::from(u16::MAX)).await;
        Ok(())
    }
}

/// A random share of 65,535: the only chance in the journal beside the ids of blobs.
#[expect(clippy::disallowed_methods, reason = "rivals part ways by chance")]
fn chance() -> Result<u32, TableError> {
    let mut bytes = [0; 2];
    aws_lc_rs::rand::fill(&mut bytes).map_err(unreachable)?;
    Ok(u16::from_be_bytes(bytes).into())
}
