//! Why a sign-in does not happen.

use super::{IdTokenError, ProviderError, TokensError};
use crate::session::SessionError;
use axum::response::{IntoResponse, Response};
use domain::vault::VaultError;
use http::StatusCode;

/// Why a sign-in does not happen.
///
/// In the extensions of the response, for whoever draws its page; the page must not tell more than
/// whether to try again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignInRefused {
    /// Another site, a frame or a preview asked, not a person.
    #[error("the request is no navigation of a person")]
    NotAVisit,
    /// The answer is incomplete or says something twice.
    #[error("the provider's answer is malformed")]
    Malformed,
    /// This browser began no such sign-in.
    #[error("the state belongs to no sign-in of this browser")]
    UnknownState,
    /// The answer came too late.
    #[error("the sign-in took too long")]
    TooLate,
    /// The answer came before.
    #[error("the state has been used")]
    Spent,
    /// The answer comes from another provider than the one asked.
    #[error("the answer comes from another issuer")]
    OtherIssuer,
    /// The person, or the provider, said no.
    #[error("the provider declined")]
    Declined,
    /// The provider, or our store, does not answer.
    #[error("{0} does not answer")]
    Unavailable(&'static str),
    /// The provider refused the code, or answered with tokens that cannot be used.
    #[error(transparent)]
    Tokens(TokensError),
    /// The ID token does not hold up.
    #[error(transparent)]
    IdToken(#[from] IdTokenError),
}

impl SignInRefused {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotAVisit => StatusCode::FORBIDDEN,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// Whether somebody should look into it. The rest anybody can bring about, as often as they like.
    fn is_remarkable(&self) -> bool {
        match self {
            Self::Unavailable(_) | Self::IdToken(_) => true,
            Self::Tokens(error) => *error != TokensError::InvalidGrant,
            _ => false,
        }
    }
}

impl From<ProviderError> for SignInRefused {
    fn from(_: ProviderError) -> Self {
        Self::Unavailable("the provider")
    }
}

impl From<TokensError> for SignInRefused {
    fn from(error: TokensError) -> Self {
        match error {
            TokensError::Unavailable => Self::Unavailable("the provider"),
            other => Self::Tokens(other),
        }
    }
}

impl From<VaultError> for SignInRefused {
    fn from(_: VaultError) -> Self {
        Self::Unavailable("the vault")
    }
}

impl From<SessionError> for SignInRefused {
    fn from(_: SessionError) -> Self {
        Self::Unavailable("the vault")
    }
}

impl IntoResponse for SignInRefused {
    fn into_response(self) -> Response {
        if self.is_remarkable() {
            tracing::warn!(reason = %self, "sign-in refused");
        } else {
            tracing::debug!(reason = %self, "sign-in refused");
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
