//! Zones as one stacked bar.

use crate::parts::{Chart, Figure, Numbers};
use crate::words;
use domain::quantity::{Milliseconds, Seconds};
use domain::zones::{By, Spent, TimeInZones};

/// The time in zones by one measurement, to be drawn as one bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    /// By what the zones are told apart.
    pub by: By,
    /// The share of the time below the first zone and in each zone, between 0 and 1; together 1.
    pub shares: Vec<f64>,
    /// The same as numbers.
    pub numbers: Numbers,
}

/// A bar for everything that was measured.
pub fn stacks(spent: &Spent) -> Vec<Stack> {
    spent.iter().map(|(by, times)| Stack::new(by, times)).collect()
}

impl Stack {
    fn new(by: By, times: &TimeInZones) -> Self {
        let whole = f64::from(times.whole().0.max(1));
        let all: Vec<_> = std::iter::once(times.below).chain(times.zones.iter().copied()).collect();
        let shares: Vec<f64> = all.iter().map(|time| f64::from(time.0) / whole).collect();
        let rows = (0..).zip(&all).zip(&shares).filter(|((zone, time), _)| *zone > 0 || time.0 > 0);
        let row = |((zone, time), share): ((usize, &Milliseconds), &f64)| {
            let time = words::hours(Seconds(time.0 / 1000));
            vec![zone_name(zone), time, format!("{:.0} %", share * 100.0)]
        };
        let numbers = Numbers {
            caption: format!("Time in zones of {}", name(by)),
            columns: ["Zone", "Time", "Share"].map(str::to_owned).to_vec(),
            rows: rows.map(row).collect(),
        };
        Self { by, shares, numbers }
    }

    /// The bar as it was drawn, with what it says and the days that it is about.
    pub fn figure(self, chart: Chart, about: &str) -> Figure {
        let id = match self.by {
            By::HeartRate => "zones-heart-rate",
            By::Pace => "zones-pace",
            By::Power => "zones-power",
        };
        let data = format!("Time in each zone of {}, {about}.", name(self.by));
        Figure { id, finding: self.finding(), data, chart, readings: Vec::new(), numbers: self.numbers }
    }

    fn finding(&self) -> String {
        let most = (0..).zip(&self.shares).max_by(|(_, one), (_, other)| one.total_cmp(other));
        let (zone, share) = most.map_or((0, 0.0), |(zone, share)| (zone, share * 100.0));
        let place = if zone == 0 { "below zone 1".to_owned() } else { format!("in zone {zone}") };
        format!("{share:.0} % {place} by {}", name(self.by))
    }
}

fn zone_name(zone: usize) -> String {
    if zone == 0 { "Below".to_owned() } else { zone.to_string() }
}

fn name(by: By) -> &'static str {
    match by {
        By::HeartRate => "heart rate",
        By::Pace => "pace",
        By::Power => "power",
    }
}
