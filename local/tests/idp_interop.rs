//! The provider, served over TCP to a client that is not ours: npm `openid-client`.
//!
//! `LONGRUN_INTEROP_DIR` names the folder with `openid-client.mjs` whose packages are installed.

use app::document::Assets;
use chrono::{DateTime, Utc};
use domain::vault::{Vault, VaultKeys};
use local::idp::{Clock, Provider, ProviderConfig};
use local::table::Store;
use secrecy::ExposeSecret as _;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::SystemTime;
use tokio::net::TcpListener;

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

async fn openid_client(root: &str, provider: &Provider) -> Output {
    let web = provider.web_client();
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
        .env("MACHINE_SECRET", "demo-machine-secret");
    let run = tokio::task::spawn_blocking(move || node.output());
    run.await.expect("the script ends").expect("node can be started")
}
