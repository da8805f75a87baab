//! Day rollups: sums by sport that every write keeps right in its own transaction.

use crate::athlete::AthleteId;
use crate::load::{Load, LoadTenths};
use crate::quantity::{Metres, Seconds};
use crate::records::Staircase;
use crate::table::bests::Bests;
use crate::table::item::Stored;
use crate::table::keys::{self, Key, Month};
use crate::table::months::{self, Days, Months, Place};
use crate::table::transaction::{Part, Transaction};
use crate::table::{Item, Table, TableError};
use crate::trend::{Day, Totals};
use crate::workout::Workout;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The numbers of one sport on one day, in the order of [`Totals`].
pub(super) type Sums = [i64; 6];

const FIELDS: [&str; 6] = ["workouts", "duration", "distance", "ascent", "load", "with_load"];

/// Days, months and the bests of months.
pub(super) type Rows = (BTreeMap<NaiveDate, Day>, BTreeMap<Place, Days>, BTreeMap<Month, Staircase>);

/// What a write adds to and takes from the days it touches.
#[derive(Debug, Default)]
pub(super) struct Deltas {
    days: BTreeMap<NaiveDate, BTreeMap<&'static str, Sums>>,
    months: Months,
    bests: Bests,
}

impl Deltas {
    /// With a workout more.
    #[must_use]
    pub(super) fn plus(self, stored: &Stored) -> Self {
        self.with(stored, 1)
    }

    /// With a workout less.
    #[must_use]
    pub(super) fn minus(self, stored: &Stored) -> Self {
        self.with(stored, -1)
    }

    fn with(mut self, stored: &Stored, sign: i64) -> Self {
        let (day, workout) = (self.days.entry(stored.day()).or_default(), &stored.workout);
        let sums = day.entry(workout.details.sport.code()).or_default();
        for (sum, value) in sums.iter_mut().zip(contribution(workout, workout.load)) {
            *sum += sign * value;
        }
        self.months.add(stored, sign);
        self.bests.add(stored, sign);
        self
    }

    /// The days and months as they are when nothing else ever happened: what the rollups must say.
    pub(super) fn into_rows(self) -> Rows {
        let days = self.days.into_iter().map(|(date, sports)| {
            let by_sport = sports.into_iter().map(|(code, sums)| (code.to_owned(), totals(sums))).collect();
            (date, Day { date, by_sport })
        });
        (days.collect(), self.months.into_rows(), self.bests.into_rows())
    }

    /// Adds one update for each day that changes, and leaves the months.
    fn record_days(
        self,
        transaction: &mut Transaction<'_>,
        athlete: &AthleteId,
    ) -> Result<(Months, Bests), TableError> {
        for (date, sports) in self.days {
            let changes: Vec<_> = sports.into_iter().flat_map(|(code, sums)| named(code, sums)).collect();
            if changes.iter().any(|(_, change)| *change != 0) {
                let mut update = transaction.update(&Key::day(athlete, date));
                let mut terms = Vec::new();
                for (n, (name, change)) in changes.into_iter().filter(|(_, change)| *change != 0).enumerate()
                {
                    terms.push(format!("#f{n} :v{n}"));
                    update = update.expression_attribute_names(format!("#f{n}"), name);
                    update = update
                        .expression_attribute_values(format!(":v{n}"), AttributeValue::N(change.to_string()));
                }
                transaction
                    .add_update(Part::Day, update.update_expression(format!("ADD {}", terms.join(", "))))?;
            }
        }
        Ok((self.months, self.bests))
    }
}

impl Table {
    /// Writes what a transaction changes in its days and months and the bests of these; its condition on the revision
    /// must have been read before.
    pub(super) async fn count(
        &self,
        transaction: &mut Transaction<'_>,
        athlete: &AthleteId,
        deltas: Deltas,
    ) -> Result<(), TableError> {
        let (months, bests) = deltas.record_days(transaction, athlete)?;
        let months = months.into_rows();
        let of_months = months.keys().map(|place| Key::month(athlete, *place));
        let of_bests = bests.months().into_iter().map(|month| Key::bests(athlete, month));
        let rows = self.several(&of_months.chain(of_bests).collect::<Vec<_>>()).await?;
        months::count(transaction, (athlete, &rows), months)?;
        self.count_bests(transaction, (athlete, &rows), bests).await
    }
}

/// The name of the attribute that holds one number of one sport.
fn named(code: &str, sums: Sums) -> Vec<(String, i64)> {
    FIELDS.iter().zip(sums).map(|(field, sum)| (format!("{code}:{field}"), sum)).collect()
}

pub(super) fn contribution(workout: &Workout, load: Option<Load>) -> Sums {
    let details = &workout.details;
    [
        1,
        details.elapsed.0.into(),
        details.distance.unwrap_or_default().0.into(),
        details.ascent.unwrap_or_default().0.into(),
        load.map(|load| load.value.0).unwrap_or_default().into(),
        load.is_some().into(),
    ]
}

pub(super) fn totals(sums: Sums) -> Totals {
    let [workouts, duration, distance, ascent, load, with_load] =
        sums.map(|sum| u32::try_from(sum.max(0)).unwrap_or(u32::MAX));
    Totals {
        workouts,
        duration: Seconds(duration),
        distance: Metres(distance),
        ascent: Metres(ascent),
        load: LoadTenths(load),
        with_load,
    }
}

/// A day item as a day, without the sports of which nothing is left; `None` if it is no day.
pub(super) fn day(item: &Item) -> Option<Day> {
    let date = keys::sort_after(item, "DAY#")?.parse().ok()?;
    let mut sports = BTreeMap::<&str, Sums>::new();
    for (name, value) in item {
        let Some((code, field)) = name.split_once(':') else { continue };
        let index = FIELDS.iter().position(|known| *known == field)?;
        sports.entry(code).or_default()[index] = value.as_n().ok()?.parse().ok()?;
    }
    let by_sport = sports.into_iter().filter(|(_, sums)| *sums != Sums::default());
    Some(Day { date, by_sport: by_sport.map(|(code, sums)| (code.to_owned(), totals(sums))).collect() })
}

/// A whole day item.
pub(super) fn item(athlete: &AthleteId, day: &Day) -> Item {
    let mut item = Key::day(athlete, day.date).item();
    for (code, totals) in &day.by_sport {
        for (name, sum) in named(code, sums(totals)) {
            item.insert(name, AttributeValue::N(sum.to_string()));
        }
    }
    item
}

fn sums(totals: &Totals) -> Sums {
    [
        totals.workouts.into(),
        totals.duration.0.into(),
        totals.distance.0.into(),
        totals.ascent.0.into(),
        totals.load.0.into(),
        totals.with_load.into(),
    ]
}
