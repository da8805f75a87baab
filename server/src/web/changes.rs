//! Changing a workout, deleting it and bringing it back.

use super::workouts::{find, form_page};
use crate::page::Visit;
use crate::problem::Problem;
use crate::state::App;
use app::pages::delete::{DeleteView, delete as delete_page};
use app::pages::workout_form::WorkoutFormView;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::act::Act;
use domain::digest::Digest;
use domain::load::{Account, Facts, Method};
use domain::table::{Edit, TableError};
use domain::workout::{Details, Draft, FieldError, Workout, WorkoutId};
use serde::Deserialize;

/// `GET /workouts/{id}/edit`: the form as the workout stands.
pub async fn edit_form(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Html<String>, Problem> {
    visit.permit(Act::EditWorkout).await?;
    let workout = find(&app, &visit, &id).await?;
    let draft = Draft::from_workout(&workout.details, visit.profile.units);
    let view = WorkoutFormView::edit(workout.id, workout.version, &draft, &[], visit.profile.units);
    Ok(form_page(&visit, view))
}

/// What was typed, and the version of the workout that it was typed over.
#[derive(Debug, Deserialize)]
pub struct Typed {
    #[serde(default)]
    version: String,
    #[serde(flatten)]
    draft: Draft,
}

impl Typed {
    /// The workout that was typed and the version it is to follow, or everything that is wrong.
    fn parse(&self, app: &App, visit: &Visit, before: &Workout) -> Result<(Details, u64), Vec<FieldError>> {
        let details = self.draft.revise(&before.details, visit.profile.units, app.now());
        match (details, self.version.parse()) {
            (Ok(details), Ok(version)) => Ok((details, version)),
            (details, version) => {
                let mut errors = details.err().unwrap_or_default();
                let message = "must be a whole number".to_owned();
                errors.extend(version.is_err().then_some(FieldError::new("version", message)));
                Err(errors)
            }
        }
    }
}

/// `POST /workouts/{id}`: replaces what was typed, unless it was changed in the meantime.
pub async fn edit(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::EditWorkout).await?;
    let before = match find(&app, &visit, &id).await {
        Err(Problem::NotFound) => return gone(&app, visit, &id, typed.draft).await,
        found => found?,
    };
    let (details, version) = match typed.parse(&app, &visit, &before) {
        Ok(read) => read,
        Err(errors) => return Ok(refused(&visit, &before, &typed, &errors)),
    };
    let (account, digest) = computed(&app, &visit, &before, &details).await?;
    let edit = Edit { version, details: details.clone(), account, digest };
    match app.table.replace(&permit, &before.id, edit, app.now()).await {
        Err(TableError::Changed { .. }) => overtaken(&app, &visit, &typed.draft, (before.id, details)).await,
        Err(TableError::NotFound) => gone(&app, visit, &id, typed.draft).await,
        Err(error) => Err(error.into()),
        Ok(workout) => Ok(saved(&workout.id)),
    }
}

fn saved(id: &WorkoutId) -> Response {
    Redirect::to(&format!("/workouts/{id}?notice=saved")).into_response()
}

/// The form once more, with all that is wrong with it; a version that cannot be read is made good.
fn refused(visit: &Visit, before: &Workout, typed: &Typed, errors: &[FieldError]) -> Response {
    let version = typed.version.parse().unwrap_or(before.version);
    let view = WorkoutFormView::edit(before.id.clone(), version, &typed.draft, errors, visit.profile.units);
    (StatusCode::UNPROCESSABLE_ENTITY, form_page(visit, view)).into_response()
}

/// The form once more, over the workout as it is now: nothing that was typed is lost.
async fn overtaken(
    app: &App,
    visit: &Visit,
    draft: &Draft,
    (id, details): (WorkoutId, Details),
) -> Result<Response, Problem> {
    let now = find(app, visit, id.as_str()).await?;
    if now.details == details {
        // The same form, sent twice.
        return Ok(saved(&id));
    }
    let view = WorkoutFormView::edit(id, now.version, draft, &[], visit.profile.units).overtaken();
    Ok((StatusCode::CONFLICT, form_page(visit, view)).into_response())
}

