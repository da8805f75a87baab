//! What a recording amounts to: one set of rules for every format.
//!
//! Distance and moving time are in [`ground`], ascent in [`climb`]. The device's own totals are kept beside ours; where the points cannot tell, ours are the device's.

mod climb;
mod ground;

use super::recording::{Point, Recording, Told};
use super::{Activity, Unreadable, Zone};
use crate::quantity::{
    BeatsPerMinute, Kilojoules, Metres, Milliseconds, RevolutionsPerMinute, Seconds, Watts,
};
use crate::sport::Sport;
use crate::track::{Sample, Track};
use crate::workout::{DeviceTotals, LONGEST, bounds};
use chrono::{DateTime, Utc};

/// Kilojoules in a kilocalorie.
const KILOJOULES_PER_KILOCALORIE: f64 = 4.184;

/// The activity a recording amounts to.
pub(super) fn activity(recording: Recording) -> Result<Activity, Unreadable> {
    let Recording { sport, title, zone, points, told } = recording;
    // A start of which the device did not know the date says nothing of points that have one.
    let told = Told { start: told.start.filter(|at| instant(*at).is_some()), ..told };
    let points = in_order(points, told.start);
    let begin = begin(&points, &told)?;
    let place = place(&sport, &points);
    let start = clocked(instant(begin).ok_or(Unreadable::ClockNotSet)?, place, zone);
    let elapsed = elapsed(&points, &told)?;
    let complete = ground::covers(&points, elapsed.as_f64());
    let mut track = track(&points, begin);
    let cadence = in_strides(&sport, mean(cadences(&track)).or(told.average_cadence), &mut track);
    let average_heart_rate = mean(heart_rates(&points)).or(told.average_heart_rate).and_then(beats);
    let max_heart_rate = heart_rates(&points).reduce(f64::max).or(told.max_heart_rate).and_then(beats);
    Ok(Activity {
        start,
        zone: place.or(zone),
        elapsed,
        moving: moving(ground::moving(&sport, &points, told.moving, complete)),
        distance: ground::distance(&points, &told).and_then(metres),
        ascent: climb::ascent(&points).filter(|_| complete).or(told.ascent).and_then(climbed),
        average_heart_rate,
        max_heart_rate: max_heart_rate.filter(|max| Some(*max) >= average_heart_rate),
        average_power: mean(powers(&points)).or(told.average_power).and_then(watts),
        average_cadence: cadence.and_then(turning),
        energy: told.kilocalories.filter(|kcal| *kcal > 0.0).and_then(kilojoules),
        totals: totals(&told),
        sport,
        title,
        track,
    })
}

/// Where the track begins; indoors, a position is somewhere in a game.
fn place(sport: &Sport, points: &[Point]) -> Option<Zone> {
    let first = points.iter().find_map(|point| point.sample.position);
    first.filter(|_| !matches!(sport, Sport::IndoorRide | Sport::Treadmill)).and_then(Zone::of_position)
}

/// The start in UTC; a wall clock's is known where the place is.
fn clocked(told: DateTime<Utc>, place: Option<Zone>, zone: Option<Zone>) -> DateTime<Utc> {
    match (place, zone) {
        (Some(Zone::Place(place)), Some(Zone::WallClock)) => Zone::WallClock.start(told, place).instant(),
        _ => told,
    }
}

/// When it began, in whole seconds: what a workout stores, and what duplicates are compared by.
fn begin(points: &[Point], told: &Told) -> Result<i64, Unreadable> {
    let first = told.start.into_iter().chain(points.first().map(|point| point.at)).min();
    first.map(|first| first.div_euclid(1000) * 1000).ok_or(Unreadable::NoTimes)
}

/// Points by rising time, one for each moment; none weeks away from the rest.
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
    into.altitude = into.altitude.or(from.altitude);
    into.distance = from.distance.or(into.distance);
    into.speed = into.speed.or(from.speed);
    into.heart_rate = into.heart_rate.or(from.heart_rate);
    into.cadence = into.cadence.or(from.cadence);
    into.power = into.power.or(from.power);
}

