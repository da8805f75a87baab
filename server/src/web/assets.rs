//! The static files.

use crate::state::App;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;

/// `GET /assets/{file}`: a file under its content-hashed name, cached for ever.
pub async fn serve(State(app): State<App>, file: Path<String>, headers: HeaderMap) -> Response {
    app.site.serve(file, &headers)
}

/// `GET /robots.txt`: a training log is nobody's search result.
pub async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /\n"
}
