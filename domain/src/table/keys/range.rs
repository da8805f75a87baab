//! Items that lie side by side.

use super::{
    AUDIT, BY_SPORT, BY_START, CLIENTS, FIRST, Key, LAST, Month, SORT, TO_DO, bests_of, change, file,
    month_of, partition,
};
use crate::athlete::AthleteId;
use crate::table::{ImportId, Item};
use crate::workout::WorkoutId;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use std::ops::RangeInclusive;

/// Items of one athlete side by side: in the table or in an index, between two sort keys.
pub(in crate::table) struct Range {
    pub(in crate::table) index: Option<&'static str>,
    pub(in crate::table) sort: &'static str,
    pub(in crate::table) partition: String,
    pub(in crate::table) from: String,
    pub(in crate::table) to: String,
}

impl Range {
    fn new(athlete: &AthleteId, prefix: &str) -> Self {
        Self::within(partition(athlete), prefix)
    }

    fn within(partition: String, prefix: &str) -> Self {
        let (from, to) = (prefix.to_owned(), format!("{prefix}{LAST}"));
        Self { index: None, sort: SORT, partition, from, to }
    }

    pub(in crate::table) fn days(athlete: &AthleteId, from: NaiveDate, to: NaiveDate) -> Self {
        Self { from: format!("DAY#{from}"), to: format!("DAY#{to}"), ..Self::new(athlete, "") }
    }

    pub(in crate::table) fn all_days(athlete: &AthleteId) -> Self {
        Self::new(athlete, "DAY#")
    }

    /// The months of every version.
    pub(in crate::table) fn all_months(athlete: &AthleteId) -> Self {
        Self::new(athlete, "MONTH#")
    }

    /// The months of one version; both ends belong to them.
    pub(in crate::table) fn months(athlete: &AthleteId, version: u16, ends: RangeInclusive<Month>) -> Self {
        let (from, to) = (month_of(version, *ends.start()), month_of(version, *ends.end()));
        Self { from, to, ..Self::new(athlete, "") }
    }

    /// Every month of one version.
    pub(in crate::table) fn months_of(athlete: &AthleteId, version: u16) -> Self {
        Self::new(athlete, &format!("MONTH#{version:05}#"))
    }

    /// Every workout, deleted ones included.
    pub(in crate::table) fn all_workouts(athlete: &AthleteId) -> Self {
        Self::new(athlete, "WORKOUT#")
    }

    /// The bests of every month.
    pub(in crate::table) fn all_bests(athlete: &AthleteId) -> Self {
        Self::new(athlete, "BEST#")
    }

    /// The bests of these months; both ends belong to them.
    pub(in crate::table) fn bests(athlete: &AthleteId, ends: RangeInclusive<Month>) -> Self {
        let (from, to) = (bests_of(*ends.start()), bests_of(*ends.end()));
        Self { from, to, ..Self::new(athlete, "") }
    }

    pub(in crate::table) fn track(athlete: &AthleteId, id: &WorkoutId) -> Self {
        Self::new(athlete, &format!("TRACK#{id}#"))
    }

    pub(in crate::table) fn imports(athlete: &AthleteId) -> Self {
        Self::new(athlete, "IMPORT#")
    }

    pub(in crate::table) fn blob(athlete: &AthleteId, blob: &str) -> Self {
        Self::new(athlete, &format!("BLOB#{blob}#"))
    }

    pub(in crate::table) fn imports_to_do() -> Self {
        Self::to_do("IMPORT#")
    }

    pub(in crate::table) fn originals_to_do() -> Self {
        Self::to_do("ORIGINAL#")
    }

    pub(in crate::table) fn recounts_to_do() -> Self {
        Self::to_do("RECOUNT#")
    }

    fn to_do(prefix: &str) -> Self {
        Self::within(TO_DO.to_owned(), prefix)
    }

    pub(in crate::table) fn grants(athlete: &AthleteId) -> Self {
        Self::new(athlete, "GRANT#")
    }

    /// The rows of the feed with these numbers; both belong to them, and the first is not above the last.
    pub(in crate::table) fn changes(athlete: &AthleteId, first: u64, last: u64) -> Self {
        Self { from: change(first), to: change(last), ..Self::new(athlete, "") }
    }

    pub(in crate::table) fn coached(coach: &AthleteId) -> Self {
        Self::new(coach, "COACHES#")
    }

    pub(in crate::table) fn uses(athlete: &AthleteId) -> Self {
        Self::new(athlete, "USE#")
    }

    pub(in crate::table) fn clients() -> Self {
        Self { from: FIRST.to_owned(), ..Self::within(CLIENTS.to_owned(), "") }
    }

    pub(in crate::table) fn audit() -> Self {
        Self { from: FIRST.to_owned(), ..Self::within(AUDIT.to_owned(), "") }
    }

    pub(in crate::table) fn import_files(athlete: &AthleteId, id: &ImportId) -> Self {
        Self::new(athlete, &format!("FILE#{id}#"))
    }

    /// The files with these numbers, which have at most four digits; both ends belong to them.
    pub(in crate::table) fn some_import_files(
        athlete: &AthleteId,
        id: &ImportId,
        numbers: &RangeInclusive<u32>,
    ) -> Self {
        let (from, to) = (file(id, *numbers.start()), file(id, *numbers.end()));
        Self { from, to, ..Self::new(athlete, "") }
    }

    /// Workouts by start, of one sport where `sport` is given; both days belong to it.
    pub(in crate::table) fn workouts(
        athlete: &AthleteId,
        sport: Option<&str>,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> Self {
        let prefix = sport.map(|code| format!("{code}#")).unwrap_or_default();
        let from = from.map_or_else(|| FIRST.to_owned(), |date| date.to_string());
        let to = to.map(|date| format!("{date}T")).unwrap_or_default();
        let index = if sport.is_some() { BY_SPORT } else { BY_START };
        Self {
            index: Some(index),
            sort: index,
            partition: partition(athlete),
            from: format!("{prefix}{from}"),
            to: format!("{prefix}{to}{LAST}"),
        }
    }

    /// The key from which a query of workouts goes on after the one with this start and id.
    pub(in crate::table) fn after(
        &self,
        athlete: &AthleteId,
        sport: Option<&str>,
        place: (&str, &WorkoutId),
    ) -> Item {
        let (start, id) = place;
        let prefix = sport.map(|code| format!("{code}#")).unwrap_or_default();
        let mut item = Key::workout(athlete, id).item();
        item.insert(self.sort.to_owned(), AttributeValue::S(format!("{prefix}{start}#{id}")));
        item
    }
}
