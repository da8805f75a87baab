//! Bringing files: staged, looked at, stored, undone.
//!
//! [`stage`] takes files in and keeps each as an original, one at a time; [`analyse`] decodes them and says
//! what would be stored; [`commit`] stores it; [`undo`] takes it out again. Each reads the rows of the import
//! and goes on where the one before, or a crash, left off: the id of a workout follows from the import, the
//! file and the leg, so that nothing is stored twice however often it is tried. [`worker`] does the long parts
//! in the background, [`web`] answers requests, [`view`] shows.

mod analyse;
pub mod bring;
mod commit;
mod duplicates;
mod patience;
mod stage;
mod undo;
mod upload;
mod view;
pub mod web;
pub mod worker;

pub use analyse::{Decoder, analyse};
pub use commit::{begin_commit, commit};
pub use stage::Staging;
pub use undo::undo;
pub use view::{view, views};

use crate::problem::Problem;
use crate::state::App;
use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, TimeDelta, Utc};
use domain::act::{Act, Permit};
use domain::athlete::{AthleteId, Profile};
use domain::import::ImportFile;
use domain::table::{ImportId, Table, TableError, Versioned};
use domain::workout::{WorkoutId, bounds};
use gate::Caller;

/// How long an import waits to be committed.
const WAITING: TimeDelta = TimeDelta::hours(24);

/// The permit of an athlete to import into their own log, for work that goes on without them.
pub async fn permit(app: &App, athlete: &AthleteId) -> Result<Permit, gate::Refused> {
    app.gate.permit(&Caller::athlete(athlete.clone()), Act::ImportWorkouts, athlete).await
}

/// One athlete's import at work: where, with which permit, for whom, when, and how files are read.
#[derive(Debug)]
pub struct Desk<'a> {
    /// The journal.
    pub table: &'a Table,
    /// To import.
    pub permit: &'a Permit,
    /// Whose log it is.
    pub profile: &'a Profile,
    /// The time.
    pub now: DateTime<Utc>,
    /// What reads the files.
    pub decoder: Decoder,
}

/// Why an import cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// There is no such import.
    #[error("there is no such import")]
    NotFound,
    /// It has no file with this number.
    #[error("the import has no such file")]
    NoSuchFile,
    /// It is not in a state in which this can be done.
    #[error("the import has gone on meanwhile")]
    WrongState,
    /// The journal did not do it.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The system did not do it. The text is for the log.
    #[error("the system refused: {0}")]
    System(String),
}

impl ImportError {
    /// Whether it may go well when it is tried again.
    fn may_pass(&self) -> bool {
        use TableError::{Busy, Changed, Unreachable};
        matches!(self, Self::WrongState | Self::Table(Busy | Unreachable(_) | Changed { .. }))
    }
}

impl From<ImportError> for Problem {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::NotFound => Self::NotFound,
            ImportError::NoSuchFile => Self::BadRequest("from"),
            ImportError::WrongState => Self::Changed,
            ImportError::Table(error) => error.into(),
            ImportError::System(text) => Self::Internal(text),
        }
    }
}

/// The id of the workout in this leg of this file: the same however often the file is looked at.
fn workout_id(started_at: DateTime<Utc>, import: &ImportId, file: u32, leg: u16) -> WorkoutId {
    let hash = digest(&SHA256, format!("{import}/{file}/{leg}").as_bytes());
    let chance = hash.as_ref().iter().take(10).fold(0, |chance: u128, byte| chance << 8 | u128::from(*byte));
    WorkoutId::new(started_at, chance)
}

impl Desk<'_> {
    /// The files of an import with their rows' versions.
    async fn files(&self, id: &ImportId) -> Result<Vec<(u32, Versioned<ImportFile>)>, ImportError> {
        Ok(self.table.import_files(self.permit, id).await?)
    }

    /// Writes a file's row, to go by itself at `expires_at`.
    async fn save(
        &self,
        (id, number): (&ImportId, u32),
        row: &mut Versioned<ImportFile>,
        expires_at: Option<DateTime<Utc>>,
    ) -> Result<(), ImportError> {
        row.version = self.table.save_import_file(self.permit, (id, number), row, expires_at).await?;
        Ok(())
    }

    /// The whole original of a file, if it is still there.
    async fn original(&self, file: &ImportFile) -> Result<Option<Vec<u8>>, ImportError> {
        let Some(sha256) = &file.sha256 else { return Ok(None) };
        let Some(mut reader) = self.table.original(self.permit, sha256).await? else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        while let Some(more) = reader.next().await? {
            bytes.extend(more);
        }
        Ok(Some(bytes))
    }

    fn is_in_time(&self, start: domain::workout::Start) -> bool {
        bounds::start(start, self.now).is_ok()
    }
}
