//! Who holds an access token, and what it is good for (RFC 9068).
//!
//! An access token is for the API alone: the ID token of the same person, a token for another resource and one that is
//! bound to a key of its holder are refused. Amazon Cognito writes tokens of its own kind, which the standard does not
//! describe; [`Profile::Cognito`] says what holds for them instead.

use crate::caller::{Caller, Groups, Person, athlete_of, client_of};
use crate::jws::{JwsError, Payload, Present, SKEW, Seconds, Token};
use chrono::{DateTime, Utc};
use domain::scope::{Scope, Scopes};
use jsonwebtoken::jwk::Jwk;
use serde::{Deserialize, Deserializer};

/// How an issuer writes its access tokens.
#[derive(Clone, Copy, Debug)]
pub enum Profile<'a> {
    /// As RFC 9068 has it.
    Standard,
    /// As Amazon Cognito does: without a type, and without an audience where none was asked for. Such a token is for
    /// us if one of these `clients` got it.
    Cognito {
        /// Client ids.
        clients: &'a [String],
    },
}

/// What a token must say.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Its issuer, to the letter.
    pub issuer: &'a str,
    /// Its only audience: our API.
    pub audience: &'a str,
    /// How its issuer writes tokens.
    pub profile: Profile<'a>,
    /// What stands before our scopes; a word without it is none of ours.
    pub scope_prefix: &'a str,
    /// The claim that tells groups, an array of strings.
    pub groups_claim: &'a str,
    /// The time.
    pub now: DateTime<Utc>,
}

/// What a token says that held up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    /// Who vouches for it.
    pub issuer: String,
    /// Whom it is about, at that issuer.
    pub subject: String,
    /// The client that got it, at that issuer.
    pub client_id: String,
    /// Its own id.
    pub jti: String,
    /// What it is good for.
    pub scopes: Scopes,
    /// The groups of its subject.
    pub groups: Groups,
    /// Who acts for the subject (RFC 8693 §4.1), at that issuer.
    pub actor: Option<String>,
    /// When it was made.
    pub issued_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When its subject last signed in at the issuer.
    pub auth_time: Option<DateTime<Utc>>,
    /// The issuer's session that it comes from, or what stands for one: the first token of its line.
    pub session: Option<String>,
}

/// Whoever showed a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// Who that is to the gate.
    pub caller: Caller,
    /// The client's id as its issuer writes it.
    pub client_id: String,
    /// The token's own id.
    pub jti: String,
    /// Who acts for the athlete, as the issuer writes it.
    pub actor: Option<String>,
    /// When the token was made.
    pub issued_at: DateTime<Utc>,
    /// When the token ends.
    pub expires_at: DateTime<Utc>,
    /// When the athlete last signed in at the issuer.
    pub auth_time: Option<DateTime<Utc>>,
    /// The issuer's session that the token comes from.
    pub session: Option<String>,
}

/// Why an access token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It is not signed as it must be.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// It is another kind of token.
    #[error("the token is of another kind")]
    Kind,
    /// Something required is missing, or not what it must be.
    #[error("the token's claims are wrong")]
    Claims,
    /// Somebody else vouches for it.
    #[error("the token is another issuer's")]
    Issuer,
    /// It is for somebody else too, or not for us at all.
    #[error("the token is not for us alone")]
    Audience,
    /// It has expired, or has not begun.
    #[error("the token's time is not now")]
    Time,
    /// It is only good together with a key of its holder, of which a bearer gives no proof.
    #[error("the token is bound to a key")]
    Bound,
    /// Whoever lent it has taken it back.
    #[error("the token was taken back")]
    Withdrawn,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    client_id: String,
    jti: String,
    exp: Seconds,
    iat: Seconds,
    #[serde(default, deserialize_with = "told")]
    nbf: Option<Seconds>,
    #[serde(default, deserialize_with = "told")]
    aud: Option<Audience>,
    #[serde(default, deserialize_with = "told")]
    scope: Option<String>,
    #[serde(default, deserialize_with = "told")]
    token_use: Option<String>,
    #[serde(default, deserialize_with = "told")]
    act: Option<Actor>,
    #[serde(default, deserialize_with = "told")]
    auth_time: Option<Seconds>,
    #[serde(default, deserialize_with = "told")]
    sid: Option<String>,
    #[serde(default, deserialize_with = "told")]
    origin_jti: Option<String>,
    #[serde(default)]
    cnf: Present,
}

/// A claim that may be missing, but is not `null`.
fn told<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
struct Actor {
    sub: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn is_only(&self, ours: &str) -> bool {
        match self {
            Self::One(one) => one == ours,
            Self::Several(several) => several.len() == 1 && several[0] == ours,
        }
    }
}

