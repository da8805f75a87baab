//! Days side by side: totals, means and what they say.

use crate::load::LoadTenths;
use crate::quantity::{Metres, Seconds};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Sums over workouts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// How many workouts.
    pub workouts: u32,
    /// Their elapsed time.
    pub duration: Seconds,
    /// Their distance.
    pub distance: Metres,
    /// Their climb.
    pub ascent: Metres,
    /// Their load, over those that have one.
    pub load: LoadTenths,
    /// How many of them have a load.
    pub with_load: u32,
}

/// One day's sums by sport code; a day without workouts has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The day, in the zone of each workout.
    pub date: NaiveDate,
    /// Sums by [`crate::sport::Sport::code`]; all `other` sports share one.
    pub by_sport: BTreeMap<String, Totals>,
}
