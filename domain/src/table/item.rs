//! A workout as the table holds it.

use crate::athlete::AthleteId;
use crate::digest::Digest;
use crate::load::{Account, Load};
use crate::quantity::{BeatsPerMinute, Effort, Kilojoules, Metres, RevolutionsPerMinute, Seconds, Watts};
use crate::sport::{Sport, SportName};
use crate::table::error::unreadable;
use crate::table::keys::{self, Activity, BY_START, EXPIRY, Key};
use crate::table::{Item, TableError, number};
use crate::workout::{Details, Source, Start, Workout, WorkoutId};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Timelike as _, Utc};
use chrono_tz::Tz;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

const RECORD: &str = "record";
const ACCOUNT: &str = "account";
const DIGEST: &str = "digest";
pub(super) const VERSION: &str = "version";
pub(super) const CHANGE: &str = "change";

/// A workout and what only the table needs to know of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stored {
    pub(super) workout: Workout,
    /// Every load of it.
    pub(super) account: Account,
    /// What its track amounts to.
    pub(super) digest: Digest,
    /// How many items its track takes.
    pub(super) track_chunks: u16,
    /// What it claims against double imports; nothing for what was typed.
    pub(super) activity: Option<Activity>,
    /// The local start by which sums count it, of what was read: another build may know other rules of its zone.
    pub(super) counted: Option<NaiveDateTime>,
    /// The number of its row in the feed; none if it was last written before there was one.
    pub(super) change: Option<u64>,
    /// When it was deleted and until when, in seconds, that can be undone.
    pub(super) deleted: Option<(DateTime<Utc>, i64)>,
}

impl Stored {
    /// The local day that it belongs to.
    pub(super) fn day(&self) -> NaiveDate {
        self.start().date()
    }

    /// When it began, by its own clock, to the second.
    pub(super) fn start(&self) -> NaiveDateTime {
        let start = self.counted.unwrap_or_else(|| self.workout.details.start.local().naive_local());
        start.with_nanosecond(0).unwrap_or(start)
    }