fn instant(millis: i64) -> Option<DateTime<Utc>> {
    let start = DateTime::from_timestamp_millis(millis)?;
    (EARLIEST..LATEST).contains(&start.timestamp()).then_some(start)
}

/// July 1998, before which FIT's seconds count from when the device was switched on.
const EARLIEST: i64 = 899_501_056;
/// 2100, which a clock that was never set may claim.
const LATEST: i64 = 4_102_444_800;

/// The longest of what the device tells and what its points span.
fn elapsed(points: &[Point], told: &Told) -> Result<Seconds, Unreadable> {
    let since_start = || Some(ground::seconds(told.start?, points.last()?.at));
    let span = ground::span(points).max(since_start().unwrap_or(0.0));
    let longest = span.max(told.elapsed.unwrap_or(0.0)).max(told.moving.unwrap_or(0.0));
    if longest <= 0.0 {
        return Err(Unreadable::NotAnActivity("a single moment".to_owned()));
    }
    whole_u32(longest.max(1.0))
        .filter(|s| bounds::DURATION_S.contains(s))
        .map(Seconds)
        .ok_or(Unreadable::TooLong)
}

fn moving(seconds: f64) -> Option<Seconds> {
    whole_u32(seconds).filter(|seconds| *seconds > 0).map(Seconds)
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

/// The mean cadence. Some apps count both feet; ours are strides, as most devices count them.
fn in_strides(sport: &Sport, mean: Option<f64>, track: &mut Track) -> Option<f64> {
    let Some(steps) = mean.filter(|mean| *mean > most_strides(sport)) else { return mean };
    for cadence in track.samples.iter_mut().filter_map(|sample| sample.cadence.as_mut()) {
        cadence.0 /= 2;
    }
    Some(steps / 2.0)
}

/// More than this in a minute are steps.
fn most_strides(sport: &Sport) -> f64 {
    match sport {
        Sport::Run | Sport::TrailRun | Sport::Treadmill => 120.0,
        Sport::Walk | Sport::Hike => 80.0,
        _ => f64::MAX,
    }
}

fn track(points: &[Point], begin: i64) -> Track {
    let since = |at: i64| Milliseconds(u32::try_from(at - begin).unwrap_or(u32::MAX));
    Track { samples: points.iter().map(|point| Sample { at: since(point.at), ..point.sample }).collect() }
}

fn totals(told: &Told) -> DeviceTotals {
    DeviceTotals {
        distance: told.distance.and_then(metres),
        moving: told.moving.and_then(whole_u32).map(Seconds),
        ascent: told.ascent.and_then(climbed),
    }
}

fn metres(value: f64) -> Option<Metres> {
    whole_u32(value).filter(|metres| bounds::DISTANCE_M.contains(metres)).map(Metres)
}

fn climbed(value: f64) -> Option<Metres> {
    whole_u32(value).filter(|metres| bounds::ASCENT_M.contains(metres)).map(Metres)
}

fn kilojoules(kilocalories: f64) -> Option<Kilojoules> {
    let energy = whole_u32(kilocalories * KILOJOULES_PER_KILOCALORIE);
    energy.filter(|energy| bounds::ENERGY_KJ.contains(energy)).map(Kilojoules)
}

fn beats(value: f64) -> Option<BeatsPerMinute> {
    whole_u16(value).filter(|beats| bounds::HEART_RATE_BPM.contains(beats)).map(BeatsPerMinute)
}

/// All zeros are a device that cannot measure power.
fn watts(value: f64) -> Option<Watts> {
    whole_u16(value).filter(|watts| *watts > 0 && bounds::POWER_W.contains(watts)).map(Watts)
}

fn turning(value: f64) -> Option<RevolutionsPerMinute> {
    let within = |turns: &u16| *turns > 0 && bounds::CADENCE_RPM.contains(turns);
    whole_u16(value).filter(within).map(RevolutionsPerMinute)
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
