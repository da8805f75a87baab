//! What an athlete tells about themselves.

use crate::page::Visit;
use crate::problem::Problem;
use crate::state::App;
use app::pages::settings::{SettingsView, settings as settings_page};
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::act::Act;
use domain::profile::ProfileDraft;
use domain::workout::FieldError;

/// `GET /settings`: the form as the profile stands.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Html<String>, Problem> {
    visit.permit(Act::ReadProfile)?;
    Ok(form(&app, &visit, &ProfileDraft::from_profile(&visit.profile), &[]))
}

/// `POST /settings`: saves what was typed, unless it was changed in the meantime.
pub async fn save(
    State(app): State<App>,
    visit: Visit,
    Form(draft): Form<ProfileDraft>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::EditProfile)?;
    match draft.parse(app.now()) {
        Ok(profile) => {
            app.table.save_profile(&permit, profile).await?;
            Ok(Redirect::to("/settings?notice=saved").into_response())
        }
        Err(errors) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, form(&app, &visit, &draft, &errors)).into_response())
        }
    }
}

fn form(app: &App, visit: &Visit, draft: &ProfileDraft, errors: &[FieldError]) -> Html<String> {
    let view = SettingsView::new(draft, errors, app.own_accounts);
    visit.page("Settings", false, move || settings_page(view))
}
