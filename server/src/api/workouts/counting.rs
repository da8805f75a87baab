//! `/api/v1/workouts/{id}/load`: by which method a workout counts.

use super::view::{WorkoutView, example};
use super::{schema, told};
use crate::api::asked::Asked;
use crate::api::call::Call;
use crate::api::conditional::expected;
use crate::api::fault::Fault;
use crate::api::json;
use crate::api::operation::Operation;
use crate::problem::Problem;
use crate::state::App;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::act::Act;
use domain::load::{Account, Method, VERSION};
use domain::workout::{FieldError, Opened, WorkoutId};
use serde_json::{Map, Value, json};
use utoipa::openapi::schema::AdditionalProperties;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The field that tells the method.
const METHOD: &str = "method";

/// The method that shall count, or null for the preferred one.
#[derive(Debug)]
pub struct Choice;

impl ToSchema for Choice {
    fn name() -> std::borrow::Cow<'static, str> {
        "CountedBy".into()
    }
}

impl PartialSchema for Choice {
    fn schema() -> RefOr<Schema> {
        let about = "One of the methods of the workout's analysis; null for the preferred one.";
        let object = ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some("By which method a workout shall count."))
            .property(METHOD, schema::nullable_choice(about, Method::ALL.map(Method::code)))
            .required(METHOD);
        object.additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false))).build().into()
    }
}

pub(crate) fn operation() -> Operation {
    let about = "From now on it counts by this method, also when it is computed anew. `If-Match` names the version that \
                 you read.";
    Operation::new("countLoadBy", "Choose by which method a workout counts", about)
        .path("id", "The workout's id.")
        .header("If-Match", "The ETag of the version that you read, like `\"3\"`.", true)
        .header("Prefer", "`return=minimal` for an answer without the workout.", false)
        .takes::<Choice>(json!({"method": "trimp_edwards"}))
        .answers::<WorkoutView>(StatusCode::OK, "As it is now.", example())
        .answers_bare(StatusCode::NO_CONTENT, "As asked, without the workout.")
        .error(StatusCode::PRECONDITION_FAILED)
        .error(StatusCode::PRECONDITION_REQUIRED)
}

/// `PUT /api/v1/workouts/{id}/load`: chooses one of the loads that were computed.
pub async fn choose(
    State(app): State<App>,
    call: Call,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Fault> {
    let permit = call.permit(Act::EditWorkout).await?;
    Asked::of(&call.uri).done()?;
    let id = WorkoutId::parse(&id).ok_or(Problem::NotFound)?;
    let Opened { workout, account, .. } = app.table.opened(&permit, &id).await?.ok_or(Problem::NotFound)?;
    let version = expected(&call.headers, workout.version)?;
    let choice = chosen(&json::object(&call.headers, &body)?, &account).map_err(Fault::Invalid)?;
    let workout = app.table.count_load_by(&permit, (&id, version), choice, app.now()).await?;
    Ok(told(&call.headers, StatusCode::OK, &workout))
}

/// The method that was sent, or everything that is wrong with what was.
fn chosen(sent: &Map<String, Value>, account: &Account) -> Result<Option<Method>, Vec<FieldError>> {
    let unknown = sent.keys().filter(|name| *name != METHOD);
    let mut errors: Vec<_> = unknown.map(|name| FieldError::new(name.clone(), "is not known")).collect();
    let codes: Vec<_> = account.loads(VERSION).iter().map(|load| load.method.code()).collect();
    let choice = match sent.get(METHOD) {
        Some(Value::Null) => None,
        Some(Value::String(code)) if codes.contains(&code.as_str()) => Method::from_code(code),
        _ => {
            let message = format!("must be null or a method that this workout has: {}", codes.join(", "));
            errors.push(FieldError::new(METHOD, message.trim_end_matches(": ")));
            None
        }
    };
    if errors.is_empty() { Ok(choice) } else { Err(errors) }
}
