//! Looking at staged files: what each holds, and what of it is new.

use super::duplicates::{Seen, find};
use super::{Desk, ImportError, WAITING, workout_id};
use domain::file::{Decoded, Limits, Unreadable, decode};
use domain::import::{Found, Import, ImportFile, Outcome, State, Tally};
use domain::table::{ImportId, TableError, Versioned};
use std::time::Duration;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

/// What reads files, how far they may go, and how long it may take for one.
#[derive(Clone, Copy, Debug)]
pub struct Decoder {
    /// Pure CPU work. Whatever it may trip over costs its file only: it runs where a panic ends nothing else.
    pub decode: fn(&[u8], &Limits) -> Result<Decoded, Unreadable>,
    /// A file that takes longer is given up.
    pub patience: Duration,
    /// For each file, and for all of one import.
    pub limits: Limits,
}

impl Default for Decoder {
    /// The files of the corpus take a fiftieth of a second at most. There are fewer of them than a decoder could
    /// bear, so that the preview stays readable.
    fn default() -> Self {
        let limits = Limits { entries: 5_000, ..Limits::default() };
        Self { decode, patience: Duration::from_secs(20), limits }
    }
}

const GONE: &str = "The file has waited too long and is gone; bring it again.";
const DAMAGED: &str = "Our copy of the file is damaged; bring it again.";

/// Looks at every file that has not been looked at, one at a time, and tallies them when all have been.
pub async fn analyse(desk: &Desk<'_>, id: &ImportId) -> Result<(), ImportError> {
    let import = desk.table.import::<Import>(desk.permit, id).await?.ok_or(ImportError::NotFound)?;
    if import.value.state != State::Preview || import.value.tally.is_some() {
        return Ok(());
    }
    let mut seen = Seen::default();
    let mut files = desk.files(id).await?;
    for (number, row) in &mut files {
        if row.value.outcome.is_none() {
            look_at(desk, (id, *number), &mut row.value, &seen).await?;
            desk.save((id, *number), row, Some(desk.now + WAITING)).await?;
        }
        seen.add(&row.value);
    }
    let tally = Tally::of(files.iter().map(|(_, row)| &row.value));
    finish(desk, id, import, tally).await
}

async fn finish(
    desk: &Desk<'_>,
    id: &ImportId,
    mut import: Versioned<Import>,
    tally: Tally,
) -> Result<(), ImportError> {
    import.value.tally = Some(tally);
    let expires_at = Some(desk.now + WAITING);
    match desk.table.save_import(desk.permit, id, &import, expires_at).await {
        // Undone meanwhile, or looked at by another worker: theirs stands.
        Ok(_) | Err(TableError::Changed { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn look_at(
    desk: &Desk<'_>,
    (id, number): (&ImportId, u32),
    file: &mut ImportFile,
    seen: &Seen,
) -> Result<(), ImportError> {
    let decoded = match decoded(desk, file).await? {
        Ok(decoded) => decoded,
        Err(Refusal { outcome, reason }) => {
            (file.outcome, file.reason) = (Some(outcome), Some(reason));
            return Ok(());
        }
    };
    let sha256 = file.sha256.clone().unwrap_or_default();
    for (leg, activity) in (0..).zip(&decoded.activities) {
        let details = activity.details(desk.profile.time_zone);
        if desk.is_in_time(details.start) {
            let mut found = Found::new(leg, workout_id(details.start.instant(), id, number, leg), &details);
            found.duplicate_of = find(desk, seen, (&found, &details, &sha256)).await?;
            file.workouts.push(found);
        }
    }
    conclude(file, &decoded);
    Ok(())
}

/// Why there is nothing to take from a staged file.
pub(super) struct Refusal {
    pub(super) outcome: Outcome,
    pub(super) reason: String,
}

impl From<Unreadable> for Refusal {
    fn from(reason: Unreadable) -> Self {
        let outcome = match reason {
            Unreadable::NotAnActivity(_) => Outcome::NotAnActivity,
            _ => Outcome::Unreadable,
        };
        Self { outcome, reason: reason.to_string() }
    }
}

impl Refusal {
    fn unreadable(reason: &str) -> Self {
        Self { outcome: Outcome::Unreadable, reason: reason.to_owned() }
    }
}

/// The activities of a staged file. One that makes the decoder hang or panic is refused like any other.
pub(super) async fn decoded(
    desk: &Desk<'_>,
    file: &ImportFile,
) -> Result<Result<Decoded, Refusal>, ImportError> {
    let bytes = match desk.original(file).await {
        Ok(Some(bytes)) => bytes,
        // Its pieces expire one by one.
        Ok(None) | Err(ImportError::Table(TableError::NotFound)) => {
            return Ok(Err(Refusal::unreadable(GONE)));
        }
        Err(ImportError::Table(TableError::Unreadable(why))) => {
            tracing::error!(%why, "an original is damaged");
            return Ok(Err(Refusal::unreadable(DAMAGED)));
        }
        Err(error) => return Err(error),
    };
    let Decoder { decode, patience, limits } = desk.decoder;
    let decoding = timeout(patience, spawn_blocking(move || decode(&bytes, &limits)));
    let decoded =
        decoding.await.map_or(Err(Unreadable::Decoder), |done| done.unwrap_or(Err(Unreadable::Decoder)));
    Ok(decoded.map_err(Refusal::from))
}

fn conclude(file: &mut ImportFile, decoded: &Decoded) {
    let fresh = file.workouts.iter().any(|found| found.duplicate_of.is_none());
    // The wrapping that the file came in is gone; what was wrong with it stands in the row.
    let flaw = decoded.flaw.map(|flaw| flaw.to_string()).or(file.reason.take());
    let (outcome, reason) = match (file.workouts.is_empty(), fresh, flaw) {
        (true, ..) => {
            (Outcome::Unreadable, Some("The device's clock was wrong: this would be in the future.".into()))
        }
        (_, false, _) => (Outcome::Duplicate, None),
        (_, true, Some(flaw)) => (Outcome::Partial, Some(flaw)),
        (_, true, None) => (Outcome::New, None),
    };
    file.outcome = Some(outcome);
    file.reason = reason;
}
