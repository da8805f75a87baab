//! How far and how long somebody moved.

use crate::file::recording::{Point, Told};
use crate::quantity::MetresPerSecond;
use crate::sport::Sport;
use crate::track::Position;

/// Slower than this, in metres per second, somebody on foot or wheels is standing.
const STANDING_MPS: f64 = 0.5;
/// What the points must cover of what the device tells, for ours to be more than a part of it.
const COVERED: f64 = 0.9;
/// Over more seconds than this, a counter tells the speed better than a sensor.
const LONG_GAP_S: f64 = 3.0;
/// Faster than this, in metres per second, no counter runs; but one that was lost catches up by as many metres.
const FASTEST_MPS: f64 = 100.0;
/// Metres that a counter may catch up at once.
const CAUGHT_UP_M: f64 = 1_000.0;

/// Whether the points are nearly all there is, and not the beginning of a file that breaks off.
pub(super) fn covers(points: &[Point], elapsed: f64) -> bool {
    span(points) >= COVERED * elapsed
}

/// Seconds from the first point to the last.
pub(super) fn span(points: &[Point]) -> f64 {
    let ends = points.first().zip(points.last());
    ends.map_or(0.0, |(first, last)| seconds(first.at, last.at))
}

/// Seconds between two instants in milliseconds.
pub(super) fn seconds(from: i64, to: i64) -> f64 {
    f64::from(i32::try_from((to - from).clamp(0, i64::from(i32::MAX))).unwrap_or(i32::MAX)) / 1000.0
}

/// Neighbouring points with the seconds between them; pauses are left out.
fn steps(points: &[Point]) -> impl Iterator<Item = (&Point, &Point, f64)> {
    points
        .windows(2)
        .filter(|pair| !pair[1].after_pause)
        .map(|pair| (&pair[0], &pair[1], seconds(pair[0].at, pair[1].at)))
}

/// Seconds above [`STANDING_MPS`] for what is done on foot or wheels, else those between pauses.
///
/// Points that tell no speed, or that break off, leave it to the device.
pub(super) fn moving(sport: &Sport, points: &[Point], told: Option<f64>, complete: bool) -> f64 {
    let measured = points.iter().filter(|point| point.sample.speed.is_some() || has_place(point)).count();
    if complete && stands_still(sport) && measured * 2 > points.len() {
        let above =
            |(a, b, time): &(&Point, &Point, f64)| speed(a, b, *time).is_some_and(|v| v > STANDING_MPS);
        let moved: f64 = steps(points).filter(above).map(|(_, _, time)| time).sum();
        if moved > 0.0 {
            return moved.min(told.unwrap_or(f64::MAX));
        }
    }
    told.unwrap_or_else(|| steps(points).map(|(_, _, time)| time).sum())
}

fn has_place(point: &Point) -> bool {
    point.sample.position.is_some() || point.sample.distance.is_some()
}

/// Whether slow means standing: not in the water, on a mat or at a wall.
fn stands_still(sport: &Sport) -> bool {
    use Sport::{Climb, IndoorRide, Other, Row, Strength, SwimOpenWater, SwimPool, Treadmill, Yoga};
    let still = [Climb, IndoorRide, Row, Strength, SwimOpenWater, SwimPool, Treadmill, Yoga];
    !still.contains(sport) && !matches!(sport, Other(_))
}

/// Metres per second between two points, as counted or measured, else as moved over the ground.
///
/// Counters of one second stand still and jump, so there the measured speed is better; over longer gaps it is
/// only that of their end.
fn speed(a: &Point, b: &Point, time: f64) -> Option<f64> {
    let per_second = |metres: f64| Some(metres / time).filter(|speed| speed.is_finite());
    let counted = a.sample.distance.zip(b.sample.distance).map(|(a, b)| b.as_f64() - a.as_f64());
    let counted = counted.and_then(per_second);
    let measured = b.sample.speed.map(MetresPerSecond::as_f64);
    let best = if time > LONG_GAP_S { counted.or(measured) } else { measured.or(counted) };
    best.or_else(|| per_second(a.sample.position?.metres_to(b.sample.position?)))
}

/// Metres the device counted along the points, or its total where the points miss a tenth, or the ground.
pub(super) fn distance(points: &[Point], told: &Told) -> Option<f64> {
    let counted = counted(points, told.distance);
    let complete = counted.filter(|counted| *counted >= told.distance.unwrap_or(0.0) * COVERED);
    complete.or(told.distance).or_else(|| over_ground(points)).filter(|distance| *distance > 0.0)
}

/// A counter need not begin at zero: a leg's goes on from the one before, a pool's first value is a length.
fn counted(points: &[Point], told: Option<f64>) -> Option<f64> {
    let count = |point: &Point| point.sample.distance.map(|metres| (point.at, metres.as_f64()));
    let (_, first) = points.iter().find_map(count)?;
    let along = along(points.iter().filter_map(count));
    let away = |metres: f64| told.map_or(f64::MAX, |told| (metres - told).abs());
    let counted = if away(along + first) < away(along) { along + first } else { along };
    Some(counted).filter(|distance| *distance > 0.0)
}

/// The metres between counts. A damaged one, where nobody can have been, is passed over; two are a new beginning.
fn along(mut counts: impl Iterator<Item = (i64, f64)>) -> f64 {
    let (mut metres, mut strayed) = (0.0, false);
    let Some(mut last) = counts.next() else { return metres };
    for count in counts {
        let step = count.1 - last.1;
        let real = step.abs() <= CAUGHT_UP_M + FASTEST_MPS * seconds(last.0, count.0);
        metres += if real { step } else { 0.0 };
        if real || strayed {
            last = count;
        }
        strayed = !real;
    }
    metres
}

fn over_ground(points: &[Point]) -> Option<f64> {
    let (mut last, mut paused): (Option<Position>, bool) = (None, false);
    let mut metres = None;
    for point in points {
        paused |= point.after_pause;
        let Some(here) = point.sample.position else { continue };
        if let Some(before) = last.filter(|_| !paused) {
            *metres.get_or_insert(0.0) += before.metres_to(here);
        }
        (last, paused) = (Some(here), false);
    }
    metres
}
