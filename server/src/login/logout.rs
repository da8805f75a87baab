//! `POST /auth/logout`: out, here and at the provider.

use super::tokens::TO_WAIT;
use super::{Party, Profile, RelyingParty, Transport};
use crate::session::cookie::{SESSION, forget, own_device};
use crate::session::{SessionError, Sessions};
use app::pages::passage::{Passage, passage};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Redirect, Response};
use cookie::SameSite;
use http::header::{HeaderName, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use std::sync::Arc;
use tower_sessions::session::Id;
use url::Url;

const CLEAR: HeaderValue = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");

/// A sign-out that did not happen, because the vault does not answer. In the extensions of the response, for its page.
///
/// The session may still live, so the browser keeps what ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StillSignedIn;

impl IntoResponse for StillSignedIn {
    fn into_response(self) -> Response {
        tracing::warn!("a sign-out failed: the vault does not answer");
        let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Ends the session of this browser, has its tokens revoked, and leaves nothing of it in the browser.
///
/// The session is dead before anything else is tried. Answers 303 to where the provider signs people
/// out, or to the start page. Mount it behind [`crate::same_origin::require`].
pub async fn logout(
    State(party): State<RelyingParty>,
    State(sessions): State<Sessions>,
    headers: HeaderMap,
) -> Response {
    let id = match sessions.id_in(&headers) {
        Ok(id) => id,
        Err(refused) => return refused.into_response(),
    };
    if let Some(id) = id {
        let leaving = Arc::clone(&party.0);
        // A task of its own: a browser that hangs up must not cost the revocation.
        let ended = tokio::spawn(async move { leaving.end(&sessions, id).await }).await;
        if !matches!(ended, Ok(Ok(()))) {
            return StillSignedIn.into_response();
        }
    }
    let mut response = party.0.farewell().await;
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("clear-site-data"), CLEAR);
    for forget in [forget(SESSION, SameSite::Strict), own_device(false)].into_iter().flatten() {
        headers.append(SET_COOKIE, forget);
    }
    response
}

impl Party {
    /// Ends a session and has the tokens revoked that it held at its end.
    pub(super) async fn end(&self, sessions: &Sessions, id: Id) -> Result<(), SessionError> {
        if let Some(held) = sessions.end(id).await?
            && held.issuer == self.registration.issuer
        {
            self.revoke(held.tokens).await;
        }
        Ok(())
    }

    async fn farewell(&self) -> Response {
        let url = tokio::time::timeout(TO_WAIT, self.logout_url()).await.ok().flatten();
        let Some(url) = url else { return Redirect::to("/?notice=signed-out").into_response() };
        if url.origin() == self.registration.public_url.origin() {
            return Redirect::to(url.as_str()).into_response();
        }
        // `form-action 'self'` also forbids a form's redirect to another site; a page may lead there.
        Html(passage(Passage::SignedOut, url.as_str())).into_response()
    }

    /// Where the provider signs people out (`OpenID` Connect RP-Initiated Logout 1.0 §2).
    ///
    /// Without `id_token_hint`, because that would show the browser a token. The embedded provider keeps
    /// no session and is not visited: what it had granted has been revoked.
    async fn logout_url(&self) -> Option<Url> {
        if matches!(self.provider.transport, Transport::InProcess(_)) {
            return None;
        }
        let metadata = self.provider.metadata().await.ok()?;
        let (mut url, back) = match self.registration.profile {
            Profile::Generic => (metadata.end_session_endpoint.clone()?, "post_logout_redirect_uri"),
            Profile::Cognito => (metadata.authorization_endpoint.join("/logout").ok()?, "logout_uri"),
        };
        url.query_pairs_mut()
            .append_pair("client_id", &self.registration.client_id)
            .append_pair(back, &self.registration.post_logout_redirect_uri());
        Some(url)
    }
}
