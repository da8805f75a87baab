//! What every format is read into, before anything is measured.

use super::{Flaw, Unreadable, Zone};
use crate::sport::Sport;
use crate::track::{Position, Sample};

/// Everything read from one file.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// The device or app that wrote it.
    pub(super) device: Option<String>,
    /// One for each activity or leg.
    pub(super) recordings: Vec<Recording>,
    /// What is wrong with the file as a whole.
    pub(super) flaw: Option<Flaw>,
    /// What the file holds instead, if it has no recording.
    pub(super) instead: Option<Unreadable>,
}

/// One activity as it was recorded.
#[derive(Debug)]
pub(super) struct Recording {
    /// What was done.
    pub(super) sport: Sport,
    /// The title, cleaned.
    pub(super) title: String,
    /// What the device's clock tells of the zone.
    pub(super) zone: Option<Zone>,
    /// The points, in the order of the file.
    pub(super) points: Vec<Point>,
    /// What the device says it amounts to.
    pub(super) told: Told,
}

/// One moment, on an absolute clock.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Point {
    /// Milliseconds since 1970 in UTC.
    pub(super) at: i64,
    /// The recording was paused between the point before and this one.
    pub(super) after_pause: bool,
    /// What was measured; its own time is set when the start is known.
    pub(super) sample: Sample,
}

/// Whether any of these points is somewhere.
pub(super) fn outdoors(points: &[Point]) -> bool {
    points.iter().any(|point| point.sample.position.is_some())
}

/// A device's summary, in seconds, metres, beats, watts, revolutions and kilocalories.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    /// Milliseconds since 1970 in UTC.
    pub(super) start: Option<i64>,
    pub(super) elapsed: Option<f64>,
    pub(super) moving: Option<f64>,
    pub(super) distance: Option<f64>,
    pub(super) ascent: Option<f64>,
    pub(super) average_heart_rate: Option<f64>,
    pub(super) max_heart_rate: Option<f64>,
    pub(super) average_power: Option<f64>,
    pub(super) average_cadence: Option<f64>,
    pub(super) kilocalories: Option<f64>,
}

/// A position on Earth; none for what cannot be one, and none for 0°/0°, which devices write before a fix.
pub(super) fn position(latitude: f64, longitude: f64) -> Option<Position> {
    let real = latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && (latitude, longitude) != (0.0, 0.0);
    real.then_some(Position { latitude, longitude })
}

/// The title as it can be stored: one line, at most 120 characters.
pub(super) fn title(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default();
    line.chars().filter(|c| !c.is_control()).take(120).collect::<String>().trim().to_owned()
}
