//! Every URL of Longrun in one table: what it needs, and who answers. The embedded provider has one of its own,
//! `local::idp::doors`.
//!
//! The router is built from it, and the tests walk it: as nobody, as the owner, as somebody else, and
//! with wrong methods. A route that is not here does not exist.

pub use crate::route::{Credential, Route};

use crate::api::{self, document};
use crate::config::Settings;
use crate::route::{delete, get, post, put};
use crate::state::App;
use crate::{bearer, import, login, web};
use axum::Router;
use axum::http::Method;
use axum::http::header::{
    AUTHORIZATION, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderName, IF_MATCH, IF_NONE_MATCH, LOCATION,
    RETRY_AFTER, WWW_AUTHENTICATE,
};
use domain::act::Act;
use std::time::Duration;
use tower_http::cors::CorsLayer;

/// Every route.
pub fn table() -> Vec<Route> {
    [open(), pages(), connections(), workouts(), athletes(), imports(), calls()]
        .into_iter()
        .flatten()
        .collect()
}

fn open() -> Vec<Route> {
    vec![
        get("/", web::landing::show).cookie(None),
        get("/health/live", web::health::live),
        get("/health/ready", web::health::ready),
        get("/assets/{file}", web::assets::serve),
        get("/favicon.ico", web::assets::icon),
        get("/favicon.svg", web::assets::icon),
        get("/robots.txt", web::assets::robots),
        get("/api", web::reference::show).cookie(None),
        get("/problems/{name}", web::reference::problem),
        get("/api/openapi.json", document::serve).described(document::operation),
        get("/auth/login", login::start),
        get("/auth/callback", web::sign_in::callback),
        post("/auth/logout", login::logout).cookie(None),
        get(bearer::metadata::PATH, bearer::metadata::show),
    ]
}

fn pages() -> Vec<Route> {
    vec![
        get("/dashboard", web::dashboard::show).cookie(Act::ReadTrends),
        get("/load", web::load::show).cookie(Act::ReadTrends),
        get("/records", web::records::show).cookie(Act::ReadTrends),
        get("/consistency", web::consistency::show).cookie(Act::ReadTrends),
        get("/review", web::review::show).cookie(Act::ReadTrends),
        get("/settings", web::settings::show).cookie(Act::ReadProfile),
        get("/settings/clients", web::clients::show).cookie(Act::Get),
        get("/settings/refusals", web::refusals::show).cookie(Act::Get),
        post("/settings", web::settings::save).cookie(Act::EditProfile),
        get("/settings/thresholds", web::thresholds::show).cookie(Act::ReadProfile),
        post("/settings/thresholds", web::thresholds::save).cookie(Act::EditProfile),
        post("/settings/thresholds/remove", web::thresholds::remove).cookie(Act::EditProfile),
    ]
}

fn connections() -> Vec<Route> {
    use web::connections::{self, apps, coaches, machines};
    let routes = vec![
        get("/settings/connections", connections::show),
        get("/settings/connections/machine", machines::new),
        post("/settings/connections/machine", machines::add),
        get("/settings/connections/app", apps::new),
        post("/settings/connections/app", apps::add),
        get("/settings/connections/coach", coaches::new),
        post("/settings/connections/coach", coaches::add),
        get("/settings/connections/{kind}/{id}/secret", machines::confirm_secret),
        post("/settings/connections/{kind}/{id}/secret", machines::new_secret),
        post("/settings/connections/{kind}/{id}/allow", connections::allow),
        get("/settings/connections/{kind}/{id}/withdraw", connections::confirm_withdraw),
        post("/settings/connections/{kind}/{id}/withdraw", connections::withdraw),
        get("/settings/connections/own/{id}/end", apps::confirm_end),
        post("/settings/connections/own/{id}/end", apps::end),
    ];
    routes.into_iter().map(|route| route.cookie(Act::ManageConnections)).collect()
}

fn workouts() -> Vec<Route> {
    vec![
        get("/workouts", web::workouts::list).cookie(Act::ReadWorkouts),
        post("/workouts", web::workouts::log).cookie(Act::LogWorkout),
        get("/workouts/new", web::workouts::new).cookie(Act::LogWorkout),
        get("/workouts/{id}", web::workouts::show).cookie(Act::ReadWorkouts),
        post("/workouts/{id}", web::changes::edit).cookie(Act::EditWorkout),
        get("/workouts/{id}/edit", web::changes::edit_form).cookie(Act::EditWorkout),
        post("/workouts/{id}/load", web::changes::count).cookie(Act::EditWorkout),
        get("/workouts/{id}/delete", web::changes::confirm_delete).cookie(Act::DeleteWorkout),
        post("/workouts/{id}/delete", web::changes::delete).cookie(Act::DeleteWorkout),
        post("/workouts/{id}/restore", web::changes::restore).cookie(Act::DeleteWorkout),
    ]
}

/// What coaches see: the same pages, of somebody else's log.
fn athletes() -> Vec<Route> {
    vec![
        get("/athletes/{athlete}/dashboard", web::dashboard::show).cookie(Act::ReadTrends),
        get("/athletes/{athlete}/load", web::load::show).cookie(Act::ReadTrends),
        get("/athletes/{athlete}/records", web::records::show).cookie(Act::ReadTrends),
        get("/athletes/{athlete}/consistency", web::consistency::show).cookie(Act::ReadTrends),
        get("/athletes/{athlete}/review", web::review::show).cookie(Act::ReadTrends),
        get("/athletes/{athlete}/workouts", web::workouts::list).cookie(Act::ReadWorkouts),
        get("/athletes/{athlete}/workouts/{id}", web::workouts::show).cookie(Act::ReadWorkouts),
    ]
}

