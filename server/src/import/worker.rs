//! Work on imports that goes on after the answer: looking at files, storing workouts.
//!
//! One import at a time, so that memory stays bounded. Whatever stops the work (an error, the end of the
//! process) leaves an unfinished import, which goes on when the process starts or when somebody looks at it.

use super::{Desk, ImportError, Permits, analyse, commit};
use crate::state::App;
use domain::athlete::{AthleteId, Profile};
use domain::import::Import;
use domain::table::ImportId;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

type Job = (AthleteId, ImportId);

/// Who works on what in this process.
#[derive(Clone, Debug)]
pub struct Workers {
    busy: Arc<Mutex<HashSet<Job>>>,
    turn: Arc<Semaphore>,
    /// Bounds the memory of uploads on their way in.
    pub(super) uploads: Arc<Semaphore>,
}

impl Default for Workers {
    fn default() -> Self {
        Self { busy: Arc::default(), turn: Arc::new(Semaphore::new(1)), uploads: Arc::new(Semaphore::new(2)) }
    }
}

/// A job that nobody else in this process works on while this is held.
struct Taken {
    busy: Arc<Mutex<HashSet<Job>>>,
    job: Job,
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.job);
    }
}

impl Workers {
    fn take(&self, job: Job) -> Option<Taken> {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        busy.insert(job.clone()).then(|| Taken { busy: Arc::clone(&self.busy), job })
    }
}

/// Has an unfinished import worked on in the background, unless it is already.
pub fn set_to_work(app: &App, athlete: &AthleteId, id: &ImportId) {
    let Some(taken) = app.imports.take((athlete.clone(), id.clone())) else { return };
    let app = app.clone();
    tokio::spawn(async move {
        let (athlete, id) = &taken.job;
        if let Err(error) = work(&app, athlete, id).await {
            tracing::warn!(%error, import = %id, "an import could not go on");
        }
    });
}

/// Brings an import as far as it goes without its athlete: looked at, or stored.
pub async fn work(app: &App, athlete: &AthleteId, id: &ImportId) -> Result<(), ImportError> {
    let _turn = app.imports.turn.acquire().await.map_err(|error| ImportError::System(error.to_string()))?;
    let permits = Permits::of(app, athlete).map_err(|error| ImportError::System(error.to_string()))?;
    let saved = app.table.profile(&permits.profile).await?;
    // Committed while it was being looked at: then there is more to do.
    while let Some(import) = unfinished(app, &permits, id).await? {
        let profile = saved.clone().unwrap_or_else(|| Profile::new(String::new(), import.home));
        let desk = Desk { table: &app.table, permits: &permits, profile: &profile, now: app.now() };
        analyse(&desk, id).await?;
        commit(&desk, id).await?;
    }
    app.table.import_is_done(&permits.import, id).await?;
    Ok(())
}

async fn unfinished(app: &App, permits: &Permits, id: &ImportId) -> Result<Option<Import>, ImportError> {
    let import = app.table.import::<Import>(&permits.import, id).await?;
    Ok(import.map(|row| row.value).filter(Import::is_unfinished))
}

/// Goes on with every import that a process before this one left unfinished.
pub async fn resume(app: &App) {
    match app.table.imports_to_do().await {
        Ok(jobs) => jobs.iter().for_each(|(athlete, id)| set_to_work(app, athlete, id)),
        Err(error) => tracing::warn!(%error, "unfinished imports could not be listed"),
    }
}
