//! What was refused, a row for each kind and minute at most: written once, never changed, kept for ninety days.

use crate::act::{self, Admission};
use crate::audit::Row;
use crate::table::error::unreachable;
use crate::table::keys::{EXPIRY, Key, Range};
use crate::table::{Table, TableError, Versioned, number, versioned};
use chrono::TimeDelta;

/// How long a row is kept.
const KEPT: TimeDelta = TimeDelta::days(90);

impl Table {
    /// Adds a row. Without a permit: it records what was not permitted.
    pub async fn audit(&self, row: &Row) -> Result<(), TableError> {
        let key = Key::audit(row.last_at, &row.request_id);
        let mut item = versioned::item(&key, &Versioned { value: row, version: 1 })?;
        item.insert(EXPIRY.to_owned(), number((row.last_at + KEPT).timestamp()));
        self.write(&item, |put| put).await.map(drop)
    }

    /// The latest rows, at most `limit` of them, the newest first. For an admission to one of [`act::REFUSALS`].
    pub async fn refusals(&self, admission: &Admission, limit: i32) -> Result<Vec<Row>, TableError> {
        admission.covers(&act::REFUSALS)?;
        let query = self.query(&Range::audit()).scan_index_forward(false).limit(limit);
        let rows = query.send().await.map_err(unreachable)?.items.unwrap_or_default().into_iter();
        rows.map(|item| Ok(versioned::read::<Row>(item)?.value)).collect()
    }
}
