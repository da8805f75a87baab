//! The public keys by which a machine proves that it is the one.

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, KeyAlgorithm, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::Value;
use std::collections::HashSet;

/// The most keys that a machine may have.
const MOST: usize = 10;
/// The longest text, in bytes.
const LONGEST: usize = 16 * 1024;
/// RSA keys of fewer bits are refused (RFC 7518 §3.3).
const LEAST_RSA_BYTES: usize = 256;
/// The members of private keys (RFC 7518 §6); a symmetric key is nothing else.
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

/// The algorithms that the keys may sign with, by their names.
pub(super) const ALGORITHMS: [&str; 4] = ["RS256", "PS256", "ES256", "EdDSA"];

/// One to ten public keys.
#[derive(Debug)]
pub(super) struct ClientKeys(Vec<ClientKey>);

#[derive(Debug)]
struct ClientKey {
    kid: Option<String>,
    algorithms: Vec<Algorithm>,
    decoding: DecodingKey,
}

impl ClientKeys {
    /// The keys of a JWK set; the error is what was expected, as the end of a sentence.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        if text.len() > LONGEST {
            return Err("must be of 16 KiB at most");
        }
        public_only(text)?;
        let set: JwkSet = serde_json::from_str(text).map_err(|_| "must be a JWK set: {\"keys\": […]}")?;
        if !(1..=MOST).contains(&set.keys.len()) {
            return Err("must be 1 to 10 keys");
        }
        let keys = set.keys.iter().map(ClientKey::of).collect::<Result<Vec<_>, _>>()?;
        let ids: HashSet<_> = keys.iter().filter_map(|key| key.kid.as_deref()).collect();
        if keys.len() > 1 && ids.len() < keys.len() {
            return Err("must each have a kid of their own");
        }
        Ok(Self(keys))
    }

    /// The key that is meant by a token's header, if it may sign with that algorithm. Without an id only a key that
    /// is alone is meant.
    pub(super) fn meant(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<&DecodingKey> {
        let key = match kid {
            Some(kid) => self.0.iter().find(|key| key.kid.as_deref() == Some(kid)),
            None => self.0.first().filter(|_| self.0.len() == 1),
        };
        key.filter(|key| key.algorithms.contains(&algorithm)).map(|key| &key.decoding)
    }
}

impl ClientKey {
    fn of(jwk: &Jwk) -> Result<Self, &'static str> {
        if jwk.common.public_key_use.as_ref().is_some_and(|is_for| *is_for != PublicKeyUse::Signature) {
            return Err("must be for signatures");
        }
        let fitting = fitting(&jwk.algorithm)
            .ok_or("must be RSA of 2,048 bits at least, elliptic on P-256, or Ed25519")?;
        let algorithms = match jwk.common.key_algorithm {
            None => fitting,
            Some(stated) => fitting.into_iter().filter(|fits| KeyAlgorithm::from(*fits) == stated).collect(),
        };
        let decoding = DecodingKey::from_jwk(jwk).map_err(|_| "must be whole keys")?;
        if algorithms.is_empty() {
            return Err("must sign with RS256, PS256, ES256 or EdDSA");
        }
        Ok(Self { kid: jwk.common.key_id.clone(), algorithms, decoding })
    }
}

/// What a key of this shape may sign with.
fn fitting(key: &AlgorithmParameters) -> Option<Vec<Algorithm>> {
    match key {
        AlgorithmParameters::RSA(rsa) if modulus_bytes(&rsa.n) >= LEAST_RSA_BYTES => {
            Some(vec![Algorithm::RS256, Algorithm::PS256])
        }
        AlgorithmParameters::EllipticCurve(key) if key.curve == EllipticCurve::P256 => {
            Some(vec![Algorithm::ES256])
        }
        AlgorithmParameters::OctetKeyPair(key) if key.curve == EllipticCurve::Ed25519 => {
            Some(vec![Algorithm::EdDSA])
        }
        _ => None,
    }
}

/// The bytes of a number in base64url.
fn modulus_bytes(n: &str) -> usize {
    n.len() * 3 / 4
}

/// A private key in the form has left its machine: it is refused, and not kept.
fn public_only(text: &str) -> Result<(), &'static str> {
    let set: Value = serde_json::from_str(text).map_err(|_| "must be JSON")?;
    let mut keys = set["keys"].as_array().into_iter().flatten().filter_map(Value::as_object);
    if keys.any(|key| PRIVATE.iter().any(|member| key.contains_key(*member))) {
        return Err(
            "must be the public halves: who has seen a private key can be the machine. Make new ones",
        );
    }
    Ok(())
}
