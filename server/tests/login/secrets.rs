//! What must never be seen: in the browser, in a log, or in the text of an error.

use crate::browser::Browser;
use crate::log::Log;
use crate::{Site, registration};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use server::login::{RelyingParty, Transport};
use tower_sessions::session::Id;
use tracing::subscriber::with_default;

const SESSION: &str = "__Host-Http-longrun";

/// The last is how the claims of every JWT begin, after the dot behind its header: without the dot, random text has it
/// by chance.
const CANARIES: [&str; 4] = ["access-canary", "refresh-canary", "client-secret-canary", ".eyJ"];

/// A life with Longrun: sign-ins that work and fail, refreshes, a sign-out.
struct Life {
    /// Every answer to the browser.
    seen: String,
    /// What the browser alone may know.
    between_us: Vec<String>,
    /// What not even the browser may know.
    ours: Vec<String>,
}

async fn live() -> Life {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let mut between_us: Vec<String> = browser.cookies.values().cloned().collect();
    let mut ours = session_ids(&site, &browser);
    site.pass(TimeDelta::seconds(250));
    browser.get("/page").await;
    let callback = site.provider.agree(&browser.get("/auth/login").await);
    browser.get(&callback.replace("code=", "code=wrong")).await;
    browser.get(&callback).await;
    site.provider.script(|it| it.claims = Some(Box::new(|it| it["nonce"] = "wrong".into())));
    let away = browser.get("/auth/login").await;
    between_us.extend(["&nonce=", "&state="].map(|it| asked(away.location(), it).to_owned()));
    browser.get(&site.provider.agree(&away)).await;
    browser.post("/auth/logout").await;
    let forms = site.provider.forms.lock().unwrap();
    ours.extend(forms.iter().filter_map(|it| it.get("code_verifier").cloned()));
    assert_eq!(ours.len(), 5, "a session's id in two spellings, three verifiers");
    Life { seen: browser.seen, between_us, ours }
}

/// The id that the browser's cookie seals, as text and as a number.
fn session_ids(site: &Site, browser: &Browser) -> Vec<String> {
    let sealed = URL_SAFE_NO_PAD.decode(&browser.cookies[SESSION]).unwrap();
    let id = site.vault().sealer().open(&[SESSION], &sealed).unwrap();
    let id = Id(i128::from_le_bytes(id.as_slice().try_into().unwrap()));
    vec![id.to_string(), id.0.to_string()]
}

fn asked<'a>(url: &'a str, name: &str) -> &'a str {
    let (_, value) = url.split_once(name).unwrap();
    value.split('&').next().unwrap()
}

#[test]
fn no_secret_reaches_the_browser_or_the_log() {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let Life { seen, between_us, ours } = with_default(subscriber, || runtime.block_on(live()));
    let ours = || CANARIES.into_iter().chain(ours.iter().map(String::as_str));
    let log = log.text();
    assert!(log.contains("sign-in refused"), "the log is being watched");
    for line in log.lines() {
        for secret in ours().chain(between_us.iter().map(String::as_str)).chain(["code-canary"]) {
            assert!(!line.contains(secret), "{secret} in {line}");
        }
    }
    for secret in ours() {
        assert!(!seen.contains(secret), "{secret} in an answer");
    }
}

#[tokio::test]
async fn debug_shows_no_secret() {
    let site = Site::new().await;
    let router = axum::Router::new();
    let vault = domain::vault::Vault::new(
        site.store.client(),
        "vault",
        domain::vault::VaultKeys::generate().unwrap(),
    );
    let party = RelyingParty::new(registration(), Transport::InProcess(router), vault, site.clock.clone());
    let text = format!("{party:?} {:?}", registration());
    assert!(text.contains("longrun") && CANARIES.iter().all(|it| !text.contains(it)), "{text}");
}
