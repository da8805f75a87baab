//! A machine that proves itself with a key of its own (RFC 7523), from the form to the call.

use super::support::{Browser, athlete, longrun};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::AUTHORIZATION;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use server::startup::Longrun;

const MACHINE: &str = "/settings/connections/machine";

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The public half of a key, as the form takes it.
fn published(key: &EcdsaKeyPair) -> String {
    let (x, y) = key.public_key().as_ref()[1..].split_at(32);
    json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "own", "x": text(x), "y": text(y)}]}).to_string()
}

/// What `client` says of itself at the token endpoint, signed.
fn assertion(longrun: &Longrun, client: &str, key: &EcdsaKeyPair) -> String {
    let now = longrun.app.now().timestamp();
    let issuer = longrun.app.relying_party.issuer();
    let header = json!({"alg": "ES256", "kid": "own"});
    let claims =
        json!({"iss": client, "sub": client, "aud": issuer, "jti": "1", "iat": now, "exp": now + 60});
    let message = format!("{}.{}", text(header.to_string()), text(claims.to_string()));
    let signature = key.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
    format!("{message}.{}", text(signature))
}

async fn token(longrun: &Longrun, client: &str, assertion: &str) -> Result<String, StatusCode> {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", client),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion),
    ];
    let answer = Browser::new(longrun).post("/idp/token", &fields).await;
    let told: Value = serde_json::from_str(&answer.body).unwrap();
    told["access_token"].as_str().map(str::to_owned).ok_or(answer.status)
}

#[tokio::test]
async fn a_machine_with_a_key_of_its_own_has_no_secret_and_gets_in() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let (form, keys) = (ada.get(MACHINE).await.hidden("key"), published(&key));
    let fields = [
        ("key", form.as_str()),
        ("name", "Scale"),
        ("scopes", "workouts:read"),
        ("expires_at", "90"),
        ("proof", "keys"),
        ("keys", &keys),
    ];
    let shown = ada.post(MACHINE, &fields).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    let samples: Vec<_> = shown.body.split("<pre tabindex=\"0\"><code>").skip(1).collect();
    let client = samples[0].split_once("</code>").unwrap().0.to_owned();

    let granted = token(&longrun, &client, &assertion(&longrun, &client, &key)).await.unwrap();
    let mut machine = Browser::new(&longrun);
    let path = format!("/api/v1/workouts?athlete={}", athlete(&longrun, "ada"));
    let request = machine.request(Method::GET, &path).header(AUTHORIZATION, format!("Bearer {granted}"));
    assert_eq!(machine.send(request.body(Body::empty()).unwrap()).await.status, StatusCode::OK);

    let other = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
    let forged = token(&longrun, &client, &assertion(&longrun, &client, &other)).await;
    assert_eq!(forged, Err(StatusCode::UNAUTHORIZED));
}
