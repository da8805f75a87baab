//! The same party with the embedded provider, in one process.

use crate::browser::Browser;
use crate::{App, routes};
use axum::http::{Request, StatusCode};
use chrono::{DateTime, TimeDelta};
use domain::vault::{Vault, VaultKeys};
use local::idp::{Clock as ProviderClock, Provider, ProviderConfig};
use local::table::Store;
use server::clock::Clock;
use server::login::{Profile, Registration, RelyingParty, Scopes, Transport};
use server::session::{Lifetimes, Sessions};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use url::{Url, form_urlencoded};

async fn site() -> (Browser, Arc<AtomicI64>, Store) {
    let seconds = Arc::new(AtomicI64::new(1_800_000_000));
    let shared = Arc::clone(&seconds);
    let clock = Clock::new(move || DateTime::from_timestamp(shared.load(Ordering::SeqCst), 0).unwrap());
    let store = Store::open(None).unwrap();
    let vault = Vault::new(store.client(), "vault", VaultKeys::generate().unwrap());
    vault.create_if_missing().await.unwrap();
    let public_url: Url = "https://run.example".parse().unwrap();
    let tell = clock.clone();
    let provider = Provider::open(ProviderConfig {
        public_url: public_url.clone(),
        vault: vault.clone(),
        assets: app::document::Assets::default(),
        clock: ProviderClock::new(move || tell.now()),
        time_zone: chrono_tz::UTC,
    });
    let provider = provider.unwrap();
    provider.seed_demo(clock.now()).await.unwrap();
    let web = provider.web_client();
    let registration = Registration {
        issuer: provider.issuer().to_owned(),
        client_id: web.client_id.to_owned(),
        client_secret: Some(web.secret.clone()),
        profile: Profile::Generic,
        scopes: Scopes::usual(Profile::Generic, ""),
        scope_prefix: String::new(),
        groups_claim: "groups".to_owned(),
        machines: vec![],
        public_url,
    };
    assert_eq!(registration.redirect_uri(), web.redirect_uri);
    assert_eq!(registration.post_logout_redirect_uri(), web.post_logout_redirect_uri);
    let transport = Transport::InProcess(provider.router());
    let party = RelyingParty::new(registration, transport, vault.clone(), clock.clone());
    let sessions = Sessions::new(vault, clock, Lifetimes::default());
    let router = routes().with_state(App { sessions, party }).merge(provider.router());
    (Browser::new(router), seconds, store)
}

fn path(location: &str) -> String {
    let url: Url = location.parse().unwrap();
    format!("{}?{}", url.path(), url.query().unwrap())
}

/// Signs Ada in with her password; the answer is the callback's page.
async fn sign_in(browser: &mut Browser) -> String {
    let away = browser.get("/auth/login?return_to=/page").await;
    let form = browser.get(&path(away.location())).await.body;
    let field = form.split("name=\"request\"").next().unwrap().rsplit("<input").next().unwrap();
    let rest = form.split("name=\"request\"").nth(1).unwrap().split('>').next().unwrap();
    let value = format!("{field}{rest}");
    let value = value.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
    let filled = form_urlencoded::Serializer::new(String::new())
        .append_pair("request", value)
        .append_pair("email", "ada@longrun.test")
        .append_pair("password", "longrun-demo-1")
        .finish();
    let post = Request::post("/idp/sign-in").header("content-type", "application/x-www-form-urlencoded");
    let back = browser.send_form(post, filled).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
    browser.get(&path(back.location())).await.body
}

#[tokio::test]
async fn somebody_signs_in_stays_signed_in_over_many_refreshes_and_signs_out() {
    let (mut browser, seconds, _store) = site().await;
    assert!(sign_in(&mut browser).await.contains("url=/page"));
    let page = browser.get("/page").await.body;
    assert!(page.starts_with("ada ") && page.contains("ada@longrun.test"), "{page}");
    for _ in 0..20 {
        seconds.fetch_add(TimeDelta::hours(8).num_seconds(), Ordering::SeqCst);
        assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    }
    let answer = browser.post("/auth/logout").await;
    assert_eq!(answer.location(), "/?notice=signed-out");
    assert_eq!(browser.get("/page").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_changed_password_signs_this_browser_out_too_and_the_page_says_so() {
    let (mut browser, seconds, _store) = site().await;
    sign_in(&mut browser).await;
    let page = browser.get("/idp/password").await.body;
    assert!(page.contains("sign in again within minutes, in this browser too"), "{page}");
    let filled = form_urlencoded::Serializer::new(String::new())
        .append_pair("email", "ada@longrun.test")
        .append_pair("password", "longrun-demo-1")
        .append_pair("new_password", "something else entirely")
        .finish();
    let post = Request::post("/idp/password").header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(browser.send_form(post, filled).await.status, StatusCode::SEE_OTHER);
    assert!(browser.get("/idp/password/changed").await.body.contains("in this browser too"));
    seconds.fetch_add(TimeDelta::minutes(5).num_seconds(), Ordering::SeqCst);
    assert_eq!(browser.get("/page").await.status, StatusCode::SEE_OTHER);
}
