//! `/idp/userinfo`: what a living access token with scope `openid` may know of its subject.

use super::Provider;
use super::fault::Fault;
use super::token::{AccessToken, Mint, Person};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use std::sync::Arc;

/// OpenID Connect Core §5.3.2.
#[derive(Debug, Serialize)]
struct UserInfo {
    sub: String,
    #[serde(flatten)]
    person: Person,
}

/// Why an access token is not answered, RFC 6750 §3.1.
#[derive(Debug, thiserror::Error)]
enum Unanswered {
    #[error("no access token was shown")]
    Nothing,
    #[error("the access token is not valid")]
    InvalidToken,
    #[error("the access token lacks the scope openid")]
    InsufficientScope,
    #[error("the provider failed")]
    Fault(#[from] Fault),
}

pub(super) async fn answer(State(provider): State<Arc<Provider>>, headers: HeaderMap) -> Response {
    match provider.user_info(&headers).await {
        Ok(info) => ([(header::CACHE_CONTROL, "no-store")], Json(info)).into_response(),
        Err(unanswered) => unanswered.into_response(),
    }
}

impl Provider {
    async fn user_info(&self, headers: &HeaderMap) -> Result<UserInfo, Unanswered> {
        let now = self.now();
        let text = bearer(headers)?;
        let keys = self.keys.keys(now).await?;
        let mint = Mint { issuer: &self.issuer, keys: &keys, now };
        let token = mint.read_access_token(text).ok_or(Unanswered::InvalidToken)?;
        let sid = openid_grant(&token)?;
        let terms = self.grants.terms(sid, now).await?.ok_or(Unanswered::InvalidToken)?;
        self.clients.with_id(&terms.client_id, now).await?.ok_or(Unanswered::InvalidToken)?;
        let account = self.entitled(&terms, now).await?.ok_or(Unanswered::InvalidToken)?;
        Ok(UserInfo { person: Person::told(&account, &token.scope), sub: account.subject })
    }
}

/// The grant behind a token of somebody who signed in with `openid`. Machines have none.
fn openid_grant(token: &AccessToken) -> Result<&str, Unanswered> {
    let sid = token.sid.as_deref().filter(|_| token.scope.has("openid"));
    sid.ok_or(Unanswered::InsufficientScope)
}

fn bearer(headers: &HeaderMap) -> Result<&str, Unanswered> {
    let value = headers.get(header::AUTHORIZATION).ok_or(Unanswered::Nothing)?;
    let (scheme, token) =
        value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(Unanswered::Nothing)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(Unanswered::Nothing) }
}

impl IntoResponse for Unanswered {
    fn into_response(self) -> Response {
        let (status, challenge) = match &self {
            Self::Nothing => (StatusCode::UNAUTHORIZED, "Bearer"),
            Self::InvalidToken => (StatusCode::UNAUTHORIZED, "Bearer error=\"invalid_token\""),
            Self::InsufficientScope => {
                (StatusCode::FORBIDDEN, "Bearer error=\"insufficient_scope\", scope=\"openid\"")
            }
            Self::Fault(fault) => {
                tracing::error!(%fault, "the provider failed");
                return (StatusCode::INTERNAL_SERVER_ERROR, [(header::CACHE_CONTROL, "no-store")])
                    .into_response();
            }
        };
        let challenge = [(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge))];
        (status, [(header::CACHE_CONTROL, "no-store")], challenge).into_response()
    }
}
