//! How hard a workout was, as one number, by a named and versioned method.
//!
//! A load is computed when a workout is written and kept with it, so that it never changes without a word.
//! None is not zero: a workout about whose effort nothing is known has no load.

mod account;
mod banister;
mod covered;
mod edwards;
mod formulas;
mod lucia;
mod power;
mod stress;

pub use crate::track::LONGEST_GAP;
pub use account::{Account, Computed, Coverage};
pub use banister::Heart;
pub use covered::Covered;
pub use edwards::Edwards;
pub use formulas::{FORMULAS, Facts, Formula, Formulas};
pub use lucia::Lucia;
pub use power::normalized_power;
pub use stress::{heart_rate_stress, intensity_factor, pace_stress, power_stress};

use crate::quantity::{Effort, Seconds, nearest};
use serde::{Deserialize, Serialize};

/// The version of the formulas, counted up when one or its constants change.
pub const VERSION: u16 = 1;

/// The share of the active time that a track's heart rates must cover.
///
/// Below it the average is preferred: a strap that fell silent after ten minutes would otherwise make a long run look like a short one.
pub const TRACK_COVERAGE: f64 = 0.5;

/// Training load in tenths, so that sums of days are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LoadTenths(pub u32);

impl LoadTenths {
    /// The load from its value, to the nearest tenth.
    pub fn from_value(value: f64) -> Self {
        Self(nearest(value * 10.0))
    }

    /// The load as it is shown: 71.4.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 10.0
    }
}

/// The formula a load was computed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Power stress (TSS) from normalised power.
    PowerStress,
    /// Running stress (rTSS) from grade-adjusted speed.
    PaceStress,
    /// Heart-rate stress (hrTSS): Banister's impulse beside that of an hour at threshold.
    HeartRateStress,
    /// Banister's training impulse from heart rate.
    TrimpBanister,
    /// Edwards' impulse by five zones of the highest heart rate.
    TrimpEdwards,
    /// Lucía's impulse by three zones around the ventilatory thresholds.
    TrimpLucia,
    /// Foster's session rating of perceived exertion: CR10 times minutes.
    SessionRpe,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 7] = [
        Self::PowerStress,
        Self::PaceStress,
        Self::HeartRateStress,
        Self::TrimpBanister,
        Self::TrimpEdwards,
        Self::TrimpLucia,
        Self::SessionRpe,
    ];

    /// The method that [`Method::code`] tells.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.code() == code)
    }

    /// The word for it on the wire and in the table.
    pub fn code(self) -> &'static str {
        match self {
            Self::PowerStress => "power_stress",
            Self::PaceStress => "pace_stress",
            Self::HeartRateStress => "heart_rate_stress",
            Self::TrimpBanister => "trimp_banister",
            Self::TrimpEdwards => "trimp_edwards",
            Self::TrimpLucia => "trimp_lucia",
            Self::SessionRpe => "session_rpe",
        }
    }
}

/// What a load was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inputs {
    /// Power along the track.
    TrackPower,
    /// Speed and slope along the track.
    TrackPace,
    /// Heart rate along the track.
    TrackHeartRate,
    /// Average heart rate over the moving time.
    AverageHeartRate,
    /// Perceived effort over the elapsed time.
    Effort,
}

/// A training load and how it came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Load {
    /// The number.
    pub value: LoadTenths,
    /// The formula.
    pub method: Method,
    /// The version of our implementation of the formula.
    pub version: u16,
    /// What went in.
    pub inputs: Inputs,
}

/// Foster's session rating: CR10 times the minutes from start to finish.
///
/// Foster, MSSE 30:1164, 1998; Foster et al., J Strength Cond Res 15:109, 2001.
pub fn session_rpe(effort: Effort, elapsed: Seconds) -> f64 {
    effort.value() * elapsed.as_f64() / 60.0
}
