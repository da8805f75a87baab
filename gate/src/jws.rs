//! Signed tokens (JWS, RFC 7515): what ID tokens and access tokens have in common.
//!
//! What a token says about itself chooses nothing but one of the keys that its issuer publishes. A header that brings
//! a key of its own, or asks for anything else, is refused, and so is any way of writing a token but the one that the
//! standard knows.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;
use std::marker::PhantomData;

/// The largest token that is looked at, in bytes.
pub const LONGEST: usize = 16 * 1024;

/// How far an issuer's clock may be from ours.
pub const SKEW: TimeDelta = TimeDelta::seconds(60);

/// The algorithms of public keys. Case counts (RFC 7515 §4.1.1).
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

/// The points of Edwards25519 of order 1, 2, 4 and 8, in every spelling, with the sign bit off.
const SMALL_ORDER: [&str; 7] = [
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
    "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU",
    "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o",
    "7P_______________________________________38",
    "7f_______________________________________38",
    "7v_______________________________________38",
];

/// Why a signed token is not believed, whatever it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JwsError {
    /// It is no signed token, or too large for one.
    #[error("the token cannot be read")]
    Malformed,
    /// Its header brings a key, or asks for something that we do not do.
    #[error("the token's header asks for more than a signature by a published key")]
    Header,
    /// It is signed with none of the algorithms that we take.
    #[error("the token's algorithm is not allowed")]
    Algorithm,
    /// It names a key that we do not know.
    #[error("the token's key is unknown")]
    UnknownKey,
    /// Its signature is wrong.
    #[error("the token's signature is wrong")]
    Signature,
}

/// A token as it came: nothing of it is proven.
#[derive(Debug)]
pub struct Token<'a> {
    /// What it is signed with; an algorithm of public keys.
    pub algorithm: Algorithm,
    /// The id of the key that it names.
    pub key_id: Option<String>,
    kind: Option<String>,
    message: &'a str,
    payload: &'a str,
    signature: &'a str,
}

/// The claims of a token whose signature holds.
#[derive(Debug)]
pub struct Payload(Vec<u8>);

#[derive(Deserialize)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
    #[serde(default)]
    jwk: Present,
    #[serde(default)]
    jku: Present,
    #[serde(default)]
    x5u: Present,
    #[serde(default)]
    x5c: Present,
    #[serde(default)]
    crit: Present,
    #[serde(default)]
    b64: Present,
    #[serde(default)]
    zip: Present,
}

impl Header {
    fn asks_for_more(&self) -> bool {
        [self.jwk, self.jku, self.x5u, self.x5c, self.crit, self.b64, self.zip].contains(&Present(true))
    }
}

/// Whether a member is there, `null` included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Present(pub bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

/// A `NumericDate` (RFC 7519 §2): a whole number of seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "u64")]
pub struct Seconds(pub DateTime<Utc>);

impl TryFrom<u64> for Seconds {
    type Error = &'static str;

    fn try_from(seconds: u64) -> Result<Self, Self::Error> {
        let time = i64::try_from(seconds).ok().and_then(|it| DateTime::from_timestamp(it, 0));
        time.map(Self).ok_or("no such time")
    }
}

impl<'a> Token<'a> {
    /// Takes a token apart: at most [`LONGEST`] bytes, three parts, base64url without padding.
    pub fn parse(text: &'a str) -> Result<Self, JwsError> {
        let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"-_.".contains(&it);
        if text.len() > LONGEST || !text.bytes().all(is_plain) {
            return Err(JwsError::Malformed);
        }
        let (message, signature) = text.rsplit_once('.').ok_or(JwsError::Malformed)?;
        let (header, payload) = message.split_once('.').ok_or(JwsError::Malformed)?;
        if payload.contains('.') {
            return Err(JwsError::Malformed);
        }
        let header: Header = object(&decoded(header)?)?;
        if header.asks_for_more() {
            return Err(JwsError::Header);
        }
        let algorithm = ASYMMETRIC.into_iter().find(|(name, _)| *name == header.alg);
        let (_, algorithm) = algorithm.ok_or(JwsError::Algorithm)?;
        Ok(Self { algorithm, key_id: header.kid, kind: header.typ, message, payload, signature })
    }

    /// Whether its media type is one of these, in lower case; `None` is a token that tells none.
    pub fn is_a(&self, kinds: &[Option<&str>]) -> bool {
        let told = self.kind.as_ref().map(|it| it.to_ascii_lowercase());
        kinds.contains(&told.as_deref())
    }

