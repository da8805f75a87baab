//! Answers that did not come from the sign-in that was begun.

use crate::Site;
use crate::browser::{Answer, Browser};
use crate::outages::until;
use crate::provider::ISSUER;
use axum::Json;
use axum::http::{Request, StatusCode, header};
use axum::response::IntoResponse as _;
use chrono::TimeDelta;
use local::table::faults::{Fault, Faults};
use serde_json::json;
use std::time::Duration;

/// A rejected callback: 400, no session, nothing said at the token endpoint.
fn assert_rejected(site: &Site, browser: &Browser, answer: &Answer) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.body);
    assert!(!browser.cookies.contains_key("__Host-Http-longrun"));
    assert_eq!(site.provider.grants("authorization_code"), 0);
}

async fn begun(site: &Site) -> (Browser, String) {
    let mut browser = site.browser();
    let callback = site.provider.agree(&browser.get("/auth/login").await);
    (browser, callback)
}

#[tokio::test]
async fn an_answer_must_be_whole_and_say_everything_once() {
    let site = Site::new().await;
    let (mut browser, callback) = begun(&site).await;
    let state = callback.split('&').find(|it| it.starts_with("state=")).unwrap().to_owned();
    for wrong in [
        "/auth/callback".to_owned(),
        "/auth/callback?code=x".to_owned(),
        format!("/auth/callback?{state}"),
        format!("/auth/callback?code=&{state}"),
        format!("/auth/callback?code={}&{state}", "x".repeat(2049)),
        format!("{callback}&code=other"),
        format!("{callback}&{state}"),
        format!("{callback}&error=access_denied"),
        format!("{callback}&iss={ISSUER}"),
    ] {
        let answer = browser.get(&wrong).await;
        assert_rejected(&site, &browser, &answer);
    }
}

#[tokio::test]
async fn a_state_that_this_browser_did_not_begin_with_is_refused() {
    let site = Site::new().await;
    let (_attacker, theirs) = begun(&site).await;
    let (mut victim, own) = begun(&site).await;
    let answer = victim.get(&theirs).await;
    assert_rejected(&site, &victim, &answer);
    let flipped = own.replace("state=", "state=x");
    let answer = victim.get(&flipped).await;
    assert_rejected(&site, &victim, &answer);
}

