//! What an athlete tells about themselves.

use crate::page::Visit;
use crate::problem::Problem;
use crate::recount;
use crate::state::App;
use app::pages::settings::{Beside, Installation, SettingsView, settings as settings_page};
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::act::{self, Act};
use domain::athlete::Profile;
use domain::profile::ProfileDraft;
use domain::table::TableError;
use domain::workout::FieldError;
use gate::{Caller, Resource};

/// `GET /settings`: the form as the profile stands.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Html<String>, Problem> {
    visit.permit(Act::ReadProfile).await?;
    let draft = ProfileDraft::from_profile(&visit.profile);
    Ok(form(&visit, SettingsView::new(&draft, &[], beside(&app, &visit).await)))
}

/// `POST /settings`: saves what was typed, unless it was changed in the meantime.
pub async fn save(
    State(app): State<App>,
    visit: Visit,
    Form(draft): Form<ProfileDraft>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::EditProfile).await?;
    let profile = match draft.parse(&visit.profile, app.now()) {
        Ok(profile) => profile,
        Err(errors) => return Ok(refused(&app, &visit, draft, &errors).await),
    };
    match app.table.save_profile(&permit, profile.clone()).await {
        Err(TableError::Changed { current }) => overtaken(&app, &visit, draft, (profile, current)).await,
        Err(error) => Err(error.into()),
        Ok(_) => {
            recount::set_to_work(&app, &visit.who.athlete);
            Ok(saved())
        }
    }
}

async fn beside(app: &App, visit: &Visit) -> Beside {
    let (athlete, remembered) = (visit.who.athlete.to_string(), visit.who.remembered);
    let caller = Caller::Athlete(visit.who.person());
    let may_get = async |path| app.gate.judge(&caller, Act::Get, Resource::Path(path)).await.allowed;
    let installation =
        Installation { clients: may_get(act::CLIENTS[0]).await, refusals: may_get(act::REFUSALS[0]).await };
    Beside { own_account: app.own.is_some(), remembered, athlete, installation }
}

fn saved() -> Response {
    Redirect::to("/settings?notice=saved").into_response()
}

/// The form once more, with all that is wrong with it; a version that cannot be read is made good.
async fn refused(app: &App, visit: &Visit, draft: ProfileDraft, errors: &[FieldError]) -> Response {
    let readable = draft.version.parse::<u64>().is_ok();
    let version = if readable { draft.version } else { visit.profile.version.to_string() };
    let draft = ProfileDraft { version, ..draft };
    let view = SettingsView::new(&draft, errors, beside(app, visit).await);
    (StatusCode::UNPROCESSABLE_ENTITY, form(visit, view)).into_response()
}

/// The form once more, over the settings as they are now: nothing that was typed is lost.
async fn overtaken(
    app: &App,
    visit: &Visit,
    draft: ProfileDraft,
    (profile, current): (Profile, u64),
) -> Result<Response, Problem> {
    let saved_since = app.table.profile(&visit.permit(Act::ReadProfile).await?).await?;
    if saved_since == Some(Profile { version: current, ..profile }) {
        // The same form, sent twice.
        return Ok(saved());
    }
    let draft = ProfileDraft { version: current.to_string(), ..draft };
    let view = SettingsView::new(&draft, &[], beside(app, visit).await).overtaken();
    Ok((StatusCode::CONFLICT, form(visit, view)).into_response())
}

fn form(visit: &Visit, view: SettingsView) -> Html<String> {
    visit.page("Settings", false, move || settings_page(view))
}
