//! The samples a device recorded along the way.

use crate::quantity::{
    BeatsPerMinute, MeasuredMetres, MetresPerSecond, Milliseconds, RevolutionsPerMinute, Watts,
};

/// One moment of a recording. What the device did not measure is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sample {
    /// Since the start of the workout.
    pub at: Milliseconds,
    /// Where on Earth.
    pub position: Option<Position>,
    /// Above the sea.
    pub altitude: Option<MeasuredMetres>,
    /// From the start, as the device counted it.
    pub distance: Option<MeasuredMetres>,
    /// How fast.
    pub speed: Option<MetresPerSecond>,
    /// Heart rate.
    pub heart_rate: Option<BeatsPerMinute>,
    /// Cadence.
    pub cadence: Option<RevolutionsPerMinute>,
    /// Power.
    pub power: Option<Watts>,
}

/// A place on Earth in degrees (WGS 84).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Position {
    /// Degrees north of the equator.
    pub latitude: f64,
    /// Degrees east of Greenwich.
    pub longitude: f64,
}

/// A recording: samples in the order of their time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Track {
    /// The samples, by rising time.
    pub samples: Vec<Sample>,
}
