//! `/api/v1/workouts`: list, log, read, replace, delete; [`analysis`] opens one, [`counting`] chooses its load.

pub mod analysis;
pub mod counting;
pub mod schema;
pub mod view;

use super::asked::{Asked, parsed};
use super::call::Call;
use super::conditional::{APPLIED, expected, prefers_minimal, tag};
use super::fault::Fault;
use super::json;
use super::operation::{IDEMPOTENCY_KEY, Operation};
use super::profile::profile;
use crate::problem::Problem;
use crate::state::App;
use crate::web::cursor;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header::{ETAG, HeaderName, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::act::{Act, Permit};
use domain::digest::Digest;
use domain::load::{Account, Facts};
use domain::sport::{Sport, SportName};
use domain::table::{Edit, Filter, Logged, NewWorkout, RequestKey};
use domain::workout::wire::Submission;
use domain::workout::{Details, FieldError, Source, Workout, WorkoutId, bounds};
use schema::Submission as SubmissionShape;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use view::{WorkoutView, example, example_sent};

/// Workouts on a page, unless the call says how many.
const USUAL: usize = 50;
const MOST: usize = 200;

/// A page of workouts, newest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WorkoutPage)]
pub struct PageView {
    /// The workouts.
    items: Vec<WorkoutView>,
    /// What to ask for as `cursor` to get the page after this one; null on the last.
    next_cursor: Option<String>,
}

pub(crate) fn list_operation() -> Operation {
    let about = "Newest first. `from` and `to` are local dates and both belong to what is listed. A cursor goes with \
                 the query and the caller that it was given for; of `other` sports all are one.";
    Operation::new("listWorkouts", "List workouts", about)
        .query("from", "The first local date.", schema::date())
        .query("to", "The last local date.", schema::date())
        .query("sport", "Workouts of this sport only.", schema::sport())
        .query("limit", "How many, 1 to 200.", schema::limit(MOST))
        .query("cursor", "Where the page before ended.", schema::cursor())
        .answers::<PageView>(
            StatusCode::OK,
            "A page of them.",
            json!({"items": [example()], "next_cursor": null}),
        )
}

/// `GET /api/v1/workouts`: a page of them, newest first.
pub async fn list(State(app): State<App>, call: Call) -> Result<Json<PageView>, Fault> {
    let permit = call.permit(Act::ReadWorkouts).await?;
    let (filter, limit, cursor) = read_query(&call)?;
    let (sealer, whose) = (app.vault.sealer(), call.cursor_owner());
    let open = |text: String| cursor::open(sealer, &whose, &filter, &text).ok_or_else(Fault::cursor);
    let after = cursor.map(open).transpose()?;
    let revision = app.table.standing(&permit).await?.revision;
    let page = app.table.page_at(&permit, (&filter, after.as_ref(), limit), revision).await?;
    let next_cursor = page.next.as_ref().map(|it| cursor::seal(sealer, &whose, &filter, it)).transpose()?;
    Ok(Json(PageView { items: page.items.iter().map(WorkoutView::from).collect(), next_cursor }))
}

fn read_query(call: &Call) -> Result<(Filter, usize, Option<String>), Fault> {
    let mut asked = Asked::of(&call.uri);
    let filter = Filter {
        from: asked.take("from", schema::read_date),
        to: asked.take("to", schema::read_date),
        sport: asked.take("sport", read_sport),
    };
    let limit = asked.take("limit", |text| {
        let limit: usize = parsed("must be a whole number")(text)?;
        bounds::within(limit, &(1..=MOST))
    });
    let cursor = asked.take("cursor", |text| Ok(text.to_owned()));
    asked.done()?;
    Ok((filter, limit.unwrap_or(USUAL), cursor))
}

/// A sport by its code; any name stands for every `other` sport.
pub(crate) fn read_sport(code: &str) -> Result<Sport, String> {
    let other = || SportName::parse(code).filter(|name| name.as_str() == "other").map(Sport::Other);
    Sport::from_code(code).or_else(other).ok_or_else(|| "must be a sport's code".to_owned())
}

pub(crate) fn create_operation() -> Operation {
    let about = "With an `Idempotency-Key` the same request can be sent again within 24 hours: it is answered as it was \
                 the first time, and nothing is logged twice.";
    Operation::new("logWorkout", "Log a workout", about)
        .idempotency_key()
        .header("Prefer", "`return=minimal` for an answer without the workout.", false)
        .takes::<SubmissionShape>(example_sent())
        .answers::<WorkoutView>(
            StatusCode::CREATED,
            "It is in the log; Location and ETag say where and as what.",
            example(),
        )
        .error(StatusCode::CONFLICT)
}

/// `POST /api/v1/workouts`: logs one.
pub async fn create(State(app): State<App>, call: Call, body: Bytes) -> Result<Response, Fault> {
    let permit = call.permit(Act::LogWorkout).await?;
    Asked::of(&call.uri).done()?;
    let details = submitted(&app, &call.headers, &body)?;
    let key = idempotency_key(&call)?;
    let _turn =
        key.as_ref().map(|key| app.answering.take(&call.athlete, key).ok_or(Fault::KeyBusy)).transpose()?;
    let new = NewWorkout {
        id: app.workout_id(details.start.instant()),
        account: Account::of(&Facts::new(&details, None, &profile(&app, &permit).await?)),
        digest: Digest::default(),
        details,
        source: Source::Manual,
        track: None,
        idempotency_key: key.clone(),
    };
    let (Logged::New(workout) | Logged::Before { first: workout, .. }) =
        app.table.log(&permit, new, app.now()).await?;
    let location =
        HeaderValue::try_from(format!("/api/v1/workouts/{}", workout.id)).expect("an id is visible ASCII");
    let mut response = told(&call.headers, StatusCode::CREATED, &workout);
    response.headers_mut().insert(LOCATION, location);
    Ok(response)
}

fn submitted(app: &App, headers: &HeaderMap, body: &[u8]) -> Result<Details, Fault> {
    let object = json::object(headers, body)?;
    Submission::new(&object).details(app.now()).map_err(Fault::Invalid)
}

/// The key under which the request can be sent again.
fn idempotency_key(call: &Call) -> Result<Option<RequestKey>, Fault> {
    let mut sent = call.headers.get_all(IDEMPOTENCY_KEY).iter();
    let wrong = |message: String| Fault::Invalid(vec![FieldError::new(IDEMPOTENCY_KEY, message)]);
    let (Some(key), again) = (sent.next(), sent.next()) else { return Ok(None) };
    if again.is_some() {
        return Err(wrong("must be sent once".to_owned()));
    }
    let key = key.to_str().map_err(|_| wrong("must be visible ASCII".to_owned()))?;
    let key = bounds::idempotency_key(key).map_err(wrong)?;
    Ok(call.client().map(|client| RequestKey::Client(client.clone(), key)))
}

pub(crate) fn read_operation() -> Operation {
    Operation::new("readWorkout", "Read a workout", "Its ETag is its version, which changes follow.")
        .path("id", "The workout's id.")
        .answers::<WorkoutView>(StatusCode::OK, "The workout.", example())
}

/// `GET /api/v1/workouts/{id}`.
pub async fn read(State(app): State<App>, call: Call, Path(id): Path<String>) -> Result<Response, Fault> {
    let permit = call.permit(Act::ReadWorkouts).await?;
    Asked::of(&call.uri).done()?;
    let workout = find(&app, &permit, &id).await?;
    Ok(([(ETAG, tag(workout.version))], Json(WorkoutView::from(&workout))).into_response())
}

pub(super) async fn find(app: &App, permit: &Permit, id: &str) -> Result<Workout, Fault> {
    let id = WorkoutId::parse(id).ok_or(Problem::NotFound)?;
    Ok(app.table.workout(permit, &id).await?.ok_or(Problem::NotFound)?)
}

pub(crate) fn replace_operation() -> Operation {
    let about = "The whole of it: what is left out is not known from now on. `If-Match` names the version that you read, \
                 so that nobody's change is lost.";
    Operation::new("replaceWorkout", "Replace a workout", about)
        .path("id", "The workout's id.")
        .if_match()
        .header("Prefer", "`return=minimal` for an answer without the workout.", false)
        .takes::<SubmissionShape>(example_sent())
        .answers::<WorkoutView>(StatusCode::OK, "As it is now.", example())
        .answers_bare(StatusCode::NO_CONTENT, "As asked, without the workout.")
}

/// `PUT /api/v1/workouts/{id}`: replaces what is said about it.
pub async fn replace(
    State(app): State<App>,
    call: Call,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Fault> {
    let permit = call.permit(Act::EditWorkout).await?;
    Asked::of(&call.uri).done()?;
    let before = find(&app, &permit, &id).await?;
    let version = expected(&call.headers, before.version)?;
    let details = submitted(&app, &call.headers, &body)?;
    let track = if before.has_track { app.table.track(&permit, &before.id).await? } else { None };
    let account = Account::of(&Facts::new(&details, track.as_ref(), &profile(&app, &permit).await?));
    let digest = Digest::of(&details.sport, track.as_ref());
    let edit = Edit { version, details, account, digest };
    let workout = app.table.replace(&permit, &before.id, edit, app.now()).await?;
    Ok(told(&call.headers, StatusCode::OK, &workout))
}

/// A workout after a write, or only its tag for whoever prefers that.
fn told(headers: &HeaderMap, status: StatusCode, workout: &Workout) -> Response {
    let tag: (HeaderName, HeaderValue) = (ETAG, tag(workout.version));
    if !prefers_minimal(headers) {
        return (status, [tag], Json(WorkoutView::from(workout))).into_response();
    }
    let status = if status == StatusCode::OK { StatusCode::NO_CONTENT } else { status };
    (status, [tag, APPLIED]).into_response()
}

pub(crate) fn delete_operation() -> Operation {
    let about =
        "It can be brought back for 24 hours, on its page. `If-Match` names the version that you read.";
    Operation::new("deleteWorkout", "Delete a workout", about)
        .path("id", "The workout's id.")
        .if_match()
        .answers_bare(StatusCode::NO_CONTENT, "It is deleted.")
}

/// `DELETE /api/v1/workouts/{id}`.
pub async fn delete(State(app): State<App>, call: Call, Path(id): Path<String>) -> Result<StatusCode, Fault> {
    let permit = call.permit(Act::DeleteWorkout).await?;
    Asked::of(&call.uri).done()?;
    let before = find(&app, &permit, &id).await?;
    let version = expected(&call.headers, before.version)?;
    app.table.delete(&permit, &before.id, version, app.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
