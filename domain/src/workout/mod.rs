//! A workout: what was done, when by its own clock, and where the record came from.
//!
//! [`Details`] is what a person or a device can say about a workout and is correct by construction:
//! a form becomes one through [`Draft::parse`] only, a request through [`wire::Submission`]. [`Workout`] adds what the log knows.

pub mod bounds;
mod draft;
pub mod wire;

pub use crate::field::FieldError;
pub use draft::Draft;

use crate::digest::Digest;
use crate::load::{Account, Load};
use crate::quantity::{BeatsPerMinute, Effort, Kilojoules, Metres, RevolutionsPerMinute, Seconds, Watts};
use crate::sport::Sport;
use crate::text::{opaque_id, text};
use chrono::{DateTime, FixedOffset, NaiveDate, Offset as _, TimeZone as _, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// The longest workout that can be stored: fourteen days.
pub const LONGEST: Seconds = Seconds(1_209_600);

text! {
    /// A workout's opaque id, 1 to 64 characters of `[A-Za-z0-9_-]`; those made by Longrun sort by its start.
    WorkoutId: opaque_id
}

impl WorkoutId {
    /// A new id whose order is that of `started_at`; `chance` is 80 random bits in the low end.
    pub fn new(started_at: DateTime<Utc>, chance: u128) -> Self {
        let millis = u64::try_from(started_at.timestamp_millis()).unwrap_or(0);
        Self(ulid::Ulid::from_parts(millis, chance).to_string())
    }
}

/// An instant together with the zone in which it was lived.
///
/// The day a workout belongs to is the day of its own zone, wherever the athlete is when they look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start {
    instant: DateTime<Utc>,
    zone: Tz,
}

impl Start {
    /// The start at `instant` as lived in `zone`.
    pub fn new(instant: DateTime<Utc>, zone: Tz) -> Self {
        Self { instant, zone }
    }

    /// The instant.
    pub fn instant(self) -> DateTime<Utc> {
        self.instant
    }

    /// The workout's own zone.
    pub fn zone(self) -> Tz {
        self.zone
    }

    /// The wall clock with its offset, as the wire writes it.
    pub fn local(self) -> DateTime<FixedOffset> {
        let offset = self.zone.offset_from_utc_datetime(&self.instant.naive_utc()).fix();
        self.instant.with_timezone(&offset)
    }

    /// The day the workout belongs to.
    pub fn date(self) -> NaiveDate {
        self.local().date_naive()
    }
}

/// What can be said about a workout. Every value is within its bounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    /// What was done.
    pub sport: Sport,
    /// When it began.
    pub start: Start,
    /// From start to finish, at least one second.
    pub elapsed: Seconds,
    /// Without the pauses; never longer than `elapsed`.
    pub moving: Option<Seconds>,
    /// How far.
    pub distance: Option<Metres>,
    /// How much was climbed.
    pub ascent: Option<Metres>,
    /// Mean heart rate.
    pub average_heart_rate: Option<BeatsPerMinute>,
    /// Highest heart rate.
    pub max_heart_rate: Option<BeatsPerMinute>,
    /// Mean power.
    pub average_power: Option<Watts>,
    /// Mean cadence.
    pub average_cadence: Option<RevolutionsPerMinute>,
    /// Energy spent.
    pub energy: Option<Kilojoules>,
    /// How hard it felt.
    pub effort: Option<Effort>,
    /// A short title, possibly empty, at most 120 characters.
    pub title: String,
    /// Free notes, possibly empty, at most 10,000 characters.
    pub notes: String,
}

impl Details {
    /// Moving time where it is known, else elapsed time: what speed is computed from.
    pub fn active(&self) -> Seconds {
        self.moving.unwrap_or(self.elapsed)
    }
}

/// The kind of file a workout was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Garmin's Flexible and Interoperable Data Transfer.
    Fit,
    /// Training Center XML.
    Tcx,
    /// GPS Exchange Format.
    Gpx,
}

impl FileKind {
    /// The word for it, which is also the end of such a file's name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Tcx => "tcx",
            Self::Gpx => "gpx",
        }
    }
}

/// Where a record came from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// Typed by a person or sent by a machine.
    #[default]
    Manual,
    /// Read from a file.
    File(FileSource),
}

/// What is remembered of the file a workout was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileSource {
    /// Its format.
    pub format: FileKind,
    /// SHA-256 of the uncompressed file in lower-case hexadecimal; names the original.
    pub sha256: String,
    /// Which activity of the file, from 0: a multisport file holds several.
    pub leg: u16,
    /// The device's name, if the file tells it.
    pub device: Option<String>,
    /// The device's own totals, kept beside ours.
    pub totals: DeviceTotals,
    /// The file ended early; what could be read was kept.
    pub truncated: bool,
    /// The import that stored it.
    pub import: Option<String>,
}

/// Totals as the device computed them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceTotals {
    /// Distance.
    pub distance: Option<Metres>,
    /// Time without pauses.
    pub moving: Option<Seconds>,
    /// Climb.
    pub ascent: Option<Metres>,
}

/// A workout in the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Workout {
    /// Its id.
    pub id: WorkoutId,
    /// Counts up with every change, from 1.
    pub version: u64,
    /// What was done.
    pub details: Details,
    /// Training load, where something to compute it from is known.
    pub load: Option<Load>,
    /// Where the record came from.
    pub source: Source,
    /// Whether a track is stored with it.
    pub has_track: bool,
    /// When it was logged.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// A workout with what only its own page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The workout.
    pub workout: Workout,
    /// Every load of it.
    pub account: Account,
    /// What its track amounts to.
    pub digest: Digest,
}
