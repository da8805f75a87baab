//! The time that was spent in an athlete's zones.

use super::TimeInZones;
use crate::digest::Digest;
use crate::quantity::{BeatsPerMinute, MetresPerSecond, Watts};
use crate::thresholds::Measured;
use std::collections::BTreeMap;

/// What zones are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Heart rate.
    HeartRate,
    /// The pace of a run.
    Pace,
    /// The power of a ride.
    Power,
}

/// The time in zones, by everything that was measured and whose zones are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spent(BTreeMap<By, TimeInZones>);

impl Spent {
    /// The time of a workout in the zones of its day.
    pub fn of(digest: &Digest, measured: &Measured) -> Self {
        let heart = measured.zones_of_heart().map(|zones| {
            zones.time(digest.heart_rate.iter().map(|(value, time)| (BeatsPerMinute(value), time)))
        });
        let pace = measured.zones_of_speed().map(|zones| {
            let speed = |value| MetresPerSecond::nearest(f64::from(value) / 100.0);
            zones.time(digest.speed.iter().map(|(value, time)| (speed(value), time)))
        });
        let power = measured
            .zones_of_power()
            .map(|zones| zones.time(digest.power.iter().map(|(value, time)| (Watts(value), time))));
        let all = [(By::HeartRate, heart), (By::Pace, pace), (By::Power, power)];
        let known = all.into_iter().filter_map(|(by, times)| Some((by, times?)));
        Self(known.filter(|(_, times)| times.whole().0 > 0).collect())
    }

    /// The times of both together, zone by zone.
    #[must_use]
    pub fn plus(mut self, other: Self) -> Self {
        for (by, times) in other.0 {
            let sum = self.0.remove(&by).unwrap_or_default();
            self.0.insert(by, sum.plus(&times));
        }
        self
    }

    /// By what, and the times.
    pub fn iter(&self) -> impl Iterator<Item = (By, &TimeInZones)> {
        self.0.iter().map(|(by, times)| (*by, times))
    }
}
