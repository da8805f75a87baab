//! Whether an ID token says who is signed in.
//!
//! `OpenID` Connect Core 1.0 §3.1.3.7 names thirteen rules. What they say of encryption, `acr` and
//! `auth_time` does not arise, because we register and ask for none of it: an encrypted token is refused.
//! Algorithms are those of a public key that the provider lists, never one that the token chooses; its
//! key is the provider's, never one that the token brings. On top come `typ` and `token_use`, so that no
//! other kind of token passes, and `at_hash` (§3.1.3.6).

use crate::session::Claims;
use aws_lc_rs::digest::{Algorithm as Digest, SHA256, SHA384, SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{Jwk, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;

/// The largest token that is looked at, in bytes.
const LONGEST: usize = 16 * 1024;

/// How far the provider's clock may be from ours.
const SKEW: TimeDelta = TimeDelta::seconds(60);

/// How long ago a token may have been issued.
const OLDEST: TimeDelta = TimeDelta::minutes(10);

const ASYMMETRIC: [(&str, Algorithm); 9] = [
    ("RS256", Algorithm::RS256),
    ("RS384", Algorithm::RS384),
    ("RS512", Algorithm::RS512),
    ("PS256", Algorithm::PS256),
    ("PS384", Algorithm::PS384),
    ("PS512", Algorithm::PS512),
    ("ES256", Algorithm::ES256),
    ("ES384", Algorithm::ES384),
    ("EdDSA", Algorithm::EdDSA),
];

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
    /// It is no signed token, or too large for one.
    #[error("the ID token cannot be read")]
    Malformed,
    /// It is signed with an algorithm that the provider does not list, or none that we take.
    #[error("the ID token's algorithm is not allowed")]
    Algorithm,
    /// It is another kind of token.
    #[error("the token is of another kind")]
    Kind,
    /// It names a key that we do not know.
    #[error("the ID token's key is unknown")]
    UnknownKey,
    /// Signature, issuer or audience is wrong, or something required is missing.
    #[error("the ID token's signature, issuer or claims are wrong")]
    Invalid,
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
    /// One: `jsonwebtoken` would take several, if ours is among them.
    iss: String,
    sub: String,
    aud: Audience,
    azp: Option<String>,
    exp: i64,
    iat: i64,
    nbf: Option<i64>,
    nonce: Option<String>,
    at_hash: Option<String>,
    token_use: Option<String>,
    name: Option<String>,
    zoneinfo: Option<String>,
    email: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Applies every rule to a token.
pub(super) fn verify(token: &str, keys: &[Jwk], expected: &Expected<'_>) -> Result<Identity, IdTokenError> {
    if token.len() > LONGEST {
        return Err(IdTokenError::Malformed);
    }
    let header = decode_header(token).map_err(|_| IdTokenError::Malformed)?;
    check_header(&header, expected.algorithms)?;
    let key = choose(keys, &header)?;
    let payload: Payload =
        decode(token, &key, &validation(header.alg, expected)).map_err(|_| IdTokenError::Invalid)?.claims;
    check_payload(&payload, header.alg, expected)?;
    let Payload { sub: subject, name: display_name, zoneinfo, email, .. } = payload;
    Ok(Identity { subject, claims: Claims { display_name, zoneinfo, email } })
}

fn check_header(header: &Header, listed: &[String]) -> Result<(), IdTokenError> {
    let is_id_token = header.typ.as_deref().is_none_or(|typ| typ.eq_ignore_ascii_case("JWT"));
    if !is_id_token || header.crit.is_some() {
        return Err(IdTokenError::Kind);
    }
    // RS256 is what a provider signs with that lists nothing (§3.1.3.7, rule 7).
    let is_listed =
        |name: &str| if listed.is_empty() { name == "RS256" } else { listed.iter().any(|it| it == name) };
    let allowed = ASYMMETRIC.iter().any(|(name, algorithm)| *algorithm == header.alg && is_listed(name));
    if allowed { Ok(()) } else { Err(IdTokenError::Algorithm) }
}

/// The provider's only key that fits: by id, use and algorithm.
fn choose(keys: &[Jwk], header: &Header) -> Result<DecodingKey, IdTokenError> {
    let fits = |jwk: &&Jwk| {
        let id_fits = header.kid.is_none() || jwk.common.key_id == header.kid;
        let use_fits = jwk.common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature);
        let algorithm_fits = jwk.common.key_algorithm.is_none_or(|it| it == KeyAlgorithm::from(header.alg));
        id_fits && use_fits && algorithm_fits
    };
    let fitting = keys.iter().filter(fits).filter_map(|it| DecodingKey::from_jwk(it).ok());
    let mut fitting = fitting.filter(|it| it.family() == header.alg.family());
    match (fitting.next(), fitting.next()) {
        (Some(key), None) => Ok(key),
        _ => Err(IdTokenError::UnknownKey),
    }
}

fn validation(algorithm: Algorithm, expected: &Expected<'_>) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.set_required_spec_claims(&["sub", "aud", "exp"]);
    validation.set_audience(&[expected.client_id]);
    // Time is an argument: `check_payload` compares it.
    validation.validate_exp = false;
    validation
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
        () if payload.iss != expected.issuer => Err(IdTokenError::Invalid),
        () if !subject => Err(IdTokenError::Invalid),
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
    let at = |seconds| DateTime::from_timestamp(seconds, 0);
    let expires = at(payload.exp).is_some_and(|it| now < it + SKEW);
    let issued = at(payload.iat).is_some_and(|it| now < it + OLDEST && it <= now + SKEW);
    let begun = payload.nbf.is_none_or(|it| at(it).is_some_and(|it| it <= now + SKEW));
    expires && issued && begun
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
