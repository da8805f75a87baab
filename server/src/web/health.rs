//! Whether the process lives, and whether it can do its work.

use crate::state::App;
use axum::extract::State;
use axum::http::StatusCode;
use domain::vault::RecordKey;

/// The process answers.
pub async fn live() -> &'static str {
    "alive\n"
}

/// The store and the provider answer too.
pub async fn ready(State(app): State<App>) -> Result<&'static str, StatusCode> {
    let probe = RecordKey::new("READY", "probe");
    let store = app.vault.read::<()>(&probe, app.now()).await;
    let provider = app.relying_party.is_ready().await;
    match (store, provider) {
        (Ok(_), Ok(())) => Ok("ready\n"),
        _ => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}
