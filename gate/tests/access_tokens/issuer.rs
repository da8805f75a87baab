//! An issuer that signs whatever it is told.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use gate::token::{AccessToken, Expected, Profile, TokenError, verify};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde_json::{Value, json};
use std::sync::LazyLock;

pub(crate) const ISSUER: &str = "https://id.example";
pub(crate) const API: &str = "https://run.example/api";
pub(crate) const NOW: i64 = 1_800_000_000;

/// The keys of one issuer: slow to make, so that all tests share them.
pub(crate) struct Keys {
    pub(crate) ec: EcdsaKeyPair,
    pub(crate) rsa: KeyPair,
    pub(crate) ed: Ed25519KeyPair,
}

pub(crate) static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys {
    ec: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
    rsa: KeyPair::generate(KeySize::Rsa2048).unwrap(),
    ed: Ed25519KeyPair::generate().unwrap(),
});

impl Keys {
    /// As they are published: "ec", "rsa" and "ed".
    pub(crate) fn published(&self) -> Vec<Jwk> {
        let (x, y) = self.ec.public_key().as_ref()[1..].split_at(32);
        let rsa = DecodingKey::from_rsa_der(self.rsa.public_key().as_ref());
        let mut rsa = Jwk::from_decoding_key(&rsa, Some(Algorithm::RS256)).unwrap();
        rsa.common.key_id = Some("rsa".to_owned());
        let ec = json!({ "kty": "EC", "crv": "P-256", "kid": "ec", "x": text(x), "y": text(y) });
        let ed = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": text(self.ed.public_key()) });
        vec![jwk(ec), rsa, jwk(ed)]
    }

    fn sign(&self, algorithm: &Value, message: &[u8]) -> Vec<u8> {
        let chance = SystemRandom::new();
        match algorithm.as_str() {
            Some("ES256") => self.ec.sign(&chance, message).unwrap().as_ref().to_vec(),
            Some("EdDSA") => self.ed.sign(message).as_ref().to_vec(),
            Some("RS256") => {
                let mut signature = vec![0; self.rsa.public_modulus_len()];
                self.rsa.sign(&RSA_PKCS1_SHA256, &chance, message, &mut signature).unwrap();
                signature
            }
            _ => Vec::new(),
        }
    }
}

pub(crate) fn jwk(value: Value) -> Jwk {
    serde_json::from_value(value).unwrap()
}

pub(crate) fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

pub(crate) fn header() -> Value {
    json!({ "alg": "ES256", "typ": "at+jwt", "kid": "ec" })
}

/// What an honest token of Ada's says, lent to an app.
pub(crate) fn claims() -> Value {
    json!({
        "iss": ISSUER, "aud": API, "sub": "ada", "client_id": "app", "jti": "1", "iat": NOW, "exp": NOW + 300,
        "scope": "openid workouts:read trends:read",
    })
}

/// What an honest token of Cognito's says, for a person.
pub(crate) fn cognito_claims() -> Value {
    json!({
        "iss": ISSUER, "sub": "ada", "client_id": "app", "jti": "1", "origin_jti": "0", "iat": NOW,
        "exp": NOW + 300, "auth_time": NOW, "token_use": "access", "scope": "openid longrun/workouts:read",
        "cognito:groups": ["owners"], "username": "ada", "version": 2,
    })
}

/// The signed token with these two parts, whatever they are.
pub(crate) fn signed(header: &str, claims: &str) -> String {
    let message = format!("{}.{}", text(header), text(claims));
    let algorithm = serde_json::from_str(header).map_or(Value::Null, |it: Value| it["alg"].clone());
    let signature = KEYS.sign(&algorithm, message.as_bytes());
    format!("{message}.{}", text(signature))
}

/// The token with this header and these claims.
pub(crate) fn token(header: &Value, claims: &Value) -> String {
    signed(&header.to_string(), &claims.to_string())
}

/// A token whose claims are changed.
pub(crate) fn saying(change: impl FnOnce(&mut Value)) -> String {
    let mut claims = claims();
    change(&mut claims);
    token(&header(), &claims)
}

/// A token whose header is changed.
pub(crate) fn headed(change: impl FnOnce(&mut Value)) -> String {
    let mut header = header();
    change(&mut header);
    token(&header, &claims())
}

/// A token whose signature is made anew.
pub(crate) fn resigned(token: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> String {
    let (message, signature) = token.rsplit_once('.').unwrap();
    format!("{message}.{}", text(change(URL_SAFE_NO_PAD.decode(signature).unwrap())))
}

/// A token signed by HMAC with `secret`.
pub(crate) fn hmac_signed(secret: &[u8]) -> String {
    let head = json!({ "alg": "HS256", "typ": "at+jwt", "kid": "ec" });
    let message = format!("{}.{}", text(head.to_string()), text(claims().to_string()));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message.as_bytes());
    format!("{message}.{}", text(tag))
}

pub(crate) fn time(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

pub(crate) fn expected(profile: Profile<'_>) -> Expected<'_> {
    let (scope_prefix, groups_claim) = match profile {
        Profile::Standard => ("", "groups"),
        Profile::Cognito { .. } => ("longrun/", "cognito:groups"),
    };
    Expected { issuer: ISSUER, audience: API, profile, scope_prefix, groups_claim, now: time(NOW) }
}

/// What an issuer's token is to us, with all of its keys.
pub(crate) fn read(token: &str) -> Result<AccessToken, TokenError> {
    verify(token, &KEYS.published(), &expected(Profile::Standard))
}
