//! Months: the sums of every day in one row for each month, so that a history of years is read in one query.
//!
//! There is a row for each version of the formulas, with the loads by that version. Every write keeps them right: it
//! reads the month, adds what it changes and puts it back in its own transaction, which is refused if anybody wrote
//! the log since (`recent`). docs/decisions/months.md tells why.

use crate::act::{Act, Permit};
use crate::athlete::AthleteId;
use crate::history::History;
use crate::table::error::{unreachable, unreadable};
use crate::table::item::Stored;
use crate::table::keys::{Key, Month, Range, sort_after};
use crate::table::rollup::{Sums, contribution, totals};
use crate::table::transaction::{Part, Transaction};
use crate::table::{Item, Table, TableError};
use crate::trend::Totals;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{Datelike as _, NaiveDate};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// The attribute that holds the days, as JSON without a quotation mark: `[[7,[1,3600,10000,80,714,1]]]`.
const DAYS: &str = "days";

/// The days of a month, and what each came to over all sports.
pub(super) type Days = BTreeMap<u32, Sums>;

/// Which month, and by which version of the formulas its loads are.
pub(super) type Place = (u16, Month);

/// What a write adds to and takes from the months it touches.
#[derive(Debug, Default)]
pub(super) struct Months(BTreeMap<Place, Days>);

impl Months {
    /// Adds a workout, or takes it away if `sign` is −1.
    pub(super) fn add(&mut self, stored: &Stored, sign: i64) {
        let date = stored.day();
        for version in stored.account.versions() {
            let days = self.0.entry((version, Month::of(date))).or_default();
            let sums = contribution(&stored.workout, stored.account.counted(version));
            add(days, (date.day(), sums), sign);
        }
    }

    /// The months as they are when nothing else ever happened, without those in which nothing was.
    pub(super) fn into_rows(self) -> BTreeMap<Place, Days> {
        self.0
            .into_iter()
            .map(|(place, days)| (place, known(days)))
            .filter(|(_, days)| !days.is_empty())
            .collect()
    }
}

impl Table {
    /// What is known of the days `from` to `until`, and when the log begins, with loads by one version of the formulas.
    ///
    /// For [`Act::ReadTrends`]. Two queries, the second over a row for each month.
    pub async fn history(
        &self,
        permit: &Permit,
        version: u16,
        days: RangeInclusive<NaiveDate>,
    ) -> Result<History, TableError> {
        let athlete = permit.covers(Act::ReadTrends)?;
        let first = self.query(&Range::months_of(athlete, version)).limit(1).send();
        let first = first.await.map_err(unreachable)?.items.unwrap_or_default();
        let months = Month::of(*days.start())..=Month::of(*days.end());
        let mut rows = first.iter().map(row).collect::<Result<BTreeMap<_, _>, _>>()?;
        if months.start() <= months.end() {
            for item in self.all(&Range::months(athlete, version, months)).await? {
                let (place, month) = row(&item)?;
                rows.insert(place, month);
            }
        }
        Ok(rows.into_iter().flat_map(|((_, month), days)| dated(month, days)).collect())
    }

    /// Every month as it is stored.
    pub(super) async fn months(&self, athlete: &AthleteId) -> Result<BTreeMap<Place, Days>, TableError> {
        self.all(&Range::all_months(athlete)).await?.iter().map(row).collect()
    }
}

/// Writes what a transaction changes in its months; `rows` are these as they were read after the revision on which it
/// depends.
pub(super) fn count(
    transaction: &mut Transaction<'_>,
    (athlete, rows): (&AthleteId, &[Item]),
    changed: BTreeMap<Place, Days>,
) -> Result<(), TableError> {
    let rows = rows.iter().filter(|item| sort_after(item, "MONTH#").is_some());
    let mut before = rows.map(row).collect::<Result<BTreeMap<_, _>, _>>()?;
    for (place, change) in changed {
        let mut days = before.remove(&place).unwrap_or_default();
        for day in change {
            add(&mut days, day, 1);
        }
        put(transaction, athlete, (place, &known(days)))?;
    }
    Ok(())
}

/// Puts a month, or takes it away where it has no days.
pub(super) fn put(
    transaction: &mut Transaction<'_>,
    athlete: &AthleteId,
    (place, days): (Place, &Days),
) -> Result<(), TableError> {
    let key = Key::month(athlete, place);
    if days.is_empty() {
        let delete = transaction.delete(&key);
        return transaction.add_delete(Part::Day, delete);
    }
    let pairs: Vec<_> = days.iter().collect();
    let mut item = key.item();
    let text = serde_json::to_string(&pairs).map_err(unreadable)?;
    item.insert(DAYS.to_owned(), AttributeValue::S(text));
    let put = transaction.put(item);
    transaction.add_put(Part::Day, put)
}

fn add(days: &mut Days, (day, sums): (u32, Sums), sign: i64) {
    for (sum, value) in days.entry(day).or_default().iter_mut().zip(sums) {
        *sum += sign * value;
    }
}

fn known(days: Days) -> Days {
    days.into_iter().filter(|(_, sums)| *sums != Sums::default()).collect()
}

fn dated(month: Month, days: Days) -> impl Iterator<Item = (NaiveDate, Totals)> {
    days.into_iter().filter_map(move |(day, sums)| Some((month.day(day)?, totals(sums))))
}

fn row(item: &Item) -> Result<(Place, Days), TableError> {
    let (version, month) =
        sort_after(item, "MONTH#").and_then(|place| place.split_once('#')).unwrap_or_default();
    let place = version.parse().ok().zip(Month::parse(month));
    let days = item.get(DAYS).and_then(|days| days.as_s().ok());
    let days: Option<Vec<(u32, Sums)>> = days.and_then(|days| serde_json::from_str(days).ok());
    let days = days.map(|days| days.into_iter().collect());
    place.zip(days).ok_or_else(|| unreadable("a month"))
}
