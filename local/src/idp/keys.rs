//! The keys that sign tokens: one in use, one published ahead of its turn, and the last ones until what
//! they signed has expired.

use super::fault::Fault;
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::jwk::{Jwk, JwkSet, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// How long a key signs.
const IN_USE: TimeDelta = TimeDelta::days(90);
/// How long a key is published after its last signature: the life of a token and an hour for slow clocks.
const PUBLISHED_AFTER: TimeDelta = TimeDelta::minutes(65);

/// The keys as the vault keeps them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredKeys {
    since: DateTime<Utc>,
    current: PrivateKey,
    next: PrivateKey,
    retired: Vec<RetiredKey>,
}

/// PKCS#8, base64.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct PrivateKey(String);

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateKey")
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct RetiredKey {
    /// PKCS#1 `RSAPublicKey`, base64.
    public: String,
    until: DateTime<Utc>,
}

impl StoredKeys {
    /// Two new keys. Slow: some tenths of a second.
    pub(super) fn generate(now: DateTime<Utc>) -> Result<Self, Fault> {
        Ok(Self {
            since: now,
            current: PrivateKey::generate()?,
            next: PrivateKey::generate()?,
            retired: vec![],
        })
    }

    /// The keys after the next one came into use. Slow: some tenths of a second.
    pub(super) fn rotated(&self, now: DateTime<Utc>) -> Result<Self, Fault> {
        let retiring = RetiredKey { public: self.current.public()?, until: now + PUBLISHED_AFTER };
        let mut retired = self.retired.clone();
        retired.retain(|key| key.until > now);
        retired.push(retiring);
        Ok(Self { since: now, current: self.next.clone(), next: PrivateKey::generate()?, retired })
    }

    /// Whether the current key has signed long enough.
    pub(super) fn is_due(&self, now: DateTime<Utc>) -> bool {
        now - self.since >= IN_USE
    }
}

impl PrivateKey {
    fn generate() -> Result<Self, Fault> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| Fault::Cryptography)?;
        let der: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| Fault::Cryptography)?;
        Ok(Self(STANDARD_NO_PAD.encode(der.as_ref())))
    }

    fn pair(&self) -> Result<KeyPair, Fault> {
        let mut der = STANDARD_NO_PAD.decode(&self.0).map_err(|_| Fault::Cryptography)?;
        let pair = KeyPair::from_pkcs8(&der).map_err(|_| Fault::Cryptography);
        der.zeroize();
        pair
    }

    fn public(&self) -> Result<String, Fault> {
        Ok(STANDARD_NO_PAD.encode(self.pair()?.public_key()))
    }
}

/// The keys, ready for use.
#[derive(Debug)]
pub(super) struct Keys {
    pair: KeyPair,
    current: PublicKey,
    next: PublicKey,
    retired: Vec<(PublicKey, DateTime<Utc>)>,
}

#[derive(Debug)]
struct PublicKey {
    kid: String,
    jwk: Jwk,
    decoding: DecodingKey,
}

impl PublicKey {
    fn new(rsa_public_key: &[u8]) -> Result<Self, Fault> {
        let decoding = DecodingKey::from_rsa_der(rsa_public_key);
        let mut jwk = Jwk::from_decoding_key(&decoding, Some(Algorithm::RS256))?;
        let kid = jwk.thumbprint(ThumbprintHash::SHA256)?;
        jwk.common.key_id = Some(kid.clone());
        jwk.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { kid, jwk, decoding })
    }

    fn of(pair: &KeyPair) -> Result<Self, Fault> {
        Self::new(pair.public_key().as_ref())
    }
}

impl TryFrom<&StoredKeys> for Keys {
    type Error = Fault;

    fn try_from(stored: &StoredKeys) -> Result<Self, Fault> {
        let pair = stored.current.pair()?;
        let retired = |key: &RetiredKey| {
            let der = STANDARD_NO_PAD.decode(&key.public).map_err(|_| Fault::Cryptography)?;
            Ok((PublicKey::new(&der)?, key.until))
        };
        Ok(Self {
            current: PublicKey::of(&pair)?,
            next: PublicKey::of(&stored.next.pair()?)?,
            retired: stored.retired.iter().map(retired).collect::<Result<_, Fault>>()?,
            pair,
        })
    }
}

