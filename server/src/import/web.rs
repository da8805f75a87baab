//! The pages of imports. Each handler reads: who, may they, do, answer.

use super::bring::{NotBrought, Then, bring as bring_files};
use super::{Decoder, Desk, begin_commit, undo as undo_import, view, views, worker};
use crate::page::Visit;
use crate::problem::Problem;
use crate::state::App;
use app::pages::import::{can_be_undone, import as import_page, imports as imports_page, undo as undo_page};
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::REFRESH;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::act::{Act, Permit};
use domain::import::Import;
use domain::table::ImportId;
use serde::Deserialize;

pub use super::upload::MOST;

const NO_FILES: &str = "Choose at least one file.";
/// Seconds between two looks at an import that goes on.
const AGAIN: &str = "2";

fn desk<'a>(app: &'a App, visit: &'a Visit, permit: &'a Permit) -> Desk<'a> {
    Desk { table: &app.table, permit, profile: &visit.profile, now: app.now(), decoder: Decoder::default() }
}

/// `GET /import`: where files are brought, and what was brought before.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Html<String>, Problem> {
    form(&app, &visit, None).await
}

async fn form(app: &App, visit: &Visit, error: Option<&str>) -> Result<Html<String>, Problem> {
    let permit = visit.permit(Act::ImportWorkouts).await?;
    let view = views(&desk(app, visit, &permit), error).await?;
    Ok(visit.page("Import", false, move || imports_page(view)))
}

/// `POST /import`: takes the files in and begins to look at them.
pub async fn bring(State(app): State<App>, visit: Visit, request: Request) -> Result<Response, Problem> {
    let permit = visit.permit(Act::ImportWorkouts).await?;
    let desk = desk(&app, &visit, &permit);
    let still = Box::pin(async { visit.permit(Act::ImportWorkouts).await.map(drop) });
    match bring_files(&app, (&desk, &visit.who.athlete), (request, still), Then::Preview).await {
        Ok(id) => Ok(Redirect::to(&format!("/import/{id}")).into_response()),
        Err(NotBrought::NoFiles) => {
            let page = form(&app, &visit, Some(NO_FILES)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(NotBrought::Unknown(_)) => Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response()),
        Err(NotBrought::Request(status)) => Ok(status.into_response()),
        Err(NotBrought::Problem(problem)) => Err(problem),
    }
}

fn id(text: &str) -> Result<ImportId, Problem> {
    ImportId::parse(text).ok_or(Problem::NotFound)
}

/// Which files of an import to list.
#[derive(Debug, Deserialize)]
pub struct FilesQuery {
    /// The number of the first one.
    #[serde(default = "first_file")]
    from: u32,
}

fn first_file() -> u32 {
    1
}

/// `GET /import/{id}`: what would be stored, how far it has come, or what was stored.
pub async fn one(
    State(app): State<App>,
    visit: Visit,
    Path(text): Path<String>,
    Query(FilesQuery { from }): Query<FilesQuery>,
) -> Result<Response, Problem> {
    let (id, permit) = (id(&text)?, visit.permit(Act::ImportWorkouts).await?);
    let (import, view) = view(&desk(&app, &visit, &permit), &id, from).await?;
    let page = visit.page("Import", false, move || import_page(view));
    if import.is_unfinished() {
        // Also brings back to life what an earlier process left.
        worker::set_to_work(&app, &visit.who.athlete, &id);
        return Ok(([(REFRESH, AGAIN)], page).into_response());
    }
    Ok(page.into_response())
}

/// `POST /import/{id}/commit`: stores what the preview shows.
pub async fn commit(
    State(app): State<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result<Redirect, Problem> {
    let (id, permit) = (id(&text)?, visit.permit(Act::ImportWorkouts).await?);
    let desk = desk(&app, &visit, &permit);
    if begin_commit(&desk, &id).await? {
        worker::set_to_work(&app, &visit.who.athlete, &id);
    }
    Ok(Redirect::to(&format!("/import/{id}")))
}

/// `GET /import/{id}/undo`: asks once more.
pub async fn confirm_undo(
    State(app): State<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result<Response, Problem> {
    let (id, permit) = (id(&text)?, visit.permit(Act::ImportWorkouts).await?);
    let import = app.table.import::<Import>(&permit, &id).await?.ok_or(Problem::NotFound)?.value;
    if !can_be_undone(&import) {
        return Ok(Redirect::to(&format!("/import/{id}")).into_response());
    }
    Ok(visit.page("Undo import", false, move || undo_page(id.as_str(), &import)).into_response())
}

/// `POST /import/{id}/undo`: takes out of the log whatever the import has stored.
pub async fn undo(
    State(app): State<App>,
    visit: Visit,
    Path(text): Path<String>,
) -> Result<Redirect, Problem> {
    let (id, permit) = (id(&text)?, visit.permit(Act::ImportWorkouts).await?);
    let undone = undo_import(&desk(&app, &visit, &permit), &id).await?;
    let notice = if undone.tally.is_some() { "undone" } else { "thrown-away" };
    Ok(Redirect::to(&format!("/import/{id}?notice={notice}")))
}
