//! Bests: of each month the staircase to its records, so that those of all time are read in one query.
//!
//! Every write keeps them right in its own transaction, which is refused if anybody wrote the log since (`recent`). What
//! is added can only add steps; only when a workout goes or changes that has a step are those of its month read again.
//! docs/decisions/records.md tells why.

use crate::act::{Act, Permit};
use crate::athlete::AthleteId;
use crate::records::{Efforts, Kind, Reached, Staircase};
use crate::table::error::unreadable;
use crate::table::item::Stored;
use crate::table::keys::{Key, Month, Range, sort_after};
use crate::table::transaction::{Part, Transaction};
use crate::table::{Item, Table, TableError, athlete};
use crate::workout::WorkoutId;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{NaiveDate, NaiveDateTime};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// The attribute that holds the steps, as JSON: `[["2026-11-01T07:30:00","01JD…","run",{"f5000":1258}]]`.
const STEPS: &str = "steps";

/// What a write takes from the months it touches, and what it brings.
#[derive(Debug, Default)]
pub(super) struct Bests {
    gone: Vec<Reached>,
    come: Vec<Reached>,
}

impl Bests {
    /// Brings a workout, or takes it away if `sign` is −1.
    pub(super) fn add(&mut self, stored: &Stored, sign: i64) {
        let side = if sign < 0 { &mut self.gone } else { &mut self.come };
        side.extend(Some(reached(stored)).filter(|reached| !reached.efforts.is_empty()));
    }

    /// The months in which anything changes.
    pub(super) fn months(&self) -> BTreeSet<Month> {
        if self.gone == self.come {
            return BTreeSet::new();
        }
        self.gone.iter().chain(&self.come).map(month).collect()
    }

    /// The months as they are when nothing else ever happened.
    pub(super) fn into_rows(self) -> BTreeMap<Month, Staircase> {
        let mut months: BTreeMap<Month, Vec<Reached>> = BTreeMap::new();
        for reached in self.come {
            months.entry(month(&reached)).or_default().push(reached);
        }
        months.into_iter().map(|(month, reached)| (month, reached.into_iter().collect())).collect()
    }

    fn takes(&self, workout: &WorkoutId) -> bool {
        self.gone.iter().any(|gone| gone.workout == *workout)
    }
}

impl Table {
    /// The way to the records of workouts from the first of these days to the last.
    ///
    /// For [`Act::ReadTrends`] or [`Act::ReadWorkouts`]. One query over a row for each month, and one for the workouts of
    /// the month that the first day cuts.
    pub async fn bests(
        &self,
        permit: &Permit,
        days: RangeInclusive<NaiveDate>,
    ) -> Result<Staircase, TableError> {
        let athlete = athlete(permit, &[Act::ReadTrends, Act::ReadWorkouts])?;
        let (from, until) = (*days.start(), *days.end());
        if from > until {
            return Ok(Staircase::default());
        }
        let cut = Month::of(from);
        let is_whole = cut.first() == Some(from);
        let mut steps = Vec::new();
        if !is_whole && let Some(last) = cut.last() {
            steps = self.reached(athlete, (from, last)).await?;
        }
        let months = if is_whole { cut } else { cut.next() }..=Month::of(until);
        if months.start() <= months.end() {
            for item in self.all(&Range::bests(athlete, months)).await? {
                steps.extend(row(&item)?.1);
            }
        }
        // A staircase is one up to any of its days.
        Ok(steps.into_iter().filter(|step| step.start.date() <= until).collect())
    }

    /// Writes what a transaction changes in the bests of its months; `rows` are these as they were read after the
    /// revision on which it depends.
    pub(super) async fn count_bests(
        &self,
        transaction: &mut Transaction<'_>,
        (athlete, rows): (&AthleteId, &[Item]),
        bests: Bests,
    ) -> Result<(), TableError> {
        let changed = bests.months();
        let rows = rows.iter().filter(|item| sort_after(item, "BEST#").is_some());
        let mut before = rows.map(row).collect::<Result<BTreeMap<_, _>, _>>()?;
        for month in changed {
            let before = before.remove(&month).unwrap_or_default();
            let after = self.changed(athlete, (month, &before), &bests).await?;
            if after != before {
                put(transaction, athlete, (month, &after))?;
            }
        }
        Ok(())
    }