impl Keys {
    /// What is published: every key that may have signed a living token, and the next one.
    pub(super) fn published(&self, now: DateTime<Utc>) -> JwkSet {
        JwkSet { keys: self.public(now).map(|key| key.jwk.clone()).collect() }
    }

    /// A signed token of media type `typ`.
    pub(super) fn sign<T: Serialize>(&self, typ: &str, claims: &T) -> Result<String, Fault> {
        let mut header = Header::new(Algorithm::RS256);
        header.typ = Some(typ.to_owned());
        header.kid = Some(self.current.kid.clone());
        let message = format!("{}.{}", encoded(&header)?, encoded(claims)?);
        let mut signature = vec![0; self.pair.public_modulus_len()];
        self.pair
            .sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature)
            .map_err(|_| Fault::Cryptography)?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }

    /// The claims of a token that one of the published keys signed as `typ`. Neither time nor audience nor
    /// issuer are looked at.
    pub(super) fn open<T: DeserializeOwned>(&self, typ: &str, token: &str, now: DateTime<Utc>) -> Option<T> {
        let header = jsonwebtoken::decode_header(token).ok()?;
        let kid = header.kid.filter(|_| header.typ.as_deref() == Some(typ))?;
        let key = self.public(now).find(|key| key.kid == kid)?;
        let mut rules = Validation::new(Algorithm::RS256);
        rules.validate_exp = false;
        rules.validate_aud = false;
        rules.required_spec_claims.clear();
        Some(jsonwebtoken::decode(token, &key.decoding, &rules).ok()?.claims)
    }

    fn public(&self, now: DateTime<Utc>) -> impl Iterator<Item = &PublicKey> {
        let retired = self.retired.iter().filter(move |(_, until)| *until > now).map(|(key, _)| key);
        [&self.current, &self.next].into_iter().chain(retired)
    }
}

fn encoded<T: Serialize>(part: &T) -> Result<String, Fault> {
    Ok(URL_SAFE_NO_PAD.encode(serde_json::to_vec(part)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn noon() -> DateTime<Utc> {
        "2026-06-01T12:00:00Z".parse().unwrap()
    }

    fn kids(keys: &Keys, now: DateTime<Utc>) -> Vec<String> {
        keys.published(now).keys.into_iter().map(|key| key.common.key_id.unwrap()).collect()
    }

    #[test]
    fn a_rotation_uses_the_key_that_was_published_ahead_and_keeps_the_old_one_for_its_tokens() {
        let before = StoredKeys::generate(noon()).unwrap();
        let old = Keys::try_from(&before).unwrap();
        let token = old.sign("JWT", &json!({"sub": "ada"})).unwrap();
        let new = Keys::try_from(&before.rotated(noon()).unwrap()).unwrap();

        assert_eq!(kids(&old, noon()).len(), 2);
        assert_eq!(new.current.kid, old.next.kid);
        assert_eq!(kids(&new, noon()).len(), 3);
        assert!(new.open::<Value>("JWT", &token, noon()).is_some());

        let later = noon() + PUBLISHED_AFTER;
        assert_eq!(kids(&new, later).len(), 2);
        assert!(new.open::<Value>("JWT", &token, later).is_none());
    }

    #[test]
    fn only_our_own_signature_over_the_right_type_opens() {
        let keys = Keys::try_from(&StoredKeys::generate(noon()).unwrap()).unwrap();
        let token = keys.sign("at+jwt", &json!({"sub": "ada"})).unwrap();
        let claims: Value = keys.open("at+jwt", &token, noon()).unwrap();
        assert_eq!(claims["sub"], "ada");
        assert!(keys.open::<Value>("JWT", &token, noon()).is_none());

        let (message, _) = token.rsplit_once('.').unwrap();
        let none = URL_SAFE_NO_PAD.encode(json!({"alg": "none", "typ": "at+jwt"}).to_string());
        let (_, claims) = message.split_once('.').unwrap();
        for forged in [format!("{message}."), format!("{message}.AAAA"), format!("{none}.{claims}.")] {
            assert!(keys.open::<Value>("at+jwt", &forged, noon()).is_none(), "{forged}");
        }
    }

    #[test]
    fn private_keys_are_not_printed() {
        let stored = StoredKeys::generate(noon()).unwrap();
        assert!(!format!("{stored:?}").contains(&stored.current.0));
    }
}
