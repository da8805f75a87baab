//! Whether the process lives, and whether it can do its work.

use crate::state::App;
use axum::extract::State;
use axum::http::StatusCode;

/// The process answers.
pub async fn live() -> &'static str {
    "alive\n"
}

/// The tables answer too.
pub async fn ready(State(app): State<App>) -> Result<&'static str, StatusCode> {
    app.table.reachable().await.map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    Ok("ready\n")
}
