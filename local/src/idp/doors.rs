//! Every way into the provider: the router, and the same list for the server's test of all routes.

use super::{Provider, change_password, discovery, end_session, invite, revocation, sign_in, sign_up};
use super::{token_endpoint, userinfo};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use std::sync::Arc;

/// The most a request may carry, in bytes.
const MOST: usize = 64 * 1024;

/// One way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Door {
    /// The method.
    pub method: &'static str,
    /// The path, from the root of the public URL.
    pub path: &'static str,
    /// Whether a browser sends it from one of our own pages, so that other origins must be refused.
    pub form: bool,
}

const fn door(method: &'static str, path: &'static str) -> Door {
    Door { method, path, form: false }
}

const fn form(path: &'static str) -> Door {
    Door { method: "POST", path, form: true }
}

/// Every way in. Those that are not forms take programs from anywhere, or change nothing.
pub const DOORS: &[Door] = &[
    door("GET", "/idp/.well-known/openid-configuration"),
    door("GET", "/.well-known/oauth-authorization-server/idp"),
    door("GET", "/idp/jwks.json"),
    door("GET", "/idp/authorize"),
    door("POST", "/idp/authorize"),
    form("/idp/sign-in"),
    door("POST", "/idp/token"),
    door("GET", "/idp/userinfo"),
    door("POST", "/idp/userinfo"),
    door("POST", "/idp/revoke"),
    door("GET", "/idp/end-session"),
    door("POST", "/idp/end-session"),
    form("/idp/end-session/confirm"),
    door("GET", "/idp/sign-up"),
    form("/idp/sign-up"),
    door("GET", "/idp/invite"),
    form("/idp/invite"),
    door("GET", "/idp/password"),
    form("/idp/password"),
    door("GET", "/idp/password/changed"),
];

pub(super) fn router(provider: Arc<Provider>) -> Router {
    Router::new()
        .route("/idp/.well-known/openid-configuration", get(discovery::metadata))
        .route("/.well-known/oauth-authorization-server/idp", get(discovery::metadata))
        .route("/idp/jwks.json", get(discovery::keys))
        .route("/idp/authorize", get(sign_in::authorize).post(sign_in::authorize_by_post))
        .route("/idp/sign-in", post(sign_in::post))
        .route("/idp/token", post(token_endpoint::post))
        .route("/idp/userinfo", get(userinfo::answer).post(userinfo::answer))
        .route("/idp/revoke", post(revocation::post))
        .route("/idp/end-session", get(end_session::get).post(end_session::post))
        .route("/idp/end-session/confirm", post(end_session::confirm))
        .route("/idp/sign-up", get(sign_up::get).post(sign_up::post))
        .route("/idp/invite", get(invite::get).post(invite::post))
        .route("/idp/password", get(change_password::get).post(change_password::post))
        .route("/idp/password/changed", get(change_password::changed))
        .layer(DefaultBodyLimit::max(MOST))
        .with_state(provider)
}
