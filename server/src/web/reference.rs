//! The API, to be read by people.

use crate::api::fault::KINDS;
use crate::page::Surroundings;
use crate::problem::Problem;
use crate::state::App;
use app::pages::reference::{Around, ProblemKind, ReferenceView, reference};
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{Html, Redirect};

/// `GET /api`: what the document says, for everybody.
pub async fn show(State(app): State<App>, around: Surroundings, headers: HeaderMap) -> Html<String> {
    let kinds = KINDS.iter().map(|kind| ProblemKind {
        status: kind.status.as_u16(),
        name: kind.name,
        title: kind.title,
    });
    let token_endpoint = app.relying_party.token_endpoint().await.ok();
    let beside = Around { token_endpoint, rate: app.limits.most(), demo: app.demo };
    let view = ReferenceView::new(app.document(), kinds.collect(), beside);
    around.seen_by(&headers).await.page("API", move || reference(view))
}

/// `GET /problems/{name}`: where the page tells of this kind of problem.
pub async fn problem(Path(name): Path<String>) -> Result<Redirect, Problem> {
    let known = KINDS.iter().find(|kind| kind.name == name).ok_or(Problem::NotFound)?;
    Ok(Redirect::permanent(&format!("/api#problem-{}", known.name)))
}