    /// The name of its algorithm.
    pub fn algorithm_name(&self) -> &'static str {
        ASYMMETRIC.iter().find(|(_, it)| *it == self.algorithm).map_or("", |(name, _)| *name)
    }

    /// Its claims, if the only one of `keys` that fits has signed them.
    pub fn open(&self, keys: &[Jwk]) -> Result<Payload, JwsError> {
        let key = self.choose(keys)?;
        let (signature, message) = (self.signature, self.message.as_bytes());
        match jsonwebtoken::crypto::verify(signature, message, &key, self.algorithm) {
            Ok(true) => decoded(self.payload).map(Payload),
            _ => Err(JwsError::Signature),
        }
    }

    fn choose(&self, keys: &[Jwk]) -> Result<DecodingKey, JwsError> {
        let mut fitting = keys.iter().filter(|key| self.fits(key));
        match (fitting.next(), fitting.next()) {
            (Some(key), None) => DecodingKey::from_jwk(key).map_err(|_| JwsError::UnknownKey),
            _ => Err(JwsError::UnknownKey),
        }
    }

    fn fits(&self, Jwk { common, algorithm }: &Jwk) -> bool {
        let operations = common.key_operations.as_ref();
        (self.key_id.is_none() || common.key_id == self.key_id)
            && common.public_key_use.as_ref().is_none_or(|it| *it == PublicKeyUse::Signature)
            && operations.is_none_or(|it| it.contains(&KeyOperations::Verify))
            && common.key_algorithm.is_none_or(|it| it == KeyAlgorithm::from(self.algorithm))
            && is_of_the_family(algorithm, self.algorithm)
    }
}

/// Whether keys of this kind sign with `algorithm` (RFC 7518 §3.1, RFC 8037 §3.1).
fn is_of_the_family(key: &AlgorithmParameters, algorithm: Algorithm) -> bool {
    use Algorithm::{ES256, ES384, EdDSA, PS256, PS384, PS512, RS256, RS384, RS512};
    match key {
        AlgorithmParameters::RSA(_) => matches!(algorithm, RS256 | RS384 | RS512 | PS256 | PS384 | PS512),
        AlgorithmParameters::EllipticCurve(key) => {
            matches!((&key.curve, algorithm), (EllipticCurve::P256, ES256) | (EllipticCurve::P384, ES384))
        }
        AlgorithmParameters::OctetKeyPair(key) => {
            (&key.curve, algorithm) == (&EllipticCurve::Ed25519, EdDSA) && !is_of_small_order(&key.x)
        }
        _ => false,
    }
}

/// Whether anybody can make signatures for this Ed25519 key: the verification itself does not mind (RFC 8032 §5.1.7).
fn is_of_small_order(key: &str) -> bool {
    let Ok(mut key) = decoded(key) else { return false };
    if let Some(last) = key.last_mut() {
        *last &= 0x7f;
    }
    SMALL_ORDER.contains(&URL_SAFE_NO_PAD.encode(key).as_str())
}

impl Payload {
    /// The claims as `T`, in which no member may stand twice.
    pub fn claims<T: DeserializeOwned>(&self) -> Result<T, JwsError> {
        object(&self.0)
    }

    /// The one claim `name`, which may stand there once.
    pub fn claim<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, JwsError> {
        let mut json = serde_json::Deserializer::from_slice(&self.0);
        let found = json.deserialize_map(One { name, kind: PhantomData });
        found.map_err(|_| JwsError::Malformed)
    }
}

struct One<'a, T> {
    name: &'a str,
    kind: PhantomData<T>,
}

impl<'de, T: DeserializeOwned> Visitor<'de> for One<'_, T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("claims")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut claims: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = claims.next_key::<String>()? {
            if name != self.name {
                claims.next_value::<IgnoredAny>()?;
            } else if found.replace(claims.next_value()?).is_some() {
                return Err(serde::de::Error::custom("a claim stands twice"));
            }
        }
        Ok(found)
    }
}

/// The only way in which these bytes are written: no padding, no other alphabet, no loose bits at the end.
fn decoded(part: &str) -> Result<Vec<u8>, JwsError> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| JwsError::Malformed)
}

/// A JSON object; `serde` would take an array for one.
fn object<T: DeserializeOwned>(json: &[u8]) -> Result<T, JwsError> {
    let is_object = json.trim_ascii_start().starts_with(b"{");
    let parsed = is_object.then(|| serde_json::from_slice(json).ok()).flatten();
    parsed.ok_or(JwsError::Malformed)
}
