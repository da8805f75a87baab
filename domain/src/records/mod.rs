//! Records: the efforts that beat every one before them.
//!
//! What is kept is the whole way to the record of today, a staircase: so it is known what a record replaced, and what
//! comes back when the workout that set it goes. The staircase of a span is that of the staircases of its parts.

mod kind;

pub use kind::{Efforts, Kind};

use crate::workout::WorkoutId;
use chrono::{NaiveDate, NaiveDateTime};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

/// The days of all time: until the last one that is written with four digits for its year.
pub const ALL_TIME: RangeInclusive<NaiveDate> = {
    let last = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a day");
    RangeInclusive::new(NaiveDate::MIN, last)
};

/// A workout and what it reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// When it began, by its own clock, to the second.
    pub start: NaiveDateTime,
    /// Which it is.
    pub workout: WorkoutId,
    /// Its sport's code: each sport has records of its own.
    pub sport: String,
    /// What it reached.
    pub efforts: Efforts,
}

/// Workouts in the order of their starts, each with what it reached better than all before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staircase(Vec<Reached>);

/// An effort that beat every one before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Best {
    /// What was reached, in the unit of its kind.
    pub value: u32,
    /// By which workout.
    pub workout: WorkoutId,
    /// The local day on which that began.
    pub date: NaiveDate,
}

/// The way to each record: its bests, the earliest first.
pub type Ways = BTreeMap<Kind, Vec<Best>>;

/// A record that a workout set on its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Of what.
    pub kind: Kind,
    /// What was reached.
    pub value: u32,
    /// What it replaced; nothing, if it was the first.
    pub previous: Option<Best>,
    /// Whether nobody has beaten it since.
    pub stands: bool,
}

impl FromIterator<Reached> for Staircase {
    fn from_iter<I: IntoIterator<Item = Reached>>(reached: I) -> Self {
        let mut steps: Vec<_> = reached.into_iter().collect();
        steps.sort_by(|one, other| (one.start, &one.workout).cmp(&(other.start, &other.workout)));
        let mut best: BTreeMap<String, Efforts> = BTreeMap::new();
        steps.retain_mut(|step| {
            best.entry(step.sport.clone()).or_default().beaten_by(&mut step.efforts);
            !step.efforts.is_empty()
        });
        Self(steps)
    }
}

impl IntoIterator for Staircase {
    type Item = Reached;
    type IntoIter = std::vec::IntoIter<Reached>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl Staircase {
    /// Its workouts, the earliest first.
    pub fn steps(&self) -> &[Reached] {
        &self.0
    }

    /// Whether there is no record of anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The sports that have records, by their codes.
    pub fn sports(&self) -> BTreeSet<&str> {
        self.0.iter().map(|step| step.sport.as_str()).collect()
    }

    /// The bests of a sport by kind, the earliest first: the last is the record, the one before it what that replaced.
    pub fn of(&self, sport: &str) -> Ways {
        let mut bests = Ways::new();
        for step in self.0.iter().filter(|step| step.sport == sport) {
            for (kind, value) in step.efforts.iter() {
                let (workout, date) = (step.workout.clone(), step.start.date());
                bests.entry(kind).or_default().push(Best { value, workout, date });
            }
        }
        bests
    }

    /// How many records were set on these days: each of a sport and a kind once.
    pub fn set_on(&self, days: impl Iterator<Item = NaiveDate>) -> usize {
        let days: BTreeSet<_> = days.collect();
        let steps = self.0.iter().filter(|step| days.contains(&step.start.date()));
        let set: BTreeSet<_> =
            steps.flat_map(|step| step.efforts.iter().map(|(kind, _)| (step.sport.as_str(), kind))).collect();
        set.len()
    }

    /// The records that a workout set on its day.
    pub fn set_by(&self, workout: &WorkoutId) -> Vec<Mark> {
        let Some(step) = self.0.iter().find(|step| step.workout == *workout) else { return Vec::new() };
        let bests = self.of(&step.sport);
        let mark = |(kind, value)| {
            let way = &bests[&kind];
            let index = way.iter().position(|best| best.workout == *workout)?;
            let previous = index.checked_sub(1).map(|before| way[before].clone());
            Some(Mark { kind, value, previous, stands: index + 1 == way.len() })
        };
        step.efforts.iter().filter_map(mark).collect()
    }
}
