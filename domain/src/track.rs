//! The samples a device recorded along the way.

use crate::quantity::{
    BeatsPerMinute, MeasuredMetres, MetresPerSecond, Milliseconds, RevolutionsPerMinute, Watts,
};

/// The longest interval between two measurements that still counts.
///
/// What is longer is a pause or a sensor that fell silent; nobody knows what happened meanwhile.
pub const LONGEST_GAP: Milliseconds = Milliseconds(30_000);

/// The mean radius of the Earth in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;

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

/// A value that was measured, from then until the next one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held<T> {
    /// When it was measured, since the start of the workout.
    pub from: Milliseconds,
    /// When the next one was.
    pub until: Milliseconds,
    /// The value.
    pub value: T,
}

impl<T> Held<T> {
    /// How long the value held.
    pub fn time(&self) -> Milliseconds {
        Milliseconds(self.until.0.saturating_sub(self.from.0))
    }
}

impl Position {
    /// Metres to the other place over the ground of a sphere (Sinnott 1984, "Virtues of the Haversine").
    pub fn metres_to(self, other: Self) -> f64 {
        let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
        let cosines = self.latitude.to_radians().cos() * other.latitude.to_radians().cos();
        let square = half(self.latitude, other.latitude) + cosines * half(self.longitude, other.longitude);
        2.0 * EARTH_RADIUS_M * square.clamp(0.0, 1.0).sqrt().asin()
    }
}

impl Track {
    /// What was measured, each value until the next.
    ///
    /// Samples without the value are passed over; a value that would hold for longer than [`LONGEST_GAP`] is left
    /// out, and so is the last one.
    pub fn held<T: Copy>(&self, measured: impl Fn(&Sample) -> Option<T>) -> impl Iterator<Item = Held<T>> {
        let mut before: Option<(Milliseconds, T)> = None;
        let known = self.samples.iter().filter_map(move |sample| Some((sample.at, measured(sample)?)));
        let held = known.filter_map(move |(until, value)| {
            let (from, value) = before.replace((until, value))?;
            Some(Held { from, until, value })
        });
        held.filter(|held| held.time() <= LONGEST_GAP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_degree_of_latitude_is_a_hundred_and_eleven_kilometres() {
        let at = |latitude, longitude| Position { latitude, longitude };
        assert!((at(0.0, 0.0).metres_to(at(1.0, 0.0)) - 111_195.08).abs() < 0.01);
        assert!((at(52.0, 179.5).metres_to(at(52.0, -179.5)) - 68_456.0).abs() < 10.0);
    }
}
