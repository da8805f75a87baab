//! Whether an ID token says who is signed in.
//!
//! `OpenID` Connect Core 1.0 §3.1.3.7 names thirteen rules. What they say of encryption, `acr` and
//! `auth_time` does not arise, because we register and ask for none of it: an encrypted token is refused.
//! What holds for every signed token is in [`gate::jws`]. On top come `typ` and `token_use`, so that no
//! other kind of token passes, and `at_hash` (§3.1.3.6).

use crate::session::Claims;
use aws_lc_rs::digest::{Algorithm as Digest, SHA256, SHA384, SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use gate::jws::{JwsError, SKEW, Seconds, Token};
use jsonwebtoken::Algorithm;
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;

/// How long ago a token may have been issued.
const OLDEST: TimeDelta = TimeDelta::minutes(10);

/// What a token must say to be the one that we wait for.
#[derive(Debug)]
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    /// The nonce of the sign-in; a refresh has none (§12.2).
    pub(super) nonce: Option<&'a str>,
    /// The access token that came with it.
    pub(super) access_token: &'a str,
    /// The algorithms that the provider lists.
    pub(super) algorithms: &'a [String],
    /// The claim that tells groups.
    pub(super) groups_claim: &'a str,
    pub(super) now: DateTime<Utc>,
}

/// What a token says that held up.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) subject: String,
    pub(super) claims: Claims,
}

/// Why a token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenError {
    /// It is not signed as it must be, or not there at all.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// It is signed with an algorithm that the provider does not list.
    #[error("the ID token's algorithm is not listed")]
    Unlisted,
    /// It is another kind of token.
    #[error("the token is of another kind")]
    Kind,
    /// Its issuer is wrong, or something required is missing or not what it must be.
    #[error("the ID token's issuer or claims are wrong")]
    Claims,
    /// It is for somebody else too, or another client asked for it.
    #[error("the ID token is not for us alone")]
    Audience,
    /// It has expired, or is too old or too new.
    #[error("the ID token's time is not now")]
    Time,
    /// It belongs to another sign-in.
    #[error("the ID token belongs to another sign-in")]
    Nonce,
    /// It came with another access token.
    #[error("the ID token belongs to another access token")]
    AccessToken,
}

#[derive(Deserialize)]
struct Payload {
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: Seconds,
    iat: Seconds,
    nbf: Option<Seconds>,
    nonce: Option<String>,
    at_hash: Option<String>,
    token_use: Option<String>,
    name: Option<String>,
    zoneinfo: Option<String>,
    email: Option<String>,
    #[serde(default)]
    email_verified: Told,
}

/// Whether the provider has seen that the address is theirs. Some write it as text (OpenID Connect Core §5.1 has a boolean).
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Told {
    Flag(bool),
    Text(String),
    #[default]
    Nothing,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Told {
    fn is_so(&self) -> bool {
        matches!(self, Self::Flag(true)) || matches!(self, Self::Text(text) if text == "true")
    }
}

/// Applies every rule to a token.
pub(super) fn verify(token: &str, keys: &[Jwk], expected: &Expected<'_>) -> Result<Identity, IdTokenError> {
    let token = Token::parse(token)?;
    if !token.is_a(&[None, Some("jwt")]) {
        return Err(IdTokenError::Kind);
    }
    // RS256 is what a provider signs with that lists nothing (§3.1.3.7, rule 7).
    let (listed, name) = (expected.algorithms, token.algorithm_name());
    let is_listed = if listed.is_empty() { name == "RS256" } else { listed.iter().any(|it| it == name) };
    if !is_listed {
        return Err(IdTokenError::Unlisted);
    }
    let signed = token.open(keys)?;
    let payload: Payload = signed.claims().map_err(|_| IdTokenError::Claims)?;
    check_payload(&payload, token.algorithm, expected)?;
    let email_verified = payload.email_verified.is_so();
    let Payload { sub: subject, name: display_name, zoneinfo, email, .. } = payload;
    // Groups that are told in another way are none: nobody need be in one to sign in.
    let groups = signed.claim(expected.groups_claim).ok().flatten().unwrap_or_default();
    Ok(Identity { subject, claims: Claims { display_name, zoneinfo, email, email_verified, groups } })
}

fn check_payload(
    payload: &Payload,
    algorithm: Algorithm,
    expected: &Expected<'_>,
) -> Result<(), IdTokenError> {
    let kind = payload.token_use.as_deref().is_none_or(|it| it == "id");
    let subject = (1..=255).contains(&payload.sub.len()) && payload.sub.is_ascii();
    let nonce = expected.nonce.is_none_or(|it| payload.nonce.as_deref() == Some(it));
    let at_hash =
        payload.at_hash.as_deref().is_none_or(|it| it == left_half(algorithm, expected.access_token));
    match () {
        () if !kind => Err(IdTokenError::Kind),
        () if payload.iss != expected.issuer || !subject => Err(IdTokenError::Claims),
        () if !is_for(payload, expected.client_id) => Err(IdTokenError::Audience),
        () if !is_now(payload, expected.now) => Err(IdTokenError::Time),
        () if !nonce => Err(IdTokenError::Nonce),
        () if !at_hash => Err(IdTokenError::AccessToken),
        () => Ok(()),
    }
}

/// Whether we are the only audience, and the party that asked.
fn is_for(payload: &Payload, client_id: &str) -> bool {
    let audience = match &payload.aud {
        Audience::One(one) => one == client_id,
        Audience::Several(several) => several.len() == 1 && several[0] == client_id,
    };
    audience && payload.azp.as_deref().is_none_or(|it| it == client_id)
}

fn is_now(payload: &Payload, now: DateTime<Utc>) -> bool {
    let has_begun = |Seconds(it)| it <= now + SKEW;
    let is_young = now - OLDEST < payload.iat.0;
    now - SKEW < payload.exp.0 && is_young && has_begun(payload.iat) && payload.nbf.is_none_or(has_begun)
}

fn left_half(algorithm: Algorithm, access_token: &str) -> String {
    let hash: &Digest = match algorithm {
        Algorithm::RS384 | Algorithm::PS384 | Algorithm::ES384 => &SHA384,
        Algorithm::RS512 | Algorithm::PS512 | Algorithm::EdDSA => &SHA512,
        _ => &SHA256,
    };
    let hash = digest(hash, access_token.as_bytes());
    let (left, _) = hash.as_ref().split_at(hash.as_ref().len() / 2);
    URL_SAFE_NO_PAD.encode(left)
}
