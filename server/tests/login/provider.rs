//! An `OpenID` provider that does as it is told.

use crate::browser::Answer;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use server::clock::Clock;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use url::{Url, form_urlencoded};

pub(crate) const ISSUER: &str = "https://id.example";

type Tamper = Box<dyn Fn(&mut Value) + Send + Sync>;
type Retort = Box<dyn Fn() -> Response + Send + Sync>;

/// What the provider does other than honest.
#[derive(Default)]
pub(crate) struct Script {
    pub(crate) metadata: Option<Tamper>,
    /// Changes the keys as they are published.
    pub(crate) keys: Option<Tamper>,
    pub(crate) claims: Option<Tamper>,
    pub(crate) header: Option<Tamper>,
    pub(crate) answer: Option<Tamper>,
    /// Said at the token endpoint instead of anything else.
    pub(crate) retort: Option<Retort>,
    /// Changes the text of the claims, for what JSON values cannot say.
    pub(crate) text: Option<fn(String) -> String>,
    /// Changes the whole token.
    pub(crate) token: Option<fn(String) -> String>,
    /// Signs with a key that is not published.
    pub(crate) is_forger: bool,
    pub(crate) delay: Duration,
    pub(crate) documents: Documents,
    /// Happens whenever a document is asked for.
    pub(crate) on_fetch: Option<Box<dyn Fn() + Send + Sync>>,
    /// How long it takes to revoke.
    pub(crate) to_revoke: Duration,
}

/// What happens to whoever asks for metadata or keys.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Documents {
    #[default]
    Published,
    WithoutKeys,
    Down,
    Hanging,
}

pub(crate) struct Provider {
    clock: Clock,
    keys: Mutex<Vec<(String, EcdsaKeyPair)>>,
    codes: Mutex<HashMap<String, HashMap<String, String>>>,
    refresh: Mutex<u32>,
    pub(crate) script: Mutex<Script>,
    /// Every form that came to the token and revocation endpoints.
    pub(crate) forms: Mutex<Vec<HashMap<String, String>>>,
    pub(crate) fetches: Mutex<Vec<&'static str>>,
}

fn key() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap()
}

/// A signature as the header's `alg` names it; `HS256` takes the public key for a secret.
fn sign(alg: &Value, message: &[u8], pair: &EcdsaKeyPair) -> String {
    let public = pair.public_key().as_ref();
    URL_SAFE_NO_PAD.encode(match alg.as_str() {
        Some("HS256") => hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, public), message).as_ref().to_vec(),
        Some("ES256") => pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec(),
        _ => Vec::new(),
    })
}

impl Provider {
    pub(crate) fn new(clock: Clock) -> Arc<Self> {
        Arc::new(Self {
            clock,
            keys: Mutex::new(vec![("key-1".to_owned(), key())]),
            codes: Mutex::default(),
            refresh: Mutex::default(),
            script: Mutex::default(),
            forms: Mutex::default(),
            fetches: Mutex::default(),
        })
    }

    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(jwks))
            .route("/token", post(token))
            .route("/revoke", post(revoke))
            .with_state(self)
    }

    pub(crate) fn script(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.script.lock().unwrap());
    }

    /// Signs with another key from now on, and publishes no other.
    pub(crate) fn rotate(&self) {
        let mut keys = self.keys.lock().unwrap();
        let name = format!("key-{}", keys.len() + 1);
        *keys = vec![(name, key())];
    }

    /// Takes an authorization request and answers as if somebody had agreed: with a callback.
    pub(crate) fn agree(&self, redirect: &Answer) -> String {
        let url: Url = redirect.location().parse().unwrap();
        let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
        assert!(url.as_str().starts_with(&format!("{ISSUER}/authorize?")), "{url}");
        assert_eq!(asked["code_challenge_method"], "S256");
        let state = asked["state"].clone();
        let mut codes = self.codes.lock().unwrap();
        let code = format!("code-canary-{}", codes.len());
        codes.insert(code.clone(), asked);
        format!("/auth/callback?code={code}&state={state}&iss={}", ISSUER.replace(':', "%3A"))
    }

    pub(crate) fn grants(&self, kind: &str) -> usize {
        let forms = self.forms.lock().unwrap();
        forms.iter().filter(|it| it.get("grant_type").is_some_and(|it| it == kind)).count()
    }

    pub(crate) fn revoked(&self) -> Vec<String> {
        let forms = self.forms.lock().unwrap();
        forms.iter().filter_map(|it| it.get("token").cloned()).collect()
    }

    pub(crate) fn fetched(&self, what: &str) -> usize {
        self.fetches.lock().unwrap().iter().filter(|it| **it == what).count()
    }

    /// Whether a document is not to be had. Takes its time where the script says so.
    async fn withholds(&self, what: &'static str) -> bool {
        self.fetches.lock().unwrap().push(what);
        let documents = {
            let script = self.script.lock().unwrap();
            script.on_fetch.iter().for_each(|it| it());
            script.documents
        };
        if documents == Documents::Hanging {
            tokio::time::sleep(Duration::from_mins(1)).await;
        }
        documents == Documents::Down || (documents == Documents::WithoutKeys && what == "keys")
    }

    fn id_token(&self, nonce: Option<&String>, access: &str) -> String {
        let script = self.script.lock().unwrap();
        let now = self.clock.now().timestamp();
        let hash = digest(&SHA256, access.as_bytes());
        let mut claims = json!({
            "iss": ISSUER, "sub": "ada", "aud": "longrun", "iat": now, "exp": now + 300,
            "at_hash": URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16]),
            "name": "Ada", "zoneinfo": "Europe/Zurich", "email": "ada@longrun.test",
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = json!(nonce);
        }
        script.claims.iter().for_each(|it| it(&mut claims));
        let keys = self.keys.lock().unwrap();
        let mut head = json!({ "alg": "ES256", "typ": "JWT", "kid": keys[0].0 });
        script.header.iter().for_each(|it| it(&mut head));
        let claims = script.text.map_or_else(|| claims.to_string(), |it| it(claims.to_string()));
        let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let message = format!("{}.{}", encode(&head.to_string()), encode(&claims));
        let signature = if script.is_forger {
            sign(&head["alg"], message.as_bytes(), &key())
        } else {
            sign(&head["alg"], message.as_bytes(), &keys[0].1)
        };
        let token = format!("{message}.{signature}");
        script.token.map_or_else(|| token.clone(), |it| it(token.clone()))
    }

    fn tokens(&self, nonce: Option<&String>) -> Response {
        let mut number = self.refresh.lock().unwrap();
        *number += 1;
        let access = format!("access-canary-{number}");
        let mut answer = json!({
            "access_token": access, "token_type": "Bearer", "expires_in": 300,
            "refresh_token": format!("refresh-canary-{number}"), "id_token": self.id_token(nonce, &access),
        });
        self.script.lock().unwrap().answer.iter().for_each(|it| it(&mut answer));
        Json(answer).into_response()
    }

    fn exchange(&self, form: &HashMap<String, String>) -> Option<Response> {
        let asked = self.codes.lock().unwrap().remove(form.get("code")?)?;
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, form.get("code_verifier")?.as_bytes()));
        let right = asked["code_challenge"] == challenge
            && asked["redirect_uri"] == form["redirect_uri"]
            && asked["resource"] == form["resource"];
        right.then(|| self.tokens(asked.get("nonce")))
    }

    fn renew(&self, form: &HashMap<String, String>) -> Option<Response> {
        let newest = format!("refresh-canary-{}", self.refresh.lock().unwrap());
        (*form.get("refresh_token")? == newest).then(|| self.tokens(None))
    }
}