fn imports() -> Vec<Route> {
    vec![
        get("/import", import::web::show).cookie(Act::ImportWorkouts),
        post("/import", import::web::bring).cookie(Act::ImportWorkouts).upload(import::web::MOST),
        get("/import/{id}", import::web::one).cookie(Act::ImportWorkouts),
        post("/import/{id}/commit", import::web::commit).cookie(Act::ImportWorkouts),
        get("/import/{id}/undo", import::web::confirm_undo).cookie(Act::ImportWorkouts),
        post("/import/{id}/undo", import::web::undo).cookie(Act::ImportWorkouts),
    ]
}

fn calls() -> Vec<Route> {
    use api::{
        changes, clients, consistency, imports, load, originals, profile, races, records, refusals, review,
        trends, workouts, zones,
    };
    vec![
        get("/api/v1/athletes/me", profile::identify).bearer(Act::Identify, profile::identity_operation),
        get("/api/v1/changes", changes::list).bearer(Act::ReadWorkouts, changes::operation),
        get("/api/v1/clients", clients::list).bearer(Act::Get, clients::operation),
        get("/api/v1/consistency", consistency::read).bearer(Act::ReadTrends, consistency::operation),
        post("/api/v1/imports", imports::begin)
            .bearer(Act::ImportWorkouts, imports::bring_operation)
            .upload(import::web::MOST),
        get("/api/v1/imports/{id}", imports::read).bearer(Act::ImportWorkouts, imports::read_operation),
        post("/api/v1/imports/{id}/commit", imports::commit)
            .bearer(Act::ImportWorkouts, imports::commit_operation),
        post("/api/v1/imports/{id}/undo", imports::undo).bearer(Act::ImportWorkouts, imports::undo_operation),
        get("/api/v1/load", load::read).bearer(Act::ReadTrends, load::operation),
        get("/api/v1/profile", profile::read).bearer(Act::ReadProfile, profile::read_operation),
        get("/api/v1/races", races::read).bearer(Act::ReadTrends, races::operation),
        get("/api/v1/records", records::read).bearer(Act::ReadTrends, records::operation),
        get("/api/v1/refusals", refusals::list).bearer(Act::Get, refusals::operation),
        get("/api/v1/review", review::read).bearer(Act::ReadTrends, review::operation),
        get("/api/v1/trends", trends::read).bearer(Act::ReadTrends, trends::operation),
        get("/api/v1/trends/zones", zones::read).bearer(Act::ReadTrends, zones::operation),
        get("/api/v1/workouts", workouts::list).bearer(Act::ReadWorkouts, workouts::list_operation),
        post("/api/v1/workouts", workouts::create).bearer(Act::LogWorkout, workouts::create_operation),
        get("/api/v1/workouts/{id}", workouts::read).bearer(Act::ReadWorkouts, workouts::read_operation),
        get("/api/v1/workouts/{id}/analysis", workouts::analysis::read)
            .bearer(Act::ReadWorkouts, workouts::analysis::operation),
        put("/api/v1/workouts/{id}/load", workouts::counting::choose)
            .bearer(Act::EditWorkout, workouts::counting::operation),
        get("/api/v1/workouts/{id}/original", originals::read)
            .bearer(Act::ReadWorkouts, originals::operation),
        put("/api/v1/workouts/{id}", workouts::replace).bearer(Act::EditWorkout, workouts::replace_operation),
        delete("/api/v1/workouts/{id}", workouts::delete)
            .bearer(Act::DeleteWorkout, workouts::delete_operation),
    ]
}

/// The router that answers exactly the routes of the [`table`]; forms have the settings' patience to arrive.
pub fn router(app: &App, settings: &Settings) -> Router<App> {
    let add =
        |router: Router<App>, route: Route| router.route(route.path, route.guarded(app, settings.patience));
    let (calls, pages): (Vec<_>, Vec<_>) = table().into_iter().partition(|route| route.operation.is_some());
    let calls = calls.into_iter().fold(Router::new(), add);
    let calls = if settings.cors.is_empty() { calls } else { calls.layer(cors(settings)) };
    pages.into_iter().fold(calls, add)
}

/// Lets the scripts of the origins that the settings name call the API.
fn cors(settings: &Settings) -> CorsLayer {
    let sent = ["idempotency-key", "prefer"].map(HeaderName::from_static);
    let told = ["preference-applied", "ratelimit", "ratelimit-policy"].map(HeaderName::from_static);
    CorsLayer::new()
        .allow_origin(settings.cors.clone())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::DELETE])
        .allow_headers(
            [AUTHORIZATION, CONTENT_TYPE, IF_MATCH, IF_NONE_MATCH]
                .into_iter()
                .chain(sent)
                .collect::<Vec<_>>(),
        )
        .expose_headers(
            [CONTENT_DISPOSITION, ETAG, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE]
                .into_iter()
                .chain(told)
                .collect::<Vec<_>>(),
        )
        .max_age(Duration::from_hours(1))
}
