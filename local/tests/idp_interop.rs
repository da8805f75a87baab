//! The provider, served over TCP to a client that is not ours: npm `openid-client`.
//!
//! `LONGRUN_INTEROP_DIR` names the folder with `openid-client.mjs` whose packages are installed.

use app::document::Assets;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use domain::vault::{Vault, VaultKeys};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use local::idp::{ClientKind, Clock, NewClient, Provider, ProviderConfig, Registered, Scopes};
use local::table::Store;
use secrecy::ExposeSecret as _;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::SystemTime;
use tokio::net::TcpListener;

const APP_REDIRECT_URI: &str = "http://127.0.0.1/callback";

#[tokio::test(flavor = "multi_thread")]
async fn openid_client_finds_no_deviation() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("http://{}", listener.local_addr().unwrap());
    let (_store, provider) = provider(&root).await;
    let served = tokio::spawn(axum::serve(listener, provider.router()).into_future());

    let output = openid_client(&root, &provider).await;
    served.abort();
    let (told, complained) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}{complained}");
    assert!(told.contains("ok  RP-initiated logout"), "the script came to its end: {told}");
}

async fn provider(root: &str) -> (Store, Arc<Provider>) {
    let store = Store::open(None).expect("a store in memory opens");
    let vault = Vault::new(store.client(), "vault", VaultKeys::generate().expect("keys can be made"));
    vault.create_if_missing().await.expect("the table can be made");
    let config = ProviderConfig {
        public_url: root.parse().expect("a URL"),
        vault,
        assets: Assets::default(),
        clock: Clock::new(wall_clock),
        time_zone: chrono_tz::UTC,
    };
    let provider = Provider::open(config).expect("the provider opens");
    provider.seed_demo(wall_clock()).await.expect("the demo can be seeded");
    (store, provider)
}

#[expect(clippy::disallowed_methods, reason = "the foreign client reads the wall clock too")]
fn wall_clock() -> DateTime<Utc> {
    SystemTime::now().into()
}

#[expect(clippy::disallowed_methods, reason = "what runs this test says where the packages are")]
fn script() -> PathBuf {
    let folder = std::env::var_os("LONGRUN_INTEROP_DIR");
    let folder =
        folder.expect("LONGRUN_INTEROP_DIR names the folder of openid-client.mjs, packages installed");
    PathBuf::from(folder).join("openid-client.mjs")
}

/// A client of Ada's that asks for `scopes`.
async fn registered(provider: &Provider, kind: ClientKind, scopes: &str, keys: Option<String>) -> Registered {
    let has_people = kind != ClientKind::Machine;
    let new = NewClient {
        owner: "ada".into(),
        kind,
        name: "Meadow".into(),
        redirect_uris: has_people.then(|| APP_REDIRECT_URI.to_owned()).into_iter().collect(),
        post_logout_redirect_uris: vec![],
        scopes: Scopes::parse(scopes),
        keys,
        expires_at: None,
    };
    provider.register_client(new, wall_clock()).await.expect("a client that may be")
}

/// A new private key as PKCS#8 in PEM, and its public half as a JWK set.
fn key() -> (String, String) {
    let chance = SystemRandom::new();
    let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &chance).expect("a key");
    let key = EncodingKey::from_ec_der(der.as_ref());
    let jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).expect("a key");
    let text = STANDARD.encode(der.as_ref());
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n");
    (pem, serde_json::json!({ "keys": [jwk] }).to_string())
}

async fn openid_client(root: &str, provider: &Provider) -> Output {
    let web = provider.web_client();
    let (private, public) = key();
    let machine = registered(provider, ClientKind::Machine, "workouts:read", Some(public)).await;
    let app = registered(provider, ClientKind::Native, "openid offline_access workouts:read", None).await;
    let mut node = Command::new("node");
    node.arg(script())
        .env("ISSUER", provider.issuer())
        .env("CLIENT_ID", web.client_id)
        .env("CLIENT_SECRET", web.secret.expose_secret())
        .env("REDIRECT_URI", &web.redirect_uri)
        .env("POST_LOGOUT_REDIRECT_URI", &web.post_logout_redirect_uri)
        .env("RESOURCE", format!("{root}/api"))
        .env("EMAIL", "ada@longrun.test")
        .env("PASSWORD", "longrun-demo-1")
        .env("MACHINE_ID", "demo-machine")
        .env("MACHINE_SECRET", "demo-machine-secret")
        .env("ROBOT_ID", machine.client_id)
        .env("ROBOT_KEY", private)
        .env("APP_ID", app.client_id)
        .env("APP_REDIRECT_URI", APP_REDIRECT_URI);
    let run = tokio::task::spawn_blocking(move || node.output());
    run.await.expect("the script ends").expect("node can be started")
}
