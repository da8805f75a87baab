//! Several processes, and several requests, over one vault.

use crate::Site;
use crate::outages::until;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use axum::http::StatusCode;
use chrono::TimeDelta;
use domain::vault::Vault;
use local::table::faults::Fault;
use std::time::Duration;

const DUE: TimeDelta = TimeDelta::seconds(241);

/// A vault whose client waits, up to so long, before it tries again.
fn hesitant(site: &Site, longest: Duration) -> Vault {
    let retries = RetryConfig::standard().with_initial_backoff(longest);
    let client = site.store.faulty_client(&site.faults).config().to_builder().retry_config(retries).build();
    Vault::new(Client::from_conf(client), "vault", site.keys.clone())
}

#[tokio::test]
async fn of_two_processes_that_renew_at_once_neither_ends_the_session() {
    for late in [DUE, TimeDelta::seconds(400)] {
        let site = Site::new().await;
        let mut browser = site.signed_in().await;
        let mut twin = browser.at(site.twin(&site.vault()));
        site.pass(late);
        site.provider.script(|it| it.delay = Duration::from_millis(50));
        let (one, other) = tokio::join!(browser.get("/page"), twin.get("/page"));
        assert_eq!(site.provider.grants("refresh_token"), 2, "both have asked");
        assert_eq!((one.status, other.status), (StatusCode::OK, StatusCode::OK));
        site.pass(DUE);
        assert_eq!(twin.get("/page").await.status, StatusCode::OK);
        assert_eq!(site.provider.grants("refresh_token"), 3);
    }
}

#[tokio::test]
async fn a_process_whose_token_is_spent_waits_for_what_another_was_given() {
    let site = Site::new().await;
    let mut second = site.signed_in().await;
    let mut first = second.at(site.twin(&hesitant(&site, Duration::from_millis(300))));
    site.pass(TimeDelta::seconds(400));
    site.provider.script(|it| it.delay = Duration::from_millis(50));
    site.faults.queue("PutItem", Fault::Throttled);
    let after_the_first = async {
        until(|| site.provider.grants("refresh_token") == 1).await;
        second.get("/page").await
    };
    let (one, other) = tokio::join!(first.get("/page"), after_the_first);
    assert_eq!((one.status, other.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(site.provider.revoked().len(), 0);
}

#[tokio::test]
async fn a_sign_out_takes_the_tokens_along_that_a_refresh_has_just_kept() {
    let site = Site::new().await;
    let mut browser = site.signed_in().await;
    let mut leaving = browser.at(site.twin(&hesitant(&site, Duration::from_secs(1))));
    site.pass(DUE);
    for _ in 0..2 {
        site.faults.queue("UpdateItem", Fault::Throttled);
    }
    let refreshed = async {
        until(|| site.faults.injected() > 0).await;
        browser.get("/page").await
    };
    let (out, refreshed) = tokio::join!(leaving.post("/auth/logout"), refreshed);
    assert_eq!((out.status, refreshed.status), (StatusCode::SEE_OTHER, StatusCode::OK));
    assert_eq!(browser.get("/page").await.status, StatusCode::SEE_OTHER);
    assert_eq!(site.provider.revoked(), ["refresh-canary-2"]);
}
