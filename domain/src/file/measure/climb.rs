//! How much was climbed, by altitudes that jump.

use crate::file::recording::Point;

/// Altitude is averaged over this many milliseconds before and after each point.
const WINDOW_MS: i64 = 10_000;
/// A climb counts once it exceeds this many metres above the last low point.
const STEP_M: f64 = 2.0;

/// The climb of the smoothed altitude, in steps of more than [`STEP_M`].
pub(super) fn ascent(points: &[Point]) -> Option<f64> {
    let smooth = smooth_altitudes(points);
    let mut low = *smooth.first()?;
    let mut climb = 0.0;
    for altitude in smooth {
        if altitude - low >= STEP_M {
            climb += altitude - low;
            low = altitude;
        } else {
            low = low.min(altitude);
        }
    }
    Some(climb)
}

/// A centred mean over [`WINDOW_MS`] to either side, in one pass.
fn smooth_altitudes(points: &[Point]) -> Vec<f64> {
    let known = |point: &Point| point.sample.altitude.map(|metres| (point.at, metres.as_f64()));
    let altitudes: Vec<(i64, f64)> = points.iter().filter_map(known).collect();
    let (mut from, mut to, mut sum, mut count) = (0, 0, 0.0, 0.0);
    let mean_around = |(at, _): &(i64, f64)| {
        while to < altitudes.len() && altitudes[to].0 <= at + WINDOW_MS {
            (sum, count, to) = (sum + altitudes[to].1, count + 1.0, to + 1);
        }
        while altitudes[from].0 < at - WINDOW_MS {
            (sum, count, from) = (sum - altitudes[from].1, count - 1.0, from + 1);
        }
        sum / count
    };
    altitudes.iter().map(mean_around).collect()
}
