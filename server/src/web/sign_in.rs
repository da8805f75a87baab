//! Back from the provider, and known by one's address from then on.

use crate::login;
use crate::page::claimed;
use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::App;
use axum::extract::State;
use axum::response::Response;
use domain::act::Act;
use domain::table::TableError;
use http::{HeaderMap, Method, Uri};

/// `GET /auth/callback`: ends a sign-in, and lets machines and athletes name whoever signed in by their address.
pub async fn callback(State(app): State<App>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let (party, sessions) = (app.relying_party.clone(), app.sessions.clone());
    let response = login::callback(State(party), State(sessions), method, uri, headers).await;
    if let Some(who) = response.extensions().get::<SignedIn>() {
        note_address(&app, who).await;
        if let Err(problem) = begin_profile(&app, who).await {
            tracing::warn!(%problem, "a profile could not be begun; the next sign-in will");
        }
    }
    response
}

/// Programs know only what is kept: the zone in which an athlete's day begins is theirs from the first sign-in on.
async fn begin_profile(app: &App, who: &SignedIn) -> Result<(), Problem> {
    if app.table.profile(&app.permit(who, Act::ReadProfile).await?).await?.is_some() {
        return Ok(());
    }
    match app.table.save_profile(&app.permit(who, Act::EditProfile).await?, claimed(who)).await {
        // Saved by themselves meanwhile, in another window.
        Err(TableError::Changed { .. }) => Ok(()),
        saved => Ok(saved.map(drop)?),
    }
}

/// Only an address that is theirs: the embedded provider gives each to one account, others say whether they have
/// looked. One that cannot be noted now is noted at the next sign-in.
async fn note_address(app: &App, who: &SignedIn) {
    let is_theirs = app.own.is_some() || who.claims.email_verified;
    let Some(address) = who.claims.email.as_ref().filter(|_| is_theirs) else { return };
    match app.table.save_alias(address, &who.athlete).await {
        Ok(true) => {}
        Ok(false) => tracing::warn!("an address is somebody else's already"),
        Err(error) => tracing::warn!(%error, "whose an address is could not be noted"),
    }
}
