//! The keys of machines, and which of them may be registered.

use super::house::house;
use super::programs::{machine, program};
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use local::idp::{ClientError, ClientKind, NewClient};
use serde_json::{Value, json};

/// A private key and what may be known of it.
pub(crate) struct Key {
    pub(crate) private: EncodingKey,
    pub(crate) jwk: Jwk,
    pub(crate) algorithm: Algorithm,
}

impl Key {
    pub(crate) fn new(algorithm: Algorithm, kid: Option<&str>) -> Self {
        let chance = SystemRandom::new();
        let private = match algorithm {
            Algorithm::EdDSA => {
                EncodingKey::from_ed_der(Ed25519KeyPair::generate_pkcs8v1(&chance).expect("a key").as_ref())
            }
            Algorithm::ES256 => EncodingKey::from_ec_der(
                EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &chance)
                    .expect("a key")
                    .as_ref(),
            ),
            _ => rsa(),
        };
        let mut jwk = Jwk::from_encoding_key(&private, algorithm).expect("a key");
        jwk.common.key_id = kid.map(str::to_owned);
        jwk.common.key_algorithm = None;
        Self { private, jwk, algorithm }
    }

    pub(crate) fn sign(&self, claims: &Value) -> String {
        let mut header = Header::new(self.algorithm);
        header.kid.clone_from(&self.jwk.common.key_id);
        jsonwebtoken::encode(&header, claims, &self.private).expect("a token")
    }
}

fn rsa() -> EncodingKey {
    let pair = KeyPair::generate(KeySize::Rsa2048).expect("a key");
    let der: Pkcs8V1Der<'_> = pair.as_der().expect("a key");
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(der.as_ref())
    );
    EncodingKey::from_rsa_pem(pem.as_bytes()).expect("a key")
}

/// The keys as a JWK set.
pub(crate) fn set(keys: &[&Key]) -> String {
    json!({"keys": keys.iter().map(|key| &key.jwk).collect::<Vec<_>>()}).to_string()
}

#[tokio::test]
async fn only_good_public_keys_are_registered() {
    let house = house().await;
    let key = |kid: Option<&str>| Key::new(Algorithm::EdDSA, kid);
    let (one, same, nameless) = (key(Some("a")), key(Some("a")), key(None));
    let mut for_secrets = key(None);
    for_secrets.jwk.common.public_key_use = Some(PublicKeyUse::Encryption);
    let mut other_algorithm = key(None);
    other_algorithm.jwk.common.key_algorithm = Some(Algorithm::RS256.into());
    let mut private = json!(nameless.jwk);
    private["d"] = json!("AAAA");
    let symmetric = json!({"kty": "oct", "k": "c2VjcmV0"});
    let short = json!({"kty": "RSA", "n": URL_SAFE_NO_PAD.encode([255; 128]), "e": "AQAB"});
    let p384 = json!({"kty": "EC", "crv": "P-384", "x": "AAAA", "y": "AAAA"});
    let in_a_set = |key: &Value| json!({"keys": [key]}).to_string();
    let many: Vec<_> = (0..11).map(|number| key(Some(&number.to_string()))).collect();
    for bad in [
        "",
        "{}",
        "[]",
        "-----BEGIN PUBLIC KEY-----",
        &in_a_set(&private),
        &in_a_set(&symmetric),
        &in_a_set(&short),
        &in_a_set(&p384),
        &set(&[]),
        &set(&[&one, &same]),
        &set(&[&one, &nameless]),
        &set(&[&for_secrets]),
        &set(&[&other_algorithm]),
        &set(&many.iter().collect::<Vec<_>>()),
        &format!("{}{}", set(&[&one]), " ".repeat(16 * 1024)),
    ] {
        let new = NewClient { keys: Some(bad.to_owned()), ..machine("workouts:read") };
        let refused = house.provider.register_client(new, house.now()).await;
        let Err(ClientError::Mistakes(errors)) = refused else { panic!("{bad}") };
        assert_eq!(errors[0].field, "keys", "{bad}");
    }
    let app = program(ClientKind::Web, &["https://meadow.example/cb"], "workouts:read");
    let refused = house.provider.register_client(NewClient { keys: Some(set(&[&one])), ..app }, house.now());
    assert!(matches!(refused.await, Err(ClientError::Mistakes(_))), "keys are for machines");
}
