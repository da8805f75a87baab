//! What a recording amounts to: one set of rules for every format.
//!
//! The device's own totals are kept beside ours; where the points cannot tell, ours are the device's.

use super::recording::{Point, Recording, Told};
use super::{Activity, Unreadable, Zone};
use crate::quantity::{BeatsPerMinute, Kilojoules, Metres, RevolutionsPerMinute, Seconds, Watts};
use crate::sport::Sport;
use crate::track::{Sample, Track};
use crate::workout::{DeviceTotals, LONGEST};
use chrono::{DateTime, Utc};

/// Slower than this, in metres per second, somebody on foot or wheels is standing.
const STANDING_MPS: f64 = 0.5;
/// Altitude is averaged over this many milliseconds before and after each point.
const ALTITUDE_WINDOW_MS: i64 = 15_000;
/// A climb counts once it exceeds this many metres above the last low point.
const ALTITUDE_STEP_M: f64 = 2.0;
/// Kilojoules in a kilocalorie.
const KILOJOULES_PER_KILOCALORIE: f64 = 4.184;
/// The mean radius of the Earth in metres (IUGG).
const EARTH_RADIUS_M: f64 = 6_371_008.8;
/// More than this on foot are steps, not strides.
const MOST_STRIDES_PER_MINUTE: f64 = 120.0;

/// The activity a recording amounts to.
pub(super) fn activity(recording: Recording) -> Result<Activity, Unreadable> {
    let Recording { sport, title, offset, points, told } = recording;
    let points = in_order(points, told.start);
    let begin = told.start.into_iter().chain(points.first().map(|point| point.at)).min();
    // Whole seconds: what a workout stores, and what duplicates are compared by.
    let begin = begin.ok_or(Unreadable::NoTimes)?.div_euclid(1000) * 1000;
    let start = instant(begin).ok_or(Unreadable::NoTimes)?;
    let elapsed = elapsed(&points, &told, begin)?;
    let zone = points.iter().find_map(|point| point.sample.position).and_then(Zone::of_position);
    let mut track = track(&points, begin);
    halve_steps(&sport, &mut track);
    Ok(Activity {
        start,
        zone: zone.or(offset.map(Zone::Offset)),
        elapsed,
        moving: moving(&sport, &points, &told).map(|moving| moving.min(elapsed)),
        distance: distance(&points, &told).and_then(metres),
        ascent: ascent(&points).or(told.ascent).and_then(metres),
        average_heart_rate: mean(heart_rates(&points)).or(told.average_heart_rate).and_then(beats),
        max_heart_rate: heart_rates(&points).reduce(f64::max).or(told.max_heart_rate).and_then(beats),
        average_power: mean(powers(&points)).or(told.average_power).and_then(whole_u16).map(Watts),
        average_cadence: mean(cadences(&track)).or(told.average_cadence).and_then(turning),
        energy: told.kilocalories.filter(|kcal| *kcal > 0.0).and_then(kilojoules),
        totals: totals(&told),
        sport,
        title,
        track,
    })
}

/// Points by rising time, one for each moment; none from before 1980 or days away from the rest.
fn in_order(mut points: Vec<Point>, start: Option<i64>) -> Vec<Point> {
    points.sort_by_key(|point| point.at);
    let middle = start.or_else(|| points.get(points.len() / 2).map(|point| point.at)).unwrap_or_default();
    let near = i64::from(LONGEST.0) * 1000;
    points.retain(|point| (point.at - middle).abs() <= near);
    points.dedup_by(|later, earlier| {
        let same = later.at == earlier.at;
        if same {
            merge(&mut earlier.sample, &later.sample);
        }
        same
    });
    points
}

/// Fills what `into` lacks: devices split one moment over several messages.
fn merge(into: &mut Sample, from: &Sample) {
    into.position = into.position.or(from.position);
    into.altitude_m = into.altitude_m.or(from.altitude_m);
    into.distance_m = from.distance_m.or(into.distance_m);
    into.speed_mps = into.speed_mps.or(from.speed_mps);
    into.heart_rate = into.heart_rate.or(from.heart_rate);
    into.cadence = into.cadence.or(from.cadence);
    into.power = into.power.or(from.power);
}

fn instant(millis: i64) -> Option<DateTime<Utc>> {
    let start = DateTime::from_timestamp_millis(millis)?;
    (EARLIEST..LATEST).contains(&start.timestamp()).then_some(start)
}

/// 1980, before which no device recorded.
const EARLIEST: i64 = 315_532_800;
/// 2100, which a clock that was never set may claim.
const LATEST: i64 = 4_102_444_800;

