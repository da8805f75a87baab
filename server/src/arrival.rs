//! Links from other sites arrive signed in.
//!
//! Browsers do not send a `SameSite=Strict` cookie when somebody follows a link from a mail or another
//! site. Such a request gets one page that asks again by itself: that second request is our own, and
//! carries the session. A marker that lives for ten seconds sees to it that nobody goes round in circles.

use crate::login::ReturnTo;
use crate::session::cookie::{Cookies, SESSION, ours};
use app::pages::passage::{Passage, passage};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use cookie::SameSite;
use http::header::{SET_COOKIE, VARY};
use http::{HeaderMap, HeaderValue, Method};

const MARKER: &str = "__Host-Http-longrun-arrival";
const MARKER_LIFE: cookie::time::Duration = cookie::time::Duration::seconds(10);

/// Answers a visit from another site with a page that asks again. Writes nothing to the store.
pub async fn welcome(request: Request, next: Next) -> Response {
    if !is_arrival(request.method(), request.headers()) {
        return next.run(request).await;
    }
    let here = request.uri().path_and_query().and_then(|it| ReturnTo::parse(it.as_str()));
    match here {
        Some(here) => ask_again(here.as_str()),
        None => next.run(request).await,
    }
}

/// The page that asks for `here`, a path of our own, again.
pub(crate) fn ask_again(here: &str) -> Response {
    let mut response = Html(passage(Passage::Arrival, here)).into_response();
    let headers = response.headers_mut();
    headers.append(SET_COOKIE, marker());
    headers.append(VARY, HeaderValue::from_static("Cookie, Sec-Fetch-Site"));
    response
}

/// Whether somebody follows a link from another site and brings neither session nor marker.
pub(crate) fn is_arrival(method: &Method, headers: &HeaderMap) -> bool {
    let says = |name: &str, value: &str| headers.get(name).is_some_and(|it| it == value);
    let cookies = Cookies::of(headers);
    method == Method::GET
        && says("sec-fetch-site", "cross-site")
        && says("sec-fetch-mode", "navigate")
        && says("sec-fetch-dest", "document")
        && !cookies.has(SESSION)
        && !cookies.has(MARKER)
}

fn marker() -> HeaderValue {
    let marker = ours(MARKER, "1").same_site(SameSite::Lax).max_age(MARKER_LIFE);
    HeaderValue::try_from(marker.to_string()).expect("a fixed cookie is visible ASCII")
}
