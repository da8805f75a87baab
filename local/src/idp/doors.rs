//! Every way into the provider in one table: the router is built from it, and the server's tests walk it.

use super::{
    Provider, change_password, consent, discovery, end_session, invite, revocation, sign_in, sign_up,
};
use super::{token_endpoint, userinfo};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodFilter, MethodRouter, on};
use std::sync::Arc;

/// The most a request may carry, in bytes.
const MOST: usize = 64 * 1024;

/// One way in.
#[derive(Clone, Copy, Debug)]
pub struct Door {
    /// The method.
    pub method: &'static str,
    /// The path, from the root of the public URL.
    pub path: &'static str,
    /// Whether a browser sends it from one of our own pages, so that other origins must be refused.
    pub form: bool,
    answer: Answer,
}

/// What stands behind a door for its method.
type Answer = fn(MethodFilter) -> MethodRouter<Arc<Provider>>;

const fn get(path: &'static str, answer: Answer) -> Door {
    Door { method: "GET", path, form: false, answer }
}

const fn post(path: &'static str, answer: Answer) -> Door {
    Door { method: "POST", path, form: false, answer }
}

const fn form(path: &'static str, answer: Answer) -> Door {
    Door { method: "POST", path, form: true, answer }
}

/// Every way in. Those that are not forms take programs from anywhere, or change nothing.
pub const DOORS: &[Door] = &[
    get("/idp/.well-known/openid-configuration", |by| on(by, discovery::metadata)),
    get("/.well-known/oauth-authorization-server/idp", |by| on(by, discovery::metadata)),
    get("/idp/jwks.json", |by| on(by, discovery::keys)),
    get("/idp/authorize", |by| on(by, sign_in::authorize)),
    post("/idp/authorize", |by| on(by, sign_in::authorize_by_post)),
    form("/idp/sign-in", |by| on(by, sign_in::post)),
    form("/idp/consent", |by| on(by, consent::post)),
    post("/idp/token", |by| on(by, token_endpoint::post)),
    get("/idp/userinfo", |by| on(by, userinfo::answer)),
    post("/idp/userinfo", |by| on(by, userinfo::answer)),
    post("/idp/revoke", |by| on(by, revocation::post)),
    get("/idp/end-session", |by| on(by, end_session::get)),
    post("/idp/end-session", |by| on(by, end_session::post)),
    form("/idp/end-session/confirm", |by| on(by, end_session::confirm)),
    get("/idp/sign-up", |by| on(by, sign_up::get)),
    form("/idp/sign-up", |by| on(by, sign_up::post)),
    get("/idp/invite", |by| on(by, invite::get)),
    form("/idp/invite", |by| on(by, invite::post)),
    get("/idp/password", |by| on(by, change_password::get)),
    form("/idp/password", |by| on(by, change_password::post)),
    get("/idp/password/changed", |by| on(by, change_password::changed)),
];

pub(super) fn router(provider: Arc<Provider>) -> Router {
    let doors = DOORS.iter().fold(Router::new(), |router, door| router.route(door.path, door.answer()));
    doors.layer(DefaultBodyLimit::max(MOST)).with_state(provider)
}

impl Door {
    fn answer(&self) -> MethodRouter<Arc<Provider>> {
        let by = if self.method == "GET" { MethodFilter::GET } else { MethodFilter::POST };
        (self.answer)(by)
    }
}
