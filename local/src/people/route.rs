//! A plausible loop from the front door and back, as a watch would have recorded it.

use super::{Athlete, Chance, small};
use domain::quantity::{
    BeatsPerMinute, MeasuredMetres, Metres, MetresPerSecond, Milliseconds, RevolutionsPerMinute,
};
use domain::sport::Sport;
use domain::track::{Position, Sample, Track};
use domain::workout::Details;
use std::f64::consts::TAU;

/// Metres in a degree of latitude.
const METRES_PER_DEGREE: f64 = 111_320.0;
/// Into how many pieces a loop is measured.
const PIECES: u32 = 360;
/// Seconds between two samples.
const INTERVAL_S: usize = 6;

/// Whether a watch would record where the sport leads.
pub(super) fn is_outdoors(sport: &Sport) -> bool {
    matches!(sport, Sport::Run | Sport::Ride | Sport::GravelRide)
}

/// The recording of a workout that has a distance, with its pause in the middle.
pub(super) fn along(athlete: Athlete, details: &Details, chance: &mut Chance) -> Option<Track> {
    let distance = details.distance.filter(|distance| distance.0 > 0)?.as_f64();
    let course = Course::new(athlete, distance, details.ascent.unwrap_or_default(), chance);
    let moving = details.active();
    let pause = details.elapsed.0.saturating_sub(moving.0);
    let samples = (0..=moving.0).step_by(INTERVAL_S).map(|second| {
        let share = f64::from(second) / moving.as_f64();
        let at_s = if share > 0.5 { second + pause } else { second };
        Sample {
            at: Milliseconds(at_s * 1000),
            heart_rate: details.average_heart_rate.map(|average| {
                let hill = 1.0 + 0.04 * (2.0 * TAU * share).sin();
                heart_rate(average.as_f64() * hill, f64::from(second), chance)
            }),
            cadence: details.average_cadence.map(|cadence| wobbled(cadence, chance)),
            ..course.sample(share, moving.as_f64())
        }
    });
    Some(Track { samples: samples.collect() })
}

/// Rises over the first minutes, then swings around a slow drift upwards.
fn heart_rate(level: f64, second: f64, chance: &mut Chance) -> BeatsPerMinute {
    let warm_up = 1.02 - 0.22 * (-second / 150.0).exp();
    let drift = 1.0 + second / 600_000.0;
    let swing = 1.0 + 0.035 * (second / 97.0).sin();
    BeatsPerMinute(small(level * warm_up * drift * swing + chance.between(-1.5, 1.5)))
}

fn wobbled(cadence: RevolutionsPerMinute, chance: &mut Chance) -> RevolutionsPerMinute {
    RevolutionsPerMinute(small(cadence.as_f64() + chance.between(-2.0, 2.0)))
}

/// A closed line around a centre, with a radius that swings on the way round.
struct Course {
    centre: (f64, f64),
    base_altitude: f64,
    climb: f64,
    distance: f64,
    phases: (f64, f64),
    /// Length of the line up to each of its pieces, for a loop of mean radius 1.
    lengths: Vec<f64>,
}

impl Course {
    fn new(athlete: Athlete, distance: f64, ascent: Metres, chance: &mut Chance) -> Self {
        let (centre, base_altitude) = match athlete {
            Athlete::Ada => ((52.4790, 13.3010), 48.0),
            Athlete::Ben => ((39.6880, -105.0520), 1680.0),
        };
        let phases = (chance.between(0.0, TAU), chance.between(0.0, TAU));
        let mut lengths = vec![0.0];
        let mut length = 0.0;
        for piece in 0..PIECES {
            let (here, there) = (unit_point(phases, angle(piece)), unit_point(phases, angle(piece + 1)));
            length += (there.0 - here.0).hypot(there.1 - here.1);
            lengths.push(length);
        }
        Self { centre, base_altitude, climb: ascent.as_f64(), distance, phases, lengths }
    }

    /// What was measured after a share of the moving time.
    fn sample(&self, share: f64, seconds: f64) -> Sample {
        let (travelled, pace) = progress(share);
        let radius = self.distance / self.lengths.last().copied().unwrap_or(1.0);
        let (north, east) = unit_point(self.phases, self.angle_at(travelled));
        let (latitude, longitude) = self.centre;
        let east_degree = METRES_PER_DEGREE * latitude.to_radians().cos();
        // Two hills of a quarter of the climb to either side of the middle add up to the whole climb.
        let altitude = self.base_altitude + self.climb / 4.0 * (1.0 - (2.0 * TAU * travelled).cos());
        Sample {
            position: Some(Position {
                latitude: latitude + radius * north / METRES_PER_DEGREE,
                longitude: longitude + radius * east / east_degree,
            }),
            altitude: Some(MeasuredMetres(single(altitude))),
            distance: Some(MeasuredMetres(single(travelled * self.distance))),
            speed: Some(MetresPerSecond(single(pace * self.distance / seconds))),
            ..Sample::default()
        }
    }

    fn angle_at(&self, travelled: f64) -> f64 {
        let length = travelled * self.lengths.last().copied().unwrap_or(1.0);
        let next = self.lengths.partition_point(|end| *end < length).clamp(1, self.lengths.len() - 1);
        let (start, end) = (self.lengths[next - 1], self.lengths[next]);
        let piece = f64::from(u32::try_from(next - 1).unwrap_or(PIECES));
        TAU * (piece + (length - start) / (end - start)) / f64::from(PIECES)
    }
}

/// Share of the way and speed relative to the mean, after a share of the time.
///
/// Nobody is quite even.
fn progress(share: f64) -> (f64, f64) {
    let waves = 9.0 * TAU;
    (share + (waves * share).sin() * 0.0015, 1.0 + (waves * share).cos() * 0.0015 * waves)
}

fn angle(piece: u32) -> f64 {
    TAU * f64::from(piece) / f64::from(PIECES)
}

/// North and east of the centre, for a mean radius of 1.
fn unit_point(phases: (f64, f64), angle: f64) -> (f64, f64) {
    let radius = 1.0 + 0.22 * (2.0 * angle + phases.0).sin() + 0.13 * (3.0 * angle + phases.1).sin();
    (radius * angle.sin(), radius * angle.cos())
}

#[expect(clippy::cast_possible_truncation, reason = "a watch does not measure more than 24 bits either")]
fn single(value: f64) -> f32 {
    value as f32
}
