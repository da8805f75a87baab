//! Counting loads anew in the background, after an athlete told another body.
//!
//! One job at a time, as imports are. What stops it leaves its mark in the table, and it goes on within a minute.

use crate::import::worker::Job;
use crate::problem::Problem;
use crate::state::App;
use domain::act::Act;
use domain::athlete::AthleteId;
use domain::table::TableError;
use gate::Caller;

/// Has the marked loads of an athlete counted anew in the background, unless somebody is at it.
pub fn set_to_work(app: &App, athlete: &AthleteId) {
    let Some(taken) = app.imports.take(Job::Recount(athlete.clone())) else { return };
    let (app, athlete) = (app.clone(), athlete.clone());
    tokio::spawn(async move {
        if let Err(error) = work(&app, &athlete).await {
            tracing::warn!(%error, "a recount could not go on");
        }
        drop(taken);
    });
}

/// Counts the marked loads of an athlete anew, until none is left.
pub async fn work(app: &App, athlete: &AthleteId) -> Result<(), Problem> {
    let _turn = app.imports.turn.acquire().await.map_err(|error| Problem::Internal(error.to_string()))?;
    let permit = app.gate.permit(&Caller::athlete(athlete.clone()), Act::EditWorkout, athlete).await?;
    loop {
        // On the heap: it is as large as everything that it waits for.
        match Box::pin(app.table.recount_some(&permit, app.now())).await {
            Ok(true) | Err(TableError::Changed { .. }) => {}
            Ok(false) => return Ok(()),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Goes on with every recount that was left unfinished.
pub async fn resume(app: &App) {
    match app.table.recounts_to_do().await {
        Ok(athletes) => athletes.iter().for_each(|athlete| set_to_work(app, athlete)),
        Err(error) => tracing::warn!(%error, "unfinished recounts could not be listed"),
    }
}
