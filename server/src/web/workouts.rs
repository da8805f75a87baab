//! Workouts: the list, the form for a new one, and one workout.

use super::cursor;
use crate::chart;
use crate::page::Visit;
use crate::problem::Problem;
use crate::state::App;
use app::pages::delete::{DeletedView, deleted as deleted_page};
use app::pages::workout::{WorkoutView, workout as workout_page};
use app::pages::workout_form::{WorkoutFormView, workout_form};
use app::pages::workouts::{Narrowing, WorkoutsView, workouts as workouts_page};
use app::series::Course;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use domain::act::Act;
use domain::digest::Digest;
use domain::efficiency::Efficiency;
use domain::load::{Account, Facts};
use domain::records::ALL_TIME;
use domain::sport::{Sport, SportName};
use domain::table::{Filter, Logged, NewWorkout, RequestKey, TableError};
use domain::workout::{Draft, FieldError, Source, Workout, WorkoutId};
use domain::zones::Spent;
use serde::Deserialize;
use std::str::FromStr;

/// Workouts on one page of the list.
const PAGE: usize = 30;

/// What the list's form and links send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    from: String,
    to: String,
    sport: String,
    after: Option<String>,
}

impl ListQuery {
    /// The filter, and what the form shows of it beside what is wrong.
    fn read(self) -> (Filter, Narrowing) {
        let mut errors = Vec::new();
        let filter = Filter {
            from: optional(&self.from, "from", "must be a date", &mut errors),
            to: optional(&self.to, "to", "must be a date", &mut errors),
            sport: optional::<Listed>(&self.sport, "sport", "must be one of the list", &mut errors)
                .map(|it| it.0),
        };
        (filter, Narrowing { sport: self.sport, from: self.from, to: self.to, errors })
    }
}

/// A sport that the list can be narrowed to; any name stands for every `other` sport.
pub(super) struct Listed(pub(super) Sport);

impl FromStr for Listed {
    type Err = ();

    fn from_str(code: &str) -> Result<Self, ()> {
        let other = || SportName::parse(code).filter(|name| name.as_str() == "other").map(Sport::Other);
        Sport::from_code(code).or_else(other).map(Self).ok_or(())
    }
}

fn optional<T: FromStr>(
    typed: &str,
    field: &'static str,
    expected: &str,
    errors: &mut Vec<FieldError>,
) -> Option<T> {
    if typed.is_empty() {
        return None;
    }
    let wrong = |_| errors.push(FieldError::new(field, expected));
    typed.parse().map_err(wrong).ok()
}

/// `GET /workouts`: the newest first.
pub async fn list(
    State(app): State<App>,
    visit: Visit,
    Query(query): Query<ListQuery>,
) -> Result<Html<String>, Problem> {
    let permit = visit.permit(Act::ReadWorkouts).await?;
    let (owner, sealer, after) = (visit.cursor_owner(), app.vault.sealer(), query.after.clone());
    let (filter, narrowing) = query.read();
    let open =
        |text: String| cursor::open(sealer, &owner, &filter, &text).ok_or(Problem::BadRequest("after"));
    let after = after.map(open).transpose()?;
    let page = app.table.page_at(&permit, (&filter, after.as_ref(), PAGE), visit.revision).await?;
    let older =
        page.next.as_ref().map(|position| cursor::seal(sealer, &owner, &filter, position)).transpose()?;
    let view = WorkoutsView::new(&page.items, visit.profile.units, narrowing, older.as_deref());
    let view = view.within(visit.log());
    Ok(visit.page("Workouts", false, move || workouts_page(view)))
}

/// `GET /workouts/new`: the empty form.
pub async fn new(State(app): State<App>, visit: Visit) -> Result<Html<String>, Problem> {
    visit.permit(Act::LogWorkout).await?;
    let view = WorkoutFormView::log(&blank(&app, &visit), &[], visit.profile.units);
    Ok(form_page(&visit, view))
}

/// The form as a page.
pub(super) fn form_page(visit: &Visit, view: WorkoutFormView) -> Html<String> {
    visit.page(view.title(), true, move || workout_form(view))
}

fn blank(app: &App, visit: &Visit) -> Draft {
    let here = app.now().with_timezone(&visit.profile.time_zone);
    Draft {
        sport: "run".to_owned(),
        date: here.format("%Y-%m-%d").to_string(),
        time: here.format("%H:%M").to_string(),
        idempotency_key: app.chance(),
        ..Draft::default()
    }
}

