//! Who makes this request: what handlers take.

use super::cookie::{self, Came, Cookies, SESSION};
use super::{Claims, Contents, SessionError, Sessions};
use crate::login::{RelyingParty, ReturnTo};
use axum::extract::{FromRef, FromRequestParts};
use axum::response::{IntoResponse, Redirect, Response};
use domain::athlete::AthleteId;
use gate::{Person, athlete_of};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};
use tower_sessions::session::Id;

/// Somebody who is signed in.
///
/// As an extractor it sends whoever is not to the sign-in and back (GET), or answers 401.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Their id with us.
    pub athlete: AthleteId,
    /// The provider that vouched for them.
    pub issuer: String,
    /// Their id at that provider.
    pub subject: String,
    /// What the provider says about them.
    pub claims: Claims,
    /// Whether they stay signed in on this device.
    pub remembered: bool,
}

/// Somebody who may be signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaybeSignedIn(pub Option<SignedIn>);

/// Why a request gets no further than its session. In the extensions of the response, for its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It needs somebody who is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// It came with two session cookies.
    #[error("two session cookies came at once")]
    TwoSessions,
    /// Sessions cannot be read at the moment.
    #[error("sessions cannot be read")]
    Unavailable,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = match self {
            Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::TwoSessions => StatusCode::BAD_REQUEST,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<SessionError> for Refusal {
    fn from(_: SessionError) -> Self {
        Self::Unavailable
    }
}

impl SignedIn {
    /// Who they are to the gate.
    pub fn person(&self) -> Person {
        Person { id: self.athlete.clone(), groups: self.claims.groups.clone() }
    }
}

impl From<&Contents> for SignedIn {
    fn from(contents: &Contents) -> Self {
        let Contents { issuer, subject, claims, remember, .. } = contents.clone();
        let athlete = athlete_of(&issuer, &subject);
        Self { athlete, issuer, subject, claims, remembered: remember }
    }
}

impl<S> FromRequestParts<S> for SignedIn
where
    S: Send + Sync,
    Sessions: FromRef<S>,
    RelyingParty: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        let MaybeSignedIn(person) = MaybeSignedIn::from_request_parts(parts, state).await?;
        person.ok_or_else(|| ask_to_sign_in(parts))
    }
}

impl<S> FromRequestParts<S> for MaybeSignedIn
where
    S: Send + Sync,
    Sessions: FromRef<S>,
    RelyingParty: FromRef<S>,
{
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let (sessions, login) = (Sessions::from_ref(state), RelyingParty::from_ref(state));
        let person = sessions.who(&parts.headers, &login).await.map_err(IntoResponse::into_response)?;
        parts.extensions.insert(Self(person.clone()));
        Ok(Self(person))
    }
}

impl Sessions {
    /// The id of the session that a request brings, dead or alive.
    pub(crate) fn id_in(&self, headers: &HeaderMap) -> Result<Option<Id>, Refusal> {
        match Cookies::of(headers).one(SESSION) {
            Came::Never => Ok(None),
            Came::Once(value) => Ok(cookie::id(self.vault.sealer(), value)),
            Came::Twice => Err(Refusal::TwoSessions),
        }
    }

    /// Whoever a request's cookie shows to be signed in.
    pub(crate) async fn who(
        &self,
        headers: &HeaderMap,
        login: &RelyingParty,
    ) -> Result<Option<SignedIn>, Refusal> {
        let Some(id) = self.id_in(headers)? else { return Ok(None) };
        let Some(live) = self.read(id).await? else { return Ok(None) };
        let Some(mut live) = login.keep_fresh(self, live).await? else { return Ok(None) };
        self.touch(&mut live).await;
        Ok(Some((&live.contents).into()))
    }
}

fn ask_to_sign_in(parts: &Parts) -> Response {
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        return Refusal::NotSignedIn.into_response();
    }
    let page = parts.uri.path_and_query().and_then(|it| ReturnTo::parse(it.as_str()));
    Redirect::to(&page.unwrap_or_default().sign_in_url()).into_response()
}
