//! A log day by day over any number of years: what fitness, streaks and heat maps are made of.

use crate::load::LoadTenths;
use crate::trend::Totals;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The days that have workouts, with their sums over all sports and their loads by one version of the formulas.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    days: BTreeMap<NaiveDate, Totals>,
}

impl FromIterator<(NaiveDate, Totals)> for History {
    fn from_iter<I: IntoIterator<Item = (NaiveDate, Totals)>>(days: I) -> Self {
        Self { days: days.into_iter().collect() }
    }
}

impl History {
    /// The first day with a workout.
    pub fn first(&self) -> Option<NaiveDate> {
        self.days.keys().next().copied()
    }

    /// The days with workouts, oldest first.
    pub fn days(&self) -> impl Iterator<Item = (NaiveDate, &Totals)> {
        self.days.iter().map(|(date, totals)| (*date, totals))
    }

    /// The sums of a day; all zero where there was no workout.
    pub fn day(&self, date: NaiveDate) -> Totals {
        self.days.get(&date).copied().unwrap_or_default()
    }

    /// The loads of days; one whose workouts all have none counts as rest, because nothing is known of it.
    pub fn loads(&self) -> BTreeMap<NaiveDate, LoadTenths> {
        self.days().map(|(date, totals)| (date, totals.load)).collect()
    }

    /// How many days it knows of.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there is no workout at all.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }
}