/// `POST /workouts`: logs what was typed; a second submission of the same form shows the first's workout.
pub async fn log(
    State(app): State<App>,
    visit: Visit,
    Form(draft): Form<Draft>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::LogWorkout).await?;
    let visit = visit.at("/workouts/new");
    let now = app.now();
    let details = match draft.parse(visit.profile.units, visit.profile.time_zone, now) {
        Ok(details) => details,
        Err(errors) => {
            let idempotency_key = draft.key().unwrap_or_else(|| app.chance());
            let draft = Draft { idempotency_key, ..draft };
            let view = WorkoutFormView::log(&draft, &errors, visit.profile.units);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, form_page(&visit, view)).into_response());
        }
    };
    let new = NewWorkout {
        id: app.workout_id(details.start.instant()),
        account: Account::of(&Facts::new(&details, None, &visit.profile)),
        digest: Digest::default(),
        details,
        source: Source::Manual,
        track: None,
        idempotency_key: draft.key().map(RequestKey::Form),
    };
    let (workout, notice) = match app.table.log(&permit, new, now).await {
        Ok(Logged::New(workout)) => (workout, "logged"),
        Ok(Logged::Before { now: Some(workout), .. }) => (*workout, "known"),
        // What this form stood for is gone: whoever sends it again means something new.
        Ok(Logged::Before { now: None, .. }) | Err(TableError::KeyReused) => {
            return Ok(sent_before(&app, visit, draft));
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&format!("/workouts/{}?notice={notice}", workout.id)).into_response())
}

/// The form once more under a new key: it was sent, gone back to, changed and sent again.
fn sent_before(app: &App, visit: Visit, draft: Draft) -> Response {
    let draft = Draft { idempotency_key: app.chance(), ..draft };
    let view = WorkoutFormView::log(&draft, &[], visit.profile.units);
    let visit = visit.warned("This form was sent before, with other values, and that workout is logged. Send it again to log this one too.");
    (StatusCode::CONFLICT, form_page(&visit, view)).into_response()
}

/// What the address of a workout names, whoever's it is.
#[derive(Debug, Deserialize)]
pub struct Named {
    id: String,
}

/// `GET /workouts/{id}`: one workout with its track.
pub async fn show(
    State(app): State<App>,
    visit: Visit,
    Path(Named { id }): Path<Named>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::ReadWorkouts).await?;
    let known = WorkoutId::parse(&id).ok_or(Problem::NotFound)?;
    let Some(opened) = app.table.opened(&permit, &known).await? else {
        return deleted(&app, &visit, &known).await;
    };
    let workout = &opened.workout;
    let track = if workout.has_track { app.table.track(&permit, &workout.id).await? } else { None };
    let (rate, units) = (workout.details.sport.rate(), visit.profile.units);
    let efficiency = track.as_ref().map(|track| Efficiency::of(&workout.details.sport, track));
    let drawn = track.map(|track| chart::workout(Course::new(&track, rate, units)));
    let islands = drawn.is_some();
    let marks = app.table.bests_at(&permit, ALL_TIME, visit.revision).await?.set_by(&workout.id);
    let view = WorkoutView::new(&opened, drawn, units);
    let view = view.with_records(&marks, &workout.details.sport, units);
    let view = view.with_efficiency(&efficiency.unwrap_or_default(), rate, units);
    let measured = visit.athlete().measured_on(workout.details.start.date());
    let zones = chart::zones(&Spent::of(&opened.digest, &measured), "of this workout");
    let view = view.with_zones(zones).within(visit.log());
    Ok(visit.page(&view.title.clone(), islands, move || workout_page(view)).into_response())
}

/// A workout of the visitor's own that was deleted and can still be brought back.
async fn deleted(app: &App, visit: &Visit, id: &WorkoutId) -> Result<Response, Problem> {
    // A coach brings nothing back: to ask whether they may would be on record as an attempt.
    if visit.log().is_some() {
        return Err(Problem::NotFound);
    }
    let permit = visit.permit(Act::DeleteWorkout).await?;
    let (workout, until) = app.table.deleted(&permit, id, app.now()).await?.ok_or(Problem::NotFound)?;
    let view = DeletedView::new(&workout, until.with_timezone(&visit.profile.time_zone), visit.profile.units);
    let page = visit.page("Deleted workout", false, move || deleted_page(view));
    Ok((StatusCode::GONE, page).into_response())
}

/// The workout with this id among the visitor's own; what is somebody else's is not found.
pub(super) async fn find(app: &App, visit: &Visit, id: &str) -> Result<Workout, Problem> {
    let permit = visit.permit(Act::ReadWorkouts).await?;
    let id = WorkoutId::parse(id).ok_or(Problem::NotFound)?;
    app.table.workout(&permit, &id).await?.ok_or(Problem::NotFound)
}