    /// The bests of a month after a write.
    async fn changed(
        &self,
        athlete: &AthleteId,
        (place, before): (Month, &Staircase),
        bests: &Bests,
    ) -> Result<Staircase, TableError> {
        let loses = before.steps().iter().any(|step| bests.takes(&step.workout));
        let rest = match place.first().zip(place.last()).filter(|_| loses) {
            Some(days) => self.reached(athlete, days).await?,
            None => before.steps().to_vec(),
        };
        let rest = rest.into_iter().filter(|reached| !bests.takes(&reached.workout));
        let come = bests.come.iter().filter(|come| month(come) == place).cloned();
        Ok(rest.chain(come).collect())
    }

    /// What the workouts of these days reached.
    async fn reached(
        &self,
        athlete: &AthleteId,
        (from, until): (NaiveDate, NaiveDate),
    ) -> Result<Vec<Reached>, TableError> {
        let stored = self.stored_between(athlete, (from, until)).await?;
        Ok(stored.iter().map(reached).collect())
    }

    /// The workouts of these days, in any order.
    pub(super) async fn stored_between(
        &self,
        athlete: &AthleteId,
        (from, until): (NaiveDate, NaiveDate),
    ) -> Result<Vec<Stored>, TableError> {
        let places = self.all(&Range::workouts(athlete, None, Some(from), Some(until))).await?;
        let ids = places.iter().filter_map(|item| WorkoutId::parse(sort_after(item, "WORKOUT#")?));
        let keys: Vec<_> = ids.map(|id| Key::workout(athlete, &id)).collect();
        let items = self.several(&keys).await?;
        let mut stored = items.iter().map(Stored::read).collect::<Result<Vec<_>, _>>()?;
        // What was moved or deleted since its place was read is of these days no longer.
        let day = |stored: &Stored| stored.workout.details.start.date();
        stored.retain(|stored| stored.deleted.is_none() && (from..=until).contains(&day(stored)));
        Ok(stored)
    }

    /// The bests of every month as they are stored.
    pub(super) async fn bests_by_month(
        &self,
        athlete: &AthleteId,
    ) -> Result<BTreeMap<Month, Staircase>, TableError> {
        self.all(&Range::all_bests(athlete)).await?.iter().map(row).collect()
    }
}

/// Puts the bests of a month, or takes them away where there are none.
pub(super) fn put(
    transaction: &mut Transaction<'_>,
    athlete: &AthleteId,
    (month, bests): (Month, &Staircase),
) -> Result<(), TableError> {
    let key = Key::bests(athlete, month);
    if bests.is_empty() {
        let delete = transaction.delete(&key);
        return transaction.add_delete(Part::Day, delete);
    }
    let steps = bests.steps().iter().map(|step| (&step.start, &step.workout, &step.sport, &step.efforts));
    let steps = serde_json::to_string(&steps.collect::<Vec<_>>()).map_err(unreadable)?;
    let mut item = key.item();
    item.insert(STEPS.to_owned(), AttributeValue::S(steps));
    let put = transaction.put(item);
    transaction.add_put(Part::Day, put)
}

/// What a workout reached: along its track, and in all.
fn reached(stored: &Stored) -> Reached {
    let details = &stored.workout.details;
    let distance = details.distance.map(|distance| (Kind::LongestDistance, distance.0));
    let longest = distance.into_iter().chain([(Kind::LongestDuration, details.active().0)]);
    let efforts: Efforts =
        stored.digest.efforts.iter().chain(longest.filter(|(_, value)| *value > 0)).collect();
    let (workout, sport) = (stored.workout.id.clone(), details.sport.code().to_owned());
    Reached { start: stored.start(), workout, sport, efforts }
}

fn month(reached: &Reached) -> Month {
    Month::of(reached.start.date())
}

fn row(item: &Item) -> Result<(Month, Staircase), TableError> {
    let month = sort_after(item, "BEST#").and_then(Month::parse);
    let steps = item.get(STEPS).and_then(|steps| steps.as_s().ok());
    let steps: Option<Vec<(NaiveDateTime, WorkoutId, String, Efforts)>> =
        steps.and_then(|steps| serde_json::from_str(steps).ok());
    let step = |(start, workout, sport, efforts)| Reached { start, workout, sport, efforts };
    let steps = steps.map(|steps| steps.into_iter().map(step).collect());
    month.zip(steps).ok_or_else(|| unreadable("the bests of a month"))
}
