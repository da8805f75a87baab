//! A workout as the table holds it.

use crate::athlete::AthleteId;
use crate::load::Load;
use crate::quantity::{BeatsPerMinute, Effort, Kilojoules, Metres, RevolutionsPerMinute, Seconds, Watts};
use crate::sport::{Sport, SportName};
use crate::table::error::unreadable;
use crate::table::keys::{self, Activity, Key};
use crate::table::{Item, TableError};
use crate::workout::{Details, Source, Start, Workout, WorkoutId};
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::{from_item, to_item};

/// A workout and what only the table needs to know of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Stored {
    pub(super) workout: Workout,
    /// How many items its track takes.
    pub(super) track_chunks: u16,
    /// What it claims against double imports; nothing for what was typed.
    pub(super) activity: Option<Activity>,
    /// The local day whose sums count it, of what was read: another build may know other rules of its zone.
    pub(super) counted: Option<NaiveDate>,
    /// The number of its row in the feed; none if it was last written before there was one.
    pub(super) change: Option<u64>,
    /// When it was deleted and until when, in seconds, that can be undone.
    pub(super) deleted: Option<(DateTime<Utc>, i64)>,
}

impl Stored {
    /// The local day that it belongs to.
    pub(super) fn day(&self) -> NaiveDate {
        self.counted.unwrap_or_else(|| self.workout.details.start.date())
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
        if self.deleted.is_none() {
            item.extend(keys::index(&self.workout.id, &self.workout.details));
        }
        Ok(item)
    }

    /// What is written of it, without its place.
    pub(super) fn row(&self) -> Result<Item, TableError> {
        let mut row: Item = to_item(Row::from(self)).map_err(unreadable)?;
        drop_nulls(&mut row);
        Ok(row)
    }

    pub(super) fn read(item: Item) -> Result<Self, TableError> {
        let row: Row = from_item(item).map_err(unreadable)?;
        row.try_into()
    }
}

/// What is not known takes no room in the table, and no time at every reading.
fn drop_nulls(item: &mut Item) {
    item.retain(|_, value| {
        if let AttributeValue::M(inner) = value {
            drop_nulls(inner);
        }
        !value.is_null()
    });
}

/// What tells two logs with the same idempotency key apart.
pub(super) fn fingerprint(details: &Details) -> Result<String, TableError> {
    let bytes = serde_json::to_vec(&DetailsRow::from(details)).map_err(unreadable)?;
    Ok(keys::sha256(&bytes))
}

#[derive(Serialize, Deserialize)]
struct Row {
    id: WorkoutId,
    version: u64,
    details: DetailsRow,
    load: Option<Load>,
    source: Source,
    track_chunks: u16,
    activity: Option<Activity>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    // Absent rather than null: conditions and the time-to-live look at them.
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted_at: Option<DateTime<Utc>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<u64>,
    /// Its place in the index, of which it is written as a part.
    #[serde(skip_serializing)]
    by_start: Option<String>,
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

impl From<&Stored> for Row {
    fn from(stored: &Stored) -> Self {
        let workout = &stored.workout;
        Self {
            id: workout.id.clone(),
            version: workout.version,
            details: (&workout.details).into(),
            load: workout.load,
            source: workout.source.clone(),
            track_chunks: stored.track_chunks,
            activity: stored.activity.clone(),
            created_at: workout.created_at,
            updated_at: workout.updated_at,
            deleted_at: stored.deleted.map(|(at, _)| at),
            expires_at: stored.deleted.map(|(_, expires_at)| expires_at),
            change: stored.change,
            by_start: None,
        }
    }
}

impl TryFrom<Row> for Stored {
    type Error = TableError;

    fn try_from(row: Row) -> Result<Self, TableError> {
        let workout = Workout {
            id: row.id,
            version: row.version,
            details: row.details.try_into()?,
            load: row.load,
            source: row.source,
            has_track: row.track_chunks > 0,
            created_at: row.created_at,
            updated_at: row.updated_at,
        };
        let deleted = row.deleted_at.zip(row.expires_at);
        let counted = row.by_start.and_then(|start| start.get(..10)?.parse().ok());
        let Row { track_chunks, activity, change, .. } = row;
        Ok(Self { workout, track_chunks, activity, counted, change, deleted })
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

    #[test]
    fn what_is_not_known_takes_no_room() {
        let (null, known) = (AttributeValue::Null(true), AttributeValue::S("run".to_owned()));
        let row = |inner: Option<Item>| -> Item {
            let inner = inner.map(|inner| ("details".to_owned(), AttributeValue::M(inner)));
            let flat = [("load".to_owned(), null.clone()), ("sport".to_owned(), known.clone())];
            flat.into_iter().chain(inner).collect()
        };
        let mut item = row(Some(row(None)));
        drop_nulls(&mut item);
        let kept = Item::from([("sport".to_owned(), known.clone())]);
        assert_eq!(item["details"], AttributeValue::M(kept));
        assert_eq!(item.len(), 2);
    }
}
