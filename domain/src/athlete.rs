//! Who trains: the athlete's identity and what they tell about themselves.

use crate::body::Body;
use crate::quantity::{BeatsPerMinute, Units};
use crate::text::{opaque_id, text};
use crate::thresholds::{Measured, Thresholds};
use crate::workout::bounds::EARLIEST_YEAR;
use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

text! {
    /// An athlete's opaque id: 1 to 64 characters of `[A-Za-z0-9_-]`, so that it is safe in a key and a URL.
    AthleteId: opaque_id
}

/// How the pages are coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColorScheme {
    /// As the device says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// Which constants the heart-rate load takes (Banister 1991 gives one set for each).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// b = 0.86, k = 1.67.
    Female,
    /// b = 0.64, k = 1.92.
    Male,
}

/// What an athlete tells about themselves. Everything unknown is absent, never zero.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// What they want to be called.
    pub display_name: String,
    /// The units they read and type.
    pub units: Units,
    /// The zone in which their "today" begins.
    pub time_zone: Tz,
    /// How pages are coloured for them.
    pub color_scheme: ColorScheme,
    /// Heart rate at rest, for the load of a workout.
    pub resting_heart_rate: Option<BeatsPerMinute>,
    /// Highest heart rate, for the load of a workout.
    pub max_heart_rate: Option<BeatsPerMinute>,
    /// Which load constants to take.
    pub sex_for_load: Option<Sex>,
    /// Year of birth.
    pub birth_year: Option<u16>,
    /// What was measured, from the day on which it applies.
    #[serde(default, skip_serializing_if = "Thresholds::is_empty")]
    pub thresholds: Thresholds,
    /// Counts up with every change; 0 for a profile that was never saved.
    pub version: u64,
}

impl Default for Profile {
    /// The profile of somebody of whom nothing is known.
    fn default() -> Self {
        Self::new("Athlete".to_owned(), Tz::UTC)
    }
}

impl Profile {
    /// What is known of the athlete's body on a day: the usual values, and over them what was told up to then.
    pub fn measured_on(&self, date: NaiveDate) -> Measured {
        self.thresholds.on(date, self.usual())
    }

    /// The first day whose loads may be others by this profile than by the one before; `None` if there is no such day.
    pub fn counts_otherwise_since(&self, before: &Self) -> Option<NaiveDate> {
        let always = NaiveDate::from_yo_opt(EARLIEST_YEAR, 1).unwrap_or_default();
        let usual = (self.usual() != before.usual()).then_some(always);
        usual.or_else(|| self.thresholds.differ_since(&before.thresholds))
    }

    fn usual(&self) -> Body {
        Body {
            resting_heart_rate: self.resting_heart_rate,
            max_heart_rate: self.max_heart_rate,
            sex: self.sex_for_load,
            ..Body::default()
        }
    }

    /// The profile of somebody who has told nothing yet.
    pub fn new(display_name: String, time_zone: Tz) -> Self {
        Self {
            display_name,
            units: Units::default(),
            time_zone,
            color_scheme: ColorScheme::default(),
            resting_heart_rate: None,
            max_heart_rate: None,
            sex_for_load: None,
            birth_year: None,
            thresholds: Thresholds::default(),
            version: 0,
        }
    }
}
