//! Reading a draft field by field, noting what is wrong and going on.

use super::Draft;
use crate::field::{Errors, FieldError};
use crate::pace;
use crate::quantity::{BeatsPerMinute, Kilojoules, Metres, RevolutionsPerMinute, Seconds, Units, Watts};
use crate::sport::Sport;
use crate::workout::{Details, Start, bounds};
use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveTime, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

const DURATION: &str = "must be h:mm:ss, m:ss or minutes, like 45:00";

/// A draft being read, and the errors met so far.
pub(super) struct Reader<'a> {
    draft: &'a Draft,
    units: Units,
    errors: Errors,
}

impl<'a> Reader<'a> {
    pub(super) fn new(draft: &'a Draft, units: Units) -> Self {
        Self { draft, units, errors: Errors::default() }
    }

    pub(super) fn details(mut self, zone: Tz, now: DateTime<Utc>) -> Result<Details, Vec<FieldError>> {
        let draft = self.draft;
        let sport = self.sport();
        let start = self.start(zone, now);
        let elapsed = self.required("duration", &draft.duration, parse_duration);
        let moving = self.moving(elapsed);
        let distance = self.distance();
        let ascent = self.ascent();
        let average_heart_rate = self.heart_rate("average_heart_rate", &draft.average_heart_rate);
        let max_heart_rate = self.peak(average_heart_rate);
        let average_power = self.whole("average_power", &draft.average_power, &bounds::POWER_W).map(Watts);
        let average_cadence = self
            .whole("average_cadence", &draft.average_cadence, &bounds::CADENCE_RPM)
            .map(RevolutionsPerMinute);
        let energy = self.whole("energy", &draft.energy, &bounds::ENERGY_KJ).map(Kilojoules);
        let effort = self.optional("effort", &draft.effort, |text| bounds::effort(pace::decimal(text)));
        let title = self.keep("title", bounds::title(&draft.title)).unwrap_or_default();
        let notes = self.keep("notes", bounds::notes(&draft.notes)).unwrap_or_default();
        self.optional("idempotency_key", &draft.idempotency_key, bounds::idempotency_key);
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
        let code = self.draft.sport.trim();
        if code == "other" {
            return self.keep("sport_name", bounds::own_sport(&self.draft.sport_name));
        }
        self.keep("sport", bounds::named_sport(code))
    }

    fn start(&mut self, zone: Tz, now: DateTime<Utc>) -> Option<Start> {
        let draft = self.draft;
        let date = self.required("date", &draft.date, bounds::date);
        let time = self.required("time", &draft.time, parse_time);
        let zone = match draft.time_zone.trim() {
            "" => Some(zone),
            name => self.keep("time_zone", bounds::zone(name)),
        }?;
        let start = resolve(date?, time?, zone);
        let start = self.keep("time", start)?;
        self.keep("date", bounds::start(start, now))
    }

    fn moving(&mut self, elapsed: Option<Seconds>) -> Option<Seconds> {
        let moving = self.optional("moving", &self.draft.moving, parse_duration)?;
        self.keep("moving", bounds::moving(moving, elapsed.unwrap_or(moving)))
    }

    fn distance(&mut self) -> Option<Metres> {
        let units = self.units;
        let expected = match units {
            Units::Metric => "must be kilometres, 0 to 5000, like 10.5",
            Units::Imperial => "must be miles, 0 to 3106, like 6.5",
        };
        self.optional("distance", &self.draft.distance, |text| {
            let metres = pace::parse_distance(text, units);
            metres.filter(|metres| bounds::DISTANCE_M.contains(&metres.0)).ok_or_else(|| expected.to_owned())
        })
    }

    fn ascent(&mut self) -> Option<Metres> {
        let units = self.units;
        let expected = match units {
            Units::Metric => "must be metres without a thousands separator, 0 to 50000, like 1250",
            Units::Imperial => "must be feet without a thousands separator, 0 to 164041, like 1250",
        };
        self.optional("ascent", &self.draft.ascent, |text| {
            let metres = pace::parse_ascent(text, units);
            metres.filter(|metres| bounds::ASCENT_M.contains(&metres.0)).ok_or_else(|| expected.to_owned())
        })
    }

    fn peak(&mut self, average: Option<BeatsPerMinute>) -> Option<BeatsPerMinute> {
        let max = self.heart_rate("max_heart_rate", &self.draft.max_heart_rate)?;
        self.keep("max_heart_rate", bounds::peak(max, average.unwrap_or(max)))
    }

    fn heart_rate(&mut self, field: &'static str, typed: &str) -> Option<BeatsPerMinute> {
        self.whole(field, typed, &bounds::HEART_RATE_BPM).map(BeatsPerMinute)
    }

    fn whole<T: FromStr + PartialOrd + Display>(
        &mut self,
        field: &'static str,
        typed: &str,
        range: &RangeInclusive<T>,
    ) -> Option<T> {
        let expected = || format!("must be a whole number between {} and {}", range.start(), range.end());
        self.optional(field, typed, |text| {
            text.parse().ok().filter(|value| range.contains(value)).ok_or_else(expected)
        })
    }

    fn required<T>(
        &mut self,
        field: &'static str,
        typed: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.keep(field, read(typed.trim()))
    }

    fn optional<T>(
        &mut self,
        field: &'static str,
        typed: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        if typed.trim().is_empty() { None } else { self.required(field, typed, read) }
    }

    fn keep<T>(&mut self, field: &'static str, read: Result<T, String>) -> Option<T> {
        self.errors.keep(field, read)
    }
}

/// The athlete's own word for a sport that has no code.
pub(super) fn own_name(sport: &Sport) -> String {
    match sport {
        Sport::Other(name) => name.as_str().to_owned(),
        _ => String::new(),
    }
}

fn parse_duration(text: &str) -> Result<Seconds, String> {
    let time = pace::parse_duration(text).ok_or_else(|| DURATION.to_owned())?;
    let fits = bounds::DURATION_S.contains(&time.0);
    if fits { Ok(time) } else { Err("must be between 1 second and 14 days".to_owned()) }
}

fn parse_time(text: &str) -> Result<NaiveTime, String> {
    ["%H:%M", "%H:%M:%S"]
        .iter()
        .find_map(|form| NaiveTime::parse_from_str(text, form).ok())
        // chrono reads a sixtieth second as a leap second, which no clock on a wall shows.
        .filter(|time| time.nanosecond() < 1_000_000_000)
        .ok_or_else(|| "must be hours:minutes of 24 hours, like 07:30".to_owned())
}

fn resolve(date: NaiveDate, time: NaiveTime, zone: Tz) -> Result<Start, String> {
    match zone.from_local_datetime(&date.and_time(time)) {
        MappedLocalTime::Single(instant) | MappedLocalTime::Ambiguous(instant, _) => {
            Ok(Start::new(instant.to_utc(), zone))
        }
        MappedLocalTime::None => {
            Err(format!("must be a time that exists: on {date} the clocks of {zone} skipped it"))
        }
    }
}
