//! Lucía's training impulse: minutes weighted 1, 2 and 3 around the two ventilatory thresholds.

use super::Covered;
use crate::quantity::{BeatsPerMinute, Seconds};
use crate::track::Track;

/// The heart rates at the two ventilatory thresholds, which part Lucía's three zones.
///
/// Lucía et al., MSSE 35:872, 2003.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lucia {
    first: BeatsPerMinute,
    second: BeatsPerMinute,
}

impl Lucia {
    /// The zones around two thresholds, `None` unless the second is above the first.
    pub fn new(first: BeatsPerMinute, second: BeatsPerMinute) -> Option<Self> {
        (first < second).then_some(Self { first, second })
    }

    /// The impulse of `time` at one heart rate: minutes × 1 below the first threshold, 2 from there, 3 from the second.
    pub fn impulse(self, time: Seconds, rate: BeatsPerMinute) -> f64 {
        time.as_f64() / 60.0 * self.weight(rate)
    }

    /// The impulse along a track, and the time that its heart rates cover.
    ///
    /// Each heart rate holds until the next one; an interval longer than [`crate::track::LONGEST_GAP`] is not counted.
    pub fn impulse_along(self, track: &Track) -> Covered {
        Covered::along(track, |minutes, rate| minutes * self.weight(rate))
    }

    fn weight(self, rate: BeatsPerMinute) -> f64 {
        match rate {
            rate if rate < self.first => 1.0,
            rate if rate < self.second => 2.0,
            _ => 3.0,
        }
    }
}
