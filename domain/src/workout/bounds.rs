//! What a workout's values may be, for every door through which they come.
//!
//! The form and the wire read the same constants and functions, so that neither lets in what the other refuses.
//! Every error is the end of a sentence that begins with the field's label.

use super::{LONGEST, Start};
use crate::quantity::{BeatsPerMinute, Effort, Seconds};
use crate::sport::{Sport, SportName};
use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use std::fmt::Display;
use std::ops::RangeInclusive;
use unicode_normalization::UnicodeNormalization as _;

/// Elapsed and moving time in seconds.
pub const DURATION_S: RangeInclusive<u32> = 1..=LONGEST.0;
/// Distance in metres.
pub const DISTANCE_M: RangeInclusive<u32> = 0..=5_000_000;
/// Climb in metres.
pub const ASCENT_M: RangeInclusive<u32> = 0..=50_000;
/// Average and highest heart rate in beats per minute.
pub const HEART_RATE_BPM: RangeInclusive<u16> = 20..=250;
/// Average power in watts.
pub const POWER_W: RangeInclusive<u16> = 0..=3000;
/// Average cadence in revolutions per minute.
pub const CADENCE_RPM: RangeInclusive<u16> = 0..=300;
/// Energy in kilojoules: beyond what anybody spends in fourteen days.
pub const ENERGY_KJ: RangeInclusive<u32> = 0..=500_000;
/// Longest title in Unicode scalar values.
pub const TITLE_CHARACTERS: usize = 120;
/// Longest notes in Unicode scalar values.
pub const NOTES_CHARACTERS: usize = 10_000;
/// Longest idempotency key in Unicode scalar values.
pub const IDEMPOTENCY_KEY_CHARACTERS: usize = 255;
/// The first year in which a workout may have begun.
pub const EARLIEST_YEAR: i32 = 1950;

/// The value, if it is within `range`.
pub fn within<T: PartialOrd + Display>(value: T, range: &RangeInclusive<T>) -> Result<T, String> {
    if range.contains(&value) {
        return Ok(value);
    }
    Err(format!("must be between {} and {}", range.start(), range.end()))
}

/// The sport with this code, which is not `other`.
pub fn named_sport(code: &str) -> Result<Sport, String> {
    Sport::from_code(code).ok_or_else(|| "must be one of the list".to_owned())
}

/// A sport by the athlete's own word for it.
pub fn own_sport(name: &str) -> Result<Sport, String> {
    SportName::parse(name).map(Sport::Other).ok_or_else(|| "must be 1 to 40 characters".to_owned())
}

/// The day that is written as year-month-day.
pub fn date(text: &str) -> Result<NaiveDate, String> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    // There is one way to write a date. Another year is none of the calendar that people use, and one of five digits
    // would overflow with its zone.
    date.filter(|date| (1..=9999).contains(&date.year()) && date.to_string() == text)
        .ok_or_else(|| "must be a day of the calendar as year-month-day, like 2026-11-01".to_owned())
}

/// The time zone with this name.
pub fn zone(name: &str) -> Result<Tz, String> {
    name.parse().map_err(|_| "must be a time zone's name, like Europe/Berlin".to_owned())
}

/// The effort with this value, if there is a value.
pub fn effort(value: Option<f64>) -> Result<Effort, String> {
    let effort = value.and_then(Effort::new);
    effort.ok_or_else(|| "must be between 0 and 10 in steps of 0.5".to_owned())
}

/// The start, if it is neither before 1950 nor more than a day ahead of `now`.
pub fn start(start: Start, now: DateTime<Utc>) -> Result<Start, String> {
    if start.date().year() < EARLIEST_YEAR {
        return Err(format!("must be in {EARLIEST_YEAR} or later"));
    }
    if start.instant() > now + TimeDelta::days(1) {
        return Err("must not be more than a day ahead".to_owned());
    }
    Ok(start)
}

/// The moving time, if it is not longer than the whole.
pub fn moving(moving: Seconds, elapsed: Seconds) -> Result<Seconds, String> {
    if moving > elapsed { Err("must not be longer than the duration".to_owned()) } else { Ok(moving) }
}

/// The highest heart rate, if it is not below the average.
pub fn peak(max: BeatsPerMinute, average: BeatsPerMinute) -> Result<BeatsPerMinute, String> {
    if max < average { Err("must not be below the average heart rate".to_owned()) } else { Ok(max) }
}

/// A title without the white space around it, in Normalization Form C.
pub fn title(typed: &str) -> Result<String, String> {
    let title = typed.trim();
    if title.chars().any(char::is_control) {
        return Err("must be a single line without control characters".to_owned());
    }
    composed(TITLE_CHARACTERS, title)
}

/// Notes with `\n` for every line break and without white space at the end, in Normalization Form C.
pub fn notes(typed: &str) -> Result<String, String> {
    let notes = typed.replace("\r\n", "\n").replace('\r', "\n");
    let notes = notes.trim_end();
    if notes.chars().any(|letter| letter.is_control() && letter != '\n') {
        return Err("must not hold control characters such as tabs".to_owned());
    }
    composed(NOTES_CHARACTERS, notes)
}

/// An idempotency key: 1 to 255 characters, none of them a control character.
pub fn idempotency_key(sent: &str) -> Result<String, String> {
    if sent.is_empty() || sent.chars().any(char::is_control) {
        return Err("must be 1 to 255 characters without control characters".to_owned());
    }
    at_most(IDEMPOTENCY_KEY_CHARACTERS, sent)
}

/// The same letters always by the same characters (UAX #15). Neither what was sent nor what is kept is longer: composing
/// lengthens a few letters.
fn composed(longest: usize, text: &str) -> Result<String, String> {
    let sent = at_most(longest, text)?;
    at_most(longest, &sent.nfc().collect::<String>())
}

fn at_most(longest: usize, text: &str) -> Result<String, String> {
    let length = text.chars().count();
    if length > longest {
        return Err(format!("must have at most {longest} characters, not {length}"));
    }
    Ok(text.to_owned())
}