    /// The markers that keep a file from being imported twice.
    pub(super) fn claims(&self, athlete: &AthleteId) -> Vec<Key> {
        match (&self.workout.source, &self.activity) {
            (Source::File(file), Some(activity)) => {
                vec![Key::file_leg(athlete, &file.sha256, file.leg), Key::same_activity(athlete, activity)]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn write(&self, athlete: &AthleteId) -> Result<Item, TableError> {
        let mut item = self.row()?;
        item.extend(Key::workout(athlete, &self.workout.id).item());
        if !self.digest.is_empty() {
            let digest = serde_json::to_string(&self.digest).map_err(unreadable)?;
            item.insert(DIGEST.to_owned(), AttributeValue::S(digest));
        }
        if self.deleted.is_none() {
            item.extend(keys::index(&self.workout.id, &self.workout.details));
        }
        Ok(item)
    }

    /// What is written of it, without its place.
    pub(super) fn row(&self) -> Result<Item, TableError> {
        let mut record = serde_json::to_value(Record::from(self)).map_err(unreadable)?;
        drop_nulls(&mut record);
        let mut row = Item::from([(RECORD.to_owned(), AttributeValue::S(record.to_string()))]);
        row.insert(VERSION.to_owned(), number(self.workout.version));
        let account = serde_json::to_string(&self.account).map_err(unreadable)?;
        row.insert(ACCOUNT.to_owned(), AttributeValue::S(account));
        row.extend(self.change.map(|change| (CHANGE.to_owned(), number(change))));
        row.extend(self.deleted.map(|(_, expires_at)| (EXPIRY.to_owned(), number(expires_at))));
        Ok(row)
    }

    pub(super) fn read(item: &Item) -> Result<Self, TableError> {
        let number = |name| item.get(name).and_then(|value| value.as_n().ok());
        let version = number(VERSION).and_then(|version| version.parse().ok());
        let version = version.ok_or_else(|| unreadable("a workout without a version"))?;
        let change = number(CHANGE).and_then(|change| change.parse().ok());
        let expires_at = number(EXPIRY).and_then(|at| at.parse().ok());
        let place = item.get(BY_START).and_then(|place| place.as_s().ok());
        let counted = place.and_then(|start| start.get(..19)?.parse().ok());
        let account = json(item, ACCOUNT)?;
        let digest = if item.contains_key(DIGEST) { json(item, DIGEST)? } else { Digest::default() };
        let record: Record = json(item, RECORD)?;
        let deleted = record.deleted_at.zip(expires_at);
        let (track_chunks, activity) = (record.track_chunks, record.activity.clone());
        let workout = record.at(version)?;
        Ok(Self { workout, account, digest, track_chunks, activity, counted, change, deleted })
    }
}

/// What an attribute of the item says as JSON.
fn json<T: DeserializeOwned>(item: &Item, attribute: &str) -> Result<T, TableError> {
    let text = item.get(attribute).and_then(|text| text.as_s().ok());
    let text = text.ok_or_else(|| unreadable(format!("a workout without {attribute}")))?;
    serde_json::from_str(text).map_err(unreadable)
}

/// What is not known takes no room.
fn drop_nulls(value: &mut Value) {
    let Value::Object(known) = value else { return };
    known.retain(|_, value| !value.is_null());
    known.values_mut().for_each(drop_nulls);
}

/// What tells two logs with the same idempotency key apart.
pub(super) fn fingerprint(details: &Details) -> Result<String, TableError> {
    let bytes = serde_json::to_vec(&DetailsRow::from(details)).map_err(unreadable)?;
    Ok(keys::sha256(&bytes))
}

/// What no condition, index or time-to-live looks at, in one attribute: each of its own costs time at every layer between
/// the store and a page of a hundred (docs/decisions/one-attribute.md).
#[derive(Serialize, Deserialize)]
struct Record {
    id: WorkoutId,
    details: DetailsRow,
    load: Option<Load>,
    source: Source,
    track_chunks: u16,
    activity: Option<Activity>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, Deserialize)]
struct DetailsRow {
    sport: String,
    sport_name: Option<SportName>,
    start: DateTime<Utc>,
    zone: Tz,
    elapsed: Seconds,
    moving: Option<Seconds>,
    distance: Option<Metres>,
    ascent: Option<Metres>,
    average_heart_rate: Option<BeatsPerMinute>,
    max_heart_rate: Option<BeatsPerMinute>,
    average_power: Option<Watts>,
    average_cadence: Option<RevolutionsPerMinute>,
    energy: Option<Kilojoules>,
    effort: Option<Effort>,
    title: String,
    notes: String,
}

impl From<&Stored> for Record {
    fn from(stored: &Stored) -> Self {
        let workout = &stored.workout;
        Self {
            id: workout.id.clone(),
            details: (&workout.details).into(),
            load: workout.load,
            source: workout.source.clone(),
            track_chunks: stored.track_chunks,
            activity: stored.activity.clone(),
            created_at: workout.created_at,
            updated_at: workout.updated_at,
            deleted_at: stored.deleted.map(|(at, _)| at),
        }
    }
}

impl Record {
    /// The workout at this version.
    fn at(self, version: u64) -> Result<Workout, TableError> {
        Ok(Workout {
            id: self.id,
            version,
            details: self.details.try_into()?,
            load: self.load,
            source: self.source,
            has_track: self.track_chunks > 0,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

impl From<&Details> for DetailsRow {
    fn from(details: &Details) -> Self {
        let sport_name = if let Sport::Other(name) = &details.sport { Some(name.clone()) } else { None };
        Self {
            sport: details.sport.code().to_owned(),
            sport_name,
            start: details.start.instant(),
            zone: details.start.zone(),
            elapsed: details.elapsed,
            moving: details.moving,
            distance: details.distance,
            ascent: details.ascent,
            average_heart_rate: details.average_heart_rate,
            max_heart_rate: details.max_heart_rate,
            average_power: details.average_power,
            average_cadence: details.average_cadence,
            energy: details.energy,
            effort: details.effort,
            title: details.title.clone(),
            notes: details.notes.clone(),
        }
    }
}

impl TryFrom<DetailsRow> for Details {
    type Error = TableError;

    fn try_from(row: DetailsRow) -> Result<Self, TableError> {
        let sport = Sport::from_code(&row.sport).or(row.sport_name.map(Sport::Other));
        Ok(Self {
            sport: sport.ok_or_else(|| unreadable("an unknown sport"))?,
            start: Start::new(row.start, row.zone),
            elapsed: row.elapsed,
            moving: row.moving,
            distance: row.distance,
            ascent: row.ascent,
            average_heart_rate: row.average_heart_rate,
            max_heart_rate: row.max_heart_rate,
            average_power: row.average_power,
            average_cadence: row.average_cadence,
            energy: row.energy,
            effort: row.effort,
            title: row.title,
            notes: row.notes,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_known_takes_no_room() {
        let mut record = json!({ "load": null, "details": { "sport": "run", "energy": null }, "effort": 0 });
        drop_nulls(&mut record);
        assert_eq!(record, json!({ "details": { "sport": "run" }, "effort": 0 }));
    }
}
