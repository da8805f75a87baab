//! The static files.

use crate::state::App;
use axum::extract::{Path, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

/// `GET /assets/{file}`: a file under its content-hashed name, cached for ever.
pub async fn serve(State(app): State<App>, file: Path<String>, headers: HeaderMap) -> Response {
    app.site.serve(file, &headers)
}

/// `GET /favicon.ico` and `GET /favicon.svg`: the icon, for pages and manifests that name no other.
pub async fn icon(State(app): State<App>, headers: HeaderMap) -> Response {
    let mut response = app.site.icon(&headers);
    if response.status().is_success() {
        // Its address has no hash of its content.
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    }
    response
}

/// `GET /robots.txt`: a training log is nobody's search result.
pub async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /\n"
}
