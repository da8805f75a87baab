//! A workout as a machine sends it, before it is known to be right.
//!
//! It is held to the same [`super::bounds`] as what a person types. What is not written here is refused, so that
//! nobody believes that we have kept what we have not understood.

use super::{Details, Start, bounds};
use crate::field::{Errors, FieldError};
use crate::quantity::{
    BeatsPerMinute, Effort, Kilojoules, Metres, RevolutionsPerMinute, Seconds, Watts, nearest,
};
use crate::sport::Sport;
use chrono::{DateTime, FixedOffset, Timelike as _, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value};
use std::fmt::Display;
use std::ops::RangeInclusive;

/// The names of all fields; `sport`, `started_at`, `time_zone` and `duration_s` are required.
pub const FIELDS: [&str; 16] = [
    "sport",
    "sport_name",
    "started_at",
    "time_zone",
    "duration_s",
    "moving_s",
    "distance_m",
    "ascent_m",
    "average_heart_rate_bpm",
    "max_heart_rate_bpm",
    "average_power_w",
    "average_cadence_rpm",
    "energy_kj",
    "effort",
    "title",
    "notes",
];

/// What a client is told of a value that it sent, in characters.
const SHOWN: usize = 40;

/// A workout as it was sent: a JSON object. `null` is the same as leaving a field out.
#[derive(Debug)]
pub struct Submission<'a> {
    fields: &'a Map<String, Value>,
    errors: Errors,
}

impl<'a> Submission<'a> {
    /// What is in this object.
    pub fn new(fields: &'a Map<String, Value>) -> Self {
        Self { fields, errors: Errors::default() }
    }

    /// The workout that was sent, or everything that is wrong with it at once.
    pub fn details(mut self, now: DateTime<Utc>) -> Result<Details, Vec<FieldError>> {
        let sport = self.sport();
        let start = self.start(now);
        let elapsed = self.required("duration_s", |value| whole(value, &bounds::DURATION_S)).map(Seconds);
        let moving = self.moving(elapsed);
        let distance = self.whole("distance_m", &bounds::DISTANCE_M).map(Metres);
        let ascent = self.whole("ascent_m", &bounds::ASCENT_M).map(Metres);
        let average_heart_rate =
            self.whole("average_heart_rate_bpm", &bounds::HEART_RATE_BPM).map(BeatsPerMinute);
        let max_heart_rate = self.peak(average_heart_rate);
        let average_power = self.whole("average_power_w", &bounds::POWER_W).map(Watts);
        let average_cadence =
            self.whole("average_cadence_rpm", &bounds::CADENCE_RPM).map(RevolutionsPerMinute);
        let energy = self.whole("energy_kj", &bounds::ENERGY_KJ).map(Kilojoules);
        let effort = self.optional("effort", effort);
        let title = self.optional("title", |value| bounds::title(text(value)?)).unwrap_or_default();
        let notes = self.optional("notes", |value| bounds::notes(text(value)?)).unwrap_or_default();
        self.unknown();
        match (sport, start, elapsed) {
            (Some(sport), Some(start), Some(elapsed)) if self.errors.0.is_empty() => Ok(Details {
                sport,
                start,
                elapsed,
                moving,
                distance,
                ascent,
                average_heart_rate,
                max_heart_rate,
                average_power,
                average_cadence,
                energy,
                effort,
                title,
                notes,
            }),
            _ => Err(self.errors.0),
        }
    }

    fn sport(&mut self) -> Option<Sport> {
        let code = self.required("sport", text)?;
        if code == "other" {
            return self.required("sport_name", |value| bounds::own_sport(text(value)?));
        }
        if self.value("sport_name").is_some() {
            self.keep::<()>("sport_name", Err("must be left out unless the sport is other".to_owned()));
        }
        self.keep("sport", bounds::named_sport(code))
    }

    fn start(&mut self, now: DateTime<Utc>) -> Option<Start> {
        let started_at = self.required("started_at", timestamp);
        let zone = self.required("time_zone", |value| bounds::zone(text(value)?));
        let start = lived(started_at?, zone?).and_then(|start| bounds::start(start, now));
        self.keep("started_at", start)
    }

    fn moving(&mut self, elapsed: Option<Seconds>) -> Option<Seconds> {
        let moving = self.whole("moving_s", &bounds::DURATION_S).map(Seconds)?;
        self.keep("moving_s", bounds::moving(moving, elapsed.unwrap_or(moving)))
    }

