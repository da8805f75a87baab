//! Taking an import out of the log again, whole.

use super::{Desk, ImportError, WAITING};
use domain::import::{Found, Import, State};
use domain::table::{ImportId, TableError, Versioned};
use domain::workout::WorkoutId;

/// Deletes every workout that the import has stored, edited meanwhile or not; a preview is thrown away.
///
/// Undoing it again does nothing. While it is being stored it cannot be undone. Returns the import as it is then.
pub async fn undo(desk: &Desk<'_>, id: &ImportId) -> Result<Import, ImportError> {
    let import = desk.table.import::<Import>(desk.permit, id).await?.ok_or(ImportError::NotFound)?;
    match import.value.state {
        State::Undone => return Ok(import.value),
        State::Storing => return Err(ImportError::WrongState),
        State::Preview | State::Stored | State::Failed => {}
    }
    // Where it failed in the middle of a file, the file's row does not yet say what is in the log.
    let failed = import.value.state == State::Failed;
    let is_ours = |found: &Found| found.stored || (failed && found.duplicate_of.is_none());
    for (number, mut row) in desk.files(id).await? {
        let stored: Vec<_> = row.value.workouts.iter_mut().filter(|found| is_ours(found)).collect();
        if !stored.is_empty() {
            for found in stored {
                delete(desk, &found.workout).await?;
                found.stored = false;
            }
            desk.save((id, number), &mut row, None).await?;
        }
    }
    let is_preview = import.value.state == State::Preview;
    let tally = import.value.tally.filter(|_| !is_preview);
    let value = Import { state: State::Undone, tally, ..import.value };
    let undone = Versioned { value, version: import.version };
    let expires_at = is_preview.then(|| desk.now + WAITING);
    desk.table.save_import(desk.permit, id, &undone, expires_at).await?;
    Ok(undone.value)
}

/// Deletes a workout at whatever version it is; one that is gone is what was wanted.
async fn delete(desk: &Desk<'_>, id: &WorkoutId) -> Result<(), ImportError> {
    loop {
        let Some(workout) = desk.table.workout(desk.permit, id).await? else { return Ok(()) };
        match desk.table.delete(desk.permit, id, workout.version, desk.now).await {
            Ok(()) | Err(TableError::NotFound) => return Ok(()),
            Err(TableError::Changed { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
