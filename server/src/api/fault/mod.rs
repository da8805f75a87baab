//! What the API answers when it cannot do what was asked: `application/problem+json`, RFC 9457.
//!
//! A handler answers with a [`Fault`]; the layer [`told`] gives it, and every bare error status that the router or
//! another layer makes, its body. The page of the API lists the [`KINDS`].

mod kind;

use super::entrance::Counted;
use crate::bearer::Refusal;
use crate::problem::{Problem, Reference};
use crate::state::App;
use axum::Extension;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::act::NotCovered;
use domain::audit::Event;
use domain::scope::Scope;
use domain::table::TableError;
use domain::workout::FieldError;
use kind::{INVALID, KEY_BUSY, KEY_REUSED, SCOPE};
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

pub(crate) use kind::of_status;
pub use kind::{KINDS, Kind};

/// The media type of problems.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Why a call has no better answer.
#[derive(Debug)]
pub enum Fault {
    /// What pages answer, too.
    Problem(Problem),
    /// The token is missing, wrong, or good for something else.
    Token(Refusal),
    /// The caller may not, and may know that.
    Forbidden(gate::Refused),
    /// The token is good for this, and what the athlete granted is not.
    NotGranted(Scope, gate::Refused),
    /// What a layer or the reader of a form has refused.
    Bare(StatusCode),
    /// The body is not what its type says.
    Malformed(&'static str),
    /// The body is of another type.
    NotJson,
    /// Fields or parameters cannot be used.
    Invalid(Vec<FieldError>),
    /// A change does not say which version it is to follow.
    Unconditional,
    /// It was changed since.
    Overtaken,
    /// The idempotency key was used for something else.
    KeyReused,
    /// A request with the same idempotency key is being answered.
    KeyBusy,
    /// Too many requests.
    TooMany(Duration),
}

/// A problem as it is told.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem, example = json!(INVALID.example()))]
pub(crate) struct Told {
    /// What kind of problem it is: an address that explains it.
    r#type: String,
    /// The kind in words.
    title: String,
    /// The status of the answer.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What is found in the server's log about this request.
    request_id: String,
    /// More about this occurrence, where there is more to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    detail: Option<String>,
    /// Every field or parameter that cannot be used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<WrongField>,
}

/// One field that cannot be used.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WrongField {
    /// Its name; of parameters and headers likewise.
    field: String,
    /// What was expected, as the end of a sentence that begins with the name.
    message: String,
    /// What was sent, cut short; absent where nothing was, or where it is nobody's business.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    got: Option<String>,
}

/// What the layer [`told`] needs to know of a fault, beside its status.
#[derive(Clone, Debug)]
struct Particulars {
    kind: Kind,
    detail: Option<String>,
    errors: Vec<WrongField>,
}

impl Fault {
    fn kind(&self) -> Kind {
        match self {
            Self::Problem(problem) => of_status(problem.status()),
            Self::Token(Refusal::InsufficientScope(_)) | Self::NotGranted(..) => SCOPE,
            Self::Token(refusal) => of_status(refusal.status()),
            Self::Forbidden(_) => of_status(StatusCode::FORBIDDEN),
            Self::Bare(status) => of_status(*status),
            Self::Malformed(_) => of_status(StatusCode::BAD_REQUEST),
            Self::NotJson => of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            Self::Invalid(_) => INVALID,
            Self::Unconditional => of_status(StatusCode::PRECONDITION_REQUIRED),
            Self::Overtaken => of_status(StatusCode::PRECONDITION_FAILED),
            Self::KeyReused => KEY_REUSED,
            Self::KeyBusy => KEY_BUSY,
            Self::TooMany(_) => of_status(StatusCode::TOO_MANY_REQUESTS),
        }
    }

    /// A cursor that we have not given, or to somebody else, or for something else.
    pub(crate) fn cursor() -> Self {
        Self::Malformed("The cursor is not one that was given to you for this query.")
    }

