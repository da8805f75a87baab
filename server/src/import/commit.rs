//! Storing what a preview promised: each workout once, however often it is tried.

use super::analyse::{Refusal, decoded};
use super::duplicates::in_the_log;
use super::{Desk, ImportError};
use domain::digest::Digest;
use domain::file::{Activity, Decoded};
use domain::import::{Found, Import, ImportFile, Outcome, State, Tally};
use domain::load::{Account, Facts};
use domain::table::{ImportId, Logged, NewWorkout, TableError, Versioned};
use domain::track::Track;
use domain::workout::{Details, FileSource, Source, WorkoutId};

/// How often a track that is too long for one transaction is thinned to half.
const THINNINGS: u32 = 6;
const TOO_LARGE: &str = "A workout in it is too large to be stored.";

/// Takes the athlete's word that the preview shall be stored; true if there is work to do.
pub async fn begin_commit(desk: &Desk<'_>, id: &ImportId) -> Result<bool, ImportError> {
    let import = desk.table.import::<Import>(desk.permit, id).await?.ok_or(ImportError::NotFound)?;
    match import.value.state {
        State::Stored => Ok(false),
        State::Storing => Ok(true),
        State::Preview if import.value.tally.is_some() => {
            let storing = Import { state: State::Storing, ..import.value };
            let row = Versioned { value: storing, version: import.version };
            desk.table.import_is_to_do(desk.permit, id).await?;
            desk.table.save_import(desk.permit, id, &row, None).await?;
            Ok(true)
        }
        State::Preview | State::Undone | State::Failed => Err(ImportError::WrongState),
    }
}

/// Stores the workouts of an import that [`begin_commit`] has begun.
pub async fn commit(desk: &Desk<'_>, id: &ImportId) -> Result<(), ImportError> {
    let mut import = desk.table.import::<Import>(desk.permit, id).await?.ok_or(ImportError::NotFound)?;
    if import.value.state != State::Storing {
        return Ok(());
    }
    let mut files = desk.files(id).await?;
    keep(desk, id, &mut files).await?;
    let mut rest = files.as_mut_slice();
    while let Some(((number, row), later)) = std::mem::take(&mut rest).split_first_mut() {
        if wants_storing(&row.value) {
            for lost in store(desk, id, &mut row.value).await? {
                hand_over(desk, id, (later, &lost)).await?;
            }
            desk.save((id, *number), row, None).await?;
        }
        rest = later;
    }
    conclude(&mut import.value, files.iter().map(|(_, row)| &row.value));
    desk.table.save_import(desk.permit, id, &import, None).await?;
    Ok(())
}

/// Lets no row expire any more: they are what a machine that slept goes on with, and what undoing needs.
async fn keep(
    desk: &Desk<'_>,
    id: &ImportId,
    files: &mut [(u32, Versioned<ImportFile>)],
) -> Result<(), ImportError> {
    for (number, row) in files {
        desk.save((id, *number), row, None).await?;
    }
    Ok(())
}

/// Says what the import came to. Files whose rows have expired while the machine slept are told, too.
fn conclude<'a>(import: &mut Import, files: impl ExactSizeIterator<Item = &'a ImportFile>) {
    let gone = import.files.saturating_sub(u32::try_from(files.len()).unwrap_or(u32::MAX));
    let mut tally = Tally::of(files);
    tally.without += gone;
    if gone > 0 {
        import.left_out =
            Some(format!("{gone} of the files waited too long and are gone; bring them again."));
    }
    (import.state, import.tally) = (State::Stored, Some(tally));
}

fn wants_storing(file: &ImportFile) -> bool {
    file.workouts.iter().any(is_waiting)
}

fn is_waiting(found: &Found) -> bool {
    found.duplicate_of.is_none() && !found.stored
}

/// A workout that was promised and is not stored.
struct Lost {
    workout: WorkoutId,
    /// Another recording of it, that came into the log after the preview.
    rival: Option<WorkoutId>,
}

/// Stores what is new in a file, and tells which workouts of it will never be.
async fn store(desk: &Desk<'_>, id: &ImportId, file: &mut ImportFile) -> Result<Vec<Lost>, ImportError> {
    let promised: Vec<_> = file.workouts.iter().filter(|found| is_waiting(found)).cloned().collect();
    let refusal = match decoded(desk, file).await? {
        Ok(decoded) => {
            log_each(desk, id, (file, &decoded)).await?;
            Refusal { outcome: Outcome::Unreadable, reason: TOO_LARGE.to_owned() }
        }
        Err(refusal) => {
            find_again(desk, file).await?;
            refusal
        }
    };
    settle_file(file, refusal);
    Ok(promised.into_iter().filter_map(|promised| lost(file, promised.workout)).collect())
}

fn lost(file: &ImportFile, workout: WorkoutId) -> Option<Lost> {
    match file.workouts.iter().find(|found| found.workout == workout) {
        None => Some(Lost { workout, rival: None }),
        Some(found) => found.duplicate_of.clone().map(|rival| Lost { workout, rival: Some(rival) }),
    }
}

