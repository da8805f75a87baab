//! The kinds of problems there are.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// A kind of problem: the last part of its `type`, and its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// The status it comes with.
    pub status: StatusCode,
    /// Its name: `type` is `{public URL}/problems/{name}`.
    pub name: &'static str,
    /// What it says.
    pub title: &'static str,
}

impl Kind {
    /// Whether only requests with an idempotency key can meet it.
    pub(crate) fn is_about_keys(&self) -> bool {
        [KEY_REUSED, KEY_BUSY].contains(self)
    }

    /// A problem of this kind.
    pub(crate) fn example(&self) -> Value {
        let mut example = json!({
            "type": format!("https://longrun.example/problems/{}", self.name),
            "title": self.title,
            "status": self.status.as_u16(),
            "request_id": "8f2c91d04ab7",
        });
        if *self == INVALID {
            let message = "must be between 1 and 1209600";
            example["errors"] = json!([{ "field": "duration_s", "message": message, "got": "-1" }]);
        }
        example
    }
}

const fn kind(status: StatusCode, name: &'static str, title: &'static str) -> Kind {
    Kind { status, name, title }
}

pub(super) const INVALID: Kind =
    kind(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "Some fields cannot be used");
pub(super) const KEY_REUSED: Kind =
    kind(StatusCode::UNPROCESSABLE_ENTITY, "key-reused", "The idempotency key was used for something else");
pub(super) const KEY_BUSY: Kind =
    kind(StatusCode::CONFLICT, "key-busy", "A request with this idempotency key is being answered");
pub(super) const SCOPE: Kind =
    kind(StatusCode::FORBIDDEN, "insufficient-scope", "The token or the grant is not good for this");

/// Every kind there is; of those that share a status the first is what a bare status means.
pub const KINDS: &[Kind] = &[
    kind(StatusCode::BAD_REQUEST, "malformed", "The request cannot be understood"),
    kind(StatusCode::UNAUTHORIZED, "unauthorized", "A valid access token is needed"),
    kind(StatusCode::FORBIDDEN, "forbidden", "You may not do this"),
    SCOPE,
    kind(StatusCode::NOT_FOUND, "not-found", "There is no such thing, or it is not yours to see"),
    kind(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "This address does not take that method"),
    kind(StatusCode::REQUEST_TIMEOUT, "timeout", "The request took too long to arrive"),
    kind(StatusCode::CONFLICT, "conflict", "It has gone on meanwhile"),
    KEY_BUSY,
    kind(StatusCode::PRECONDITION_FAILED, "overtaken", "It was changed since you read it"),
    kind(StatusCode::PAYLOAD_TOO_LARGE, "too-large", "The request is too large"),
    kind(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        "The body is of a type that is not taken",
    ),
    INVALID,
    KEY_REUSED,
    kind(StatusCode::PRECONDITION_REQUIRED, "unconditional", "If-Match must name the version that you read"),
    kind(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "You have asked too often"),
    kind(StatusCode::INTERNAL_SERVER_ERROR, "internal", "This is our fault"),
    kind(
        StatusCode::SERVICE_UNAVAILABLE,
        "unavailable",
        "This cannot be had just now; try again in a moment",
    ),
];

/// What a bare status means.
pub(crate) fn of_status(status: StatusCode) -> Kind {
    let like = |kind: &&Kind| kind.status == status;
    let same_class = |kind: &&Kind| kind.status.as_u16() / 100 == status.as_u16() / 100;
    let found = KINDS.iter().find(like).or_else(|| KINDS.iter().find(same_class));
    found.map_or(Kind { status, ..KINDS[0] }, |kind| Kind { status, ..*kind })
}