    /// The token is not good for this.
    pub(crate) fn scope(scope: Scope) -> Self {
        Self::Token(Refusal::InsufficientScope(scope))
    }

    fn particulars(&self) -> Particulars {
        let detail = match self {
            Self::Malformed(why) => Some((*why).to_owned()),
            Self::Problem(Problem::BadRequest(field)) => Some(format!("{field} cannot be used")),
            Self::NotGranted(scope, _) => Some(format!("The athlete has not granted {}.", scope.name())),
            Self::NotJson => Some("The body must be application/json.".to_owned()),
            Self::Token(Refusal::InsufficientScope(scope)) => {
                Some(format!("It needs the scope {}.", scope.name()))
            }
            _ => None,
        };
        let errors = match self {
            Self::Invalid(errors) => errors.iter().cloned().map(WrongField::from).collect(),
            _ => Vec::new(),
        };
        Particulars { kind: self.kind(), detail, errors }
    }
}

impl From<FieldError> for WrongField {
    fn from(FieldError { field, message, got }: FieldError) -> Self {
        Self { field: field.into_owned(), message, got }
    }
}

impl From<Problem> for Fault {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<NotCovered> for Fault {
    fn from(error: NotCovered) -> Self {
        Self::Problem(error.into())
    }
}

impl From<TableError> for Fault {
    fn from(error: TableError) -> Self {
        match error {
            TableError::Changed { .. } => Self::Overtaken,
            TableError::KeyReused => Self::KeyReused,
            error => Self::Problem(error.into()),
        }
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let particulars = self.particulars();
        let status = particulars.kind.status;
        let mut response = match self {
            Self::Problem(problem) => problem.into_response(),
            Self::Token(refusal) => {
                let mut response = refusal.status().into_response();
                response.extensions_mut().insert(refusal);
                if refusal.is_about_the_token() {
                    response.extensions_mut().insert(Event::because(refusal.to_string()));
                }
                response
            }
            // No challenge: it would send the client for a token that it has.
            Self::Forbidden(refused) | Self::NotGranted(_, refused) => {
                (status, Extension(Event::from(refused))).into_response()
            }
            Self::TooMany(wait) => {
                (status, [(RETRY_AFTER, HeaderValue::from(wait.as_secs() + 1))]).into_response()
            }
            _ => status.into_response(),
        };
        response.extensions_mut().insert(particulars);
        response
    }
}

/// Gives every error of the API its body; whatever lies elsewhere stays as it is.
pub async fn told(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_api = is_api(request.uri().path());
    let response = next.run(request).await;
    let status = response.status();
    if is_api && (status.is_client_error() || status.is_server_error()) {
        return with_body(&app, response);
    }
    response
}

/// Whether this is an address of the API, whose answers are for programs.
pub fn is_api(path: &str) -> bool {
    path.starts_with("/api/")
}

fn with_body(app: &App, mut response: Response) -> Response {
    let status = response.status();
    let bare = || Particulars { kind: of_status(status), detail: None, errors: Vec::new() };
    let Particulars { kind, detail, errors } = response.extensions().get().cloned().unwrap_or_else(bare);
    let reference = response.extensions().get().cloned().unwrap_or_else(Reference::draw);
    if response.extensions().get::<Counted>().is_some() {
        tracing::info!(%reference, status = status.as_u16(), kind = kind.name, "a call was refused");
    }
    let told = Told {
        r#type: app.below(&format!("/problems/{}", kind.name)),
        title: kind.title.to_owned(),
        status: status.as_u16(),
        request_id: reference.to_string(),
        detail,
        errors,
    };
    let challenge = response
        .extensions()
        .get::<Refusal>()
        .and_then(|refusal| refusal.challenge(app.relying_party.tokens()));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
    headers.remove(CONTENT_LENGTH);
    headers.extend(challenge.map(|challenge| (WWW_AUTHENTICATE, challenge)));
    *response.body_mut() = serde_json::to_vec(&told).map(Body::from).unwrap_or_default();
    response
}
