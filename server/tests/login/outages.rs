//! What does not answer costs a pause, and nobody their session.

use crate::provider::{Documents, Script};
use crate::{Site, process, registration};
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use chrono::TimeDelta;
use local::table::faults::Fault;
use serde_json::json;
use server::login::Transport;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

const DUE: TimeDelta = TimeDelta::seconds(241);

/// As long as a person may be kept waiting by somebody else's fault.
const PATIENCE: Duration = Duration::from_secs(5);

/// Waits until `happened`, for at most a few seconds.
pub(crate) async fn until(happened: impl Fn() -> bool) {
    for _ in 0..2000 {
        if happened() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it never happened");
}

/// Refuses so many writes of the vault, of which its client tries each three times.
fn refuse_writes(site: &Site, writes: usize) {
    for _ in 0..writes * 3 {
        site.faults.queue("PutItem", Fault::Throttled);
    }
}

/// The provider's newest key is not to be had: it answers no keys, or those from before.
const LATE_KEYS: [fn(&mut Script); 2] = [
    |it| it.documents = Documents::WithoutKeys,
    |it| it.keys = Some(Box::new(|it| it["keys"][0]["kid"] = json!("key-1"))),
];

#[tokio::test]
async fn without_the_providers_keys_no_refresh_token_is_spent() {
    let site = Site::new().await;
    let mut browser = site.browser();
    site.sign_in(&mut browser, "/auth/login?remember=1").await;
    site.pass(TimeDelta::hours(25));
    site.provider.script(|it| it.documents = Documents::WithoutKeys);
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    assert_eq!((site.provider.grants("refresh_token"), site.provider.revoked().len()), (0, 0));
    site.provider.script(|it| it.documents = Documents::Published);
    site.pass(TimeDelta::seconds(11));
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    assert_eq!(site.provider.grants("refresh_token"), 1);
}

#[tokio::test]
async fn a_new_key_that_cannot_be_had_yet_is_waited_for_during_a_refresh() {
    for late in LATE_KEYS {
        let site = Site::new().await;
        let mut browser = site.signed_in().await;
        site.pass(DUE);
        site.provider.rotate();
        site.provider.script(late);
        let mut other = browser.clone();
        let under_way = tokio::spawn(async move { other.get("/page").await.status });
        until(|| site.provider.fetched("keys") == 2).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        site.provider.script(|it| *it = Script::default());
        site.pass(TimeDelta::seconds(11));
        assert_eq!(under_way.await.unwrap(), StatusCode::OK);
        until(|| site.provider.fetched("keys") == 3).await;
        site.pass(DUE);
        assert_eq!(browser.get("/page").await.status, StatusCode::OK);
        assert_eq!((site.provider.grants("refresh_token"), site.provider.revoked().len()), (2, 0));
    }
}

#[tokio::test]
async fn a_new_key_that_never_comes_and_a_clock_that_is_wrong_cost_the_new_tokens_and_nobodys_session() {
    let wrong_clock: fn(&mut Script) = |it| {
        it.claims = Some(Box::new(|it| it["iat"] = json!(it["iat"].as_i64().unwrap() - 660)));
    };
    for wrong in LATE_KEYS.into_iter().chain([wrong_clock]) {
        let site = Site::new().await;
        let mut browser = site.signed_in().await;
        site.pass(DUE);
        site.provider.rotate();
        site.provider.script(wrong);
        let mut other = browser.clone();
        let under_way = tokio::spawn(async move { other.get("/page").await.status });
        until(|| site.provider.fetched("keys") == 2).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        site.pass(TimeDelta::minutes(2));
        assert_eq!(under_way.await.unwrap(), StatusCode::OK);
        until(|| site.provider.revoked() == ["refresh-canary-2"]).await;
        assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_sign_in_without_the_providers_keys_may_be_tried_again() {
    let site = Site::new().await;
    let mut browser = site.browser();
    let callback = site.provider.agree(&browser.get("/auth/login").await);
    site.provider.script(|it| it.documents = Documents::WithoutKeys);
    assert_eq!(browser.get(&callback).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(site.provider.grants("authorization_code"), 0);
}

#[tokio::test]
async fn a_sign_in_with_a_new_key_that_cannot_be_had_may_be_tried_again() {
    let site = Site::new().await;
    site.signed_in().await;
    site.provider.rotate();
    site.pass(TimeDelta::seconds(11));
    site.provider.script(|it| it.documents = Documents::WithoutKeys);
    for _ in 0..2 {
        let mut browser = site.browser();
        let callback = site.provider.agree(&browser.get("/auth/login").await);
        assert_eq!(browser.get(&callback).await.status, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert_eq!(site.provider.revoked(), ["refresh-canary-2", "refresh-canary-3"]);
}

#[tokio::test]
async fn new_tokens_outlive_writes_that_fail() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    site.pass(DUE);
    refuse_writes(&site, 3);
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    site.pass(DUE);
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    assert_eq!((site.provider.grants("refresh_token"), site.provider.revoked().len()), (2, 0));
}

#[tokio::test]
async fn new_tokens_that_cannot_be_kept_are_revoked() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    site.pass(DUE);
    refuse_writes(&site, 1000);
    let under_way = tokio::spawn(async move { browser.get("/page").await.status });
    until(|| site.faults.injected() > 3).await;
    site.pass(TimeDelta::minutes(2));
    assert_ne!(under_way.await.unwrap(), StatusCode::SEE_OTHER);
    until(|| site.provider.revoked() == ["refresh-canary-2"]).await;
}

#[tokio::test]
async fn a_sign_in_that_cannot_be_kept_leaves_the_session_before_it_alone() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let callback = site.provider.agree(&browser.get("/auth/login").await);
    let faults = site.faults.clone();
    site.provider.script(|it| {
        it.answer = Some(Box::new(move |_| (0..3).for_each(|_| faults.queue("PutItem", Fault::Throttled))));
    });
    assert_eq!(browser.get(&callback).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_known_of_a_hanging_provider_is_answered_at_once_and_renewed_later() {
    let site = Site::new().await;
    site.signed_in().await;
    site.pass(TimeDelta::hours(2));
    site.provider.script(|it| it.documents = Documents::Hanging);
    for _ in 0..3 {
        let asked = Instant::now();
        let mut browser = site.browser();
        let callback = site.provider.agree(&browser.get("/auth/login").await);
        assert_eq!(browser.get(&callback).await.status, StatusCode::OK);
        assert!(asked.elapsed() < PATIENCE, "{:?}", asked.elapsed());
    }
    until(|| site.provider.fetched("metadata") == 2 && site.provider.fetched("keys") == 2).await;
}

#[tokio::test]
async fn stale_documents_are_renewed_behind_the_scenes() {
    let site = Site::new().await;
    site.signed_in().await;
    site.pass(TimeDelta::hours(2));
    site.provider.script(|it| {
        it.metadata = Some(Box::new(|it| it["authorization_endpoint"] = "https://id.example/new".into()));
    });
    assert!(site.browser().get("/auth/login").await.location().starts_with("https://id.example/authorize?"));
    until(|| site.provider.fetched("metadata") == 2).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(site.browser().get("/auth/login").await.location().starts_with("https://id.example/new?"));
    assert_eq!(site.provider.fetched("metadata"), 2);
}

#[tokio::test]
async fn a_provider_that_was_slow_to_fail_is_left_in_peace_as_long_as_any() {
    let site = Site::new().await;
    let seconds = Arc::clone(&site.seconds);
    site.provider.script(|it| {
        it.documents = Documents::Down;
        it.on_fetch = Some(Box::new(move || {
            seconds.fetch_add(11, Ordering::SeqCst);
        }));
    });
    for _ in 0..3 {
        assert_eq!(site.browser().get("/auth/login").await.status, StatusCode::SERVICE_UNAVAILABLE);
    }
    assert_eq!(site.provider.fetched("metadata"), 1);
}

#[tokio::test]
async fn a_token_endpoint_that_was_slow_to_fail_is_left_in_peace_as_long_as_any() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    site.pass(DUE);
    let seconds = Arc::clone(&site.seconds);
    site.provider.script(|it| {
        it.retort = Some(Box::new(move || {
            seconds.fetch_add(11, Ordering::SeqCst);
            StatusCode::BAD_GATEWAY.into_response()
        }));
    });
    for _ in 0..3 {
        assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    }
    assert_eq!(site.provider.grants("refresh_token"), 1);
}

#[tokio::test]
async fn a_hanging_token_endpoint_keeps_nobody_waiting_for_long() {
    for late in [DUE, TimeDelta::seconds(400)] {
        let site = Site::new().await;
        let browser = site.signed_in().await;
        site.pass(late);
        site.provider.script(|it| it.delay = Duration::from_mins(1));
        let asked = Instant::now();
        let visits = (0..5).map(|_| {
            let mut browser = browser.clone();
            tokio::spawn(async move { browser.get("/page").await.status })
        });
        for visit in visits.collect::<Vec<_>>() {
            assert_eq!(visit.await.unwrap(), StatusCode::OK);
        }
        assert!(asked.elapsed() < PATIENCE, "{:?}", asked.elapsed());
    }
}

#[tokio::test]
async fn whoever_cannot_sign_out_stays_signed_in_and_can_try_again() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    for _ in 0..3 {
        site.faults.queue("UpdateItem", Fault::Throttled);
    }
    let answer = browser.post("/auth/logout").await;
    assert_eq!((answer.status, answer.refused), (StatusCode::SERVICE_UNAVAILABLE, None));
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    assert_eq!(browser.post("/auth/logout").await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.get("/page").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_hanging_provider_keeps_nobody_from_signing_out() {
    let site = Site::new().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut foreign = registration();
    foreign.issuer = format!("http://{}", listener.local_addr().unwrap());
    let router = process(foreign, Transport::http().unwrap(), &site.vault(), &site.clock);
    let mut browser = site.browser().at(router);
    let asked = Instant::now();
    assert_eq!(browser.post("/auth/logout").await.status, StatusCode::SEE_OTHER);
    assert!(asked.elapsed() < PATIENCE, "{:?}", asked.elapsed());
}
