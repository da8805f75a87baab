//! What went wrong, its status, and a page that offers a way out.
//!
//! A handler answers with a [`Problem`]; the layer [`page`] turns it, and every bare error status that
//! the router itself makes, into a page. What belongs to somebody else is [`Problem::NotFound`], so that
//! it answers exactly as what does not exist. The cause of a failure goes to the log only.

use crate::page::Visit;
use crate::state::App;
use app::pages::problem::{ProblemView, problem};
use axum::extract::{Request, State};
use axum::http::StatusCode;
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

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(error = %self, "request failed");
        }
        status.into_response()
    }
}
