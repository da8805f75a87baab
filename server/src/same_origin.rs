//! Requests that other sites make in an athlete's name, refused.
//!
//! The browser says where a request comes from, in `Sec-Fetch-Site`. What does not say so has to name our own
//! `Origin`, and an unsafe request to a cookie's route that says neither is refused too. (OWASP Cross-Site
//! Request Forgery Prevention, "Fetch Metadata headers".)
//!
//! No form of ours passes by its `Origin`: our pages have `Referrer-Policy: no-referrer`, under which browsers
//! write `null`. Browsers from before Fetch Metadata (Safari until 16.4, 2023) can read here, not write. That
//! is the price of the policy, and it is paid.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{ORIGIN, VARY};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use std::sync::Arc;
use url::Url;

/// The header that tells the relation between the page that asks and what it asks for.
pub const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// The origin of our own pages, as browsers write it: scheme, host and any port that is not default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnOrigin(Arc<str>);

impl OwnOrigin {
    /// The origin of the public URL.
    pub fn of(public_url: &Url) -> Self {
        Self(public_url.origin().ascii_serialization().into())
    }

    /// The origin as a browser writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A request came, or may have come, from another origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the request did not come from our own pages")]
pub struct CrossOrigin;

/// Whether a request may use a cookie: a safe one always, an unsafe one only from our own pages.
pub fn check(method: &Method, headers: &HeaderMap, own: &OwnOrigin) -> Result<(), CrossOrigin> {
    if method.is_safe() || comes_from(headers, own) { Ok(()) } else { Err(CrossOrigin) }
}

fn comes_from(headers: &HeaderMap, own: &OwnOrigin) -> bool {
    let origin_is_own = match only(headers, ORIGIN.as_str()) {
        // Under our `Referrer-Policy: no-referrer`, browsers write the origin of our own forms so, too
        // (Fetch Standard, "append a request `Origin` header").
        Said::Nothing | Said::Once("null") => None,
        Said::Once(origin) => Some(origin == own.as_str()),
        Said::Twice => Some(false),
    };
    match only(headers, SEC_FETCH_SITE) {
        Said::Once(site) => site == "same-origin" && origin_is_own != Some(false),
        Said::Nothing => origin_is_own == Some(true),
        Said::Twice => false,
    }
}

enum Said<'a> {
    Nothing,
    Once(&'a str),
    Twice,
}

fn only<'a>(headers: &'a HeaderMap, name: &str) -> Said<'a> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Said::Nothing,
        (Some(value), None) => value.to_str().map_or(Said::Twice, Said::Once),
        (Some(_), Some(_)) => Said::Twice,
    }
}

/// Answers 403 to unsafe requests from elsewhere, before a handler sees them.
///
/// The refusal carries [`CrossOrigin`] in its extensions, for whoever draws error pages.
pub async fn require(State(own): State<OwnOrigin>, request: Request, next: Next) -> Response {
    let mut response = match check(request.method(), request.headers(), &own) {
        Ok(()) => next.run(request).await,
        Err(refused) => refused.into_response(),
    };
    response.headers_mut().append(VARY, HeaderValue::from_static("Sec-Fetch-Site, Origin"));
    response
}

impl IntoResponse for CrossOrigin {
    fn into_response(self) -> Response {
        let mut response = StatusCode::FORBIDDEN.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
