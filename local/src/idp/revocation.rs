//! `POST /idp/revoke`, RFC 7009: a refresh token ends with everything that came of its sign-in.

use super::Provider;
use super::refusal::Refusal;
use super::token::Mint;
use super::token_endpoint::form;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::{HeaderMap, StatusCode, header};
use std::sync::Arc;

pub(super) async fn post(State(provider): State<Arc<Provider>>, headers: HeaderMap, body: Bytes) -> Response {
    match provider.revoke(&headers, &body).await {
        Ok(()) => (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")]).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

impl Provider {
    /// Unknown tokens are as good as revoked (§2.2); so are those of other clients, which stay.
    async fn revoke(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
        let now = self.now();
        let form = form(headers, body)?;
        let client = self.authenticated(headers, &form, now).await?;
        let token = form.one("token").ok_or(Refusal::InvalidRequest("token is missing"))?;
        match self.revocable(token, now).await? {
            Some((grant, owner)) if owner == client.id => Ok(self.grants.end(&grant, now).await?),
            _ => Ok(()),
        }
    }

    /// The grant behind a refresh or access token, and the client that holds it.
    async fn revocable(&self, token: &str, now: DateTime<Utc>) -> Result<Option<(String, String)>, Refusal> {
        if let Some(presented) = self.grants.present(token, now).await? {
            let client = presented.terms().client_id.clone();
            return Ok(Some((presented.id, client)));
        }
        let keys = self.keys.keys(now).await?;
        let mint = Mint { issuer: &self.issuer, keys: &keys, now };
        let token = mint.read_access_token(token);
        Ok(token.and_then(|token| token.sid.map(|sid| (sid, token.client_id))))
    }
}
