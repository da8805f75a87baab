//! Banister's training impulse: minutes weighted by how near the heart came to its limit.

use super::Covered;
use crate::athlete::Sex;
use crate::body::Body;
use crate::quantity::{BeatsPerMinute, Seconds};
use crate::track::Track;

/// The heart whose beats are weighed.
///
/// Needs the rate at rest, the highest rate and which constants to take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heart {
    resting: BeatsPerMinute,
    max: BeatsPerMinute,
    sex: Sex,
}

impl Heart {
    /// A heart, `None` unless its highest rate is above its resting rate.
    pub fn new(resting: BeatsPerMinute, max: BeatsPerMinute, sex: Sex) -> Option<Self> {
        (resting < max).then_some(Self { resting, max, sex })
    }

    /// The heart of a body, `None` unless all three are known of it.
    pub fn of(body: &Body) -> Option<Self> {
        Self::new(body.resting_heart_rate?, body.max_heart_rate?, body.sex?)
    }

    /// The impulse of `time` at one heart rate.
    ///
    /// t · x · b·e^(k·x), with t in minutes and x the share of the heart-rate reserve.
    /// Below rest counts as rest, above the highest rate as the highest (a strap's spikes are no training).
    /// Banister, in `MacDougall`, Physiological Testing of Elite Athletes, 1991; Morton, Fitz-Clarke and Banister,
    /// J Appl Physiol 69:1171, 1990.
    pub fn impulse(self, time: Seconds, rate: BeatsPerMinute) -> f64 {
        self.impulse_of_minutes(time.as_f64() / 60.0, rate.as_f64())
    }

    /// The impulse along a track, and the time that its heart rates cover.
    ///
    /// Each heart rate holds until the next one; an interval longer than [`crate::track::LONGEST_GAP`] is not counted.
    pub fn impulse_along(self, track: &Track) -> Covered {
        Covered::along(track, |minutes, rate| self.impulse_of_minutes(minutes, rate.as_f64()))
    }

    fn impulse_of_minutes(self, minutes: f64, rate: f64) -> f64 {
        let (b, k) = match self.sex {
            Sex::Female => (0.86, 1.67),
            Sex::Male => (0.64, 1.92),
        };
        let reserve = (rate - self.resting.as_f64()) / (self.max.as_f64() - self.resting.as_f64());
        let reserve = reserve.clamp(0.0, 1.0);
        minutes * reserve * b * (k * reserve).exp()
    }
}
