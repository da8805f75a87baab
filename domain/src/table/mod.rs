//! The journal: what athletes log, one partition for each, and sums that are always right.
//!
//! Every method takes a [`Permit`] and reaches only the partition of the athlete the permit names, or says why it
//! does without one: what decisions are made of is read before there is a permit. A write puts the workout, the sums
//! of its day and the record that makes it repeatable into one transaction, so that no crash, repetition or rival
//! leaves half of it; [`Table::rebuild_rollups`] can prove it. No secret is stored here: those are in
//! [`crate::vault`]. `keys` tells where things lie.

mod alias;
mod audit;
mod bests;
mod change;
mod clients;
mod error;
mod feed;
mod grants;
mod imports;
mod item;
mod keys;
mod known;
mod log;
mod months;
mod originals;
mod profile;
mod read;
mod rebuild;
mod recent;
mod recount;
mod rollup;
mod schema;
mod spent;
mod track;
mod transaction;
mod turns;
mod versioned;

pub use change::Edit;
pub use error::TableError;
pub use feed::{Change, ChangeKind, Changes, Since};
pub use grants::Lent;
pub use imports::ImportId;
pub use keys::Month;
pub use log::{Logged, NewWorkout, RequestKey};
pub use originals::{Original, Reader, Upload};
pub use read::{Filter, Page, Position};
pub use rebuild::Difference;
pub use recent::{Revision, Standing};
pub use recount::Recount;
pub use versioned::Versioned;

use crate::act::{Act, NotCovered, Permit};
use crate::athlete::AthleteId;
use crate::table::error::{unreachable, unreadable};
use crate::table::keys::{Key, Range};
use crate::table::transaction::Patience;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use std::collections::HashMap;

type Item = HashMap<String, AttributeValue>;

/// How many items DynamoDB gives for one request.
const BATCH: usize = 100;

/// The journal of all athletes.
#[derive(Clone, Debug)]
pub struct Table {
    client: Client,
    name: String,
    shelf: recent::Shelf,
    turns: turns::Turns,
}

impl Table {
    /// The journal in the table `name`.
    pub fn new(client: Client, name: impl Into<String>) -> Self {
        Self { client, name: name.into(), shelf: recent::Shelf::default(), turns: turns::Turns::default() }
    }

    async fn get(&self, key: &Key) -> Result<Option<Item>, TableError> {
        let request = self.client.get_item().table_name(&self.name).consistent_read(true);
        Ok(request.set_key(Some(key.item())).send().await.map_err(unreachable)?.item)
    }

    /// Those of these items that are there, in any order; one request for each hundred, and others for what DynamoDB
    /// left.
    async fn several(&self, keys: &[Key]) -> Result<Vec<Item>, TableError> {
        let mut items = Vec::new();
        for keys in keys.chunks(BATCH) {
            let wanted = KeysAndAttributes::builder().consistent_read(true);
            let wanted = keys.iter().fold(wanted, |wanted, key| wanted.keys(key.item()));
            let mut left = HashMap::from([(self.name.clone(), wanted.build().map_err(unreadable)?)]);
            let mut patience = Patience::new();
            loop {
                let request = self.client.batch_get_item().set_request_items(Some(left));
                let answer = request.send().await.map_err(unreachable)?;
                let read = answer.responses.unwrap_or_default().remove(&self.name).unwrap_or_default();
                left = answer.unprocessed_keys.unwrap_or_default();
                if left.is_empty() {
                    items.extend(read);
                    break;
                }
                if !read.is_empty() {
                    patience = Patience::new();
                }
                items.extend(read);
                patience.wait().await?;
            }
        }
        Ok(items)
    }

    /// Deletes an item, if it is there.
    async fn remove(&self, key: Item) -> Result<(), TableError> {
        let request = self.client.delete_item().table_name(&self.name);
        request.set_key(Some(key)).send().await.map(drop).map_err(unreachable)
    }

    fn query(&self, range: &Range) -> QueryFluentBuilder {
        let text = |value: &str| AttributeValue::S(value.to_owned());
        let query = self.client.query().table_name(&self.name).set_index_name(range.index.map(str::to_owned));
        query
            .consistent_read(true)
            .key_condition_expression("#pk = :pk AND #sort BETWEEN :from AND :to")
            .expression_attribute_names("#pk", keys::PARTITION)
            .expression_attribute_names("#sort", range.sort)
            .expression_attribute_values(":pk", text(&range.partition))
            .expression_attribute_values(":from", text(&range.from))
            .expression_attribute_values(":to", text(&range.to))
    }

    /// Every item of the range, in its order.
    async fn all(&self, range: &Range) -> Result<Vec<Item>, TableError> {
        let pages = self.query(range).into_paginator().items().send();
        pages.try_collect().await.map_err(unreachable)
    }
}

/// The athlete, if the permit is for one of the acts.
fn athlete<'a>(permit: &'a Permit, acts: &[Act]) -> Result<&'a AthleteId, NotCovered> {
    let last = acts.len().saturating_sub(1);
    let earlier = acts[..last].iter().find_map(|act| permit.covers(*act).ok());
    earlier.map_or_else(|| permit.covers(acts[last]), Ok)
}

fn number(value: impl Into<i128>) -> AttributeValue {
    AttributeValue::N(value.into().to_string())
}
