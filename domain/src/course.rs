//! How far somebody was at which moment, by whatever the track tells of it.

use crate::quantity::{MeasuredMetres, MetresPerSecond, Milliseconds};
use crate::sport::Sport;
use crate::track::{Position, Sample, Track};

/// Metres by which a counter may be ahead of the fastest speed, as it stands still and catches up, or go back.
const CAUGHT_UP_M: f64 = 30.0;

/// The way along a track, by time: metres that never become fewer.
///
/// From the device's counter; where fewer than two samples have one, from positions over the ground; where fewer than
/// two have one, from measured speeds. Time runs on through pauses. Farther than the fastest speed allows, and far back,
/// nobody can have been: one such sample is passed over, after two in a row the course breaks and begins anew.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    legs: Vec<Leg>,
}

/// A course without a break: points by rising time.
pub type Leg = Vec<Point>;

/// Where somebody was when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Since the start of the workout.
    pub at: Milliseconds,
    /// Metres from where the leg begins.
    pub metres: f64,
    /// Metres above the sea, if this moment tells it.
    pub altitude: Option<f64>,
}

/// The fastest that somebody can be in a sport without the device being wrong, with room to spare.
///
/// On foot a little above the fastest hundred metres ever measured (12.4 m/s), in the water and in a boat above world
/// records, on skis above the record for speed skiing; otherwise above what cyclists reach in the Alps.
pub fn fastest(sport: &Sport) -> MetresPerSecond {
    use Sport::{
        Climb, Hike, Row, Run, Ski, Strength, SwimOpenWater, SwimPool, TrailRun, Treadmill, Walk, Yoga,
    };
    MetresPerSecond(match sport {
        Run | TrailRun | Treadmill | Walk | Hike | Climb | Strength | Yoga => 12.5,
        SwimPool | SwimOpenWater => 3.0,
        Row => 8.0,
        Ski => 75.0,
        _ => 40.0,
    })
}

impl Course {
    /// The course of a track on which nobody was faster than `limit`.
    pub fn of(track: &Track, limit: MetresPerSecond) -> Self {
        let known =
            |tells: fn(&Sample) -> bool| track.samples.iter().filter(|sample| tells(sample)).count() > 1;
        let legs = if known(|sample| sample.distance.is_some()) {
            counted(track, limit)
        } else if known(|sample| sample.position.is_some()) {
            over_ground(track, limit)
        } else {
            by_speed(track, limit)
        };
        Self { legs }
    }

    /// Its parts between breaks, by rising time; none is empty.
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }

    /// Metres over all legs.
    pub fn metres(&self) -> f64 {
        self.legs.iter().filter_map(|leg| leg.last()).map(|last| last.metres).sum()
    }
}

/// Metres from where a leg begins until that moment, by a part of it, in even speed between points.
pub(crate) fn metres_at(leg: &[Point], moment: f64) -> f64 {
    let after = leg.partition_point(|point| point.at.as_f64() <= moment);
    let before = after.checked_sub(1).map(|before| leg[before]);
    match (before, leg.get(after)) {
        (Some(from), Some(to)) => {
            let share = (moment - from.at.as_f64()) / (to.at.as_f64() - from.at.as_f64());
            from.metres + share * (to.metres - from.metres)
        }
        (Some(end), None) => end.metres,
        (None, begin) => begin.map_or(0.0, |begin| begin.metres),
    }
}

fn counted(track: &Track, limit: MetresPerSecond) -> Vec<Leg> {
    let counts = track.samples.iter().filter_map(|sample| Some((sample, sample.distance?)));
    let step = |from: MeasuredMetres, to: MeasuredMetres, _| to.as_f64() - from.as_f64();
    legs(counts, step, limit)
}

fn over_ground(track: &Track, limit: MetresPerSecond) -> Vec<Leg> {
    let places = track.samples.iter().filter_map(|sample| Some((sample, sample.position?)));
    legs(places, |from: Position, to, _| from.metres_to(to), limit)
}

/// A speed is that of the time before it was measured, as devices tell it.
fn by_speed(track: &Track, limit: MetresPerSecond) -> Vec<Leg> {
    let speeds = track.samples.iter().filter_map(|sample| Some((sample, sample.speed?)));
    legs(speeds, |_, speed: MetresPerSecond, seconds| speed.as_f64() * seconds, limit)
}

/// Legs from what samples tell and the metres between two of them, broken where nobody can have been so fast.
fn legs<'a, T: Copy>(
    known: impl Iterator<Item = (&'a Sample, T)>,
    step: impl Fn(T, T, f64) -> f64,
    limit: MetresPerSecond,
) -> Vec<Leg> {
    let mut legs: Vec<Leg> = Vec::new();
    let (mut before, mut strayed): (Option<(Point, T)>, bool) = (None, false);
    for (sample, here) in known {
        let gone = before.and_then(|(point, there)| {
            let seconds = seconds(point.at, sample.at)?;
            let metres = step(there, here, seconds);
            let possible = (-CAUGHT_UP_M..=limit.as_f64() * seconds + CAUGHT_UP_M).contains(&metres);
            // A counter that went back has to come to where it was before anybody is further.
            possible.then_some((point.metres + metres.max(0.0), if metres < 0.0 { there } else { here }))
        });
        let at = |metres| Point { at: sample.at, metres, altitude: altitude(sample) };
        match (gone, legs.last_mut()) {
            (Some((metres, here)), Some(leg)) => {
                leg.push(at(metres));
                (before, strayed) = (Some((at(metres), here)), false);
            }
            (None, Some(_)) if !strayed => strayed = true,
            _ => {
                legs.push(vec![at(0.0)]);
                (before, strayed) = (Some((at(0.0), here)), false);
            }
        }
    }
    legs
}

/// Seconds from one moment to a later one; `None` backwards.
fn seconds(from: Milliseconds, to: Milliseconds) -> Option<f64> {
    to.0.checked_sub(from.0).map(|between| f64::from(between) / 1000.0)
}

fn altitude(sample: &Sample) -> Option<f64> {
    sample.altitude.map(MeasuredMetres::as_f64).filter(|metres| metres.is_finite())
}