async fn discovery(State(provider): State<Arc<Provider>>) -> Response {
    if provider.withholds("metadata").await {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let mut metadata = json!({
        "issuer": ISSUER, "authorization_endpoint": format!("{ISSUER}/authorize"),
        "token_endpoint": format!("{ISSUER}/token"), "jwks_uri": format!("{ISSUER}/jwks"),
        "revocation_endpoint": format!("{ISSUER}/revoke"),
        "id_token_signing_alg_values_supported": ["ES256"],
        "authorization_response_iss_parameter_supported": true,
    });
    provider.script.lock().unwrap().metadata.iter().for_each(|it| it(&mut metadata));
    Json(metadata).into_response()
}

async fn jwks(State(provider): State<Arc<Provider>>) -> Response {
    if provider.withholds("keys").await {
        return StatusCode::BAD_GATEWAY.into_response();
    }
    let keys = provider.keys.lock().unwrap();
    let published = keys.iter().map(|(name, pair)| {
        let (x, y) = pair.public_key().as_ref()[1..].split_at(32);
        let [x, y] = [x, y].map(|it| URL_SAFE_NO_PAD.encode(it));
        json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": name, "x": x, "y": y })
    });
    let unknown = json!({ "kty": "AKP", "kid": "post-quantum", "alg": "ML-DSA-44" });
    let mut set = json!({ "keys": published.chain([unknown]).collect::<Vec<_>>() });
    provider.script.lock().unwrap().keys.iter().for_each(|it| it(&mut set));
    Json(set).into_response()
}

async fn token(State(provider): State<Arc<Provider>>, headers: HeaderMap, body: Bytes) -> Response {
    let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    provider.forms.lock().unwrap().push(form.clone());
    let delay = provider.script.lock().unwrap().delay;
    tokio::time::sleep(delay).await;
    if let Some(retort) = &provider.script.lock().unwrap().retort {
        return retort();
    }
    if headers[header::AUTHORIZATION] != format!("Basic {}", STANDARD.encode("longrun:client-secret-canary"))
    {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "error": "invalid_client" }))).into_response();
    }
    let answer = match form["grant_type"].as_str() {
        "authorization_code" => provider.exchange(&form),
        _ => provider.renew(&form),
    };
    answer.unwrap_or_else(invalid_grant)
}

pub(crate) fn invalid_grant() -> Response {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response()
}

async fn revoke(State(provider): State<Arc<Provider>>, body: Bytes) {
    let form = form_urlencoded::parse(&body).into_owned().collect();
    let to_revoke = provider.script.lock().unwrap().to_revoke;
    tokio::time::sleep(to_revoke).await;
    provider.forms.lock().unwrap().push(form);
}
