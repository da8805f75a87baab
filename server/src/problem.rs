//! What went wrong, its status, and a page that offers a way out.
//!
//! A handler answers with a [`Problem`]; the layer [`page`] turns it, and every bare error status that
//! the router itself makes, into a page. What belongs to somebody else is [`Problem::NotFound`], so that
//! it answers exactly as what does not exist. The cause of a failure goes to the log only; the page quotes
//! the reference under which it is found there.

use crate::api::fault::is_api;
use crate::chance;
use crate::kept::KeptForm;
use crate::login::{SignInRefused, StillSignedIn};
use crate::page::Surroundings;
use crate::session::cookie::{Cookies, SESSION};
use crate::state::App;
use app::pages::problem::{ProblemView, problem};
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::act::NotCovered;
use domain::audit::Event;
use domain::table::TableError;
use std::any::Any;
use std::fmt;

/// Why a request has no better answer.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// There is no such thing, or it is somebody else's.
    #[error("not found")]
    NotFound,
    /// The policies do not permit it, which is nobody's business but that of the installation's owner.
    #[error("{0}")]
    Refused(gate::Refused),
    /// The request cannot be understood.
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    /// Somebody else, or another tab, changed it in the meantime.
    #[error("changed in the meantime")]
    Changed,
    /// The store is busy or does not answer; the same request may succeed in a moment.
    #[error("busy: {0}")]
    Busy(TableError),
    /// Our fault.
    #[error("internal: {0}")]
    Internal(String),
}

impl Problem {
    /// The status that says so.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::Refused(_) => StatusCode::NOT_FOUND,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Changed => StatusCode::CONFLICT,
            Self::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl From<gate::Refused> for Problem {
    fn from(refused: gate::Refused) -> Self {
        Self::Refused(refused)
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
            TableError::Busy | TableError::Unreachable(_) => Self::Busy(error),
            error => Self::Internal(error.to_string()),
        }
    }
}

/// What a line of the log and the page about the same failure have in common.
#[derive(Clone, Debug)]
pub(crate) struct Reference(u64);

impl Reference {
    /// 48 random bits: twelve digits that can be read out.
    pub(crate) fn draw() -> Self {
        Self(u64::from_le_bytes(chance::bytes()) >> 16)
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012x}", self.0)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut response = status.into_response();
        if status.is_server_error() {
            let reference = Reference::draw();
            tracing::error!(error = %self, %reference, "request failed");
            response.extensions_mut().insert(reference);
        }
        if let Self::Refused(refused) = self {
            response.extensions_mut().insert(Event::from(refused));
        }
        response
    }
}

/// The answer of a handler that panicked.
pub fn panicked(cause: Box<dyn Any + Send>) -> Response {
    let made = cause.downcast::<String>().map(|words| *words);
    let words = made.or_else(|cause| cause.downcast::<&str>().map(|words| (*words).to_owned()));
    Problem::Internal(format!("a panic: {}", words.unwrap_or_default())).into_response()
}

/// Turns a bare error status into a page for whoever reads pages; every other answer stays as it is.
pub async fn page(State(app): State<App>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let reader = reads_pages(&parts).then(|| Reader::of(&parts, &app));
    let response = next.run(Request::from_parts(parts, body)).await;
    match reader {
        Some(reader) if is_bare_error(&response) => reader.dressed(response).await,
        _ => response,
    }
}

fn reads_pages(parts: &Parts) -> bool {
    if is_api(parts.uri.path()) {
        return false;
    }
    let accepted = parts.headers.get_all(ACCEPT).into_iter().filter_map(|value| value.to_str().ok());
    accepted.into_iter().any(|value| value.contains("text/html"))
}

fn is_bare_error(response: &Response) -> bool {
    let status = response.status();
    // A page is for people, and JSON for a program: also for one that would take anything.
    let is_said = response.headers().get(CONTENT_TYPE).is_some_and(|kind| {
        [&b"text/html"[..], b"application/json"].iter().any(|said| kind.as_bytes().starts_with(said))
    });
    (status.is_client_error() || status.is_server_error()) && !is_said
}

/// Whoever will read the page, as far as their request tells.
struct Reader {
    surroundings: Surroundings,
    /// What brings their session, if anything does.
    cookies: Option<HeaderMap>,
}

impl Reader {
    fn of(parts: &Parts, app: &App) -> Self {
        let cookies = Cookies::of(&parts.headers).has(SESSION).then(|| parts.headers.clone());
        Self { surroundings: Surroundings::of(parts, app), cookies }
    }

    async fn dressed(self, bare: Response) -> Response {
        let status = bare.status();
        let surroundings = match &self.cookies {
            // Where the store does not answer, asking it once more would only keep the visitor waiting.
            Some(cookies) if status != StatusCode::SERVICE_UNAVAILABLE => {
                self.surroundings.seen_by(cookies).await
            }
            _ => self.surroundings,
        };
        let view = view(&bare, self.cookies.is_some());
        let title = view.title;
        let mut response = (status, surroundings.page(title, move || problem(view))).into_response();
        for name in [ALLOW, RETRY_AFTER, SET_COOKIE] {
            for value in bare.headers().get_all(&name) {
                response.headers_mut().append(&name, HeaderValue::clone(value));
            }
        }
        response
    }
}

fn view(bare: &Response, signed_in: bool) -> ProblemView {
    let status = bare.status();
    let answered = [StatusCode::BAD_REQUEST, StatusCode::SERVICE_UNAVAILABLE];
    if bare.extensions().get::<SignInRefused>().is_some() && answered.contains(&status) {
        return ProblemView::no_sign_in(status.as_u16());
    }
    if bare.extensions().get::<StillSignedIn>().is_some() {
        return ProblemView::still_signed_in(status.as_u16());
    }
    let view = ProblemView::new(status.as_u16(), signed_in);
    let view = match bare.extensions().get::<KeptForm>().cloned() {
        Some(KeptForm { action, fields }) => view.kept(action, fields),
        None => view,
    };
    // Whether the policies have refused something, or it is not there, nobody shall see.
    match bare.extensions().get::<Reference>().filter(|_| status.is_server_error()) {
        Some(reference) => view.reference(reference.to_string()),
        None => view,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_our_fault_and_can_be_found_in_the_log() {
        for cause in [Box::new("static") as Box<dyn Any + Send>, Box::new("made".to_owned()), Box::new(1)] {
            let response = panicked(cause);
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let reference = view(&response, true).reference.unwrap();
            assert_eq!(reference.len(), 12, "{reference}");
        }
    }

    #[test]
    fn a_store_that_does_not_answer_is_asked_again_later_and_the_log_says_why() {
        for (error, why) in
            [(TableError::Busy, "too many"), (TableError::Unreachable("reset".into()), "reset")]
        {
            let problem = Problem::from(error);
            assert!(problem.to_string().contains(why), "{problem}");
            assert_eq!(problem.into_response().status(), StatusCode::SERVICE_UNAVAILABLE);
        }
    }

    #[test]
    fn a_sign_out_that_failed_has_a_page_of_its_own() {
        let response = StillSignedIn.into_response();
        assert_eq!(view(&response, true), ProblemView::still_signed_in(503));
    }
}
