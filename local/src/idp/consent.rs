//! `/idp/consent`: what somebody who has signed in allows a client that is not ours.
//!
//! Between the password and this answer nothing is kept: the request and who signed in wait in the form,
//! sealed. Whatever stayed ticked is cut down to what was asked, so that a form can take away and never add.

use super::Provider;
use super::account::Account;
use super::authorization::{AuthorizationRequest, UNKNOWN_CLIENT};
use super::fault::Fault;
use super::page::{Answer, see_other, with_form_target};
use super::parameters::Parameters;
use super::redirect::host;
use super::scope::Scopes;
use super::vault_time;
use app::pages::provider::{Consent, consent};
use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

const SEALED_FOR: &str = "consent";

/// Somebody whose password was right.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct SignedIn {
    pub(super) subject: String,
    /// The account's count of credentials at the time.
    pub(super) credentials: u64,
    /// When the password was typed.
    pub(super) at: DateTime<Utc>,
}

impl SignedIn {
    pub(super) fn new(account: &Account, at: DateTime<Utc>) -> Self {
        Self { subject: account.subject.clone(), credentials: account.credentials, at }
    }
}

/// What waits in the form for an answer.
#[derive(Serialize, Deserialize)]
struct Asked {
    request: AuthorizationRequest,
    who: SignedIn,
}

pub(super) async fn post(State(provider): State<Arc<Provider>>, body: Bytes) -> Response {
    provider.answered(provider.consented(&Parameters::parse(&body)).await)
}

impl Provider {
    /// The page that asks, for the account that was just opened.
    pub(super) fn consent_page(
        &self,
        request: AuthorizationRequest,
        account: &Account,
        who: SignedIn,
    ) -> Answer {
        let redirect_uri = request.redirect_uri.clone();
        let asked = Asked { request, who };
        let page = Consent {
            request: self.seal(SEALED_FOR, &asked)?,
            client: asked.request.client_name,
            host: host(&redirect_uri),
            email: account.email.clone(),
            scopes: asked.request.scopes.iter().collect(),
        };
        let response = self.page(StatusCode::OK, "Allow this program?", || consent(page));
        Ok(with_form_target(response, &redirect_uri))
    }

    async fn consented(&self, form: &Parameters) -> Answer {
        let now = self.now();
        let Some(Asked { mut request, who }) = self.asked(form.text("request"), now).await? else {
            let text = "This form has lain too long. Go back to where you came from and sign in again.";
            return Ok(self.problem(StatusCode::BAD_REQUEST, text));
        };
        if self.clients.with_id(&request.client_id, now).await?.is_none() {
            return Ok(self.problem(StatusCode::BAD_REQUEST, UNKNOWN_CLIENT));
        }
        request.scopes = allowed(&request.scopes, form);
        if request.scopes.is_of_use() {
            return self.send_code(request, who, now).await;
        }
        tracing::info!(client = request.client_id, "somebody denied what a client asked for");
        let answer = [("error", "access_denied"), ("error_description", "nothing was allowed")];
        Ok(see_other(&self.reply(&request.redirect_uri, request.state.as_deref(), &answer)))
    }

    /// What a form of ours asked, unless it is too old or the password has changed since.
    async fn asked(&self, text: &str, now: DateTime<Utc>) -> Result<Option<Asked>, Fault> {
        let asked = self.unseal::<Asked>(SEALED_FOR, text);
        let Some(asked) = asked.filter(|asked| asked.who.at + vault_time::FORM > now) else {
            return Ok(None);
        };
        let account = self.accounts.with_subject(&asked.who.subject, now).await?;
        let is_same = account.is_some_and(|account| account.value.credentials == asked.who.credentials);
        Ok(is_same.then_some(asked))
    }
}

/// What stayed ticked of what was asked; nothing unless the answer is to allow it.
fn allowed(asked: &Scopes, form: &Parameters) -> Scopes {
    if !form.all("answer").eq(["allow"]) {
        return Scopes::default();
    }
    asked.only(|scope| scope == "openid" || form.all("scope").any(|ticked| ticked == scope))
}
