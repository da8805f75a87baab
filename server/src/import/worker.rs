//! Work on imports that goes on after the answer: looking at files, storing workouts.
//!
//! One import at a time, so that memory stays bounded. Whatever stops the work (an error, the end of the
//! process) leaves an unfinished import, which goes on within a minute or when somebody looks at it.
//! Only an error that would come again at every attempt makes it a failed one.

use super::{Decoder, Desk, ImportError, WAITING, analyse, begin_commit, commit, permit};
use crate::state::App;
use domain::act::Permit;
use domain::athlete::{AthleteId, Profile};
use domain::import::{Import, State};
use domain::table::{ImportId, Versioned};
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// What somebody can be at work on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Job {
    /// An athlete's import.
    Import(AthleteId, ImportId),
    /// The loads of an athlete's workouts.
    Recount(AthleteId),
}

/// Who works on what in this process.
#[derive(Clone, Debug)]
pub struct Workers {
    busy: Arc<Mutex<HashSet<Job>>>,
    pub(crate) turn: Arc<Semaphore>,
    /// Bounds the memory of uploads on their way in.
    pub(super) uploads: Arc<Semaphore>,
    /// How long we wait for an upload that brings too little.
    pub(super) patience: Duration,
}

/// A job that nobody else in this process works on while this is held.
pub(crate) struct Taken {
    busy: Arc<Mutex<HashSet<Job>>>,
    job: Job,
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.job);
    }
}

impl Workers {
    /// Nobody works on anything yet; `patience` is how long an upload may keep its place that brings too little.
    pub fn new(patience: Duration) -> Self {
        let (turn, uploads) = (Arc::new(Semaphore::new(1)), Arc::new(Semaphore::new(2)));
        Self { busy: Arc::default(), turn, uploads, patience }
    }

    pub(crate) fn take(&self, job: Job) -> Option<Taken> {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        busy.insert(job.clone()).then(|| Taken { busy: Arc::clone(&self.busy), job })
    }
}

/// Has an unfinished import worked on in the background, unless it is already.
pub fn set_to_work(app: &App, athlete: &AthleteId, id: &ImportId) {
    let Some(taken) = app.imports.take(Job::Import(athlete.clone(), id.clone())) else { return };
    let (app, athlete, id) = (app.clone(), athlete.clone(), id.clone());
    tokio::spawn(async move {
        let done = work(&app, &athlete, &id).await;
        // Whoever asks from here on finds nobody at work; who asked before is heard by looking once more.
        drop(taken);
        let more = match done {
            Ok(()) => is_asked_for_more(&app, &athlete, &id).await,
            Err(error) => Err(error),
        };
        match more {
            Ok(true) => set_to_work(&app, &athlete, &id),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, import = %id, "an import could not go on"),
        }
    });
}

/// Whether an import was committed just when the work on it was done; if so, it is marked again.
async fn is_asked_for_more(app: &App, athlete: &AthleteId, id: &ImportId) -> Result<bool, ImportError> {
    let permit = permit(app, athlete).await.map_err(|error| ImportError::System(error.to_string()))?;
    let more = unfinished(app, &permit, id).await?.is_some();
    if more {
        app.table.import_is_to_do(&permit, id).await?;
    }
    Ok(more)
}

/// Brings an import as far as it goes without its athlete: looked at, or stored.
pub async fn work(app: &App, athlete: &AthleteId, id: &ImportId) -> Result<(), ImportError> {
    let _turn = app.imports.turn.acquire().await.map_err(|error| ImportError::System(error.to_string()))?;
    let permit = permit(app, athlete).await.map_err(|error| ImportError::System(error.to_string()))?;
    // On the heap: it is as large as everything that it waits for.
    if let Err(error) = Box::pin(go_on(app, &permit, id)).await {
        if error.may_pass() {
            return Err(error);
        }
        tracing::error!(%error, import = %id, "an import has failed");
        fail(app, &permit, id).await?;
    }
    app.table.import_is_done(&permit, id).await?;
    Ok(())
}

async fn go_on(app: &App, permit: &Permit, id: &ImportId) -> Result<(), ImportError> {
    let saved = app.table.profile(permit).await?;
    // Committed while it was being looked at: then there is more to do.
    while let Some(Versioned { value: import, .. }) = unfinished(app, permit, id).await? {
        let profile = saved.clone().unwrap_or_else(|| Profile::new(String::new(), import.home));
        let decoder = Decoder::default();
        let desk = Desk { table: &app.table, permit, profile: &profile, now: app.now(), decoder };
        analyse(&desk, id).await?;
        if import.commits {
            begin_commit(&desk, id).await?;
        }
        commit(&desk, id).await?;
    }
    Ok(())
}

/// Lets nobody wait for an import any longer that cannot go on; what it has stored can be undone.
async fn fail(app: &App, permit: &Permit, id: &ImportId) -> Result<(), ImportError> {
    let Some(Versioned { value, version }) = unfinished(app, permit, id).await? else { return Ok(()) };
    let expires_at = (value.state == State::Preview).then(|| app.now() + WAITING);
    let failed = Versioned { value: Import { state: State::Failed, ..value }, version };
    app.table.save_import(permit, id, &failed, expires_at).await?;
    Ok(())
}

async fn unfinished(
    app: &App,
    permit: &Permit,
    id: &ImportId,
) -> Result<Option<Versioned<Import>>, ImportError> {
    let import = app.table.import::<Import>(permit, id).await?;
    Ok(import.filter(|row| row.value.is_unfinished()))
}

/// Goes on with every import that was left unfinished: by a process before this one, or by an error that has passed.
pub async fn resume(app: &App) {
    match app.table.imports_to_do().await {
        Ok(jobs) => jobs.iter().for_each(|(athlete, id)| set_to_work(app, athlete, id)),
        Err(error) => tracing::warn!(%error, "unfinished imports could not be listed"),
    }
}
