//! The start: what Longrun is, and the way in.

use crate::page::Surroundings;
use crate::session::MaybeSignedIn;
use crate::state::App;
use app::pages::landing::{LandingView, landing};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};

/// `GET /`: the start, or the dashboard for whoever is signed in.
pub async fn show(
    State(app): State<App>,
    surroundings: Surroundings,
    MaybeSignedIn(person): MaybeSignedIn,
) -> Response {
    if person.is_some() {
        return Redirect::to("/dashboard").into_response();
    }
    let demo = app.demo;
    surroundings.page("Thirty days of training", move || landing(LandingView { demo })).into_response()
}
