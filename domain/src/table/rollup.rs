//! Day rollups: sums by sport that every write keeps right in its own transaction.

use crate::athlete::AthleteId;
use crate::load::LoadTenths;
use crate::quantity::{Metres, Seconds};
use crate::table::item::Stored;
use crate::table::keys::{self, Key};
use crate::table::transaction::{Part, Transaction};
use crate::table::{Item, TableError};
use crate::trend::{Day, Totals};
use crate::workout::Workout;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The numbers of one sport on one day, in the order of [`Totals`].
type Sums = [i64; 6];

const FIELDS: [&str; 6] = ["workouts", "duration", "distance", "ascent", "load", "with_load"];

/// Counts the writes of a day, so that mending one notices a write that came between.
pub(super) const CHANGES: &str = "changes";

/// What a write adds to and takes from the days it touches.
#[derive(Debug, Default)]
pub(super) struct Deltas(BTreeMap<NaiveDate, BTreeMap<&'static str, Sums>>);

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
        let (day, workout) = (self.0.entry(stored.day()).or_default(), &stored.workout);
        let sums = day.entry(workout.details.sport.code()).or_default();
        for (sum, value) in sums.iter_mut().zip(contribution(workout)) {
            *sum += sign * value;
        }
        self
    }

    /// The days as they are when nothing else ever happened: what the rollups must say.
    pub(super) fn into_days(self) -> BTreeMap<NaiveDate, Day> {
        let days = self.0.into_iter().map(|(date, sports)| {
            let by_sport = sports.into_iter().map(|(code, sums)| (code.to_owned(), totals(sums))).collect();
            (date, Day { date, by_sport })
        });
        days.collect()
    }

    /// Adds one update for each day that changes.
    pub(super) fn record(
        self,
        transaction: &mut Transaction<'_>,
        athlete: &AthleteId,
    ) -> Result<(), TableError> {
        for (date, sports) in self.0 {
            let changes: Vec<_> = sports.into_iter().flat_map(|(code, sums)| named(code, sums)).collect();
            if changes.iter().any(|(_, change)| *change != 0) {
                let mut update = transaction.update(&Key::day(athlete, date));
                let mut terms = vec![format!("{CHANGES} :one")];
                update = update.expression_attribute_values(":one", AttributeValue::N("1".to_owned()));
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
        Ok(())
    }
}

/// The name of the attribute that holds one number of one sport.
fn named(code: &str, sums: Sums) -> Vec<(String, i64)> {
    FIELDS.iter().zip(sums).map(|(field, sum)| (format!("{code}:{field}"), sum)).collect()
}

fn contribution(workout: &Workout) -> Sums {
    let details = &workout.details;
    [
        1,
        details.elapsed.0.into(),
        details.distance.unwrap_or_default().0.into(),
        details.ascent.unwrap_or_default().0.into(),
        workout.load.map(|load| load.value.0).unwrap_or_default().into(),
        workout.load.is_some().into(),
    ]
}

fn totals(sums: Sums) -> Totals {
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
pub(super) fn item(athlete: &AthleteId, day: &Day, changes: u64) -> Item {
    let mut item = Key::day(athlete, day.date).item();
    item.insert(CHANGES.to_owned(), AttributeValue::N(changes.to_string()));
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