    fn peak(&mut self, average: Option<BeatsPerMinute>) -> Option<BeatsPerMinute> {
        let max = self.whole("max_heart_rate_bpm", &bounds::HEART_RATE_BPM).map(BeatsPerMinute)?;
        self.keep("max_heart_rate_bpm", bounds::peak(max, average.unwrap_or(max)))
    }

    fn whole<T>(&mut self, field: &'static str, range: &RangeInclusive<T>) -> Option<T>
    where
        T: Copy + Display + Into<f64> + TryFrom<u32>,
    {
        self.optional(field, |value| whole(value, range))
    }

    fn required<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&'a Value) -> Result<T, String>,
    ) -> Option<T> {
        let read = self.value(field).map_or_else(|| Err("is required".to_owned()), read);
        self.keep(field, read)
    }

    fn optional<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&'a Value) -> Result<T, String>,
    ) -> Option<T> {
        let read = read(self.value(field)?);
        self.keep(field, read)
    }

    fn keep<T>(&mut self, field: &'static str, read: Result<T, String>) -> Option<T> {
        let kept = self.errors.keep(field, read);
        let said = matches!(field, "title" | "notes");
        if let Some(error) = self.errors.0.last_mut().filter(|_| kept.is_none() && !said) {
            error.got = self.fields.get(field).filter(|value| !value.is_null()).map(shown);
        }
        kept
    }

    /// Refuses what is not one of [`FIELDS`]. Its value is not told: it may be notes under another name.
    fn unknown(&mut self) {
        let unknown = self.fields.keys().filter(|name| !FIELDS.contains(&name.as_str()));
        self.errors.0.extend(unknown.map(|name| FieldError::new(name.clone(), "is not known")));
    }

    fn value(&self, field: &str) -> Option<&'a Value> {
        self.fields.get(field).filter(|value| !value.is_null())
    }
}

fn shown(value: &Value) -> String {
    value.to_string().chars().take(SHOWN).collect()
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| "must be a string".to_owned())
}

/// A number, which JSON writes with a sign even where it is 0: that is what a computation gone wrong leaves.
fn number(value: &Value) -> Option<f64> {
    value.as_f64().filter(|number| *number != 0.0 || number.is_sign_positive())
}

/// A whole number within a range, also if it is written with a fraction of 0, which to JSON is the same.
fn whole<T>(value: &Value, range: &RangeInclusive<T>) -> Result<T, String>
where
    T: Copy + Display + Into<f64> + TryFrom<u32>,
{
    let expected = || "must be a whole number".to_owned();
    let number = number(value).filter(|number| number.fract() == 0.0).ok_or_else(expected)?;
    let number = bounds::within(number, &((*range.start()).into()..=(*range.end()).into()))?;
    T::try_from(nearest(number)).map_err(|_| expected())
}

fn effort(value: &Value) -> Result<Effort, String> {
    bounds::effort(number(value))
}

/// An instant as RFC 3339 writes it, in capitals, without the leap seconds that no clock on a wall shows.
fn timestamp(value: &Value) -> Result<DateTime<FixedOffset>, String> {
    let written = text(value)?;
    let in_capitals = written.as_bytes().get(10) == Some(&b'T') && !written.ends_with('z');
    let instant = DateTime::parse_from_rfc3339(written).ok().filter(|_| in_capitals);
    instant
        .filter(|instant| instant.nanosecond() < 1_000_000_000)
        .ok_or_else(|| "must be a time as RFC 3339 writes it, like 2026-11-01T07:30:00+01:00".to_owned())
}

/// The start in its zone, if the clocks there were as far from UTC at that instant as was sent: whoever sends another
/// offset means another instant or another zone, and we cannot know which.
fn lived(started_at: DateTime<FixedOffset>, zone: Tz) -> Result<Start, String> {
    let start = Start::new(started_at.to_utc(), zone);
    // As they are written: there were zones whose offset had seconds, which RFC 3339 cannot say.
    let [sent, expected] = [started_at, start.local()].map(|time| time.format("%:z").to_string());
    if sent == expected {
        return Ok(start);
    }
    Err(format!("must have the offset {expected}, which {zone} has at that instant"))
}
