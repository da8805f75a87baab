//! Speeds along a course, for tracks whose device measured none.

use crate::course::{Course, Leg, Point, metres_at};
use crate::quantity::{MetresPerSecond, Milliseconds};
use crate::track::LONGEST_GAP;

/// Milliseconds to either side over which the speed along a course is averaged.
const AROUND_MS: f64 = 15_000.0;

/// The speed at every step of a course, and how long the step took.
///
/// The speed between two points is the mean from 15 s before to 15 s after their middle, as positions are too restless for
/// less; at pauses and breaks it is cut short. Intervals longer than [`LONGEST_GAP`] are pauses and left out.
pub fn speeds(course: &Course) -> impl Iterator<Item = (MetresPerSecond, Milliseconds)> {
    course.legs().iter().flat_map(of_leg)
}

/// The mean speed around each step of a leg between its pauses, and how long the step took.
fn of_leg(leg: &Leg) -> impl Iterator<Item = (MetresPerSecond, Milliseconds)> {
    let between_pauses = leg.chunk_by(|one, next| next.at.0 - one.at.0 <= LONGEST_GAP.0);
    between_pauses.flat_map(|part| {
        let steps = part.windows(2).map(|pair| (pair[0].at, pair[1].at)).filter(|(from, to)| to > from);
        steps.map(|(from, to)| {
            (speed_around(part, f64::midpoint(from.as_f64(), to.as_f64())), Milliseconds(to.0 - from.0))
        })
    })
}

/// The mean speed from [`AROUND_MS`] before a moment to as long after it, cut short at the ends of the part.
fn speed_around(part: &[Point], moment: f64) -> MetresPerSecond {
    let ends = part.first().zip(part.last()).map(|(first, last)| (first.at.as_f64(), last.at.as_f64()));
    let (first, last) = ends.unwrap_or_default();
    let (begin, end) = ((moment - AROUND_MS).max(first), (moment + AROUND_MS).min(last));
    MetresPerSecond::nearest((metres_at(part, end) - metres_at(part, begin)) / (end - begin) * 1000.0)
}
