//! What is done in the background: sweeping what has expired, collecting originals, resuming imports, rotating keys.

use crate::import::worker;
use crate::problem::Problem;
use crate::startup::Longrun;
use crate::state::App;
use domain::act::Act;
use domain::athlete::AthleteId;
use gate::Caller;
use std::time::Duration;

const PAUSE: Duration = Duration::from_mins(1);

/// Works until it is stopped.
pub async fn forever(longrun: Longrun) {
    worker::resume(&longrun.app).await;
    let mut tick = tokio::time::interval(PAUSE);
    loop {
        tick.tick().await;
        collect_originals(&longrun.app).await;
        #[cfg(feature = "local")]
        tidy(&longrun).await;
    }
}

/// Lets the originals go that no workout refers to any more.
async fn collect_originals(app: &App) {
    if let Err(error) = app.table.collect_originals(app.now()).await {
        tracing::warn!(%error, "originals could not be collected; the next time will go on");
    }
}

/// What AWS does by itself: lets expired items go, and brings new signing keys into use.
#[cfg(feature = "local")]
async fn tidy(longrun: &Longrun) {
    let now = longrun.app.now();
    if let Some(own) = &longrun.provider {
        crate::provider::rotate_keys(own, now).await;
    }
    let Some(store) = longrun.embedded.clone() else { return };
    let swept = tokio::task::spawn_blocking(move || store.sweep(now)).await;
    if let Ok(Err(error)) = swept {
        tracing::warn!(%error, "the store could not be swept");
    }
}

/// Compares the day totals of one athlete with their workouts, and mends what differs if told to.
pub async fn rebuild_rollups(app: &App, athlete: &str, mend: bool) -> Result<Vec<String>, Problem> {
    let id = AthleteId::parse(athlete).ok_or(Problem::NotFound)?;
    let act = if mend { Act::EditWorkout } else { Act::ReadTrends };
    let permit = app.gate.permit(&Caller::Athlete(id.clone()), act, &id)?;
    let differences = app.table.rebuild_rollups(&permit, mend).await?;
    Ok(differences.iter().map(|difference| format!("{difference:?}")).collect())
}
