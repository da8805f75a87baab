//! How much comes of a heartbeat, and whether less does towards the end.

use crate::course::{self, Course};
use crate::grade::{Step, adjusted_speed, steps};
use crate::load::normalized_power;
use crate::quantity::{ExactWatts, MetresPerSecond, Milliseconds, Watts};
use crate::sport::Sport;
use crate::track::{Held, Track};

/// The shortest time of which two halves are told apart, in milliseconds: in less the heart has not settled.
const SHORTEST_MS: f64 = 20.0 * 60_000.0;

/// What a track says of pace, power and the heart; what it does not tell is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Efficiency {
    /// The mean grade-adjusted speed of a run.
    pub adjusted: Option<MetresPerSecond>,
    /// The normalised power of a ride.
    pub normalized: Option<ExactWatts>,
    /// The efficiency factor: metres per beat of a run, watts per beat per minute of a ride.
    pub factor: Option<f64>,
    /// Aerobic decoupling in per cent, of 20 minutes and more with a heart rate.
    pub decoupling: Option<f64>,
}

impl Efficiency {
    /// Of a run by its grade-adjusted speed, of a ride by its power, of other sports nothing.
    pub fn of(sport: &Sport, track: &Track) -> Self {
        let (time, beats) = heart(track);
        let rate = if time > 0.0 { beats / time } else { 0.0 };
        let settled = time >= SHORTEST_MS;
        if sport.is_running() {
            let course = Course::of(track, course::fastest(sport));
            let adjusted = adjusted_speed(&course).filter(|speed| speed.as_f64() > 0.0);
            Self {
                adjusted,
                factor: adjusted.and_then(|speed| speed_factor(speed, rate)),
                decoupling: if settled { speed_decoupling(track, &course) } else { None },
                ..Self::default()
            }
        } else if sport.is_cycling() {
            let normalized = normalized_power(track).filter(|power| power.as_f64() > 0.0);
            Self {
                normalized,
                factor: normalized.and_then(|power| power_factor(power, rate)),
                decoupling: if settled { power_decoupling(track) } else { None },
                ..Self::default()
            }
        } else {
            Self::default()
        }
    }
}

/// For how many milliseconds a heart rate above zero is known, and those times the rate.
fn heart(track: &Track) -> (f64, f64) {
    let rates = track.held(|sample| sample.heart_rate.filter(|rate| rate.0 > 0));
    rates.fold((0.0, 0.0), |(time, beats), held| {
        (time + held.time().as_f64(), beats + held.time().as_f64() * held.value.as_f64())
    })
}

/// The efficiency factor of running: grade-adjusted metres per minute over beats per minute, or metres per beat.
///
/// `None` for a heart that does not beat. Friel, The Triathlete's Training Bible.
pub fn speed_factor(adjusted: MetresPerSecond, beats_per_minute: f64) -> Option<f64> {
    factor(adjusted.as_f64() * 60.0, beats_per_minute)
}

/// The efficiency factor of riding: normalised watts over beats per minute; `None` for a heart that does not beat.
///
/// Friel, The Cyclist's Training Bible.
pub fn power_factor(normalized: ExactWatts, beats_per_minute: f64) -> Option<f64> {
    factor(normalized.as_f64(), beats_per_minute)
}

/// Aerobic decoupling in per cent: (EF1 − EF2) / EF1 · 100 of the first and the second half.
///
/// Below 5 % is good; negative if the second half was the better one. `None` where the first factor is zero. Friel;
/// computed like this in `GoldenCheetah`.
pub fn decoupling(first: f64, second: f64) -> Option<f64> {
    (first > 0.0).then(|| (first - second) / first * 100.0)
}

/// Aerobic decoupling of power along a track.
///
/// Over the time for which both power and a heart rate above zero are known, parted in the middle: mean power over mean
/// heart rate of each half. `None` where there is none or one half has no power.
pub fn power_decoupling(track: &Track) -> Option<f64> {
    let both = track.held(|sample| {
        let (Watts(watts), rate) = (sample.power?, sample.heart_rate.filter(|rate| rate.0 > 0)?);
        Some((f64::from(watts), rate.as_f64()))
    });
    halves(both.map(|held| Piece {
        time: held.time().as_f64(),
        out: held.time().as_f64() * held.value.0,
        rate: held.value.1,
    }))
}

/// Aerobic decoupling of grade-adjusted speed along a track and its course.
///
/// Over the time for which a heart rate above zero is known, parted in the middle: grade-adjusted metres over heartbeats
/// of each half. Standing counts as much as moving. `None` where there is none or one half has no way.
pub fn speed_decoupling(track: &Track, course: &Course) -> Option<f64> {
    let way = Way::of(course);
    let rates = track.held(|sample| sample.heart_rate.filter(|rate| rate.0 > 0));
    let piece = |held: Held<_>| Piece {
        time: held.time().as_f64(),
        out: way.at(held.until) - way.at(held.from),
        rate: crate::quantity::BeatsPerMinute::as_f64(held.value),
    };
    halves(rates.map(piece))
}

fn factor(out: f64, rate: f64) -> Option<f64> {
    (rate > 0.0).then(|| out / rate)
}

/// What came out in some time at one heart rate.
#[derive(Clone, Copy)]
struct Piece {
    time: f64,
    out: f64,
    rate: f64,
}

fn halves(pieces: impl Iterator<Item = Piece>) -> Option<f64> {
    let pieces: Vec<Piece> = pieces.collect();
    let half = pieces.iter().map(|piece| piece.time).sum::<f64>() / 2.0;
    let (mut passed, mut sums) = (0.0, [(0.0, 0.0); 2]);
    for piece in pieces {
        // A piece that spans the middle belongs to both halves.
        let first = (half - passed).clamp(0.0, piece.time) / piece.time.max(f64::MIN_POSITIVE);
        for (sum, share) in sums.iter_mut().zip([first, 1.0 - first]) {
            *sum = (sum.0 + share * piece.out, sum.1 + share * piece.rate * piece.time);
        }
        passed += piece.time;
    }
    let [first, second] = sums.map(|(out, beats)| factor(out, beats));
    decoupling(first?, second?)
}

/// Grade-adjusted metres by time.
struct Way {
    points: Vec<(f64, f64)>,
}

impl Way {
    fn of(course: &Course) -> Self {
        let (mut points, mut gone) = (Vec::new(), 0.0);
        for leg in course.legs() {
            points.extend(leg.first().map(|first| (first.at.as_f64(), gone)));
            for (point, Step { adjusted, .. }) in leg.iter().skip(1).zip(steps(leg)) {
                gone += adjusted;
                points.push((point.at.as_f64(), gone));
            }
        }
        Self { points }
    }

    /// Metres until that moment, in even speed between points.
    fn at(&self, moment: Milliseconds) -> f64 {
        let moment = moment.as_f64();
        let after = self.points.partition_point(|(at, _)| *at <= moment);
        let before = after.checked_sub(1).map(|before| self.points[before]);
        match (before, self.points.get(after)) {
            (Some(from), Some(to)) => from.1 + (to.1 - from.1) * (moment - from.0) / (to.0 - from.0),
            (Some(end), None) => end.1,
            (None, _) => 0.0,
        }
    }
}
