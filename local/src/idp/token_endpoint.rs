//! `POST /idp/token`: codes, refresh tokens and machines' own credentials become tokens.

use super::Provider;
use super::account::Account;
use super::client::Client;
use super::grant::{Presented, Terms};
use super::parameters::Parameters;
use super::refusal::Refusal;
use super::scope::Scopes;
use super::token::{Granted, Mint};
use super::vault_time;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use http::{HeaderMap, header};
use serde::Serialize;
use std::sync::Arc;

/// RFC 6749 §5.1.
#[derive(Serialize)]
struct Tokens {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    scope: Scopes,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
}

pub(super) async fn post(State(provider): State<Arc<Provider>>, headers: HeaderMap, body: Bytes) -> Response {
    match provider.tokens(&headers, &body).await {
        Ok(tokens) => ([(header::CACHE_CONTROL, "no-store")], Json(tokens)).into_response(),
        Err(refusal) => refusal.into_response(),
    }
}

/// The form of a request that programs send.
pub(super) fn form(headers: &HeaderMap, body: &[u8]) -> Result<Parameters, Refusal> {
    let content_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Refusal::InvalidRequest("the body must be a form"));
    }
    let form = Parameters::parse(body);
    match form.repeated() {
        Some(_) => Err(Refusal::InvalidRequest("a parameter is repeated")),
        None => Ok(form),
    }
}

impl Provider {
    async fn tokens(&self, headers: &HeaderMap, body: &[u8]) -> Result<Tokens, Refusal> {
        let now = self.now();
        let form = form(headers, body)?;
        let client = self.authenticated(headers, &form, now).await?;
        match form.one("grant_type") {
            Some("authorization_code") => self.exchange(&client, &form, now).await,
            Some("refresh_token") => self.refresh(&client, &form, now).await,
            Some("client_credentials") => self.machine(&client, &form, now).await,
            Some(_) => Err(Refusal::UnsupportedGrantType),
            None => Err(Refusal::InvalidRequest("grant_type is missing")),
        }
    }

    /// A code that is genuine but shown twice, by another client, or without its verifier has leaked:
    /// whatever it granted ends.
    async fn exchange(
        &self,
        client: &Client,
        form: &Parameters,
        now: DateTime<Utc>,
    ) -> Result<Tokens, Refusal> {
        let code = form.one("code").ok_or(Refusal::InvalidRequest("code is missing"))?;
        let presented = self.grants.present(code, now).await?.filter(Presented::is_code);
        let presented = presented.ok_or(Refusal::InvalidGrant)?;
        if presented.is_spent() || !is_rightful(presented.terms(), client, form) {
            tracing::warn!(
                client = client.id,
                "a code was shown twice or by the wrong client: its sign-in ends"
            );
            self.grants.end(&presented.id, now).await?;
            return Err(Refusal::InvalidGrant);
        }
        resource_is_granted(presented.terms(), form)?;
        self.issue(presented, None, now).await
    }

    async fn refresh(
        &self,
        client: &Client,
        form: &Parameters,
        now: DateTime<Utc>,
    ) -> Result<Tokens, Refusal> {
        let token = form.one("refresh_token").ok_or(Refusal::InvalidRequest("refresh_token is missing"))?;
        let presented = self.grants.present(token, now).await?;
        let presented = presented.filter(|p| !p.is_code() && p.terms().client_id == client.id);
        let presented = presented.ok_or(Refusal::InvalidGrant)?;
        if presented.is_spent() {
            tracing::warn!(client = client.id, "a refresh token was used twice: its sign-in ends");
            self.grants.end(&presented.id, now).await?;
            return Err(Refusal::InvalidGrant);
        }
        resource_is_granted(presented.terms(), form)?;
        let narrowed = narrowed(presented.terms(), form)?;
        self.issue(presented, narrowed, now).await
    }

