//! `GET /auth/callback`: back from the provider.

use super::pending::{Pending, forget_state};
use super::tokens::Granted;
use super::{Party, RelyingParty, SignInRefused};
use crate::session::cookie::own_device;
use crate::session::{Contents, Sessions, SignedIn};
use app::pages::passage::{Passage, passage};
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::header::SET_COOKIE;
use http::{HeaderMap, Method, Uri};
use std::fmt;
use tokio::sync::oneshot;
use url::form_urlencoded;

/// Ends a sign-in: a code that this browser asked for becomes a session under a new id.
///
/// Answers 200 with a page that leads on, because browsers would not send a `SameSite=Strict` cookie
/// along a redirect that began at another site. Whatever is wrong, the code goes nowhere and no session
/// begins or ends.
pub async fn callback(
    State(party): State<RelyingParty>,
    State(sessions): State<Sessions>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let is_preview = headers.contains_key("sec-purpose") || headers.contains_key("purpose");
    if method != Method::GET || is_preview {
        return SignInRefused::NotAVisit.into_response();
    }
    let answer = match Answer::parse(uri.query().unwrap_or_default()) {
        Ok(answer) => answer,
        Err(refused) => return refused.into_response(),
    };
    let forget = forget_state(&answer.state);
    // A task of its own: a browser that hangs up must not cost the tokens that are on their way.
    let (told, finished) = oneshot::channel();
    tokio::spawn(async move {
        let finished = party.0.finish(&sessions, &headers, &answer, &told).await;
        let _ = told.send(finished);
    });
    let finished = finished.await.unwrap_or(Err(SignInRefused::Unavailable("the sign-in")));
    let mut response = finished.unwrap_or_else(IntoResponse::into_response);
    if let Some(forget) = forget {
        response.headers_mut().append(SET_COOKIE, forget);
    }
    response
}

/// Whoever waits for the end of a sign-in.
type Told = oneshot::Sender<Result<Response, SignInRefused>>;

/// What the provider sent the browser back with.
struct Answer {
    state: String,
    issuer: Option<String>,
    /// The code; without one the provider declined.
    code: Option<String>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

impl Answer {
    fn parse(query: &str) -> Result<Self, SignInRefused> {
        let [mut code, mut state, mut issuer, mut error] = [const { None }; 4];
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let place = match &*name {
                "code" => &mut code,
                "state" => &mut state,
                "iss" => &mut issuer,
                "error" => &mut error,
                _ => continue,
            };
            if place.replace(value.into_owned()).is_some() {
                return Err(SignInRefused::Malformed);
            }
        }
        let state: String = state.ok_or(SignInRefused::Malformed)?;
        let code: Option<String> = code;
        let exactly_one = code.is_some() != error.is_some();
        let sized = code.as_ref().is_none_or(|it| (1..=2048).contains(&it.len()));
        if exactly_one && sized { Ok(Self { state, issuer, code }) } else { Err(SignInRefused::Malformed) }
    }
}

impl Party {
    async fn finish(
        &self,
        sessions: &Sessions,
        headers: &HeaderMap,
        answer: &Answer,
        told: &Told,
    ) -> Result<Response, SignInRefused> {
        let now = self.clock.now();
        let sealer = self.vault.sealer();
        let pending = Pending::find(sealer, headers, &answer.state).ok_or(SignInRefused::UnknownState)?;
        if pending.is_over(now) {
            return Err(SignInRefused::TooLate);
        }
        if !pending.spend(&self.vault, now).await? {
            return Err(SignInRefused::Spent);
        }
        self.check_issuer(&pending, answer).await?;
        let code = answer.code.clone().ok_or(SignInRefused::Declined)?;
        // Without them nothing could be said about what comes for the code.
        self.provider.keys().await?;
        let granted = self.exchange(code, pending.verifier.clone()).await?;
        let begun = if told.is_closed() {
            // They would not get the cookie.
            Err(SignInRefused::Unavailable("the browser"))
        } else {
            self.begin(sessions, &pending, &granted).await
        };
        if begun.is_err() {
            // Nobody will use them.
            self.revoke(granted.tokens).await;
        }
        begun
    }

    /// Whether the answer comes from whom we asked (RFC 9207).
    async fn check_issuer(&self, pending: &Pending, answer: &Answer) -> Result<(), SignInRefused> {
        let metadata = self.provider.metadata().await?;
        let asked_us = pending.issuer == self.registration.issuer;
        let said = match &answer.issuer {
            Some(issuer) => *issuer == pending.issuer,
            None => !metadata.authorization_response_iss_parameter_supported,
        };
        if asked_us && said { Ok(()) } else { Err(SignInRefused::OtherIssuer) }
    }

    async fn begin(
        &self,
        sessions: &Sessions,
        pending: &Pending,
        granted: &Granted,
    ) -> Result<Response, SignInRefused> {
        let identity = self.identity(granted, Some(&pending.nonce)).await??;
        let now = self.clock.now();
        let contents = Contents {
            issuer: self.registration.issuer.clone(),
            client_id: self.registration.client_id.clone(),
            subject: identity.subject,
            claims: identity.claims,
            tokens: granted.tokens.clone(),
            started_at: now,
            last_seen: now,
            remember: pending.remember,
        };
        let who = SignedIn::from(&contents);
        let cookie = sessions.begin(&contents).await?;
        if let Some(replaced) = pending.replaces.as_ref().and_then(|it| it.parse().ok())
            && let Err(error) = self.end(sessions, replaced).await
        {
            // No browser has its cookie any more, and it will not be used again.
            tracing::warn!(%error, "the session that was replaced has not ended");
        }
        let mut response = Html(passage(Passage::SignedIn, pending.return_to.as_str())).into_response();
        response.extensions_mut().insert(who);
        for cookie in [Some(cookie), own_device(pending.remember)].into_iter().flatten() {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        Ok(response)
    }
}
