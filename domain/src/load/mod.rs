//! How hard a workout was, as one number, by a named and versioned method.

use serde::{Deserialize, Serialize};

/// Training load in tenths, so that sums of days are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LoadTenths(pub u32);

impl LoadTenths {
    /// The load as it is shown: 71.4.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 10.0
    }
}

/// The formula a load was computed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Banister's training impulse from heart rate.
    TrimpBanister,
    /// Foster's session rating of perceived exertion: CR10 times minutes.
    SessionRpe,
}

/// What a load was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inputs {
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