/// The longer of what the device tells and what its points span.
fn elapsed(points: &[Point], told: &Told, begin: i64) -> Result<Seconds, Unreadable> {
    let span = points.last().map_or(0.0, |last| seconds(begin, last.at));
    let longest = span.max(told.elapsed.unwrap_or(0.0)).max(told.moving.unwrap_or(0.0));
    if longest == 0.0 {
        return Err(Unreadable::NotAnActivity("a single moment".to_owned()));
    }
    match whole_u32(longest.max(1.0)).map(Seconds) {
        Some(elapsed) if elapsed <= LONGEST => Ok(elapsed),
        _ => Err(Unreadable::TooLong),
    }
}

fn seconds(from: i64, to: i64) -> f64 {
    f64::from(i32::try_from((to - from).clamp(0, i64::from(i32::MAX))).unwrap_or(i32::MAX)) / 1000.0
}

/// Neighbouring points with the seconds between them; pauses are left out.
fn steps(points: &[Point]) -> impl Iterator<Item = (&Point, &Point, f64)> {
    points
        .windows(2)
        .filter(|pair| !pair[1].after_pause)
        .map(|pair| (&pair[0], &pair[1], seconds(pair[0].at, pair[1].at)))
}

/// Time above [`STANDING_MPS`] for what is done on foot or wheels, else the time between pauses.
fn moving(sport: &Sport, points: &[Point], told: &Told) -> Option<Seconds> {
    let timed = |counts: &dyn Fn(&Point, &Point, f64) -> bool| -> f64 {
        steps(points).filter(|(a, b, time)| counts(a, b, *time)).map(|(_, _, time)| time).sum()
    };
    let moved = timed(&|a, b, time| speed(a, b, time).is_some_and(|speed| speed > STANDING_MPS));
    let measured = points.iter().filter(|point| point.sample.speed_mps.is_some() || has_place(point)).count();
    let by_speed = stands_still(sport) && measured * 2 > points.len() && moved > 0.0;
    let between_pauses = told.moving.unwrap_or_else(|| timed(&|_, _, _| true));
    let moving = if by_speed { moved.min(told.moving.unwrap_or(f64::MAX)) } else { between_pauses };
    (moving >= 1.0).then(|| whole_u32(moving).map(Seconds)).flatten()
}

fn has_place(point: &Point) -> bool {
    point.sample.position.is_some() || point.sample.distance_m.is_some()
}

/// Whether slow means standing: not in the water, on a mat or at a wall.
fn stands_still(sport: &Sport) -> bool {
    use Sport::{Climb, IndoorRide, Other, Row, Strength, SwimOpenWater, SwimPool, Treadmill, Yoga};
    let still = [Climb, IndoorRide, Row, Strength, SwimOpenWater, SwimPool, Treadmill, Yoga];
    !still.contains(sport) && !matches!(sport, Other(_))
}

/// Metres per second into the later point: as measured, else as moved.
fn speed(a: &Point, b: &Point, time: f64) -> Option<f64> {
    let moved = || Some(stride(a, b)? / time).filter(|speed| speed.is_finite());
    b.sample.speed_mps.map(f64::from).or_else(moved)
}

/// Metres between two points: as counted by the device, else over the ground.
fn stride(a: &Point, b: &Point) -> Option<f64> {
    let counted = || Some(f64::from(b.sample.distance_m?) - f64::from(a.sample.distance_m?));
    counted().or_else(|| Some(haversine(a.sample.position?, b.sample.position?)))
}

/// Metres over the ground on a sphere (Sinnott 1984, "Virtues of the Haversine").
fn haversine((latitude_a, longitude_a): (f64, f64), (latitude_b, longitude_b): (f64, f64)) -> f64 {
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let cosines = latitude_a.to_radians().cos() * latitude_b.to_radians().cos();
    let square = half(latitude_a, latitude_b) + cosines * half(longitude_a, longitude_b);
    2.0 * EARTH_RADIUS_M * square.clamp(0.0, 1.0).sqrt().asin()
}

/// What the device counted along the points, or its total where the points miss a tenth of it, or the ground.
fn distance(points: &[Point], told: &Told) -> Option<f64> {
    let counted = counted(points).filter(|counted| *counted >= told.distance.unwrap_or(0.0) * 0.9);
    counted.or(told.distance).or_else(|| over_ground(points)).filter(|distance| *distance > 0.0)
}

fn counted(points: &[Point]) -> Option<f64> {
    let mut along = points.iter().filter_map(|point| point.sample.distance_m.map(f64::from));
    let first = along.next()?;
    along.reduce(f64::max).map(|most| most - first).filter(|distance| *distance > 0.0)
}

