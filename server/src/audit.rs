//! What was refused, written into the journal for whoever owns the installation.
//!
//! Whoever refuses puts an [`Event`] into the answer, and the layer [`record`] finds it there. Anybody can be refused
//! as often as they like: the first refusal of a kind is written before its answer goes out, those that follow within
//! a minute are counted and written together.

use crate::problem::Reference;
use crate::state::App;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::{Event, Row};
use domain::table::Table;
use std::collections::HashMap;
use std::sync::Mutex;

/// How long refusals of a kind are collected before they are written.
const PAUSE: TimeDelta = TimeDelta::minutes(1);

/// Refusals of one kind.
#[derive(Debug, Default)]
struct Collected {
    written_at: Option<DateTime<Utc>>,
    row: Option<Row>,
}

impl Collected {
    fn is_quiet(&self, now: DateTime<Utc>) -> bool {
        self.written_at.is_none_or(|at| now - at >= PAUSE)
    }
}

/// Refusals that are to be written.
#[derive(Debug, Default)]
pub struct Audit(Mutex<HashMap<Event, Collected>>);

impl Audit {
    /// Adds a refusal to those of its kind.
    fn add(&self, event: Event, at: DateTime<Utc>, request_id: String) {
        let mut kinds = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let kind = kinds.entry(event.clone()).or_default();
        let (times, first_at) = kind.row.as_ref().map_or((0, at), |row| (row.times, row.first_at));
        let times = times.saturating_add(1);
        kind.row = Some(Row { event, times, first_at, last_at: at, request_id });
    }

    /// The rows that are to be written now; forgets what has not happened for a while.
    fn due(&self, now: DateTime<Utc>) -> Vec<Row> {
        let mut kinds = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        kinds.retain(|_, kind| kind.row.is_some() || !kind.is_quiet(now));
        let due = kinds.values_mut().filter(|kind| kind.row.is_some() && kind.is_quiet(now));
        due.filter_map(|kind| {
            kind.written_at = Some(now);
            kind.row.take()
        })
        .collect()
    }

    /// Writes what has been collected for long enough.
    pub async fn write_due(&self, table: &Table, now: DateTime<Utc>) {
        for row in self.due(now) {
            if let Err(error) = table.audit(&row).await {
                tracing::error!(%error, "refusals could not be recorded; the next minute tries again");
                self.put_back(row);
            }
        }
    }

    /// What could not be written waits with what came meanwhile.
    fn put_back(&self, row: Row) {
        let mut kinds = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let kind = kinds.entry(row.event.clone()).or_default();
        kind.row = Some(match kind.row.take() {
            Some(later) => {
                Row { times: later.times.saturating_add(row.times), first_at: row.first_at, ..later }
            }
            None => row,
        });
    }

    /// Writes everything, because the process ends.
    pub async fn close(&self, table: &Table, now: DateTime<Utc>) {
        self.write_due(table, now + PAUSE).await;
    }

    /// Records a refusal, and what else is due.
    pub async fn refused(&self, table: &Table, (event, request_id): (Event, String), now: DateTime<Utc>) {
        self.add(event, now, request_id);
        self.write_due(table, now).await;
    }
}

/// Records what the answer to a request says that was refused.
pub async fn record(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let Some(event) = response.extensions_mut().remove::<Event>() else { return response };
    let reference = response.extensions_mut().get_or_insert_with(Reference::draw).to_string();
    app.audit.refused(&app.table, (event, reference), app.now()).await;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    fn add(audit: &Audit, reason: &str, second: i64) {
        audit.add(Event::because(reason), at(second), format!("{second:012}"));
    }

    #[test]
    fn the_first_of_a_kind_is_due_at_once_and_the_others_of_its_minute_together() {
        let audit = Audit::default();
        add(&audit, "expired", 0);
        let first = audit.due(at(0));
        assert_eq!((first.len(), first[0].times), (1, 1));
        for second in 1..=30 {
            add(&audit, "expired", second);
            assert_eq!(audit.due(at(second)), [], "second {second}");
        }
        let others = audit.due(at(60));
        let [row] = &others[..] else { panic!("{others:?}") };
        assert_eq!((row.times, row.first_at, row.last_at), (30, at(1), at(30)));
        assert_eq!(row.request_id, "000000000030");
        assert_eq!(audit.due(at(200)), []);
    }

    #[test]
    fn one_kind_does_not_wait_for_another() {
        let audit = Audit::default();
        add(&audit, "expired", 0);
        assert_eq!(audit.due(at(0)).len(), 1);
        add(&audit, "expired", 1);
        add(&audit, "not ours", 1);
        let due = audit.due(at(1));
        assert_eq!(due.iter().map(|row| row.event.reason.as_str()).collect::<Vec<_>>(), ["not ours"]);
    }

    #[test]
    fn a_row_that_could_not_be_written_waits_for_the_next_minute() {
        let audit = Audit::default();
        add(&audit, "expired", 0);
        let row = audit.due(at(0)).remove(0);
        add(&audit, "expired", 1);
        audit.put_back(row);
        assert_eq!(audit.due(at(59)), []);
        let both = audit.due(at(60)).remove(0);
        assert_eq!((both.times, both.first_at, both.last_at), (2, at(0), at(1)));
        audit.put_back(both.clone());
        assert_eq!(audit.due(at(120)), [both]);
    }

    #[test]
    fn what_has_not_happened_for_a_minute_takes_no_memory() {
        let audit = Audit::default();
        add(&audit, "expired", 0);
        audit.due(at(0));
        audit.due(at(60));
        assert!(audit.0.lock().unwrap().is_empty());
    }
}
