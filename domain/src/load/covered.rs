//! Impulses summed along a track.

use crate::quantity::BeatsPerMinute;
use crate::track::Track;

/// An impulse and how many minutes of heart rate it was summed over.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Covered {
    /// The impulse.
    pub impulse: f64,
    /// Minutes with a heart rate.
    pub minutes: f64,
}

impl Covered {
    /// The sum of the impulses of so many minutes at each heart rate of the track.
    pub(super) fn along(track: &Track, impulse: impl Fn(f64, BeatsPerMinute) -> f64) -> Self {
        let rates = track.held(|sample| sample.heart_rate);
        rates.fold(Self::default(), |sum, held| {
            let minutes = held.time().as_f64() / 60_000.0;
            Self { minutes: sum.minutes + minutes, impulse: sum.impulse + impulse(minutes, held.value) }
        })
    }
}