fn over_ground(points: &[Point]) -> Option<f64> {
    let mut last: Option<(f64, f64)> = None;
    let mut metres = None;
    for point in points {
        let Some(here) = point.sample.position else { continue };
        if let Some(before) = last.filter(|_| !point.after_pause) {
            *metres.get_or_insert(0.0) += haversine(before, here);
        }
        last = Some(here);
    }
    metres
}

/// The climb of the smoothed altitude, in steps of more than [`ALTITUDE_STEP_M`].
fn ascent(points: &[Point]) -> Option<f64> {
    let smooth = smooth_altitudes(points);
    let mut low = *smooth.first()?;
    let mut climb = 0.0;
    for altitude in smooth {
        if altitude - low >= ALTITUDE_STEP_M {
            climb += altitude - low;
            low = altitude;
        } else {
            low = low.min(altitude);
        }
    }
    Some(climb)
}

/// A centred mean over [`ALTITUDE_WINDOW_MS`] to either side, in one pass.
fn smooth_altitudes(points: &[Point]) -> Vec<f64> {
    let known = |point: &Point| point.sample.altitude_m.map(|metres| (point.at, f64::from(metres)));
    let altitudes: Vec<(i64, f64)> = points.iter().filter_map(known).collect();
    let (mut from, mut to, mut sum, mut count) = (0, 0, 0.0, 0.0);
    let mean_around = |(at, _): &(i64, f64)| {
        while to < altitudes.len() && altitudes[to].0 <= at + ALTITUDE_WINDOW_MS {
            (sum, count, to) = (sum + altitudes[to].1, count + 1.0, to + 1);
        }
        while altitudes[from].0 < at - ALTITUDE_WINDOW_MS {
            (sum, count, from) = (sum - altitudes[from].1, count - 1.0, from + 1);
        }
        sum / count
    };
    altitudes.iter().map(mean_around).collect()
}

fn heart_rates(points: &[Point]) -> impl Iterator<Item = f64> {
    points.iter().filter_map(|point| point.sample.heart_rate.map(BeatsPerMinute::as_f64))
}

fn powers(points: &[Point]) -> impl Iterator<Item = f64> {
    points.iter().filter_map(|point| point.sample.power.map(Watts::as_f64))
}

fn cadences(track: &Track) -> impl Iterator<Item = f64> {
    let measured = track.samples.iter().filter_map(|sample| sample.cadence);
    measured.map(RevolutionsPerMinute::as_f64).filter(|cadence| *cadence > 0.0)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    (count > 0.0).then_some(sum / count)
}

/// Some apps count both feet; ours are strides, as most devices count them.
fn halve_steps(sport: &Sport, track: &mut Track) {
    let on_foot =
        matches!(sport, Sport::Run | Sport::TrailRun | Sport::Treadmill | Sport::Walk | Sport::Hike);
    if on_foot && mean(cadences(track)).is_some_and(|cadence| cadence > MOST_STRIDES_PER_MINUTE) {
        for cadence in track.samples.iter_mut().filter_map(|sample| sample.cadence.as_mut()) {
            cadence.0 /= 2;
        }
    }
}

fn track(points: &[Point], begin: i64) -> Track {
    let since = |at: i64| u32::try_from(at - begin).unwrap_or(u32::MAX);
    Track { samples: points.iter().map(|point| Sample { at_ms: since(point.at), ..point.sample }).collect() }
}

fn totals(told: &Told) -> DeviceTotals {
    DeviceTotals {
        distance: told.distance.and_then(metres),
        moving: told.moving.and_then(whole_u32).map(Seconds),
        ascent: told.ascent.and_then(metres),
    }
}

/// No workout is longer than 10,000 km or climbs more: the clock or the sensor was wrong.
fn metres(value: f64) -> Option<Metres> {
    (0.0..=10_000_000.0).contains(&value).then(|| whole_u32(value).map(Metres)).flatten()
}

fn kilojoules(kilocalories: f64) -> Option<Kilojoules> {
    whole_u32(kilocalories * KILOJOULES_PER_KILOCALORIE).map(Kilojoules)
}

fn beats(value: f64) -> Option<BeatsPerMinute> {
    (20.0..=250.0).contains(&value).then(|| whole_u16(value).map(BeatsPerMinute)).flatten()
}

fn turning(value: f64) -> Option<RevolutionsPerMinute> {
    whole_u16(value).filter(|cadence| *cadence > 0).map(RevolutionsPerMinute)
}

/// The nearest whole number, if it is one that fits.
pub(super) fn whole_u16(value: f64) -> Option<u16> {
    whole_u32(value).and_then(|whole| u16::try_from(whole).ok())
}

/// The nearest whole number, if it is one that fits.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is checked first")]
pub(super) fn whole_u32(value: f64) -> Option<u32> {
    (0.0..=f64::from(u32::MAX)).contains(&value.round()).then(|| value.round() as u32)
}
