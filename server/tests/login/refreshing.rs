//! New tokens for old ones: once, and never somebody else's.

use crate::Site;
use crate::provider::invalid_grant;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use chrono::TimeDelta;
use serde_json::json;
use std::time::Duration;

const DUE: TimeDelta = TimeDelta::seconds(241);

#[tokio::test]
async fn an_access_token_is_renewed_at_four_fifths_of_its_life() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    site.pass(TimeDelta::seconds(239));
    browser.get("/page").await;
    assert_eq!(site.provider.grants("refresh_token"), 0);
    site.pass(TimeDelta::seconds(2));
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    assert_eq!(site.provider.grants("refresh_token"), 1);
}

#[tokio::test]
async fn of_two_hundred_requests_at_once_exactly_one_renews_and_all_are_answered() {
    for late in [DUE, TimeDelta::seconds(400)] {
        let site = Site::new().await;
        let browser = site.signed_in().await;
        site.pass(late);
        site.provider.script(|it| it.delay = Duration::from_millis(50));
        let visits = (0..200).map(|_| {
            let mut browser = browser.clone();
            tokio::spawn(async move { browser.get("/page").await.status })
        });
        for visit in visits.collect::<Vec<_>>() {
            assert_eq!(visit.await.unwrap(), StatusCode::OK);
        }
        assert_eq!(site.provider.grants("refresh_token"), 1);
    }
}

#[tokio::test]
async fn a_rotated_refresh_token_is_used_next_time() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    for _ in 0..5 {
        site.pass(DUE);
        assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    }
    assert_eq!(site.provider.grants("refresh_token"), 5);
}

#[tokio::test]
async fn groups_are_those_of_the_newest_id_token() {
    let site = Site::new().await;
    let tell = |groups: serde_json::Value| {
        site.provider.script(|it| it.claims = Some(Box::new(move |it| it["groups"] = groups.clone())));
    };
    tell(json!(["owners", "team"]));
    let mut browser = site.signed_in().await;
    assert!(browser.get("/page").await.body.contains(r#"groups: {"owners", "team"}"#));
    for (groups, shown) in [(json!(["team"]), r#"{"team"}"#), (json!("owners"), "{}"), (json!(null), "{}")] {
        tell(groups);
        site.pass(DUE);
        let page = browser.get("/page").await.body;
        assert!(page.contains(&format!("groups: {shown}")), "{page}");
    }
    tell(json!(["owners"]));
    site.pass(DUE);
    browser.get("/page").await;
    site.provider.script(|it| {
        it.answer = Some(Box::new(|it| drop(it.as_object_mut().unwrap().remove("id_token"))));
    });
    site.pass(DUE);
    let page = browser.get("/page").await.body;
    assert!(page.contains(r#"groups: {"owners"}"#), "nothing newer was told: {page}");
}

#[tokio::test]
async fn a_browser_that_hangs_up_does_not_cost_the_tokens_on_their_way() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    site.pass(DUE);
    site.provider.script(|it| it.delay = Duration::from_millis(100));
    let mut impatient = browser.clone();
    let visit = tokio::time::timeout(Duration::from_millis(50), impatient.get("/page")).await;
    assert!(visit.is_err());
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    assert_eq!(site.provider.grants("refresh_token"), 1);
}

#[tokio::test]
async fn a_refused_refresh_token_ends_the_session() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    site.pass(DUE);
    site.provider.script(|it| it.retort = Some(Box::new(invalid_grant)));
    assert_eq!(browser.get("/page").await.status, StatusCode::SEE_OTHER);
    site.provider.script(|it| it.retort = None);
    assert_eq!(browser.get("/page").await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.provider.grants("refresh_token"), 1);
}

#[tokio::test]
async fn tokens_of_somebody_else_end_the_session_and_are_revoked() {
    for (claim, value) in [("sub", "eve"), ("aud", "other"), ("iss", "https://evil.example")] {
        let site = Site::new().await;
        let mut browser = site.signed_in().await;
        site.pass(DUE);
        site.provider.script(|it| it.claims = Some(Box::new(move |it| it[claim] = json!(value))));
        assert_eq!(browser.get("/page").await.status, StatusCode::SEE_OTHER, "{claim}");
        assert_eq!(site.provider.revoked(), ["refresh-canary-2", "refresh-canary-1"], "{claim}");
        site.provider.script(|it| it.claims = None);
        assert_eq!(browser.get("/page").await.status, StatusCode::SEE_OTHER, "{claim}");
    }
}

#[tokio::test]
async fn a_provider_that_is_down_ends_nobodys_session_and_is_left_in_peace_a_while() {
    let says: [fn() -> axum::response::Response; 4] = [
        || StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        || StatusCode::TOO_MANY_REQUESTS.into_response(),
        || "<html>".into_response(),
        || (StatusCode::UNAUTHORIZED, axum::Json(json!({ "error": "invalid_client" }))).into_response(),
    ];
    for retort in says {
        let site = Site::new().await;
        let mut browser = site.signed_in().await;
        site.pass(TimeDelta::seconds(400));
        site.provider.script(|it| it.retort = Some(Box::new(retort)));
        for _ in 0..20 {
            assert_eq!(browser.get("/page").await.status, StatusCode::OK);
        }
        assert_eq!(site.provider.grants("refresh_token"), 1);
        site.pass(TimeDelta::seconds(11));
        site.provider.script(|it| it.retort = None);
        assert_eq!(browser.get("/page").await.status, StatusCode::OK);
        assert_eq!(site.provider.grants("refresh_token"), 2);
    }
}

#[tokio::test]
async fn a_session_without_a_refresh_token_simply_goes_on() {
    let site = Site::new().await;
    site.provider.script(|it| {
        it.answer = Some(Box::new(|it| drop(it.as_object_mut().unwrap().remove("refresh_token"))));
    });
    let mut browser = site.signed_in().await;
    site.pass(TimeDelta::hours(1));
    assert_eq!(browser.get("/page").await.status, StatusCode::OK);
    assert_eq!(site.provider.grants("refresh_token"), 0);
}

#[tokio::test]
async fn somebody_who_signs_out_during_a_refresh_stays_signed_out() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let mut copy = browser.clone();
    site.pass(DUE);
    site.provider.script(|it| it.delay = Duration::from_millis(500));
    let mut other = browser.clone();
    let under_way = tokio::spawn(async move { other.get("/page").await.status });
    while site.provider.grants("refresh_token") == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    browser.post("/auth/logout").await;
    assert_eq!(under_way.await.unwrap(), StatusCode::SEE_OTHER);
    assert_eq!(copy.get("/page").await.status, StatusCode::SEE_OTHER);
    assert!(
        site.provider.revoked().contains(&"refresh-canary-2".to_owned()),
        "nor do the new tokens live on"
    );
}