async fn log_each(
    desk: &Desk<'_>,
    id: &ImportId,
    (file, decoded): (&mut ImportFile, &Decoded),
) -> Result<(), ImportError> {
    let sha256 = file.sha256.clone().unwrap_or_default();
    let is_partial = file.outcome == Some(Outcome::Partial);
    for found in file.workouts.iter_mut().filter(|found| found.duplicate_of.is_none()) {
        let Some(activity) = decoded.activities.get(usize::from(found.leg)) else { continue };
        let details = activity.details(desk.profile.time_zone);
        if let Some(rival) = in_the_log(desk, &details).await?.filter(|rival| *rival != found.workout) {
            // It came into the log after the preview, from another recording.
            found.duplicate_of = Some(rival);
            continue;
        }
        let mut source = source(decoded, found, &sha256, id);
        source.truncated |= is_partial;
        log(desk, found, (activity, details, source)).await?;
    }
    Ok(())
}

/// Takes note of what an attempt that was cut off has stored of a file that cannot be read any more.
async fn find_again(desk: &Desk<'_>, file: &mut ImportFile) -> Result<(), ImportError> {
    for found in file.workouts.iter_mut().filter(|found| is_waiting(found)) {
        found.stored = desk.table.workout(desk.permit, &found.workout).await?.is_some();
    }
    Ok(())
}

/// Says of a file what came of it; what could not be stored is promised no longer.
fn settle_file(file: &mut ImportFile, refusal: Refusal) {
    let lost: Vec<_> = file.workouts.extract_if(.., |found| is_waiting(found)).collect();
    let any_stored = file.workouts.iter().any(|found| found.stored);
    if !lost.is_empty() {
        file.reason = Some(refusal.reason);
    }
    match (any_stored, lost.is_empty()) {
        (true, _) => {}
        (false, true) => file.outcome = Some(Outcome::Duplicate),
        (false, false) => file.outcome = Some(refusal.outcome),
    }
}

/// Has the next file that holds a lost workout stored in its place, unless a rival is in the log.
///
/// The heir is written last, and before the file that lost it, so that no crash between makes two of them.
async fn hand_over(
    desk: &Desk<'_>,
    id: &ImportId,
    (later, lost): (&mut [(u32, Versioned<ImportFile>)], &Lost),
) -> Result<(), ImportError> {
    let is_same = |found: &Found| found.duplicate_of.as_ref() == Some(&lost.workout);
    let next = later.iter().flat_map(|(_, row)| &row.value.workouts).find(|found| is_same(found));
    let heir = lost.rival.as_ref().or(next.map(|found| &found.workout)).cloned();
    for (number, row) in later.iter_mut().rev().filter(|(_, row)| row.value.workouts.iter().any(is_same)) {
        for found in row.value.workouts.iter_mut().filter(|found| is_same(found)) {
            found.duplicate_of = heir.clone().filter(|heir| *heir != found.workout);
        }
        if wants_storing(&row.value) {
            row.value.outcome = Some(Outcome::New);
        }
        desk.save((id, *number), row, None).await?;
    }
    Ok(())
}

fn source(decoded: &Decoded, found: &Found, sha256: &str, import: &ImportId) -> FileSource {
    FileSource {
        format: decoded.format,
        sha256: sha256.to_owned(),
        leg: found.leg,
        device: decoded.device.clone(),
        totals: decoded.activities[usize::from(found.leg)].totals,
        truncated: decoded.flaw.is_some(),
        import: Some(import.to_string()),
    }
}

async fn log(
    desk: &Desk<'_>,
    found: &mut Found,
    (activity, details, source): (&Activity, Details, FileSource),
) -> Result<(), ImportError> {
    let whole = thinned(&activity.track, 1);
    let account = Account::of(&Facts::new(&details, whole.as_ref(), desk.profile));
    let digest = Digest::of(&details.sport, whole.as_ref());
    for thinning in 0..=THINNINGS {
        let new = NewWorkout {
            id: found.workout.clone(),
            details: details.clone(),
            account: account.clone(),
            digest: digest.clone(),
            source: Source::File(source.clone()),
            track: thinned(&activity.track, 1 << thinning),
            idempotency_key: None,
        };
        match desk.table.log(desk.permit, new, desk.now).await {
            Err(TableError::TooLarge) => {}
            Err(error) => return Err(error.into()),
            Ok(logged) => {
                settle(found, &logged);
                break;
            }
        }
    }
    Ok(())
}

/// One sample of each `step`; none if there are no samples.
fn thinned(track: &Track, step: usize) -> Option<Track> {
    let samples: Vec<_> = track.samples.iter().step_by(step).copied().collect();
    (!samples.is_empty()).then_some(Track { samples })
}

/// Ours, now or by an attempt that was cut off; or somebody else's, who came first.
fn settle(found: &mut Found, logged: &Logged) {
    let (Logged::New(workout) | Logged::Before { first: workout, .. }) = logged;
    found.stored = workout.id == found.workout;
    if !found.stored {
        found.duplicate_of = Some(workout.id.clone());
    }
}
