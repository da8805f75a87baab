//! What a track amounts to, whatever is known of the athlete: computed once, when the workout is written.

use crate::best::{Highest, curve, pace_curve};
use crate::course::{self, Course};
use crate::histogram::Histogram;
use crate::per_second::PerSecond;
use crate::quantity::{Metres, MetresPerSecond, nearest};
use crate::records::{Efforts, Kind};
use crate::sport::{Rate, Sport};
use crate::track::{Sample, Track};
use crate::zones;
use serde::{Deserialize, Serialize};

/// What a track amounts to. What it does not tell is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Digest {
    /// The fastest over distances, the highest means over times.
    #[serde(rename = "e", skip_serializing_if = "Efforts::is_empty")]
    pub efforts: Efforts,
    /// How long each heart rate held, in beats per minute.
    #[serde(rename = "h", skip_serializing_if = "Histogram::is_empty")]
    pub heart_rate: Histogram,
    /// How long each power held, in watts; of rides.
    #[serde(rename = "p", skip_serializing_if = "Histogram::is_empty")]
    pub power: Histogram,
    /// How long each speed held, in centimetres per second; of runs.
    #[serde(rename = "v", skip_serializing_if = "Histogram::is_empty")]
    pub speed: Histogram,
}

impl Digest {
    /// What the track of a workout of this sport amounts to; nothing, where there is none.
    pub fn of(sport: &Sport, track: Option<&Track>) -> Self {
        let Some(track) = track else { return Self::default() };
        let power = highest(track, |sample| sample.power.map(|power| power.0));
        let heart_rate = highest(track, |sample| sample.heart_rate.map(|rate| rate.0));
        let power = power.map(|best| (Kind::HighestPower(best.time), nearest(best.mean.value)));
        let heart_rate = heart_rate.map(|best| (Kind::HighestHeartRate(best.time), nearest(best.mean.value)));
        let known = fastest(sport, track).chain(power).chain(heart_rate);
        Self {
            efforts: known.filter(|(_, value)| *value > 0).collect(),
            heart_rate: held(track, |sample| sample.heart_rate.map(|rate| rate.0)),
            power: if sport.is_cycling() {
                held(track, |sample| sample.power.map(|power| power.0))
            } else {
                Histogram::default()
            },
            speed: if sport.is_running() { speed(sport, track) } else { Histogram::default() },
        }
    }

    /// Whether it tells nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The fastest times over the distances of the sport, in whole seconds.
fn fastest(sport: &Sport, track: &Track) -> impl Iterator<Item = (Kind, u32)> {
    let course = Course::of(track, course::fastest(sport));
    let rate = sport.rate();
    let bests = pace_curve(&course).into_iter();
    let bests = bests.map(|best| (Kind::fastest(best.distance), nearest(best.time.as_f64() / 1000.0)));
    bests.filter(move |(kind, _)| is_raced(rate, *kind))
}

/// Whether people compare their times over it: nobody swims or rides a marathon, nor times 400 m of a ride, which is a
/// sprint or a descent.
fn is_raced(rate: Rate, kind: Kind) -> bool {
    let Kind::Fastest(Metres(metres)) = kind else { return false };
    match rate {
        Rate::Pace | Rate::RowPace => true,
        Rate::SwimPace => metres <= 10_000,
        Rate::Speed => (5000..=10_000).contains(&metres),
        Rate::None => false,
    }
}

/// Nothing, where a sensor told nothing but zero.
fn held(track: &Track, measured: impl Fn(&Sample) -> Option<u16>) -> Histogram {
    let held: Histogram = track.held(measured).map(|held| (held.value, held.time())).collect();
    if held.iter().any(|(value, _)| value > 0) { held } else { Histogram::default() }
}

/// As the device measured it, else as the course tells it.
fn speed(sport: &Sport, track: &Track) -> Histogram {
    let measured = held(track, |sample| sample.speed.map(centimetres));
    if !measured.is_empty() {
        return measured;
    }
    let course = Course::of(track, course::fastest(sport));
    zones::speeds(&course).map(|(speed, time)| (centimetres(speed), time)).collect()
}

fn centimetres(speed: MetresPerSecond) -> u16 {
    u16::try_from(nearest(speed.as_f64() * 100.0)).unwrap_or(u16::MAX)
}

fn highest(track: &Track, measured: impl Fn(&Sample) -> Option<u16>) -> impl Iterator<Item = Highest> {
    curve(&PerSecond::of(track, measured)).into_iter()
}
