//! `/idp/authorize` shows the sign-in form; `/idp/sign-in` takes the password and answers the client.

use super::account::Account;
use super::authorization::{AuthorizationRequest, Unanswered};
use super::consent::SignedIn;
use super::credentials::{CameFrom, Denied};
use super::grant::Terms;
use super::page::{Answer, denied, see_other, with_form_target};
use super::parameters::Parameters;
use super::{Provider, WEB_CLIENT};
use app::pages::provider::{SignIn, sign_in};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;
use std::sync::Arc;

pub(super) async fn authorize(State(provider): State<Arc<Provider>>, RawQuery(query): RawQuery) -> Response {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes());
    provider.answered(provider.form_for(&parameters).await)
}

/// OpenID Connect Core §3.1.2.1 wants the request taken by POST as well; it changes nothing.
pub(super) async fn authorize_by_post(State(provider): State<Arc<Provider>>, body: Bytes) -> Response {
    provider.answered(provider.form_for(&Parameters::parse(&body)).await)
}

pub(super) async fn post(State(provider): State<Arc<Provider>>, from: CameFrom, body: Bytes) -> Response {
    provider.answered(provider.sign_in(&Parameters::parse(&body), &from).await)
}

impl Provider {
    async fn form_for(&self, parameters: &Parameters) -> Answer {
        match self.authorization_request(parameters, self.now()).await? {
            Ok(request) => self.sign_in_page(&request, parameters.text("login_hint"), None),
            Err(Unanswered::Here(why)) => Ok(self.problem(StatusCode::BAD_REQUEST, why)),
            Err(Unanswered::There { redirect_uri, state, error, description }) => {
                let answer = [("error", error), ("error_description", description)];
                Ok(see_other(&self.reply(&redirect_uri, state.as_deref(), &answer)))
            }
        }
    }

    async fn sign_in(&self, form: &Parameters, from: &CameFrom) -> Answer {
        let now = self.now();
        let Some(request) = self.unsealed(form.text("request"), now) else {
            let text = "This form has lain too long. Go back to where you came from and sign in again.";
            return Ok(self.problem(StatusCode::BAD_REQUEST, text));
        };
        match self.believed(form, "password", from).await? {
            Ok(account) => self.believed_for(request, &account.value, now).await,
            Err(denied) => self.sign_in_page(&request, form.text("email"), Some(&denied)),
        }
    }

    fn sign_in_page(&self, request: &AuthorizationRequest, email: &str, refused: Option<&Denied>) -> Answer {
        let page = SignIn {
            request: self.sealed(request)?,
            client: request.client_name.clone(),
            email: email.to_owned(),
            alert: refused.map(ToString::to_string),
        };
        let response = self.page(StatusCode::OK, "Sign in", || sign_in(page));
        let response = with_form_target(response, &request.redirect_uri);
        Ok(refused.into_iter().fold(response, denied))
    }

    /// Our own pages need no leave; every other client is allowed or denied first.
    async fn believed_for(
        &self,
        request: AuthorizationRequest,
        account: &Account,
        now: DateTime<Utc>,
    ) -> Answer {
        let who = SignedIn::new(account, now);
        if request.client_id == WEB_CLIENT {
            self.send_code(request, who, now).await
        } else {
            self.consent_page(request, account, who)
        }
    }

    /// Answers the client with a code.
    pub(super) async fn send_code(
        &self,
        request: AuthorizationRequest,
        who: SignedIn,
        now: DateTime<Utc>,
    ) -> Answer {
        let (redirect_uri, state) = (request.redirect_uri.clone(), request.state.clone());
        let withdrawals = self.grants.withdrawals(&who.subject, &request.client_id, now).await?;
        let terms = Terms { withdrawals, ..terms(request, who) };
        let code = self.grants.begin(terms, now).await?;
        Ok(see_other(&self.reply(&redirect_uri, state.as_deref(), &[("code", &code)])))
    }
}

fn terms(request: AuthorizationRequest, who: SignedIn) -> Terms {
    Terms {
        client_id: request.client_id,
        subject: who.subject,
        credentials: who.credentials,
        scopes: request.scopes,
        resource: request.resource,
        redirect_uri: request.redirect_uri,
        challenge: request.challenge,
        nonce: request.nonce,
        auth_time: who.at,
        withdrawals: 0,
    }
}
