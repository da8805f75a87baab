//! Links from other sites arrive signed in.
//!
//! Browsers do not send a `SameSite=Strict` cookie when somebody follows a link from a mail or another
//! site. Such a request gets one page that asks again by itself: that second request is our own, and
//! carries the session. A marker that lives for ten seconds sees to it that nobody goes round in circles: it
//! tells of one address, so that a second link arrives as well as the first, and is forgotten on arrival.

use crate::login::ReturnTo;
use crate::session::cookie::{Came, Cookies, SESSION, forget, ours, short_hash};
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
    let here = request.uri().path_and_query().and_then(|it| ReturnTo::parse(it.as_str()));
    if let Some(here) = here.filter(|it| is_arrival(request.method(), request.headers(), it.as_str())) {
        return ask_again(here.as_str());
    }
    let has_arrived = says(request.headers(), "sec-fetch-site", "same-origin")
        && Cookies::of(request.headers()).has(MARKER);
    let mut response = next.run(request).await;
    if let Some(forget) = forget(MARKER, SameSite::Lax).filter(|_| has_arrived) {
        response.headers_mut().append(SET_COOKIE, forget);
    }
    response
}

/// The page that asks for `here`, a path of our own, again.
pub(crate) fn ask_again(here: &str) -> Response {
    let mut response = Html(passage(Passage::Arrival, here)).into_response();
    let headers = response.headers_mut();
    headers.append(SET_COOKIE, marker(here));
    headers.append(VARY, HeaderValue::from_static("Cookie, Sec-Fetch-Site"));
    response
}

/// Whether somebody follows a link from another site to `here` and brings neither session nor marker.
pub(crate) fn is_arrival(method: &Method, headers: &HeaderMap, here: &str) -> bool {
    let cookies = Cookies::of(headers);
    method == Method::GET
        && says(headers, "sec-fetch-site", "cross-site")
        && says(headers, "sec-fetch-mode", "navigate")
        && says(headers, "sec-fetch-dest", "document")
        && !cookies.has(SESSION)
        && !matches!(cookies.one(MARKER), Came::Once(marked) if marked == short_hash(here))
}

fn says(headers: &HeaderMap, name: &str, value: &str) -> bool {
    headers.get(name).is_some_and(|it| it == value)
}

fn marker(here: &str) -> HeaderValue {
    let here = short_hash(here);
    let marker = ours(MARKER, &here).same_site(SameSite::Lax).max_age(MARKER_LIFE);
    HeaderValue::try_from(marker.to_string()).expect("a hash in base64url is visible ASCII")
}
