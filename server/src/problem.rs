//! What went wrong, its status, and a page that offers a way out.
//!
//! A handler answers with a [`Problem`]; the layer [`page`] turns it, and every bare error status that
//! the router itself makes, into a page. What belongs to somebody else is [`Problem::NotFound`], so that
//! it answers exactly as what does not exist. The cause of a failure goes to the log only.

use crate::login::SignInRefused;
use crate::page::Surroundings;
use crate::session::cookie::{Cookies, SESSION};
use crate::state::App;
use app::pages::problem::{ProblemView, problem};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::act::NotCovered;
use domain::table::TableError;

/// Why a request has no better answer.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// There is no such thing, or it is somebody else's.
    #[error("not found")]
    NotFound,
    /// The request cannot be understood.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    /// Somebody else, or another tab, changed it in the meantime.
    #[error("changed in the meantime")]
    Changed,
    /// The store is busy; the same request may succeed in a moment.
    #[error("busy")]
    Busy,
    /// Our fault.
    #[error("internal: {0}")]
    Internal(String),
}

impl Problem {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Changed => StatusCode::CONFLICT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<gate::Refused> for Problem {
    fn from(_: gate::Refused) -> Self {
        Self::NotFound
    }
}

impl From<NotCovered> for Problem {
    fn from(error: NotCovered) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<TableError> for Problem {
    fn from(error: TableError) -> Self {
        match error {
            TableError::NotFound => Self::NotFound,
            TableError::Changed { .. } => Self::Changed,
            TableError::Busy => Self::Busy,
            error => Self::Internal(error.to_string()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(error = %self, "request failed");
        }
        status.into_response()
    }
}

/// Turns a bare error status into a page for whoever reads pages; every other answer stays as it is.
pub async fn page(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let surroundings = Surroundings::of(&parts, &app);
    let reader = reads_pages(&parts).then(|| Cookies::of(&parts.headers).has(SESSION));
    let response = next.run(Request::from_parts(parts, body)).await;
    match reader {
        Some(signed_in) if is_bare_error(&response) => dressed(&response, &surroundings, signed_in),
        _ => response,
    }
}

fn reads_pages(parts: &Parts) -> bool {
    let accepted = parts.headers.get_all(ACCEPT).into_iter().filter_map(|value| value.to_str().ok());
    accepted.into_iter().any(|value| value.contains("text/html"))
}

fn is_bare_error(response: &Response) -> bool {
    let status = response.status();
    let html =
        response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    (status.is_client_error() || status.is_server_error()) && !html
}

fn dressed(bare: &Response, surroundings: &Surroundings, signed_in: bool) -> Response {
    let status = bare.status();
    let sign_in = bare.extensions().get::<SignInRefused>().is_some() && status == StatusCode::BAD_REQUEST;
    let view =
        if sign_in { ProblemView::no_sign_in(400) } else { ProblemView::new(status.as_u16(), signed_in) };
    let title = view.title;
    let mut response = (status, surroundings.page(title, move || problem(view))).into_response();
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = bare.headers().get(&name) {
            response.headers_mut().insert(name, HeaderValue::clone(value));
        }
    }
    response
}
