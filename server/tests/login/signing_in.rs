//! From the first click to the page that was wanted.

use crate::Site;
use axum::http::request::Builder;
use axum::http::{Request, StatusCode};
use chrono::TimeDelta;
use std::collections::{HashMap, HashSet};
use url::Url;

#[tokio::test]
async fn somebody_who_signs_in_sees_the_page_they_wanted() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let sent_away = browser.get("/page?from=2026-11-01&sport=run").await;
    assert_eq!(sent_away.status, StatusCode::SEE_OTHER);
    let page = site.sign_in(&mut browser, sent_away.location()).await;
    let target = "/page?from=2026-11-01&amp;sport=run";
    assert!(page.contains(&format!("<meta http-equiv=\"refresh\" content=\"0; url={target}\">")), "{page}");
    let page = browser.get("/page").await;
    assert!(page.body.starts_with("ada ") && page.body.contains("Europe/Zurich"), "{}", page.body);
    assert!(browser.pending().is_empty());
}

#[tokio::test]
async fn the_provider_is_asked_for_exactly_what_we_need() {
    let site = Site::new().await;
    let path = "/auth/login?scope=admin&state=mine&redirect_uri=https%3A%2F%2Fevil.example&nonce=mine";
    let answer = site.browser().get(path).await;
    let url: Url = answer.location().parse().unwrap();
    let asked: HashMap<String, String> = url.query_pairs().into_owned().collect();
    assert_eq!(asked.len(), url.query_pairs().count());
    assert_eq!(asked["response_type"], "code");
    assert_eq!(asked["redirect_uri"], "https://run.example/auth/callback");
    assert_eq!(asked["resource"], "https://run.example/api");
    assert_eq!(
        asked["scope"],
        "openid profile email offline_access workouts:read workouts:write trends:read profile:read profile:write"
    );
    for secret in ["state", "nonce", "code_challenge"] {
        assert_eq!(asked[secret].len(), 43, "{secret}");
    }
}

#[tokio::test]
async fn a_provider_is_asked_for_no_scope_that_it_does_not_know() {
    let site = Site::with(|it| it.scopes = "openid email".parse().unwrap()).await;
    let answer = site.browser().get("/auth/login").await;
    assert!(answer.location().contains("&scope=openid+email&"), "{}", answer.location());
}

#[tokio::test]
async fn no_two_sign_ins_share_state_nonce_or_verifier() {
    let site = Site::new().await;
    let mut seen = HashSet::new();
    for _ in 0..200 {
        let answer = site.browser().get("/auth/login").await;
        let url: Url = answer.location().parse().unwrap();
        let secrets = url.query_pairs().filter(|it| ["state", "nonce", "code_challenge"].contains(&&*it.0));
        assert!(secrets.map(|it| it.1.into_owned()).all(|it| seen.insert(it)));
    }
    assert_eq!(seen.len(), 600);
}

#[tokio::test]
async fn a_frame_a_script_and_a_preview_begin_nothing() {
    let site = Site::new().await;
    for (name, value) in
        [("sec-fetch-dest", "iframe"), ("sec-fetch-mode", "no-cors"), ("sec-purpose", "prefetch;prerender")]
    {
        let mut browser = site.browser();
        let answer = browser.send(Request::get("/auth/login").header(name, value)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value}");
        assert!(browser.cookies.is_empty());
    }
}

fn link(path: &str, from: &str) -> Builder {
    Request::get(path)
        .header("sec-fetch-site", from)
        .header("sec-fetch-mode", "navigate")
        .header("sec-fetch-dest", "document")
}

#[tokio::test]
async fn a_link_on_another_site_begins_a_sign_in_that_replaces_the_session() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let mut copy = browser.clone();
    // `SameSite=Strict`: the link does not bring the session.
    let mut arriving = site.browser();
    let answer =
        arriving.send(link("/auth/login?return_to=/page&remember=1&scope=admin", "cross-site")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let target = "/auth/login?return_to=%2Fpage";
    assert!(answer.body.contains(&format!("content=\"0; url={target}\"")), "{}", answer.body);
    browser.cookies.extend(arriving.cookies);
    site.sign_in(&mut browser, target).await;
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    assert_eq!(copy.get("/page").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_link_on_another_site_goes_round_no_circle() {
    let site = Site::new().await;
    let mut browser = site.browser();
    assert_eq!(browser.send(link("/auth/login", "cross-site")).await.status, StatusCode::OK);
    assert_eq!(browser.send(link("/auth/login", "cross-site")).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_link_on_another_site_does_not_say_whose_device_it_is() {
    for site_of_link in ["cross-site", "same-site"] {
        let site = Site::new().await;
        let mut browser = site.browser();
        let wish = || link("/auth/login?remember=1", site_of_link);
        browser.send(wish()).await;
        let away = browser.send(wish()).await;
        let callback = site.provider.agree(&away);
        assert_eq!(browser.get(&callback).await.status, StatusCode::OK);
        assert!(!browser.cookies.contains_key("__Host-Http-longrun-device"), "{site_of_link}");
    }
}

#[tokio::test]
async fn nobody_is_sent_to_another_site_after_signing_in() {
    let site = Site::new().await;
    for wish in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "/a&return_to=/b"]
    {
        let mut browser = site.browser();
        let page = site.sign_in(&mut browser, &format!("/auth/login?return_to={wish}")).await;
        assert!(page.contains("content=\"0; url=/dashboard\""), "{wish}: {page}");
    }
}

#[tokio::test]
async fn two_tabs_sign_in_side_by_side() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let first = site.provider.agree(&browser.get("/auth/login?return_to=/first").await);
    let second = site.provider.agree(&browser.get("/auth/login?return_to=/second").await);
    assert!(browser.get(&second).await.body.contains("url=/second"));
    assert!(browser.get(&first).await.body.contains("url=/first"));
}

#[tokio::test]
async fn of_many_attempts_the_newest_eight_stay_in_the_browser_and_none_in_the_store() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let before = site.faults.requests();
    let oldest = site.provider.agree(&browser.get("/auth/login").await);
    for _ in 0..20 {
        site.pass(TimeDelta::seconds(1));
        browser.get("/auth/login").await;
        assert!(browser.pending().len() <= 8);
    }
    assert_eq!(browser.pending().len(), 8);
    assert_eq!(site.faults.requests(), before, "no sign-in that has only begun may touch the store");
    assert_eq!(browser.get(&oldest).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn whoever_signs_in_again_has_a_new_session_and_the_old_one_is_dead() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let mut copy = browser.clone();
    site.sign_in(&mut browser, "/auth/login").await;
    assert_ne!(browser.cookies, copy.cookies);
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    assert_eq!(copy.get("/page").await.status, StatusCode::SEE_OTHER);
    assert!(site.provider.revoked().contains(&"refresh-canary-1".to_owned()));
}

#[tokio::test]
async fn a_session_cookie_planted_before_does_not_survive_the_sign_in() {
    let site = Site::new().await;
    let mut browser = site.browser();
    browser.cookies.insert("__Host-Http-longrun".to_owned(), "planted".to_owned());
    site.sign_in(&mut browser, "/auth/login").await;
    assert_ne!(browser.cookies["__Host-Http-longrun"], "planted");
}
