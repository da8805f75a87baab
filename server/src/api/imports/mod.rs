//! `/api/v1/imports`: files of watches, looked at and stored as those that are brought on the page.

pub mod view;

use view::ImportView;

use super::asked::Asked;
use super::call::Call;
use super::fault::Fault;
use super::operation::{Body, Operation, Shape};
use super::profile::profile;
use super::workouts::schema;
use crate::import::bring::{NotBrought, Then, bring};
use crate::import::{Decoder, Desk, begin_commit, undo as undo_import, worker};
use crate::problem::Problem;
use crate::state::App;
use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::act::{Act, Permit};
use domain::athlete::Profile;
use domain::import::{Import, ImportFile};
use domain::table::{ImportId, Table};
use domain::workout::FieldError;
use serde_json::{Value, json};
use utoipa::openapi::schema::{AdditionalProperties, ArrayBuilder};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The media type of what is brought.
const FORM: &str = "multipart/form-data";

/// Files in a form.
#[derive(Debug)]
struct Files;

impl ToSchema for Files {
    fn name() -> std::borrow::Cow<'static, str> {
        "Files".into()
    }
}

impl PartialSchema for Files {
    fn schema() -> RefOr<Schema> {
        let file = ObjectBuilder::new()
            .schema_type(Type::String)
            .content_media_type("application/octet-stream")
            .build();
        let files = ArrayBuilder::new()
            .description(Some("The files, each in a part of its own."))
            .items(file)
            .min_items(Some(1))
            .build();
        let form = ObjectBuilder::new().schema_type(Type::Object).property("file", files).required("file");
        form.additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false))).build().into()
    }
}

fn example() -> Value {
    json!({
        "id": "x9Qm2", "state": "stored",
        "files": [{"name": "canal.fit", "outcome": "new", "reason": null, "workouts": ["01KGZ5Q2H8"]}],
        "progress": {"done": 1, "of": 1}, "left_out": null
    })
}

fn about_one(id: &'static str, summary: &'static str, about: &'static str) -> Operation {
    Operation::new(id, summary, about).path("id", "The import's id.")
}

