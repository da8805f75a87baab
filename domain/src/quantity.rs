//! A unit is a type: a number that has lost its unit cannot be passed on.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

macro_rules! quantity {
    ($($(#[$doc:meta])* $name:ident($inner:ty)$(: $($exact:ident)*)?;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize, $($($exact),*)?)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl $name {
            /// The number, for arithmetic in floating point.
            pub fn as_f64(self) -> f64 {
                f64::from(self.0)
            }
        }
    )*};
}

quantity! {
    /// A duration in whole milliseconds.
    Milliseconds(u32): Eq Ord Hash;
    /// A duration in whole seconds.
    Seconds(u32): Eq Ord Hash;
    /// A distance or a climb in whole metres.
    Metres(u32): Eq Ord Hash;
    /// A distance or an altitude in metres, as exact as a sensor tells it.
    MeasuredMetres(f32);
    /// Speed in metres per second.
    MetresPerSecond(f32);
    /// Heart beats per minute.
    BeatsPerMinute(u16): Eq Ord Hash;
    /// Strides, strokes or crank revolutions per minute.
    RevolutionsPerMinute(u16): Eq Ord Hash;
    /// Mechanical power in watts.
    Watts(u16): Eq Ord Hash;
    /// Power that was computed: a mean is rarely a whole number of watts.
    ExactWatts(f64);
    /// Energy spent in kilojoules.
    Kilojoules(u32): Eq Ord Hash;
}

/// Perceived exertion on Borg's CR10 scale, 0 to 10 in halves.
///
/// Stored as half points so that every value is exact; serialised as `6.5`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "f64", into = "f64")]
pub struct Effort(u8);

impl Effort {
    /// An effort from its value, `None` unless it is one of 0, 0.5, 1 … 10.
    pub fn new(value: f64) -> Option<Self> {
        let halves = (0..=20)
            .find(|halves| value.partial_cmp(&(f64::from(*halves) / 2.0)).is_some_and(Ordering::is_eq))?;
        Some(Self(halves))
    }

    /// The value between 0 and 10.
    pub fn value(self) -> f64 {
        f64::from(self.0) / 2.0
    }
}

impl MetresPerSecond {
    /// The speed, in the seven digits that are kept of it.
    #[expect(clippy::cast_possible_truncation, reason = "a speed needs no more than seven digits")]
    pub fn nearest(metres_per_second: f64) -> Self {
        Self(metres_per_second as f32)
    }
}

impl TryFrom<f64> for Effort {
    type Error = &'static str;

    fn try_from(value: f64) -> Result<Self, Self::Error> {
        Self::new(value).ok_or("must be between 0 and 10 in steps of 0.5")
    }
}

impl From<Effort> for f64 {
    fn from(effort: Effort) -> Self {
        effort.value()
    }
}

/// The nearest whole number that 32 bits can hold; 0 for what is no number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, which is what is promised"
)]
pub fn nearest(value: f64) -> u32 {
    value.round() as u32
}

/// The system in which a person reads and types distances and climbs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Units {
    /// Kilometres and metres.
    #[default]
    Metric,
    /// Miles and feet.
    Imperial,
}

/// Metres in an international mile.
pub const METRES_PER_MILE: f64 = 1609.344;
/// Metres in a foot.
pub const METRES_PER_FOOT: f64 = 0.3048;
/// Metres in a yard.
pub const METRES_PER_YARD: f64 = 0.9144;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effort_is_read_in_halves_and_nothing_else() {
        assert_eq!(Effort::new(6.5).map(Effort::value), Some(6.5));
        for wrong in [-0.5, 10.5, 6.3, f64::NAN, f64::INFINITY] {
            assert_eq!(Effort::new(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_nearest_whole_number_never_wraps() {
        let nearest_of = [-3.0, f64::NAN, 0.5, 71.4, 1e12].map(nearest);
        assert_eq!(nearest_of, [0, 0, 1, 71, u32::MAX]);
    }
}
