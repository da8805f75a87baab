//! What a client asks for at the authorization endpoint, checked.

use super::Provider;
use super::client::Client;
use super::fault::Fault;
use super::page::with_query;
use super::parameters::Parameters;
use super::pkce::Challenge;
use super::scope::Scopes;
use super::vault_time;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

const SEALED_FOR: &str = "authorization-request";

/// What people are told of a client that nobody registered, or that has ended.
pub(super) const UNKNOWN_CLIENT: &str = "The application that sent you here is not known.";

/// A request that may be answered once somebody has signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AuthorizationRequest {
    pub(super) client_id: String,
    pub(super) client_name: String,
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    pub(super) scopes: Scopes,
    pub(super) resource: String,
    pub(super) nonce: Option<String>,
    pub(super) challenge: Challenge,
    expires_at: DateTime<Utc>,
}

/// Why a request is not answered with a form.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// Nobody knows where an answer may go: the visitor is told.
    Here(&'static str),
    /// The client is told, at its own address.
    There { redirect_uri: String, state: Option<String>, error: &'static str, description: &'static str },
}

/// An error code of RFC 6749 §4.1.2.1 and what it means.
type Mistake = (&'static str, &'static str);

impl Provider {
    /// Checks a request: first the client and where answers may go, then everything else.
    pub(super) async fn authorization_request(
        &self,
        parameters: &Parameters,
        now: DateTime<Utc>,
    ) -> Result<Result<AuthorizationRequest, Unanswered>, Fault> {
        let client = match parameters.one("client_id") {
            Some(id) if !parameters.twice("client_id") => self.clients.with_id(id, now).await?,
            _ => None,
        };
        let Some(client) = client.filter(Client::has_people) else {
            return Ok(Err(Unanswered::Here(UNKNOWN_CLIENT)));
        };
        let redirect_uri = parameters.text("redirect_uri").to_owned();
        if parameters.twice("redirect_uri") || !client.may_redirect_to(&redirect_uri) {
            return Ok(Err(Unanswered::Here(
                "The application that sent you here asked for an answer at an address that is not its own.",
            )));
        }
        let state = parameters.one("state").filter(|_| !parameters.twice("state")).map(str::to_owned);
        Ok(self.checked(parameters, &client, now).map_err(|(error, description)| Unanswered::There {
            redirect_uri,
            state,
            error,
            description,
        }))
    }

    fn checked(
        &self,
        parameters: &Parameters,
        client: &Client,
        now: DateTime<Utc>,
    ) -> Result<AuthorizationRequest, Mistake> {
        kind_is_right(parameters)?;
        let resource = self.resource(parameters).ok_or(("invalid_target", "the resource is unknown"))?;
        let scopes = Scopes::parse(parameters.text("scope")).within(&client.registered.scopes);
        if scopes.is_empty() {
            return Err(("invalid_scope", "no known scope is asked for"));
        }
        let challenge = challenge(parameters)?;
        nobody_is_hidden(parameters)?;
        Ok(AuthorizationRequest {
            client_id: client.id.clone(),
            client_name: client.registered.name.clone(),
            redirect_uri: parameters.text("redirect_uri").to_owned(),
            state: parameters.one("state").map(str::to_owned),
            scopes,
            resource,
            nonce: parameters.one("nonce").map(str::to_owned),
            challenge,
            expires_at: now + vault_time::FORM,
        })
    }

    /// The request as text that a form can carry and only we can read.
    pub(super) fn sealed(&self, request: &AuthorizationRequest) -> Result<String, Fault> {
        self.seal(SEALED_FOR, request)
    }

    /// The request behind a form's text, unless it is forged or too old.
    pub(super) fn unsealed(&self, text: &str, now: DateTime<Utc>) -> Option<AuthorizationRequest> {
        self.unseal::<AuthorizationRequest>(SEALED_FOR, text).filter(|request| request.expires_at > now)
    }

    /// The address that carries an answer to the client; every answer names its issuer (RFC 9207).
    pub(super) fn reply(&self, redirect_uri: &str, state: Option<&str>, answer: &[(&str, &str)]) -> String {
        let state = state.map(|state| ("state", state));
        let parameters: Vec<_> =
            answer.iter().copied().chain(state).chain([("iss", self.issuer.as_str())]).collect();
        with_query(redirect_uri, &parameters)
    }
}

fn kind_is_right(parameters: &Parameters) -> Result<(), Mistake> {
    if parameters.repeated().is_some() {
        return Err(("invalid_request", "a parameter is repeated"));
    }
    if parameters.one("request").is_some() {
        return Err(("request_not_supported", "request objects are not taken"));
    }
    if parameters.one("request_uri").is_some() {
        return Err(("request_uri_not_supported", "request addresses are not taken"));
    }
    match (parameters.one("response_type"), parameters.one("response_mode")) {
        (None, _) => Err(("invalid_request", "response_type is missing")),
        (Some("code"), None | Some("query")) => Ok(()),
        (Some("code"), Some(_)) => Err(("invalid_request", "answers are sent in the query only")),
        (Some(_), _) => Err(("unsupported_response_type", "only codes are given")),
    }
}

/// PKCE is not optional, and not plain (RFC 9700 §2.1.1).
fn challenge(parameters: &Parameters) -> Result<Challenge, Mistake> {
    let challenge = parameters.one("code_challenge").and_then(Challenge::parse);
    let challenge = challenge.ok_or(("invalid_request", "code_challenge must be a SHA-256 digest"))?;
    match parameters.one("code_challenge_method") {
        Some("S256") => Ok(challenge),
        _ => Err(("invalid_request", "code_challenge_method must be S256")),
    }
}

/// There is no session here: nobody is ever signed in without a form.
fn nobody_is_hidden(parameters: &Parameters) -> Result<(), Mistake> {
    let prompts: Vec<_> = parameters.text("prompt").split_whitespace().collect();
    match prompts.as_slice() {
        ["none"] => Err(("login_required", "somebody has to sign in")),
        prompts if prompts.contains(&"none") => Err(("invalid_request", "none goes with no other prompt")),
        _ => Ok(()),
    }
}
