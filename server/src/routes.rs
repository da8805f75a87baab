//! Every URL of Longrun in one table: what it needs, and who answers. The embedded provider has one of its own,
//! `local::idp::doors`.
//!
//! The router is built from it, and the tests walk it: as nobody, as the owner, as somebody else, and
//! with wrong methods. A route that is not here does not exist.

use crate::same_origin::{self, OwnOrigin};
use crate::state::App;
use crate::{arrival, body, import, kept, login, web};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodFilter, MethodRouter, on};
use domain::act::Act;
use std::time::Duration;
use tower_http::limit::RequestBodyLimitLayer;

/// How a request proves who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Not at all.
    None,
    /// By the session cookie; unsafe methods must come from our own pages.
    Cookie,
}

/// One URL and method.
#[derive(Debug)]
pub struct Route {
    /// The method; GET answers HEAD too.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// What the caller must bring.
    pub credential: Credential,
    /// What the caller must be allowed to do, if it touches anybody's log.
    pub act: Option<Act>,
    body: usize,
    is_upload: bool,
    answer: MethodRouter<App>,
}

/// The largest body of a form, in bytes: the longest notes in any script, and more.
pub(crate) const FORM_BYTES: usize = 160 * 1024;

/// Every route.
pub fn table() -> Vec<Route> {
    [open(), pages(), workouts(), imports()].into_iter().flatten().collect()
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
        get("/auth/login", login::start),
        get("/auth/callback", login::callback),
        post("/auth/logout", login::logout).cookie(None),
    ]
}

fn pages() -> Vec<Route> {
    vec![
        get("/dashboard", web::dashboard::show).cookie(Act::ReadTrends),
        get("/settings", web::settings::show).cookie(Act::ReadProfile),
        post("/settings", web::settings::save).cookie(Act::EditProfile),
    ]
}

fn workouts() -> Vec<Route> {
    vec![
        get("/workouts", web::workouts::list).cookie(Act::ReadWorkouts),
        post("/workouts", web::workouts::log).cookie(Act::LogWorkout),
        get("/workouts/new", web::workouts::new).cookie(Act::LogWorkout),
        get("/workouts/{id}", web::workouts::show).cookie(Act::ReadWorkouts),
        post("/workouts/{id}", web::changes::edit).cookie(Act::EditWorkout),
        get("/workouts/{id}/edit", web::changes::edit_form).cookie(Act::EditWorkout),
        get("/workouts/{id}/delete", web::changes::confirm_delete).cookie(Act::DeleteWorkout),
        post("/workouts/{id}/delete", web::changes::delete).cookie(Act::DeleteWorkout),
        post("/workouts/{id}/restore", web::changes::restore).cookie(Act::DeleteWorkout),
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

/// The router that answers exactly the routes of the [`table`]; forms have `patience` to arrive.
pub fn router(own: &OwnOrigin, patience: Duration) -> Router<App> {
    let add = |router: Router<App>, route: Route| router.route(route.path, route.guarded(own, patience));
    table().into_iter().fold(Router::new(), add)
}

impl Route {
    fn new<H, T>(method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).expect("a method that axum routes");
        let (answer, body) = (on(filter, handler), FORM_BYTES);
        Self { method, path, credential: Credential::None, act: None, body, is_upload: false, answer }
    }

    fn cookie(self, act: impl Into<Option<Act>>) -> Self {
        Self { credential: Credential::Cookie, act: act.into(), ..self }
    }

    /// Takes files of so many bytes together, and listens to them itself.
    fn upload(self, bytes: usize) -> Self {
        Self { body: bytes, is_upload: true, ..self }
    }

    fn guarded(self, own: &OwnOrigin, patience: Duration) -> MethodRouter<App> {
        // What announces too much is refused before a handler waits for it, what sends too much when it has.
        let limit = (DefaultBodyLimit::disable(), RequestBodyLimitLayer::new(self.body));
        let arrived = from_fn_with_state(patience, body::arrived);
        let answer: MethodRouter<App> = self.answer.layer(from_fn(kept::form));
        let answer = if self.is_upload { answer } else { answer.layer(arrived) };
        let answer: MethodRouter<App> = answer.layer(limit);
        let answer: MethodRouter<App> = answer.layer(from_fn_with_state(self.body, body::heard_out));
        match self.credential {
            Credential::None => answer,
            Credential::Cookie => answer
                .layer(from_fn(arrival::welcome))
                .layer(from_fn_with_state(own.clone(), same_origin::require)),
        }
    }
}

fn get<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route::new(Method::GET, path, handler)
}

fn post<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route::new(Method::POST, path, handler)
}
