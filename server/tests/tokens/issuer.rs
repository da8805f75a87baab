//! An issuer that counts who asks for its keys, and publishes them as it is told.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub(crate) const ISSUER: &str = "https://id.example";

/// What comes of it to ask for keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Published {
    Keys,
    Twice,
    Nothing,
    Down,
    Slowly,
    TenMegabytes,
    APage,
    NoSet,
}

/// What it takes to be an issuer.
pub(crate) struct Issuer {
    key: Mutex<(String, EcdsaKeyPair)>,
    pub(crate) published: Mutex<Published>,
    fetches: AtomicUsize,
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()
}

impl Issuer {
    pub(crate) fn new() -> Arc<Self> {
        let key = Mutex::new(("key-1".to_owned(), key()));
        Arc::new(Self { key, published: Mutex::new(Published::Keys), fetches: AtomicUsize::new(0) })
    }

    pub(crate) fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .with_state(Arc::clone(self))
    }

    /// How often somebody asked for the keys.
    pub(crate) fn fetches(&self) -> usize {
        self.fetches.load(Ordering::SeqCst)
    }

    pub(crate) fn publish(&self, published: Published) {
        *self.published.lock().unwrap() = published;
    }

    /// Signs with another key from now on, and publishes no other.
    pub(crate) fn rotate(&self, name: &str) {
        *self.key.lock().unwrap() = (name.to_owned(), key());
    }

    /// The token with these claims, of its newest key.
    pub(crate) fn token(&self, claims: &Value) -> String {
        let name = self.key.lock().unwrap().0.clone();
        self.signed(&json!({ "alg": "ES256", "typ": "at+jwt", "kid": name }), claims)
    }

    /// The token with this header.
    pub(crate) fn signed(&self, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", text(header.to_string()), text(claims.to_string()));
        let signature = self.key.lock().unwrap().1.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", text(signature))
    }

    fn keys(&self) -> Value {
        let (name, key) = &*self.key.lock().unwrap();
        let (x, y) = key.public_key().as_ref()[1..].split_at(32);
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "kid": name, "x": text(x), "y": text(y) })
    }
}

async fn discovery() -> Json<Value> {
    Json(json!({
        "issuer": ISSUER, "authorization_endpoint": format!("{ISSUER}/authorize"),
        "token_endpoint": format!("{ISSUER}/token"), "jwks_uri": format!("{ISSUER}/jwks"),
    }))
}

async fn jwks(State(issuer): State<Arc<Issuer>>) -> Response {
    issuer.fetches.fetch_add(1, Ordering::SeqCst);
    let published = *issuer.published.lock().unwrap();
    match published {
        Published::Keys => Json(json!({ "keys": [issuer.keys()] })).into_response(),
        Published::Twice => Json(json!({ "keys": [issuer.keys(), issuer.keys()] })).into_response(),
        Published::Nothing => Json(json!({ "keys": [] })).into_response(),
        Published::Down => StatusCode::BAD_GATEWAY.into_response(),
        Published::Slowly => {
            tokio::time::sleep(Duration::from_mins(1)).await;
            StatusCode::GATEWAY_TIMEOUT.into_response()
        }
        Published::TenMegabytes => {
            let more = " ".repeat(10 << 20);
            Json(json!({ "keys": [issuer.keys()], "more": more })).into_response()
        }
        Published::APage => Html("<title>Maintenance</title>").into_response(),
        Published::NoSet => Json(issuer.keys()).into_response(),
    }
}
