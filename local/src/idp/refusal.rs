//! Refusals of the endpoints that programs call, in the words of RFC 6749 §5.2.

use super::fault::Fault;
use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::json;

/// Why a token, an end or an answer is refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// The request lacks something, repeats something or cannot be read.
    #[error("{0}")]
    InvalidRequest(&'static str),
    /// The client is unknown or did not prove that it is the one.
    #[error("the client is unknown or did not prove that it is the one")]
    InvalidClient,
    /// The code or refresh token is not good, was used, or belongs to somebody else.
    #[error("the grant is not valid")]
    InvalidGrant,
    /// The client may not use this kind of grant.
    #[error("this client may not use this grant")]
    UnauthorizedClient,
    /// There is no such kind of grant here.
    #[error("there is no such grant type here")]
    UnsupportedGrantType,
    /// A scope is unknown or more than the client may have.
    #[error("the scope is unknown or more than this client may have")]
    InvalidScope,
    /// The resource is not one of ours, or not the one that was granted (RFC 8707).
    #[error("the resource is unknown or not the granted one")]
    InvalidTarget,
    /// Our own fault.
    #[error("the provider failed")]
    Fault(#[from] Fault),
}

impl Refusal {
    fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::Fault(_) => "server_error",
        }
    }

    fn status(&self) -> StatusCode {
        match self {
            Self::InvalidClient => StatusCode::UNAUTHORIZED,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if let Self::Fault(fault) = &self {
            tracing::error!(%fault, "the provider failed");
        }
        let body = json!({ "error": self.code(), "error_description": self.to_string() });
        let mut response = (self.status(), [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response();
        if matches!(self, Self::InvalidClient) {
            let challenge = HeaderValue::from_static("Basic realm=\"longrun\", charset=\"UTF-8\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
