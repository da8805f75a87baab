//! `/api/v1/workouts/{id}/load`: by which method a workout counts.

use super::view::{WorkoutView, example};
use super::{find, schema, told};
use crate::api::asked::Asked;
use crate::api::call::Call;
use crate::api::conditional::expected;
use crate::api::fault::Fault;
use crate::api::json;
use crate::api::operation::Operation;
use crate::state::App;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::act::Act;
use domain::load::Method;
use domain::workout::FieldError;
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
        let about = "The method; null for the preferred one.";
        let object = ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some("By which method a workout shall count."))
            .property(METHOD, schema::nullable_choice(about, Method::ALL.map(Method::code)))
            .required(METHOD);
        object.additional_properties(Some(AdditionalProperties::<Schema>::FreeForm(false))).build().into()
    }
}

pub(crate) fn operation() -> Operation {
    let about = "It counts by this method whenever it has a load by it, also when loads are computed anew; its analysis \
                 tells which it has. `If-Match` names the version that you read.";
    Operation::new("countLoadBy", "Choose by which method a workout counts", about)
        .path("id", "The workout's id.")
        .if_match()
        .header("Prefer", "`return=minimal` for an answer without the workout.", false)
        .takes::<Choice>(json!({"method": "trimp_edwards"}))
        .answers::<WorkoutView>(StatusCode::OK, "As it is now.", example())
        .answers_bare(StatusCode::NO_CONTENT, "As asked, without the workout.")
}

/// `PUT /api/v1/workouts/{id}/load`: chooses by which method it counts.
pub async fn choose(
    State(app): State<App>,
    call: Call,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Fault> {
    let permit = call.permit(Act::EditWorkout).await?;
    Asked::of(&call.uri).done()?;
    let before = find(&app, &permit, &id).await?;
    let version = expected(&call.headers, before.version)?;
    let choice = chosen(&json::object(&call.headers, &body)?).map_err(Fault::Invalid)?;
    let workout = app.table.count_load_by(&permit, (&before.id, version), choice, app.now()).await?;
    Ok(told(&call.headers, StatusCode::OK, &workout))
}

/// The method that was sent, or everything that is wrong with what was.
fn chosen(sent: &Map<String, Value>) -> Result<Option<Method>, Vec<FieldError>> {
    let unknown = sent.keys().filter(|name| *name != METHOD);
    let mut errors: Vec<_> = unknown.map(|name| FieldError::new(name.clone(), "is not known")).collect();
    let method = sent.get(METHOD).filter(|value| !value.is_null());
    let choice = method.and_then(|method| Method::from_code(method.as_str()?));
    if !sent.contains_key(METHOD) || choice.is_none() && method.is_some() {
        let codes = Method::ALL.map(Method::code).join(", ");
        errors.push(FieldError::new(METHOD, format!("must be null or one of {codes}")));
    }
    if errors.is_empty() { Ok(choice) } else { Err(errors) }
}
