//! `/idp/end-session`: RP-Initiated Logout 1.0. There is no session here to end; what ends is the grant
//! that the ID token names, and with it every refresh token of that sign-in.

use super::Provider;
use super::fault::Fault;
use super::page::{Answer, see_other, with_form_target, with_query};
use super::parameters::Parameters;
use super::token::Mint;
use super::vault_time;
use app::pages::provider::{SignOut, sign_out, signed_out};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const SEALED_FOR: &str = "end-session";

/// Where a confirmed sign-out goes on to.
#[derive(Serialize, Deserialize)]
struct Onward {
    uri: Option<String>,
    expires_at: DateTime<Utc>,
}

pub(super) async fn get(State(provider): State<Arc<Provider>>, RawQuery(query): RawQuery) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    provider.answered(provider.end_session(&parameters).await)
}

pub(super) async fn post(State(provider): State<Arc<Provider>>, body: Bytes) -> Response {
    provider.answered(provider.end_session(&Parameters::parse(&body)).await)
}

pub(super) async fn confirm(State(provider): State<Arc<Provider>>, body: Bytes) -> Response {
    provider.sign_out_confirmed(&Parameters::parse(&body))
}

impl Provider {
    async fn end_session(&self, parameters: &Parameters) -> Answer {
        let now = self.now();
        if parameters.repeated().is_some() {
            return Ok(self.problem(StatusCode::BAD_REQUEST, "A parameter of the sign-out is repeated."));
        }
        let vouched_for = self.end_vouched_for(parameters, now).await?;
        let client = vouched_for.as_deref().or_else(|| parameters.one("client_id"));
        let onward = self.onward(client, parameters, now).await?;
        match (vouched_for, onward) {
            (Some(_), Some(uri)) => Ok(see_other(&uri)),
            (Some(_), None) => Ok(self.signed_out()),
            (None, onward) => self.sign_out_page(onward, now),
        }
    }

    /// Ends the grant that a genuine ID token names; the answer is the client it was made for.
    async fn end_vouched_for(
        &self,
        parameters: &Parameters,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, Fault> {
        let Some(hint) = parameters.one("id_token_hint") else { return Ok(None) };
        let keys = self.keys.keys(now).await?;
        let token = Mint { issuer: &self.issuer, keys: &keys, now }.read_id_token(hint);
        let told = |client: &str| parameters.one("client_id").is_none_or(|told| told == client);
        let Some(token) = token.filter(|token| told(&token.aud)) else { return Ok(None) };
        self.grants.end(&token.sid, now).await?;
        Ok(Some(token.aud))
    }

    /// The address to go on to, with the state, if it is the client's own.
    async fn onward(
        &self,
        client: Option<&str>,
        parameters: &Parameters,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, Fault> {
        let Some(uri) = parameters.one("post_logout_redirect_uri") else { return Ok(None) };
        let Some(id) = client else { return Ok(None) };
        let client = self.clients.with_id(id, now).await?;
        let state = parameters.one("state").map(|state| ("state", state));
        let allowed = client.is_some_and(|client| client.may_end_at(uri));
        Ok(allowed.then(|| state.map_or_else(|| uri.to_owned(), |state| with_query(uri, &[state]))))
    }

    fn sign_out_page(&self, uri: Option<String>, now: DateTime<Utc>) -> Answer {
        let target = uri.clone().unwrap_or_default();
        let onward = Onward { uri, expires_at: now + vault_time::FORM };
        let page = SignOut { request: self.seal(SEALED_FOR, &onward)? };
        Ok(with_form_target(self.page(StatusCode::OK, "Sign out?", || sign_out(page)), &target))
    }

    fn sign_out_confirmed(&self, form: &Parameters) -> Response {
        let onward = self.unseal::<Onward>(SEALED_FOR, form.text("request"));
        let onward = onward.filter(|onward| onward.expires_at > self.now()).and_then(|onward| onward.uri);
        onward.map_or_else(|| self.signed_out(), |uri| see_other(&uri))
    }

    fn signed_out(&self) -> Response {
        self.page(StatusCode::OK, "Nobody is signed in here", signed_out)
    }
}
