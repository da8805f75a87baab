//! Bringing files: what an import, its files and the workouts in them are, on the wire and in the table.
//!
//! An import is looked at before anything is stored: it stays a [`State::Preview`] until the athlete commits
//! it, and whatever was stored can be undone as a whole.

use crate::quantity::{Metres, Seconds};
use crate::sport::{Sport, SportName};
use crate::workout::{Details, Start, WorkoutId};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its files are being looked at, or have been; nothing is in the log.
    Preview,
    /// Its workouts are on their way into the log.
    Storing,
    /// Its workouts are in the log.
    Stored,
    /// Its workouts have been taken out of the log again, or never got there.
    Undone,
    /// It could not go on.
    Failed,
}

/// What became of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds workouts that are not in the log.
    New,
    /// Every workout in it is in the log, or comes from another file of the import.
    Duplicate,
    /// It is damaged; what could be read of it holds workouts that are not in the log.
    Partial,
    /// It is of the right format, but records no workout.
    NotAnActivity,
    /// Nothing can be read from it.
    Unreadable,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Import {
    /// How far it has come.
    pub state: State,
    /// When the files were brought.
    pub begun_at: DateTime<Utc>,
    /// The athlete's zone at that time, for files that tell none.
    pub home: Tz,
    /// How many files were brought.
    pub files: u32,
    /// What they hold, once all have been looked at; none of an import that was thrown away before it was stored.
    pub tally: Option<Tally>,
    /// What was left out because an import is full, in a sentence.
    pub left_out: Option<String>,
    /// Whether what is new in it is stored as soon as all has been looked at.
    #[serde(default)]
    pub commits: bool,
}

/// How many files came to what, and how many workouts they hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Workouts that are stored, or will be.
    pub workouts: u32,
    /// Files with new workouts, damaged ones included.
    pub new: u32,
    /// Files whose workouts are known.
    pub duplicate: u32,
    /// Files without a workout.
    pub without: u32,
}

/// One file of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFile {
    /// Its name, to be shown.
    pub name: String,
    /// SHA-256 of the uncompressed file, if it is kept.
    pub sha256: Option<String>,
    /// What became of it; none while it has not been looked at.
    pub outcome: Option<Outcome>,
    /// Why, as a sentence.
    pub reason: Option<String>,
    /// The workouts in it.
    pub workouts: Vec<Found>,
}

/// A workout found in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Which activity of the file, from 0.
    pub leg: u16,
    /// The id it has in the log, or will have.
    pub workout: WorkoutId,
    /// Its sport's code.
    pub sport: String,
    /// The sport's own name where the code is `other`.
    pub sport_name: Option<SportName>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// The zone it was lived in.
    pub time_zone: Tz,
    /// From start to finish.
    pub duration: Seconds,
    /// How far.
    pub distance: Option<Metres>,
    /// Its title, possibly empty.
    pub title: String,
    /// The workout that is the same, if there is one.
    pub duplicate_of: Option<WorkoutId>,
    /// It is in the log because of this import.
    pub stored: bool,
}

impl Import {
    /// Whether somebody has to work on it.
    pub fn is_unfinished(&self) -> bool {
        self.state == State::Storing
            || (self.state == State::Preview && (self.tally.is_none() || self.commits))
    }
}

impl Found {
    /// A workout as it was read, before it is compared with the log.
    pub fn new(leg: u16, workout: WorkoutId, details: &Details) -> Self {
        let name = match &details.sport {
            Sport::Other(name) => Some(name.clone()),
            _ => None,
        };
        Self {
            leg,
            workout,
            sport: details.sport.code().to_owned(),
            sport_name: name,
            started_at: details.start.instant(),
            time_zone: details.start.zone(),
            duration: details.elapsed,
            distance: details.distance,
            title: details.title.clone(),
            duplicate_of: None,
            stored: false,
        }
    }

    /// What a person calls its sport.
    pub fn sport_label(&self) -> String {
        let named = Sport::from_code(&self.sport).or_else(|| self.sport_name.clone().map(Sport::Other));
        named.map_or_else(|| self.sport.clone(), |sport| sport.label().to_owned())
    }

    /// When it began, by its own clock.
    pub fn start(&self) -> Start {
        Start::new(self.started_at, self.time_zone)
    }
}

impl Tally {
    /// What these files come to.
    pub fn of<'a>(files: impl IntoIterator<Item = &'a ImportFile>) -> Self {
        files.into_iter().fold(Self::default(), |mut tally, file| {
            match file.outcome {
                Some(Outcome::New | Outcome::Partial) => tally.new += 1,
                Some(Outcome::Duplicate) => tally.duplicate += 1,
                _ => tally.without += 1,
            }
            let fresh = file.workouts.iter().filter(|found| found.duplicate_of.is_none()).count();
            tally.workouts += u32::try_from(fresh).unwrap_or(u32::MAX);
            tally
        })
    }
}
