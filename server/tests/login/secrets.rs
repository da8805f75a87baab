//! What must never be seen: in the browser, in a log, or in the text of an error.

use crate::log::Log;
use crate::{Site, registration};
use axum::http::header;
use chrono::TimeDelta;
use server::login::{RelyingParty, Transport};
use tracing::subscriber::with_default;

/// The last is how the claims of every JWT begin, after the dot behind its header: without the dot, random text has it
/// by chance.
const CANARIES: [&str; 4] = ["access-canary", "refresh-canary", "client-secret-canary", ".eyJ"];

/// Everything that a life with Longrun shows: sign-ins that work and fail, refreshes, a sign-out.
async fn live() -> (String, Vec<String>) {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let mut secrets: Vec<String> = browser.cookies.values().cloned().collect();
    site.pass(TimeDelta::seconds(250));
    browser.get("/page").await;
    let callback = site.provider.agree(&browser.get("/auth/login").await);
    browser.get(&callback.replace("code=", "code=wrong")).await;
    browser.get(&callback).await;
    site.provider.script(|it| it.claims = Some(Box::new(|it| it["nonce"] = "wrong".into())));
    let callback = site.provider.agree(&browser.get("/auth/login").await);
    secrets.push(callback.split(['=', '&']).nth(3).unwrap().to_owned());
    browser.get(&callback).await;
    browser.post("/auth/logout").await;
    (browser.seen, secrets)
}

#[test]
fn no_secret_reaches_the_browser_or_the_log() {
    let log = Log::default();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (seen, secrets) = with_default(subscriber, || runtime.block_on(live()));
    let log = log.text();
    assert!(log.contains("sign-in refused"), "the log is being watched");
    for line in log.lines() {
        for secret in
            CANARIES.iter().copied().chain(secrets.iter().map(String::as_str)).chain(["code-canary"])
        {
            assert!(!line.contains(secret), "{secret} in {line}");
        }
    }
    for canary in CANARIES {
        assert!(!seen.contains(canary), "{canary} in an answer");
    }
}

#[tokio::test]
async fn debug_shows_no_secret() {
    let site = Site::new().await;
    let browser = site.signed_in().await;
    let router = axum::Router::new();
    let vault = domain::vault::Vault::new(
        site.store.client(),
        "vault",
        domain::vault::VaultKeys::generate().unwrap(),
    );
    let party = RelyingParty::new(registration(), Transport::InProcess(router), vault, site.clock.clone());
    let text = format!("{party:?} {:?}", registration());
    assert!(text.contains("longrun") && CANARIES.iter().all(|it| !text.contains(it)), "{text}");
    assert!(!browser.seen.contains(header::AUTHORIZATION.as_str()));
}