    async fn issue(
        &self,
        presented: Presented,
        narrowed: Option<Scopes>,
        now: DateTime<Utc>,
    ) -> Result<Tokens, Refusal> {
        let (id, terms) = (presented.id.clone(), presented.terms());
        // The nonce belongs to the request that the code answered (OpenID Connect Core §12.2).
        let nonce = terms.nonce.clone().filter(|_| presented.is_code());
        let terms = Terms { nonce, scopes: narrowed.unwrap_or(terms.scopes.clone()), ..terms.clone() };
        let account = self.entitled(&terms, now).await?.ok_or(Refusal::InvalidGrant)?;
        // What is spent is gone: nothing after it may fail for want of keys.
        let owns = self.accounts.owns(&account, now).await?;
        let keys = self.keys.keys(now).await?;
        let keeps = presented.terms().scopes.has("offline_access");
        let lasts = if keeps { vault_time::REFRESH_IDLE } else { vault_time::TOKEN };
        let next = self.grants.spend(presented, lasts, now).await?.ok_or(Refusal::InvalidGrant)?;
        let tokens = signed(
            &Mint { issuer: &self.issuer, keys: &keys, now },
            &Granted { sid: &id, terms: &terms, account: &account, owns },
        )?;
        Ok(Tokens { refresh_token: keeps.then_some(next), ..tokens })
    }

    /// The account behind a grant, unless it is gone, its password has changed or the person took the grant back
    /// since.
    pub(super) async fn entitled(
        &self,
        terms: &Terms,
        now: DateTime<Utc>,
    ) -> Result<Option<Account>, super::fault::Fault> {
        if self.grants.is_withdrawn(terms, now).await? {
            return Ok(None);
        }
        let account = self.accounts.with_subject(&terms.subject, now).await?.map(|record| record.value);
        Ok(account.filter(|account| account.credentials == terms.credentials))
    }

    async fn machine(
        &self,
        client: &Client,
        form: &Parameters,
        now: DateTime<Utc>,
    ) -> Result<Tokens, Refusal> {
        if client.has_people() {
            return Err(Refusal::UnauthorizedClient);
        }
        let scopes = form.one("scope").map_or_else(|| client.registered.scopes.clone(), Scopes::parse);
        let asked = form.text("scope").split_whitespace().count();
        if scopes.is_empty()
            || scopes.iter().count() < asked
            || scopes.within(&client.registered.scopes) != scopes
        {
            return Err(Refusal::InvalidScope);
        }
        let resource = self.resource(form).ok_or(Refusal::InvalidTarget)?;
        let keys = self.keys.keys(now).await?;
        let mint = Mint { issuer: &self.issuer, keys: &keys, now };
        let token = mint.machine_token(client, scopes.clone(), resource)?;
        Ok(Tokens { expires_in: mint.machine_expiry(client) - now.timestamp(), ..bearer(token, scopes) })
    }

    /// The one resource that is asked for, the API unless it is named; `None` for several or unknown ones.
    pub(super) fn resource(&self, parameters: &Parameters) -> Option<String> {
        let asked = parameters.one("resource").unwrap_or(&self.resources[0]);
        let known = self.resources.iter().find(|known| *known == asked)?;
        (!parameters.twice("resource")).then(|| known.clone())
    }
}

fn signed(mint: &Mint<'_>, granted: &Granted<'_>) -> Result<Tokens, Refusal> {
    let access_token = mint.access_token(granted)?;
    let scopes = &granted.terms.scopes;
    let id_token = if scopes.has("openid") { Some(mint.id_token(granted, &access_token)?) } else { None };
    Ok(Tokens { id_token, ..bearer(access_token, scopes.clone()) })
}

fn bearer(access_token: String, scope: Scopes) -> Tokens {
    let expires_in = vault_time::TOKEN.num_seconds();
    Tokens { access_token, token_type: "Bearer", expires_in, scope, refresh_token: None, id_token: None }
}

fn is_rightful(terms: &Terms, client: &Client, form: &Parameters) -> bool {
    terms.client_id == client.id
        && terms.redirect_uri == form.text("redirect_uri")
        && terms.challenge.answered_by(form.text("code_verifier"))
}

/// A token request may repeat the resource, never change it.
fn resource_is_granted(terms: &Terms, form: &Parameters) -> Result<(), Refusal> {
    let granted = form.all("resource").all(|asked| asked == terms.resource);
    if granted { Ok(()) } else { Err(Refusal::InvalidTarget) }
}

/// A refresh may ask for less than was granted, never for more (RFC 6749 §6).
fn narrowed(terms: &Terms, form: &Parameters) -> Result<Option<Scopes>, Refusal> {
    let Some(text) = form.one("scope") else { return Ok(None) };
    let asked = Scopes::parse(text);
    let known = asked.iter().count() == text.split_whitespace().count();
    let less = known && asked.within(&terms.scopes) == asked;
    if less { Ok(Some(asked)) } else { Err(Refusal::InvalidScope) }
}
