//! Zones of heart rate, speed and power, and the time spent in each.

mod speeds;
mod spent;

pub use speeds::speeds;
pub use spent::{By, Spent};

use crate::quantity::{BeatsPerMinute, MetresPerSecond, Milliseconds, Watts, nearest};

/// The most zones that somebody can have.
pub const MOST: usize = 10;

/// Where five zones of the highest heart rate, or of the reserve, begin.
const TENTHS: [f64; 5] = [0.5, 0.6, 0.7, 0.8, 0.9];
/// Where Friel's seven zones of the heart rate at threshold begin.
const FRIEL_HEART: [f64; 7] = [0.0, 0.85, 0.90, 0.95, 1.00, 1.03, 1.06];
/// Where Coggan's seven levels of functional threshold power begin.
const COGGAN: [f64; 7] = [0.0, 0.55, 0.75, 0.90, 1.05, 1.20, 1.50];
/// Where Friel's zones of threshold pace begin, as times per distance: 129 % is slower.
const FRIEL_PACE: [f64; 6] = [1.29, 1.14, 1.06, 1.00, 0.97, 0.90];

/// Zones by rising lower bounds; each ends where the next begins, the last never.
///
/// What is below the first bound is in no zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Zones<Q> {
    bounds: Vec<Q>,
}

/// The time spent in zones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeInZones {
    /// Below the first zone.
    pub below: Milliseconds,
    /// In each zone, the lowest first.
    pub zones: Vec<Milliseconds>,
}

impl TimeInZones {
    /// All of the time.
    pub fn whole(&self) -> Milliseconds {
        Milliseconds(self.zones.iter().fold(self.below.0, |sum, time| sum.saturating_add(time.0)))
    }

    /// The times of both together, zone by zone.
    #[must_use]
    pub fn plus(mut self, other: &Self) -> Self {
        self.zones.resize(self.zones.len().max(other.zones.len()), Milliseconds(0));
        self.below.0 = self.below.0.saturating_add(other.below.0);
        for (sum, time) in self.zones.iter_mut().zip(&other.zones) {
            sum.0 = sum.0.saturating_add(time.0);
        }
        self
    }
}

impl<Q: Copy + PartialOrd> Zones<Q> {
    /// An athlete's own zones by their lower bounds, `None` unless there are 1 to [`MOST`] and each is above the last.
    pub fn new(bounds: Vec<Q>) -> Option<Self> {
        let rising = bounds.windows(2).all(|pair| pair[0] < pair[1]);
        let numbers = bounds.iter().all(|bound| bound.partial_cmp(bound).is_some());
        ((1..=MOST).contains(&bounds.len()) && rising && numbers).then_some(Self { bounds })
    }

    /// The lower bound of each zone, the lowest first.
    pub fn bounds(&self) -> &[Q] {
        &self.bounds
    }

    /// Which zone the value is in, from 1; 0 below the first.
    pub fn zone(&self, value: Q) -> usize {
        self.bounds.iter().take_while(|bound| **bound <= value).count()
    }

    /// The time in each zone of values and how long each of them held.
    pub fn time(&self, values: impl Iterator<Item = (Q, Milliseconds)>) -> TimeInZones {
        let mut times = vec![Milliseconds(0); self.bounds.len() + 1];
        for (value, time) in values {
            let sum = &mut times[self.zone(value)];
            sum.0 = sum.0.saturating_add(time.0);
        }
        let zones = times.split_off(1);
        TimeInZones { below: times[0], zones }
    }
}

impl Zones<BeatsPerMinute> {
    /// Five zones from 50, 60, 70, 80 and 90 % of the highest heart rate, to the nearest beat.
    pub fn of_max(max: BeatsPerMinute) -> Option<Self> {
        Self::new(TENTHS.map(|share| beats(max.as_f64() * share)).to_vec())
    }

    /// Five zones from 50, 60, 70, 80 and 90 % of the heart-rate reserve, to the nearest beat: rest + p · (max − rest).
    ///
    /// Karvonen, Kentala and Mustala, Ann Med Exp Biol Fenn 35:307, 1957.
    pub fn of_reserve(resting: BeatsPerMinute, max: BeatsPerMinute) -> Option<Self> {
        let reserve = max.as_f64() - resting.as_f64();
        Self::new(TENTHS.map(|share| beats(resting.as_f64() + share * reserve)).to_vec())
    }

    /// Friel's seven zones (1 to 4, 5a, 5b, 5c) by the heart rate at lactate threshold when running.
    ///
    /// They begin at 0, 85, 90, 95, 100, 103 and 106 %, to the nearest beat. Friel, Total Heart Rate Training, 2006.
    pub fn of_threshold(threshold: BeatsPerMinute) -> Option<Self> {
        Self::new(FRIEL_HEART.map(|share| beats(threshold.as_f64() * share)).to_vec())
    }
}

impl Zones<Watts> {
    /// Coggan's seven levels by functional threshold power, which begin at 0, 55, 75, 90, 105, 120 and 150 %.
    ///
    /// To the nearest watt. Allen and Coggan, Training and Racing with a Power Meter, 2006.
    pub fn of_threshold(threshold: Watts) -> Option<Self> {
        let watts =
            |share: f64| Watts(u16::try_from(nearest(threshold.as_f64() * share)).unwrap_or(u16::MAX));
        Self::new(COGGAN.map(watts).to_vec())
    }
}

impl Zones<MetresPerSecond> {
    /// Friel's seven zones (1 to 4, 5a, 5b, 5c) by threshold pace, as speeds.
    ///
    /// They begin at 0 and where the time per kilometre is 129, 114, 106, 100, 97 and 90 % of that at threshold. Friel
    /// lets zone 4 (99 to 105 %) overlap with 5a (97 to 100 %); here 5a begins at the threshold. Friel, A Quick Guide to
    /// Setting Zones, 2009.
    pub fn of_threshold(threshold: MetresPerSecond) -> Option<Self> {
        let speeds = FRIEL_PACE.map(|share| MetresPerSecond::nearest(threshold.as_f64() / share));
        Self::new(std::iter::once(MetresPerSecond(0.0)).chain(speeds).collect())
    }
}

fn beats(value: f64) -> BeatsPerMinute {
    BeatsPerMinute(u16::try_from(nearest(value)).unwrap_or(u16::MAX))
}
