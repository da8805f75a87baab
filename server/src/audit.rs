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

    /// A row that is to be written now; forgets what has not happened for a while.
    fn due(&self, now: DateTime<Utc>) -> Option<Leaving<'_>> {
        let mut kinds = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        kinds.retain(|_, kind| kind.row.is_some() || !kind.is_quiet(now));
        let kind = kinds.values_mut().find(|kind| kind.row.is_some() && kind.is_quiet(now))?;
        kind.written_at = Some(now);
        Some(Leaving { audit: self, row: kind.row.take() })
    }

    /// Writes what has been collected for long enough.
    pub async fn write_due(&self, table: &Table, now: DateTime<Utc>) {
        while let Some(leaving) = self.due(now) {
            let Some(row) = &leaving.row else { return };
            match table.audit(row).await {
                Ok(()) => leaving.has_arrived(),
                Err(error) => {
                    tracing::error!(%error, "refusals could not be recorded; the next minute tries again");
                }
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

/// A row on its way into the journal. Unless it arrives it waits for the next minute, be it that the store refused it or
/// that whoever wrote it was stopped.
struct Leaving<'a> {
    audit: &'a Audit,
    row: Option<Row>,
}

impl Leaving<'_> {
    fn has_arrived(mut self) {
        self.row = None;
    }
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        if let Some(row) = self.row.take() {
            self.audit.put_back(row);
        }
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

    /// What is written when everything arrives.
    fn arrived(audit: &Audit, second: i64) -> Vec<Row> {
        let mut rows = Vec::new();
        while let Some(leaving) = audit.due(at(second)) {
            rows.extend(leaving.row.clone());
            leaving.has_arrived();
        }
        rows
    }

    #[test]
    fn the_first_of_a_kind_is_due_at_once_and_the_others_of_its_minute_together() {
        let audit = Audit::default();
        add(&audit, "expired", 0);
        let first = arrived(&audit, 0);
        assert_eq!((first.len(), first[0].times), (1, 1));
        for second in 1..=30 {
            add(&audit, "expired", second);
            assert_eq!(arrived(&audit, second), [], "second {second}");
        }
        let others = arrived(&audit, 60);
        let [row] = &others[..] else { panic!("{others:?}") };
        assert_eq!((row.times, row.first_at, row.last_at), (30, at(1), at(30)));
        assert_eq!(row.request_id, "000000000030");
        assert_eq!(arrived(&audit, 200), []);
    }

    #[test]
    fn one_kind_does_not_wait_for_another() {
        let audit = Audit::default();
        add(&audit, "expired", 0);
        assert_eq!(arrived(&audit, 0).len(), 1);
        add(&audit, "expired", 1);
        add(&audit, "not ours", 1);
        let due = arrived(&audit, 1);
        assert_eq!(due.iter().map(|row| row.event.reason.as_str()).collect::<Vec<_>>(), ["not ours"]);
    }

    #[test]
    fn a_row_that_did_not_arrive_waits_for_the_next_minute() {
        let audit = Audit::default();
        add(&audit, "expired", 0);
        let leaving = audit.due(at(0)).unwrap();
        add(&audit, "expired", 1);
        drop(leaving);
        assert!(audit.due(at(59)).is_none());
        drop(audit.due(at(60)));
        let both = arrived(&audit, 120);
        let [row] = &both[..] else { panic!("{both:?}") };
        assert_eq!((row.times, row.first_at, row.last_at), (2, at(0), at(1)));
    }

    #[test]
    fn what_has_not_happened_for_a_minute_takes_no_memory() {
        let audit = Audit::default();
        add(&audit, "expired", 0);
        arrived(&audit, 0);
        arrived(&audit, 60);
        assert!(audit.0.lock().unwrap().is_empty());
    }
}
