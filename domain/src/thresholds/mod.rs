//! What was measured of an athlete's body, each from the day on which it applies.
//!
//! A workout is counted by what held on its own day: a test in March changes nothing of February.

mod draft;

pub use draft::ThresholdsDraft;

use crate::body::Body;
use crate::quantity::{BeatsPerMinute, MetresPerSecond, Watts};
use crate::zones::Zones;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many days can have values of their own: one a month for thirty years.
pub const MOST: usize = 360;

/// Where the zones of heart rate lie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeartZones {
    /// By share of the highest heart rate.
    Max,
    /// By share of the reserve (Karvonen).
    Reserve,
    /// By share of the heart rate at threshold (Friel).
    Threshold,
    /// By the athlete's own lower bounds.
    Own(Vec<BeatsPerMinute>),
}

/// What was told of one day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Measured {
    /// The constants that are new from this day on.
    pub body: Body,
    /// Where the zones of heart rate lie from this day on, if that is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heart_zones: Option<HeartZones>,
}

impl Measured {
    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// These values with what the later ones tell put over them.
    fn then(self, later: &Self) -> Self {
        let heart_zones = later.heart_zones.clone().or(self.heart_zones);
        Self { body: self.body.then(later.body), heart_zones }
    }

    /// The zones of heart rate, if what they are made of is known.
    ///
    /// Where nothing was chosen: by threshold before by reserve before by the highest, as the first fits a body best.
    pub fn zones_of_heart(&self) -> Option<Zones<BeatsPerMinute>> {
        let Body { resting_heart_rate, max_heart_rate, threshold_heart_rate, .. } = self.body;
        let of_max = || Zones::of_max(max_heart_rate?);
        let of_reserve = || Zones::of_reserve(resting_heart_rate?, max_heart_rate?);
        let of_threshold = || Zones::<BeatsPerMinute>::of_threshold(threshold_heart_rate?);
        match &self.heart_zones {
            Some(HeartZones::Max) => of_max(),
            Some(HeartZones::Reserve) => of_reserve(),
            Some(HeartZones::Threshold) => of_threshold(),
            Some(HeartZones::Own(bounds)) => Zones::new(bounds.clone()),
            None => of_threshold().or_else(of_reserve).or_else(of_max),
        }
    }

    /// The zones of running speed, if the speed at threshold is known.
    pub fn zones_of_speed(&self) -> Option<Zones<MetresPerSecond>> {
        Zones::<MetresPerSecond>::of_threshold(self.body.threshold_speed?)
    }

    /// The zones of power, if the power at threshold is known.
    pub fn zones_of_power(&self) -> Option<Zones<Watts>> {
        Zones::<Watts>::of_threshold(self.body.threshold_power?)
    }
}

/// What was told, by the first day on which it applies.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Thresholds(BTreeMap<NaiveDate, Measured>);

impl Thresholds {
    /// Whether none were told.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What holds on a day: `usual`, and over it what was told up to then.
    pub fn on(&self, date: NaiveDate, usual: Body) -> Measured {
        let usual = Measured { body: usual, heart_zones: None };
        self.0.range(..=date).fold(usual, |held, (_, later)| held.then(later))
    }

    /// What was told, the latest first.
    pub fn latest_first(&self) -> impl Iterator<Item = (NaiveDate, &Measured)> {
        self.0.iter().rev().map(|(date, measured)| (*date, measured))
    }

    /// These with other values from a day on; none of them take the day out. `None` if there would be more than [`MOST`].
    pub fn with(mut self, from: NaiveDate, measured: Measured) -> Option<Self> {
        if measured.is_empty() {
            self.0.remove(&from);
        } else {
            self.0.insert(from, measured);
        }
        (self.0.len() <= MOST).then_some(self)
    }

    /// The first day of which these tell another body than the others; zones change no load.
    pub fn differ_since(&self, others: &Self) -> Option<NaiveDate> {
        let body = |these: &Self, date| these.told_on(date).map_or_else(Body::default, |told| told.body);
        let dates = self.0.keys().chain(others.0.keys()).copied();
        dates.filter(|date| body(self, *date) != body(others, *date)).min()
    }

    /// What was told of one day.
    pub fn told_on(&self, from: NaiveDate) -> Option<&Measured> {
        self.0.get(&from)
    }
}
