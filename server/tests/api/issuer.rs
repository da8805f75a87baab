//! A provider that is none of ours: it listens on loopback, and signs what a test wants said.

use super::support::{Browser, longrun_with, now};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use server::startup::Longrun;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use url::{Url, form_urlencoded};

/// How Longrun is known there.
const CLIENT: &str = "longrun";

/// The provider. Its people are whoever a test says they are.
#[derive(Clone)]
pub(crate) struct Issuer(Arc<Inside>);

struct Inside {
    address: String,
    key: EcdsaKeyPair,
    /// What the ID token says that each code buys.
    codes: Mutex<HashMap<String, Value>>,
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Issuer {
    /// A provider that listens.
    pub(crate) async fn listening() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = Self(Arc::new(Inside {
            address: format!("http://{}", listener.local_addr().unwrap()),
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
            codes: Mutex::default(),
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .with_state(issuer.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        issuer
    }

    /// Its address, by which it is known.
    pub(crate) fn address(&self) -> &str {
        &self.0.address
    }

    /// A Longrun whose people it vouches for.
    pub(crate) async fn longrun(&self) -> Longrun {
        self.longrun_with(&[]).await
    }

    /// The same with more arguments.
    pub(crate) async fn longrun_with(&self, more: &[&str]) -> Longrun {
        let usual = ["--data", "memory", "--oidc-issuer", self.address(), "--oidc-client-id", CLIENT];
        longrun_with(&[&usual, more].concat()).await
    }

    /// An access token for the API: honest but for what `claims` say otherwise.
    pub(crate) fn access_token(&self, claims: &Value) -> String {
        let mut said = self.claims("http://localhost:3000/api");
        said["jti"] = json!("1");
        self.signed("at+jwt", said, claims)
    }

    /// Signs somebody in on Longrun's pages: whoever `claims` say they are.
    pub(crate) async fn sign_in(&self, browser: &mut Browser, claims: &Value) {
        let to_us = browser.get("/auth/login").await;
        let asked: HashMap<_, _> =
            to_us.location().parse::<Url>().unwrap().query_pairs().into_owned().collect();
        let mut claims = claims.clone();
        claims["nonce"] = json!(asked["nonce"]);
        let code = asked["nonce"].clone();
        self.0.codes.lock().unwrap().insert(code.clone(), claims);
        let back = browser.get(&format!("/auth/callback?code={code}&state={}", asked["state"])).await;
        assert_eq!(back.status, StatusCode::OK, "{}", back.body);
    }

    fn claims(&self, audience: &str) -> Value {
        let now = now().timestamp();
        json!({"iss": self.0.address, "aud": audience, "iat": now, "exp": now + 300})
    }

    fn signed(&self, kind: &str, mut said: Value, claims: &Value) -> String {
        said.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        let header = json!({"alg": "ES256", "typ": kind, "kid": "key"});
        let message = format!("{}.{}", text(header.to_string()), text(said.to_string()));
        let signature = self.0.key.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
        format!("{message}.{}", text(signature))
    }
}

async fn discovery(State(Issuer(issuer)): State<Issuer>) -> Json<Value> {
    let address = &issuer.address;
    Json(json!({
        "issuer": address, "authorization_endpoint": format!("{address}/authorize"),
        "token_endpoint": format!("{address}/token"), "jwks_uri": format!("{address}/jwks"),
        "id_token_signing_alg_values_supported": ["ES256"],
    }))
}

async fn jwks(State(Issuer(issuer)): State<Issuer>) -> Json<Value> {
    let (x, y) = issuer.key.public_key().as_ref()[1..].split_at(32);
    let key = json!({"kty": "EC", "crv": "P-256", "use": "sig", "kid": "key", "x": text(x), "y": text(y)});
    Json(json!({"keys": [key]}))
}

async fn token(State(issuer): State<Issuer>, form: Bytes) -> Response {
    let code =
        form_urlencoded::parse(&form).find(|(name, _)| name == "code").map(|(_, code)| code.into_owned());
    let bought = code.and_then(|code| issuer.0.codes.lock().unwrap().remove(&code));
    let Some(claims) = bought else { return StatusCode::BAD_REQUEST.into_response() };
    let id_token = issuer.signed("JWT", issuer.claims(CLIENT), &claims);
    Json(json!({"access_token": "opaque", "token_type": "Bearer", "expires_in": 300, "id_token": id_token}))
        .into_response()
}