#[tokio::test]
async fn an_answer_swapped_into_a_session_leaves_the_session_alone() {
    let site = Site::new().await;
    let (_attacker, theirs) = begun(&site).await;
    let mut victim = site.signed_in().await;
    assert_eq!(victim.get(&theirs).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(victim.get("/page").await.status, StatusCode::OK);
}

#[tokio::test]
async fn of_a_hundred_equal_callbacks_exactly_one_exchanges_the_code() {
    let site = Site::new().await;
    let (browser, callback) = begun(&site).await;
    let visits = (0..100).map(|_| {
        let (mut browser, callback) = (browser.clone(), callback.clone());
        tokio::spawn(async move { browser.get(&callback).await.status })
    });
    let mut accepted = 0;
    for visit in visits.collect::<Vec<_>>() {
        accepted += usize::from(visit.await.unwrap() == StatusCode::OK);
    }
    assert_eq!((accepted, site.provider.grants("authorization_code")), (1, 1));
}

#[tokio::test]
async fn a_replayed_answer_does_not_end_the_session_it_began() {
    let site = Site::new().await;
    let (mut browser, callback) = begun(&site).await;
    let cookies = browser.cookies.clone();
    assert_eq!(browser.get(&callback).await.status, StatusCode::OK);
    browser.cookies.extend(cookies);
    assert_eq!(browser.get(&callback).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_answer_comes_from_the_issuer_that_was_asked_to_the_letter() {
    for wrong in ["", "&iss=https://id.example/", "&iss=https://ID.example", "&iss=https://evil.example"] {
        let site = Site::new().await;
        let (mut browser, callback) = begun(&site).await;
        let (without, _) = callback.split_once("&iss=").unwrap();
        let answer = browser.get(&format!("{without}{wrong}")).await;
        assert_rejected(&site, &browser, &answer);
    }
}

#[tokio::test]
async fn a_provider_that_never_names_itself_need_not() {
    let site = Site::new().await;
    site.provider.script(|it| {
        it.metadata = Some(Box::new(|it| {
            it.as_object_mut().unwrap().remove("authorization_response_iss_parameter_supported");
        }));
    });
    let (mut browser, callback) = begun(&site).await;
    let (without, _) = callback.split_once("&iss=").unwrap();
    assert_eq!(browser.get(without).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_answer_after_ten_minutes_is_too_late() {
    for (minutes, status) in [(9, StatusCode::OK), (11, StatusCode::BAD_REQUEST)] {
        let site = Site::new().await;
        let (mut browser, callback) = begun(&site).await;
        site.pass(TimeDelta::minutes(minutes));
        assert_eq!(browser.get(&callback).await.status, status);
    }
}

#[tokio::test]
async fn a_pending_cookie_that_was_touched_anywhere_is_worthless() {
    let site = Site::new().await;
    let (browser, callback) = begun(&site).await;
    let (name, value) = browser.cookies.iter().next().unwrap();
    for place in (0..value.len()).step_by(7) {
        let mut bytes = value.clone().into_bytes();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        let mut tampered = browser.clone();
        tampered.cookies.insert(name.clone(), String::from_utf8(bytes).unwrap());
        let answer = tampered.get(&callback).await;
        assert_rejected(&site, &tampered, &answer);
        assert!(tampered.pending().is_empty(), "the worthless cookie is cleared");
    }
}

#[tokio::test]
async fn a_pending_cookie_does_not_open_under_another_name() {
    let site = Site::new().await;
    let (mut browser, _) = begun(&site).await;
    let first = browser.pending()[0].clone();
    let value = browser.cookies.remove(&first).unwrap();
    let callback = site.provider.agree(&browser.get("/auth/login").await);
    let second = browser.pending()[0].clone();
    browser.cookies.insert(second, value);
    let answer = browser.get(&callback).await;
    assert_rejected(&site, &browser, &answer);
}

#[tokio::test]
async fn a_refusal_by_the_provider_says_nothing_of_what_it_wrote() {
    let site = Site::new().await;
    let (mut browser, callback) = begun(&site).await;
    let state = callback.split('&').find(|it| it.starts_with("state=")).unwrap();
    let evil =
        format!("/auth/callback?error=access_denied&error_description=%3Cscript%3E&{state}&iss={ISSUER}");
    let answer = browser.get(&evil).await;
    assert_rejected(&site, &browser, &answer);
    assert!(!answer.body.contains("script"));
    assert!(browser.pending().is_empty());
}

#[tokio::test]
async fn a_preview_or_a_head_request_uses_nothing_up() {
    let site = Site::new().await;
    let (mut browser, callback) = begun(&site).await;
    let preview = browser.send(Request::get(&callback).header("sec-purpose", "prefetch")).await;
    assert_eq!(preview.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.send(Request::head(&callback)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.send(Request::post(&callback)).await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(browser.get(&callback).await.status, StatusCode::OK);
}

#[tokio::test]
async fn whatever_the_token_endpoint_says_a_code_is_sent_once() {
    let says: [fn() -> axum::response::Response; 6] = [
        || StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        || (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "1")]).into_response(),
        || "<html>".into_response(),
        || vec![b' '; 1024 * 1024].into_response(),
        || (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "https://evil.example")]).into_response(),
        || Json(json!({ "access_token": "a", "token_type": "Bearer", "expires_in": -1 })).into_response(),
    ];
    for retort in says {
        let site = Site::new().await;
        let (mut browser, callback) = begun(&site).await;
        site.provider.script(|it| it.retort = Some(Box::new(retort)));
        assert_eq!(browser.get(&callback).await.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(site.provider.grants("authorization_code"), 1);
        assert!(browser.cookies.is_empty());
    }
}

#[tokio::test]
async fn a_browser_that_hangs_up_is_not_signed_in_and_its_tokens_are_revoked() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let callback = site.provider.agree(&browser.get("/auth/login").await);
    site.provider.script(|it| it.delay = Duration::from_millis(200));
    let mut impatient = browser.clone();
    let visit = tokio::time::timeout(Duration::from_millis(50), impatient.get(&callback)).await;
    assert!(visit.is_err());
    until(|| site.provider.revoked() == ["refresh-canary-2"]).await;
    assert_eq!(browser.get("/page").await.status, StatusCode::OK, "as before");
}

/// Refuses the next write of the vault, however often its client tries.
fn throttle(faults: &Faults) {
    for _ in 0..3 {
        faults.queue("PutItem", Fault::Throttled);
    }
}

#[tokio::test]
async fn a_vault_that_fails_before_the_exchange_costs_nothing_and_after_it_the_tokens() {
    let site = Site::new().await;
    let (browser, callback) = begun(&site).await;
    throttle(&site.faults);
    assert_eq!(browser.clone().get(&callback).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(site.provider.grants("authorization_code"), 0);
    let faults = site.faults.clone();
    site.provider.script(|it| {
        it.answer = Some(Box::new(move |_| throttle(&faults)));
    });
    let mut late = browser.clone();
    assert_eq!(late.get(&callback).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(late.cookies.is_empty());
    assert_eq!(site.provider.revoked(), ["refresh-canary-1"]);
}
