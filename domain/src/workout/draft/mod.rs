//! What was typed, before it is known to be right.
//!
//! A [`Draft`] holds the form's words as they came, so that a page can show them again beside its errors.
//! The bounds are in [`super::bounds`]; how a number is typed is in [`crate::pace`].

mod read;

use super::{Details, Start, bounds};
use crate::field::FieldError;
use crate::pace;
use crate::quantity::Units;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use read::Reader;
use serde::{Deserialize, Serialize};

/// A form as it was typed, in the athlete's units; what was left out is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// A sport's code; required.
    pub sport: String,
    /// The athlete's own word, required where `sport` is `other`.
    pub sport_name: String,
    /// Year-month-day by the clock of `time_zone`; required.
    pub date: String,
    /// Hours:minutes, possibly with seconds, by the clock of `time_zone`; required.
    pub time: String,
    /// An IANA zone; empty for the athlete's own.
    pub time_zone: String,
    /// Elapsed time as h:mm:ss, m:ss or minutes; required.
    pub duration: String,
    /// Moving time, as `duration`.
    pub moving: String,
    /// Kilometres or miles.
    pub distance: String,
    /// Metres or feet.
    pub ascent: String,
    /// Beats per minute.
    pub average_heart_rate: String,
    /// Beats per minute.
    pub max_heart_rate: String,
    /// Watts.
    pub average_power: String,
    /// Revolutions per minute.
    pub average_cadence: String,
    /// Kilojoules.
    pub energy: String,
    /// CR10: 0 to 10 in halves.
    pub effort: String,
    /// One line.
    pub title: String,
    /// Any number of lines.
    pub notes: String,
    /// What makes a second submission of the same form recognisable.
    pub idempotency_key: String,
}

impl Draft {
    /// The workout that was typed, or everything that is wrong with it at once.
    ///
    /// `zone` is where the athlete's clock is unless the draft names a zone. A time that a change of clocks
    /// skipped is refused; one that it made happen twice is the earlier of the two.
    pub fn parse(&self, units: Units, zone: Tz, now: DateTime<Utc>) -> Result<Details, Vec<FieldError>> {
        Reader::new(self, units).details(zone, now)
    }

    /// The workout that `before` became by an edit.
    ///
    /// A start whose clock time was left alone stays the same instant, also in the hour that happens twice
    /// and with the fraction of a second that a device recorded.
    pub fn revise(
        &self,
        before: &Details,
        units: Units,
        now: DateTime<Utc>,
    ) -> Result<Details, Vec<FieldError>> {
        let mut details = self.parse(units, before.start.zone(), now)?;
        let untouched = details.start.zone() == before.start.zone()
            && typed_start(details.start) == typed_start(before.start);
        if untouched {
            details.start = before.start;
        }
        Ok(details)
    }

    /// The form that shows `details` for editing.
    pub fn from_workout(details: &Details, units: Units) -> Self {
        let (date, time) = typed_start(details.start);
        Self {
            sport: details.sport.code().to_owned(),
            sport_name: read::own_name(&details.sport),
            date,
            time,
            time_zone: details.start.zone().name().to_owned(),
            duration: pace::type_duration(details.elapsed),
            moving: typed(details.moving, pace::type_duration),
            distance: typed(details.distance, |metres| pace::type_distance(metres, units)),
            ascent: typed(details.ascent, |metres| pace::type_ascent(metres, units)),
            average_heart_rate: typed(details.average_heart_rate, |rate| rate.0.to_string()),
            max_heart_rate: typed(details.max_heart_rate, |rate| rate.0.to_string()),
            average_power: typed(details.average_power, |power| power.0.to_string()),
            average_cadence: typed(details.average_cadence, |cadence| cadence.0.to_string()),
            energy: typed(details.energy, |energy| energy.0.to_string()),
            effort: typed(details.effort, |effort| effort.value().to_string()),
            title: details.title.clone(),
            notes: details.notes.clone(),
            idempotency_key: String::new(),
        }
    }

    /// The idempotency key, if one was sent and can be used.
    pub fn key(&self) -> Option<String> {
        bounds::idempotency_key(&self.idempotency_key).ok()
    }
}

fn typed<T>(value: Option<T>, text: impl FnOnce(T) -> String) -> String {
    value.map(text).unwrap_or_default()
}

/// The start's date and time of day as the form's inputs take them.
///
/// Seconds only where there are any.
fn typed_start(start: Start) -> (String, String) {
    let local = start.local().naive_local();
    let whole_minute = local.format("%S").to_string() == "00";
    let time = if whole_minute { local.format("%H:%M") } else { local.format("%H:%M:%S") };
    (local.format("%Y-%m-%d").to_string(), time.to_string())
}
