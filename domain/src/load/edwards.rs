//! Edwards' summed heart-rate zones: minutes weighted from 1 to 5 by tenths of the highest heart rate.

use super::Covered;
use crate::quantity::{BeatsPerMinute, Seconds};
use crate::track::Track;

/// The five zones of Edwards, which begin at 50, 60, 70, 80 and 90 % of the highest heart rate.
///
/// Edwards, The Heart Rate Monitor Book, 1993.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edwards {
    max: BeatsPerMinute,
}

impl Edwards {
    /// The zones below a highest heart rate, `None` for a heart that never beats.
    pub fn new(max: BeatsPerMinute) -> Option<Self> {
        (max.0 > 0).then_some(Self { max })
    }

    /// The impulse of `time` at one heart rate: minutes × zone.
    ///
    /// Nothing below half of the highest rate, fivefold above nine tenths of it. A zone begins with its lower bound.
    pub fn impulse(self, time: Seconds, rate: BeatsPerMinute) -> f64 {
        time.as_f64() / 60.0 * self.weight(rate)
    }

    /// The impulse along a track, and the time that its heart rates cover.
    ///
    /// Each heart rate holds until the next one; an interval longer than [`crate::track::LONGEST_GAP`] is not counted.
    pub fn impulse_along(self, track: &Track) -> Covered {
        Covered::along(track, |minutes, rate| minutes * self.weight(rate))
    }

    /// Tenths are compared in whole numbers, so that 95 of 190 is one half and not nearly so.
    fn weight(self, rate: BeatsPerMinute) -> f64 {
        let tenths = u32::from(rate.0) * 10 / u32::from(self.max.0);
        f64::from(tenths.clamp(4, 9) - 4)
    }
}