pub(crate) fn bring_operation() -> Operation {
    let about = "FIT, TCX, GPX, plain or gzip, and zip archives of them, in parts named `file`. What is new is stored as \
                 soon as all has been looked at; with `commit=false` it waits for `commit`. Ask for the import to see how \
                 far it is.";
    let mut operation = Operation::new("importFiles", "Bring files", about)
        .query(
            "commit",
            "`false` makes a preview only.",
            schema::choice("Whether what is new is stored.", ["true", "false"]),
        )
        .answers::<ImportView>(StatusCode::ACCEPTED, "They are here and are being looked at.", example())
        .error(StatusCode::REQUEST_TIMEOUT)
        .error(StatusCode::PAYLOAD_TOO_LARGE)
        .error(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    operation.body = Some(Body { media_type: FORM, shape: Shape::of::<Files>(), example: None });
    operation
}

/// `POST /api/v1/imports`.
pub async fn begin(State(app): State<App>, call: Call, request: Request) -> Result<Response, Fault> {
    let permit = call.permit(Act::ImportWorkouts).await?;
    let mut asked = Asked::of(&call.uri);
    let commits = asked.take("commit", |text| match text {
        "true" => Ok(Then::Commit),
        "false" => Ok(Then::Preview),
        _ => Err("must be true or false".to_owned()),
    });
    asked.done()?;
    if !is_form(&call.headers) {
        return Err(Fault::Bare(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    }
    let profile = profile(&app, &permit).await?;
    let desk = desk(&app, &permit, &profile);
    let still = Box::pin(call.is_still_permitted(Act::ImportWorkouts));
    let id = bring(&app, (&desk, &call.athlete), (request, still), commits.unwrap_or(Then::Commit)).await?;
    let location = [(LOCATION, format!("/api/v1/imports/{id}"))];
    Ok((StatusCode::ACCEPTED, location, Json(view(&app.table, &permit, &id).await?)).into_response())
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.get(..FORM.len()).is_some_and(|kind| kind.eq_ignore_ascii_case(FORM))
}

impl From<NotBrought> for Fault {
    fn from(error: NotBrought) -> Self {
        match error {
            NotBrought::Request(status) => Self::Bare(status),
            NotBrought::NoFiles => {
                Self::Invalid(vec![FieldError::new("file", "must be sent, once or more".to_owned())])
            }
            NotBrought::Unknown(name) => Self::Invalid(vec![FieldError::new(name, "is not known")]),
            NotBrought::Problem(problem) => problem.into(),
        }
    }
}

pub(crate) fn read_operation() -> Operation {
    about_one("readImport", "Look at an import", "How far it has come, and what became of each file.")
        .answers::<ImportView>(StatusCode::OK, "The import.", example())
}

/// `GET /api/v1/imports/{id}`.
pub async fn read(State(app): State<App>, call: Call, Path(id): Path<String>) -> Result<Response, Fault> {
    let permit = call.permit(Act::ImportWorkouts).await?;
    Asked::of(&call.uri).done()?;
    answer(&app, &permit, &id).await
}

pub(crate) fn commit_operation() -> Operation {
    about_one(
        "commitImport",
        "Store what a preview shows",
        "Nothing is stored twice, however often it is asked.",
    )
    .answers::<ImportView>(StatusCode::ACCEPTED, "It is being stored, or is already.", example())
    .error(StatusCode::CONFLICT)
}

/// `POST /api/v1/imports/{id}/commit`.
pub async fn commit(State(app): State<App>, call: Call, Path(text): Path<String>) -> Result<Response, Fault> {
    let permit = call.permit(Act::ImportWorkouts).await?;
    Asked::of(&call.uri).done()?;
    let (id, profile) = (id(&text)?, profile(&app, &permit).await?);
    if begin_commit(&desk(&app, &permit, &profile), &id).await.map_err(Problem::from)? {
        worker::set_to_work(&app, &call.athlete, &id);
    }
    Ok((StatusCode::ACCEPTED, answer(&app, &permit, &text).await?).into_response())
}

pub(crate) fn undo_operation() -> Operation {
    about_one("undoImport", "Take an import out of the log again", "A preview is thrown away.")
        .answers::<ImportView>(StatusCode::OK, "It is undone.", example())
        .error(StatusCode::CONFLICT)
}

/// `POST /api/v1/imports/{id}/undo`.
pub async fn undo(State(app): State<App>, call: Call, Path(text): Path<String>) -> Result<Response, Fault> {
    let permit = call.permit(Act::ImportWorkouts).await?;
    Asked::of(&call.uri).done()?;
    let profile = profile(&app, &permit).await?;
    undo_import(&desk(&app, &permit, &profile), &id(&text)?).await.map_err(Problem::from)?;
    answer(&app, &permit, &text).await
}

fn id(text: &str) -> Result<ImportId, Fault> {
    Ok(ImportId::parse(text).ok_or(Problem::NotFound)?)
}

fn desk<'a>(app: &'a App, permit: &'a Permit, profile: &'a Profile) -> Desk<'a> {
    Desk { table: &app.table, permit, profile, now: app.now(), decoder: Decoder::default() }
}

async fn answer(app: &App, permit: &Permit, text: &str) -> Result<Response, Fault> {
    Ok(Json(view(&app.table, permit, &id(text)?).await?).into_response())
}

async fn view(table: &Table, permit: &Permit, id: &ImportId) -> Result<ImportView, Fault> {
    let import = table.import::<Import>(permit, id).await?.ok_or(Problem::NotFound)?.value;
    let rows = table.import_files::<ImportFile>(permit, id).await?;
    let files: Vec<_> = rows.into_iter().map(|(_, row)| row.value).collect();
    Ok(ImportView::new(id, import, &files))
}
