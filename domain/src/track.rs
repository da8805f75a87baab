//! The samples a device recorded along the way.

use crate::quantity::{BeatsPerMinute, RevolutionsPerMinute, Watts};
use serde::{Deserialize, Serialize};

/// One moment of a recording. What the device did not measure is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// Milliseconds since the start of the workout.
    pub at_ms: u32,
    /// Latitude and longitude in degrees (WGS 84).
    pub position: Option<(f64, f64)>,
    /// Altitude in metres above the sea.
    pub altitude_m: Option<f32>,
    /// Distance from the start in metres, as the device counted it.
    pub distance_m: Option<f32>,
    /// Speed in metres per second.
    pub speed_mps: Option<f32>,
    /// Heart rate.
    pub heart_rate: Option<BeatsPerMinute>,
    /// Cadence.
    pub cadence: Option<RevolutionsPerMinute>,
    /// Power.
    pub power: Option<Watts>,
}

/// A recording: samples in the order of their time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Track {
    /// The samples, by rising `at_ms`.
    pub samples: Vec<Sample>,
}