/// Applies every rule to a token, with the keys that its issuer publishes.
///
/// # Errors
/// The first rule that it breaks; [`JwsError::UnknownKey`] if newer keys may help.
pub fn verify(token: &str, keys: &[Jwk], expected: &Expected<'_>) -> Result<AccessToken, TokenError> {
    let token = Token::parse(token)?;
    let kinds: &[_] = match expected.profile {
        Profile::Standard => &[Some("at+jwt"), Some("application/at+jwt")],
        Profile::Cognito { .. } => &[None, Some("jwt"), Some("at+jwt")],
    };
    if !token.is_a(kinds) {
        return Err(TokenError::Kind);
    }
    if token.key_id.is_none() {
        return Err(JwsError::Header.into());
    }
    let payload = token.open(keys)?;
    let claims: Claims = payload.claims().map_err(|_| TokenError::Claims)?;
    check(&claims, expected)?;
    read(claims, &payload, expected)
}

fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), TokenError> {
    let is_named = |it: &String| (1..=255).contains(&it.len()) && it.is_ascii();
    let named = [&claims.sub, &claims.client_id, &claims.jti].into_iter().all(is_named);
    match () {
        () if !is_access(claims, expected) => Err(TokenError::Kind),
        () if claims.cnf.0 => Err(TokenError::Bound),
        () if claims.iss != expected.issuer => Err(TokenError::Issuer),
        () if !is_for_us(claims, expected) => Err(TokenError::Audience),
        () if !is_now(claims, expected.now) => Err(TokenError::Time),
        () if !named => Err(TokenError::Claims),
        // Nobody is behind a machine for whom somebody else could act.
        () if is_machine(&claims.sub, &claims.client_id) && claims.act.is_some() => Err(TokenError::Claims),
        () => Ok(()),
    }
}

/// Whether it says of itself that it is no ID token: Cognito by a claim, others by its type.
fn is_access(claims: &Claims, expected: &Expected<'_>) -> bool {
    match expected.profile {
        Profile::Standard => claims.token_use.as_deref().is_none_or(|it| it == "access"),
        Profile::Cognito { .. } => claims.token_use.as_deref() == Some("access"),
    }
}

fn is_for_us(claims: &Claims, expected: &Expected<'_>) -> bool {
    match (&claims.aud, expected.profile) {
        (Some(audience), _) => audience.is_only(expected.audience),
        (None, Profile::Standard) => false,
        (None, Profile::Cognito { clients }) => clients.contains(&claims.client_id),
    }
}

fn is_now(claims: &Claims, now: DateTime<Utc>) -> bool {
    let has_begun = |Seconds(it)| it <= now + SKEW;
    now - SKEW < claims.exp.0 && has_begun(claims.iat) && claims.nbf.is_none_or(has_begun)
}

/// RFC 9068 §2.2: in a token that no person is behind, the subject is the client.
fn is_machine(subject: &str, client_id: &str) -> bool {
    subject == client_id
}

fn read(claims: Claims, payload: &Payload, expected: &Expected<'_>) -> Result<AccessToken, TokenError> {
    let groups = payload.claim::<Groups>(expected.groups_claim).map_err(|_| TokenError::Claims)?;
    let words = claims.scope.as_deref().unwrap_or_default().split(' ');
    let ours = |word: &str| word.strip_prefix(expected.scope_prefix).and_then(Scope::from_name);
    Ok(AccessToken {
        issuer: claims.iss,
        subject: claims.sub,
        client_id: claims.client_id,
        jti: claims.jti,
        scopes: words.filter_map(ours).collect(),
        groups: groups.unwrap_or_default(),
        actor: claims.act.map(|it| it.sub),
        issued_at: claims.iat.0,
        expires_at: claims.exp.0,
        auth_time: claims.auth_time.map(|it| it.0),
        session: claims.sid.or(claims.origin_jti),
    })
}

impl From<AccessToken> for Bearer {
    fn from(token: AccessToken) -> Self {
        let client = client_of(&token.issuer, &token.client_id);
        let caller = if is_machine(&token.subject, &token.client_id) {
            Caller::Machine { client, scopes: token.scopes, groups: token.groups }
        } else {
            let athlete = Person { id: athlete_of(&token.issuer, &token.subject), groups: token.groups };
            Caller::Delegate { athlete, client, scopes: token.scopes, agent: token.actor.is_some() }
        };
        Self {
            caller,
            client_id: token.client_id,
            jti: token.jti,
            actor: token.actor,
            issued_at: token.issued_at,
            expires_at: token.expires_at,
            auth_time: token.auth_time,
            session: token.session,
        }
    }
}