/// The form once more, for a new workout: the one it was to change was deleted meanwhile.
async fn gone(app: &App, visit: Visit, id: &str, draft: Draft) -> Result<Response, Problem> {
    let permit = visit.permit(Act::DeleteWorkout).await?;
    let id = WorkoutId::parse(id).ok_or(Problem::NotFound)?;
    app.table.deleted(&permit, &id, app.now()).await?.ok_or(Problem::NotFound)?;
    let draft = Draft { idempotency_key: app.chance(), ..draft };
    let view = WorkoutFormView::log(&draft, &[], visit.profile.units);
    let visit = visit.warned("This workout was deleted after you opened the form, perhaps by yourself on another device. What you typed is below: log it as a new workout, or leave it and bring the deleted one back on its page.");
    Ok((StatusCode::GONE, form_page(&visit, view)).into_response())
}

/// What follows from the workout's track and what is said about it now.
async fn computed(
    app: &App,
    visit: &Visit,
    before: &Workout,
    details: &Details,
) -> Result<(Account, Digest), Problem> {
    let permit = visit.permit(Act::ReadWorkouts).await?;
    let track = if before.has_track { app.table.track(&permit, &before.id).await? } else { None };
    let account = Account::of(&Facts::new(details, track.as_ref(), &visit.profile));
    Ok((account, Digest::of(&details.sport, track.as_ref())))
}

/// What the account of a workout's loads sends: the method that shall count; none leaves it to the order.
#[derive(Debug, Deserialize)]
pub struct CountForm {
    version: u64,
    method: String,
}

/// `POST /workouts/{id}/load`: counts the workout by another method.
pub async fn count(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<CountForm>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::EditWorkout).await?;
    let id = WorkoutId::parse(&id).ok_or(Problem::NotFound)?;
    let chosen = || Method::from_code(&form.method).ok_or(Problem::BadRequest("method"));
    let choice = (!form.method.is_empty()).then(chosen).transpose()?;
    let at = (&id, form.version);
    let workout = app.table.count_load_by(&permit, at, choice, app.now()).await?;
    Ok(Redirect::to(&format!("/workouts/{}?notice=counted", workout.id)).into_response())
}

/// `GET /workouts/{id}/delete`: asks once more.
pub async fn confirm_delete(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Html<String>, Problem> {
    visit.permit(Act::DeleteWorkout).await?;
    let workout = find(&app, &visit, &id).await?;
    Ok(question(&visit, &workout))
}

fn question(visit: &Visit, workout: &Workout) -> Html<String> {
    let view = DeleteView::new(workout, visit.profile.units);
    visit.page("Delete workout", false, move || delete_page(view))
}

/// What the delete form sends.
#[derive(Debug, Deserialize)]
pub struct DeleteForm {
    version: u64,
}

/// `POST /workouts/{id}/delete`: deletes it; the notice on the next page can take that back.
pub async fn delete(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
    Form(form): Form<DeleteForm>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::DeleteWorkout).await?;
    let id = WorkoutId::parse(&id).ok_or(Problem::NotFound)?;
    match app.table.delete(&permit, &id, form.version, app.now()).await {
        Err(TableError::Changed { .. }) => {
            let workout = find(&app, &visit, id.as_str()).await?;
            let visit = visit.warned("This workout was changed after you opened the question. It is not deleted: here it is as it is now.");
            Ok((StatusCode::CONFLICT, question(&visit, &workout)).into_response())
        }
        Err(error) => Err(error.into()),
        Ok(()) => Ok(Redirect::to(&format!("/workouts?notice=deleted&workout={id}")).into_response()),
    }
}

/// `POST /workouts/{id}/restore`: takes a deletion back.
pub async fn restore(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Redirect, Problem> {
    let permit = visit.permit(Act::DeleteWorkout).await?;
    let id = WorkoutId::parse(&id).ok_or(Problem::NotFound)?;
    let (id, notice) = match app.table.restore(&permit, &id, app.now()).await {
        // Its file was imported again meanwhile.
        Err(TableError::Duplicate(rival)) => (rival, "known"),
        restored => (restored?.id, "restored"),
    };
    Ok(Redirect::to(&format!("/workouts/{id}?notice={notice}")))
}
