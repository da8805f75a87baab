//! What is done in the background: sweeping what has expired, collecting originals, resuming imports, rotating keys,
//! looking for edited policies.

use crate::import::worker;
use crate::problem::Problem;
use crate::recount;
use crate::startup::Longrun;
use crate::state::App;
use domain::act::Act;
use domain::athlete::AthleteId;
use domain::table::Table;
use gate::{Caller, Gate};
use std::time::Duration;

const PAUSE: Duration = Duration::from_mins(1);
/// What is edited must look the same twice before it is in force.
const PAUSE_BETWEEN_LOOKS: Duration = Duration::from_secs(2);
/// In how many of them the store is swept once: that reads the whole of it.
#[cfg(feature = "local")]
const PAUSES_BETWEEN_SWEEPS: u64 = 60;

/// Works until it is stopped.
pub async fn forever(longrun: Longrun) {
    #[cfg(feature = "local")]
    tokio::join!(go_on(&longrun.app), look(&longrun.app), tidy(&longrun));
    #[cfg(not(feature = "local"))]
    tokio::join!(go_on(&longrun.app), look(&longrun.app));
}

/// Goes on with unfinished imports, and lets the originals go that no workout refers to any more.
async fn go_on(app: &App) {
    let mut tick = tokio::time::interval(PAUSE);
    loop {
        tick.tick().await;
        app.limits.forget_the_idle();
        app.audit.write_due(&app.table, app.now()).await;
        worker::resume(app).await;
        recount::resume(app).await;
        if let Err(error) = app.table.collect_originals(app.now()).await {
            tracing::warn!(%error, "originals could not be collected; the next time will go on");
        }
    }
}

/// Looks whether somebody has edited the policies.
async fn look(app: &App) {
    let mut tick = tokio::time::interval(PAUSE_BETWEEN_LOOKS);
    loop {
        tick.tick().await;
        let app = app.clone();
        // A task that panics ends here: the policies stay, and the next look comes.
        let _ended = tokio::task::spawn_blocking(move || app.gate.reload_if_changed()).await;
    }
}

/// What AWS does by itself: lets expired items go, and brings new signing keys into use.
#[cfg(feature = "local")]
async fn tidy(longrun: &Longrun) {
    let mut tick = tokio::time::interval(PAUSE);
    for pause in 0_u64.. {
        tick.tick().await;
        if let Some(own) = &longrun.provider {
            crate::provider::rotate_keys(own, longrun.app.now()).await;
        }
        if pause.is_multiple_of(PAUSES_BETWEEN_SWEEPS) {
            sweep(longrun);
        }
    }
}

/// On a thread of its own, because a runtime that ends waits for those it knows of; this one can be cut off anywhere.
#[cfg(feature = "local")]
fn sweep(longrun: &Longrun) {
    let now = longrun.app.now();
    let Some(store) = longrun.embedded.clone() else { return };
    std::thread::spawn(move || {
        if let Err(error) = store.sweep(now) {
            tracing::warn!(%error, "the store could not be swept");
        }
    });
}

/// Compares the day totals of one athlete with their workouts, and mends what differs if told to.
pub async fn rebuild_rollups(
    table: &Table,
    gate: &Gate,
    athlete: &str,
    mend: bool,
) -> Result<Vec<String>, Problem> {
    let id = AthleteId::parse(athlete).ok_or(Problem::NotFound)?;
    let act = if mend { Act::EditWorkout } else { Act::ReadTrends };
    let permit = gate.permit(&Caller::athlete(id.clone()), act, &id).await?;
    let differences = table.rebuild_rollups(&permit, mend).await?;
    Ok(differences.iter().map(|difference| format!("{difference:?}")).collect())
}
