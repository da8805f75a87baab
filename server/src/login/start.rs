//! `GET /auth/login`: off to the provider.

use super::pending::{Pending, make_room};
use super::{Party, RelyingParty, ReturnTo, SignInRefused};
use crate::arrival::{ask_again, is_arrival};
use crate::chance;
use crate::session::Sessions;
use crate::session::cookie::is_own_device;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, Method, Uri};
use oauth2::{CsrfToken, PkceCodeChallenge, PkceCodeVerifier};
use url::form_urlencoded;

/// Begins a sign-in: remembers it in the browser and answers 303 to the provider.
///
/// Takes `return_to`, a page of ours, and `remember`, 1 to stay signed in on this device and 0 not to; everything
/// else that the provider is told is ours to say. Whoever says nothing of it, because they came by a link or
/// their session has ended, gets what was last chosen on this device; what another site says of it is not heard.
/// Writes nothing to the store.
///
/// Whoever follows a link from another site is asked to come again from a page of ours, to this very sign-in in
/// our own words: only then do they bring the session that the new one takes the place of.
pub async fn start(
    State(party): State<RelyingParty>,
    State(sessions): State<Sessions>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if !is_visit(&headers) {
        return SignInRefused::NotAVisit.into_response();
    }
    let here = return_to(&uri).sign_in_url();
    if is_arrival(&method, &headers, &here) {
        return ask_again(&here);
    }
    party.0.start(&sessions, &uri, &headers).await.unwrap_or_else(IntoResponse::into_response)
}

impl Party {
    async fn start(
        &self,
        sessions: &Sessions,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Result<Response, SignInRefused> {
        let now = self.clock.now();
        let pending = Pending {
            state: chance::text::<32>(),
            nonce: chance::text::<32>(),
            verifier: chance::text::<32>(),
            issuer: self.registration.issuer.clone(),
            return_to: return_to(uri),
            remember: remember(uri, headers),
            replaces: sessions.id_in(headers).ok().flatten().map(|it| it.to_string()),
            begun_at: now,
        };
        let sealer = self.vault.sealer();
        let mut response = Redirect::to(&self.authorization_url(&pending).await?).into_response();
        for dropped in make_room(sealer, headers, now) {
            response.headers_mut().append(SET_COOKIE, dropped);
        }
        let cookie = pending.cookie(sealer).ok_or(SignInRefused::Unavailable("the vault"))?;
        response.headers_mut().append(SET_COOKIE, cookie);
        Ok(response)
    }

    async fn authorization_url(&self, pending: &Pending) -> Result<String, SignInRefused> {
        let client = self.oauth(&*self.provider.metadata().await?)?;
        let verifier = PkceCodeVerifier::new(pending.verifier.clone());
        let (url, _) = client
            .authorize_url(|| CsrfToken::new(pending.state.clone()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_scopes(self.registration.scopes.iter())
            .add_extra_param("nonce", &pending.nonce)
            .add_extra_param("resource", self.registration.resource())
            .url();
        Ok(url.into())
    }
}

/// The page of ours that the sign-in shall lead to.
fn return_to(uri: &Uri) -> ReturnTo {
    asked(uri, "return_to").and_then(|it| ReturnTo::parse(&it)).unwrap_or_default()
}

/// Whether they shall stay signed in on this device: as they say on a page of ours, else as was last chosen on it.
fn remember(uri: &Uri, headers: &HeaderMap) -> bool {
    let is_own = headers.get("sec-fetch-site").is_none_or(|it| it == "same-origin" || it == "none");
    asked(uri, "remember").filter(|_| is_own).map_or_else(|| is_own_device(headers), |it| it == "1")
}

/// Whether a person is on their way here, as far as their browser says: no frame, script or preview.
fn is_visit(headers: &HeaderMap) -> bool {
    let is = |name: &str, value: &str| headers.get(name).is_none_or(|it| it == value);
    is("sec-fetch-mode", "navigate")
        && is("sec-fetch-dest", "document")
        && !headers.contains_key("sec-purpose")
        && !headers.contains_key("purpose")
}

/// The value of a parameter that was given once.
fn asked(uri: &Uri, name: &str) -> Option<String> {
    let given = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut values = given.filter(|it| it.0 == name).map(|it| it.1.into_owned());
    let first = values.next();
    first.filter(|_| values.next().is_none())
}
