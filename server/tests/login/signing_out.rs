//! Out, for good.

use crate::Site;
use crate::outages::until;
use axum::http::{Request, StatusCode};
use std::time::{Duration, Instant};

#[tokio::test]
async fn whoever_signs_out_leaves_nothing_behind() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let mut copy = browser.clone();
    let answer = browser.post("/auth/logout").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/?notice=signed-out"));
    assert_eq!(answer.headers["clear-site-data"], "\"cache\", \"cookies\", \"storage\"");
    assert!(browser.cookies.is_empty());
    assert_eq!(site.provider.revoked(), ["refresh-canary-1"]);
    assert_eq!(copy.get("/page").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn nobody_is_signed_out_by_another_site_or_a_link() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "null")]
    {
        let answer = browser.send(Request::post("/auth/logout").header(name, value)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(browser.get("/auth/logout").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_out_twice_or_never_having_signed_in_is_no_error() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let mut copy = browser.clone();
    browser.post("/auth/logout").await;
    assert_eq!(copy.post("/auth/logout").await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.browser().post("/auth/logout").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_browser_that_hangs_up_does_not_keep_the_tokens_from_being_revoked() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    site.provider.script(|it| it.to_revoke = Duration::from_millis(200));
    let out = tokio::time::timeout(Duration::from_millis(50), browser.post("/auth/logout")).await;
    assert!(out.is_err());
    until(|| site.provider.revoked() == ["refresh-canary-1"]).await;
}

#[tokio::test]
async fn a_provider_that_does_not_revoke_holds_nobody_up() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let mut copy = browser.clone();
    site.provider.script(|it| it.to_revoke = Duration::from_mins(1));
    let started = Instant::now();
    assert_eq!(browser.post("/auth/logout").await.status, StatusCode::SEE_OTHER);
    assert!(started.elapsed() < Duration::from_secs(5));
    assert_eq!(copy.get("/page").await.status, StatusCode::SEE_OTHER);
}
