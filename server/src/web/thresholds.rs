//! What was measured of an athlete's body, from which day on.

use crate::page::Visit;
use crate::problem::Problem;
use crate::recount;
use crate::state::App;
use app::pages::thresholds::{State as Shown, ThresholdsView, thresholds as thresholds_page};
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use chrono::NaiveDate;
use domain::act::{Act, Permit};
use domain::athlete::Profile;
use domain::table::TableError;
use domain::thresholds::{MOST, Measured, ThresholdsDraft};
use domain::workout::{FieldError, bounds};
use serde::Deserialize;

/// Which day the form shows.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    from: String,
}

/// `GET /settings/thresholds`: the form for today, or for a day that was told before.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Html<String>, Problem> {
    let permit = visit.permit(Act::ReadProfile).await?;
    let day = if asked.from.is_empty() {
        Ok(app.today(visit.profile.time_zone))
    } else {
        bounds::date(&asked.from)
    };
    let from = day.map_err(|_| Problem::BadRequest("from"))?;
    let profile = &visit.profile;
    let nothing = Measured::default();
    let told = profile.thresholds.told_on(from).unwrap_or(&nothing);
    let draft = ThresholdsDraft::of(from, told, profile.units, profile.version);
    page(&app, &visit, &permit, |state| ThresholdsView::new(&draft, &[], state)).await
}

/// `POST /settings/thresholds`: tells what is new from a day on.
pub async fn save(
    State(app): State<App>,
    visit: Visit,
    Form(draft): Form<ThresholdsDraft>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::EditProfile).await?;
    let told = draft.parse(visit.profile.units).and_then(|(from, measured, version)| {
        let thresholds = visit.profile.thresholds.clone().with(from, measured);
        let full = || vec![FieldError::new("from", format!("must not be one more than {MOST} days"))];
        Ok(Profile { thresholds: thresholds.ok_or_else(full)?, version, ..visit.profile.clone() })
    });
    let profile = match told {
        Ok(profile) => profile,
        Err(errors) => {
            let form =
                page(&app, &visit, &permit, |state| ThresholdsView::new(&draft, &errors, state)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, form).into_response());
        }
    };
    match keep(&app, &visit, &permit, profile).await {
        Err(TableError::Changed { current }) => {
            let draft = ThresholdsDraft { version: current.to_string(), ..draft };
            let view = |state: Shown<'_>| ThresholdsView::new(&draft, &[], state).overtaken();
            Ok((StatusCode::CONFLICT, page(&app, &visit, &permit, view).await?).into_response())
        }
        kept => kept.map(|()| saved()).map_err(Problem::from),
    }
}

/// What the button beside a day sends.
#[derive(Debug, Deserialize)]
pub struct RemoveForm {
    from: NaiveDate,
    version: u64,
}

/// `POST /settings/thresholds/remove`: takes a day out.
pub async fn remove(
    State(app): State<App>,
    visit: Visit,
    Form(RemoveForm { from, version }): Form<RemoveForm>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::EditProfile).await?;
    let thresholds = visit.profile.thresholds.clone().with(from, Measured::default()).unwrap_or_default();
    keep(&app, &visit, &permit, Profile { thresholds, version, ..visit.profile.clone() }).await?;
    Ok(saved())
}

/// Saves the profile, and has the loads counted anew that it changes.
async fn keep(app: &App, visit: &Visit, permit: &Permit, profile: Profile) -> Result<(), TableError> {
    app.table.save_profile(permit, profile).await?;
    recount::set_to_work(app, &visit.who.athlete);
    Ok(())
}

fn saved() -> Response {
    Redirect::to("/settings/thresholds?notice=saved").into_response()
}

async fn page(
    app: &App,
    visit: &Visit,
    permit: &Permit,
    view: impl FnOnce(Shown<'_>) -> ThresholdsView,
) -> Result<Html<String>, Problem> {
    let recount = app.table.recount(permit).await?;
    let state = Shown {
        profile: &visit.profile,
        today: app.today(visit.profile.time_zone),
        recount: recount.map(|it| (it.from, it.done)),
    };
    let view = view(state);
    Ok(visit.page("Thresholds and zones", false, move || thresholds_page(view)))
}
