//! The shapes in which a trend leaves the house: `GET /api/v1/trends`.

use super::{DayTotals, Finding, Mean, SportTotals, Totals, Trend, Window};
use crate::load::LoadTenths;
use serde::ser::SerializeStruct as _;
use serde::{Serialize, Serializer};

impl Serialize for Trend {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut trend = serializer.serialize_struct("Trend", 7)?;
        trend.serialize_field("window", &self.window)?;
        trend.serialize_field("days", &self.days)?;
        trend.serialize_field("totals", &Sums(&self.totals))?;
        let previous = &self.previous;
        trend.serialize_field(
            "previous",
            &Span {
                from: previous.window.from(),
                to: previous.window.until(),
                totals: Sums(&previous.totals),
            },
        )?;
        trend.serialize_field("mean_7d", &self.mean_7d)?;
        trend.serialize_field("by_sport", &self.by_sport)?;
        trend.serialize_field("finding", &self.finding)?;
        trend.end()
    }
}

#[derive(Serialize)]
struct Span<'a> {
    from: chrono::NaiveDate,
    to: chrono::NaiveDate,
    totals: Sums<'a>,
}

impl Serialize for Window {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut window = serializer.serialize_struct("Window", 4)?;
        window.serialize_field("from", &self.from())?;
        window.serialize_field("to", &self.until())?;
        window.serialize_field("time_zone", self.zone().name())?;
        window.serialize_field("days", &self.days())?;
        window.end()
    }
}

impl Serialize for DayTotals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut day = serializer.serialize_struct("DayTotals", 6)?;
        day.serialize_field("date", &self.date)?;
        sums::<S>(&mut day, &self.totals)?;
        day.end()
    }
}

impl Serialize for Mean {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut mean = serializer.serialize_struct("Mean", 4)?;
        mean.serialize_field("date", &self.date)?;
        mean.serialize_field("duration_s", &self.duration_s)?;
        mean.serialize_field("distance_m", &self.distance_m)?;
        mean.serialize_field("load", &self.load)?;
        mean.end()
    }
}

impl Serialize for SportTotals {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut sport = serializer.serialize_struct("SportTotals", 6)?;
        sport.serialize_field("sport", &self.sport)?;
        sums::<S>(&mut sport, &self.totals)?;
        sport.end()
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Totals with how many of the workouts have a load.
struct Sums<'a>(&'a Totals);

#[derive(Serialize)]
struct Coverage {
    with: u32,
    of: u32,
}

impl Serialize for Sums<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut totals = serializer.serialize_struct("Totals", 6)?;
        sums::<S>(&mut totals, self.0)?;
        let coverage = Coverage { with: self.0.with_load, of: self.0.workouts };
        totals.serialize_field("load_coverage", &coverage)?;
        totals.end()
    }
}

fn sums<S: Serializer>(into: &mut S::SerializeStruct, totals: &Totals) -> Result<(), S::Error> {
    into.serialize_field("workouts", &totals.workouts)?;
    into.serialize_field("duration_s", &totals.duration)?;
    into.serialize_field("distance_m", &totals.distance)?;
    into.serialize_field("ascent_m", &totals.ascent)?;
    into.serialize_field("load", &totals.known_load().map(LoadTenths::value))
}
