//! Why a request with or without a token gets no further, in the words of RFC 6750 §3.

use super::metadata;
use crate::login::Issuer;
use domain::scope::Scope;
use gate::TokenError;
use http::{HeaderValue, StatusCode};

/// Why a request gets no further than its token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It brings no token.
    #[error("an access token is needed")]
    Missing,
    /// It brings a token where none belongs, or two, or something that is none.
    #[error("an access token comes once, in the header Authorization, behind the word Bearer")]
    InvalidRequest,
    /// Its token is not believed.
    #[error("{0}")]
    InvalidToken(TokenError),
    /// Its token is not good for this; one with this scope is.
    #[error("the token lacks the scope {}", .0.name())]
    InsufficientScope(Scope),
    /// The provider's keys cannot be had: nothing can be said about any token.
    #[error("tokens cannot be checked at the moment")]
    Unavailable,
}

impl Refusal {
    /// Whether somebody showed a token that is not good for this, or not in the way that tokens are shown.
    pub fn is_about_the_token(self) -> bool {
        !matches!(self, Self::Missing | Self::Unavailable)
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Missing | Self::InvalidToken(_) => StatusCode::UNAUTHORIZED,
            Self::InvalidRequest => StatusCode::BAD_REQUEST,
            Self::InsufficientScope(_) => StatusCode::FORBIDDEN,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What stands in the answer's `WWW-Authenticate`: the error, unless nobody tried to say who they are (§3.1), and
    /// where our resource tells of itself (RFC 9728 §5.1).
    pub fn challenge(&self, issuer: &Issuer) -> Option<HeaderValue> {
        let ours = issuer.registration();
        let error = match self {
            Self::Missing => String::new(),
            Self::InvalidRequest => "error=\"invalid_request\", ".to_owned(),
            Self::InvalidToken(_) => "error=\"invalid_token\", ".to_owned(),
            Self::InsufficientScope(scope) => {
                format!("error=\"insufficient_scope\", scope=\"{}{}\", ", ours.scope_prefix, scope.name())
            }
            Self::Unavailable => return None,
        };
        let address = ours.below(metadata::PATH);
        HeaderValue::try_from(format!("Bearer {error}resource_metadata=\"{address}\"")).ok()
    }
}
