//! `/api/v1/profile` and `/api/v1/athletes/me`: who it is about, and who may do what.

use super::asked::Asked;
use super::call::Call;
use super::fault::Fault;
use super::operation::Operation;
use super::workouts::{schema, view::utc};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::act::{Act, Permit};
use domain::athlete::{ColorScheme, Profile, Sex};
use domain::quantity::{BeatsPerMinute, Units};
use domain::scope::{Scope, Scopes};
use gate::Caller;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// What the athlete told about themselves. What they did not tell is null.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Profile)]
pub struct ProfileView {
    /// The athlete's id.
    athlete: String,
    /// What they want to be called.
    display_name: String,
    /// The units they read and type; the API always tells metres.
    #[schema(schema_with = units)]
    units: Units,
    /// The zone in which their day begins.
    #[schema(example = "Europe/Berlin")]
    time_zone: &'static str,
    /// How pages are coloured for them.
    #[schema(schema_with = color_scheme)]
    color_scheme: ColorScheme,
    /// Heart rate at rest in beats per minute.
    resting_heart_rate_bpm: Option<u16>,
    /// Highest heart rate in beats per minute.
    max_heart_rate_bpm: Option<u16>,
    /// Which constants the load takes.
    #[schema(schema_with = sex)]
    sex_for_load: Option<Sex>,
    /// Year of birth.
    birth_year: Option<u16>,
    /// Counts up with every change; 0 if nothing was ever saved.
    version: u64,
}

fn units() -> utoipa::openapi::Object {
    schema::choice("The units they read and type; the API always tells metres.", ["metric", "imperial"])
}

fn color_scheme() -> utoipa::openapi::Object {
    schema::choice("How pages are coloured for them.", ["auto", "light", "dark"])
}

fn sex() -> utoipa::openapi::Object {
    schema::nullable_choice("Which constants the load takes.", ["female", "male"])
}

pub(crate) fn read_operation() -> Operation {
    let example = json!({
        "athlete": "5c3q1m", "display_name": "Ada", "units": "metric", "time_zone": "Europe/Berlin",
        "color_scheme": "auto", "resting_heart_rate_bpm": 52, "max_heart_rate_bpm": 188, "sex_for_load": "female",
        "birth_year": 1990, "version": 4
    });
    Operation::new("readProfile", "Read the profile", "What load and days are computed with.")
        .answers::<ProfileView>(StatusCode::OK, "The profile.", example)
}

/// `GET /api/v1/profile`.
pub async fn read(State(app): State<App>, call: Call) -> Result<Json<ProfileView>, Fault> {
    let permit = call.permit(Act::ReadProfile).await?;
    Asked::of(&call.uri).done()?;
    let profile = profile(&app, &permit).await?;
    Ok(Json(ProfileView {
        athlete: call.athlete.to_string(),
        display_name: profile.display_name,
        units: profile.units,
        time_zone: profile.time_zone.name(),
        color_scheme: profile.color_scheme,
        resting_heart_rate_bpm: profile.resting_heart_rate.map(|BeatsPerMinute(it)| it),
        max_heart_rate_bpm: profile.max_heart_rate.map(|BeatsPerMinute(it)| it),
        sex_for_load: profile.sex_for_load,
        birth_year: profile.birth_year,
        version: profile.version,
    }))
}

/// The profile, or that of somebody who has told nothing yet.
pub(crate) async fn profile(app: &App, permit: &Permit) -> Result<Profile, Fault> {
    Ok(app.table.profile(permit).await?.unwrap_or_default())
}

/// Whom a token acts for, and what it may do.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Identity)]
pub struct IdentityView {
    /// The athlete's id.
    athlete: String,
    /// The client's id at its provider.
    client: String,
    /// Whether the athlete lent the token, granted a machine something, or lets you read as their coach.
    #[schema(schema_with = kind)]
    acting_as: &'static str,
    /// What may be done: the scopes of the token that were granted, too.
    scopes: Vec<&'static str>,
    /// When the grant ends by itself, in UTC; null if it does not.
    grant_ends_at: Option<String>,
}

fn kind() -> utoipa::openapi::Object {
    let about =
        "Whether the athlete lent the token, granted a machine something, or lets you read as their coach.";
    schema::choice(about, ["athlete", "machine", "coach"])
}

pub(crate) fn identity_operation() -> Operation {
    let example = json!({
        "athlete": "5c3q1m", "client": "client-9f2k", "acting_as": "machine",
        "scopes": ["workouts:read", "trends:read"], "grant_ends_at": "2027-11-22T00:00:00Z"
    });
    let about = "Good to begin with: it says whom the token acts for, what it may do and until when.";
    Operation::new("identify", "Learn whom you act for", about).answers::<IdentityView>(
        StatusCode::OK,
        "Who it is.",
        example,
    )
}

/// `GET /api/v1/athletes/me`.
pub async fn identify(call: Call) -> Result<Response, Fault> {
    call.permit(Act::Identify).await?;
    Asked::of(&call.uri).done()?;
    let granted = |scope: &Scope| call.grant.as_ref().is_none_or(|grant| grant.scopes.has(*scope));
    let scopes = call.lent().into_iter().flat_map(Scopes::iter).filter(granted);
    let view = IdentityView {
        athlete: call.athlete.to_string(),
        client: call.bearer.client_id.clone(),
        acting_as: match &call.bearer.caller {
            Caller::Machine { .. } => "machine",
            _ if call.is_own() => "athlete",
            _ => "coach",
        },
        scopes: scopes.map(Scope::name).collect(),
        grant_ends_at: call.grant.as_ref().and_then(|grant| grant.ends_at).map(utc),
    };
    Ok(Json(view).into_response())
}
