//! What was refused is on record, and nothing else is.

use super::client::{ADA, Client, Got, at, connected};
use super::matrix::{demo_machine, grant};
use super::support::{Browser, athlete, longrun_at, now, permit};
use chrono::TimeDelta;
use domain::act::Act;
use domain::audit::{Event, Row};
use domain::grant::Grantee;
use domain::table::Table;
use futures_util::FutureExt as _;
use gate::{Caller, Person, client_of};
use http::StatusCode;
use local::table::faults::{Fault, Faults};
use serde_json::json;
use server::clock::Clock;
use server::startup::Longrun;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The record, the latest first.
async fn record(longrun: &Longrun) -> Vec<Row> {
    let groups = BTreeSet::from(["owners".to_owned()]);
    let owner = Caller::Athlete(Person { id: athlete(longrun, "ada"), groups });
    let admission = longrun.app.gate.admit(&owner, "/settings/refusals").await.unwrap();
    longrun.app.table.refusals(&admission, 100).await.unwrap()
}

/// The one row there is, which must be that of this answer.
async fn row_of(longrun: &Longrun, got: &Got) -> Row {
    let rows = record(longrun).await;
    let [row] = &rows[..] else { panic!("{rows:#?}") };
    assert_eq!((row.times, row.first_at, row.last_at), (1, now(), now()));
    assert_eq!(json!(row.request_id), got.json["request_id"]);
    row.clone()
}

#[tokio::test]
async fn a_token_that_does_not_hold_is_recorded_before_its_answer_goes_out() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let refused = machine.with("x.y.z").get("/api/v1/workouts").await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    let row = row_of(&longrun, &refused).await;
    assert_eq!(row.event.reason, "the token cannot be read");
    assert_eq!((row.event.client, row.event.policies), (None, Vec::new()));
}

#[tokio::test]
async fn a_token_that_lacks_the_scope_is_recorded_with_its_client() {
    let longrun = connected().await;
    let demo = ("demo-machine", "demo-machine-secret");
    let machine = Client::of_machine(&longrun, demo, "workouts:read").await;
    let refused = machine.post(&format!("/api/v1/workouts?{ADA}"), &json!({})).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let row = row_of(&longrun, &refused).await;
    assert_eq!(row.event.reason, "the token lacks the scope workouts:write");
    assert_eq!(row.event.client, Some(client_of(longrun.app.relying_party.issuer(), "demo-machine")));
}

#[tokio::test]
async fn what_the_policies_do_not_permit_is_recorded_although_it_answers_as_not_there() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let refused = machine.get("/api/v1/workouts?athlete=ben@longrun.test").await;
    assert_eq!(refused.status(), StatusCode::NOT_FOUND);
    let row = row_of(&longrun, &refused).await;
    assert_eq!(row.event.reason, "the policies do not permit ReadWorkouts");
    assert!(row.event.client.is_some());
    let text = format!("{row:?}");
    assert!(!text.contains(athlete(&longrun, "ben").as_str()) && !text.contains('@'), "{text}");
}

#[tokio::test]
async fn a_grant_that_lacks_what_the_token_has_is_recorded_as_what_the_policies_decided() {
    let longrun = connected().await;
    grant(&longrun, demo_machine(&longrun), "workouts:read").await;
    let refused = Client::machine(&longrun).await.get(&at("/trends")).await;
    assert_eq!((refused.status(), refused.problem()), (StatusCode::FORBIDDEN, "insufficient-scope"));
    assert_eq!(refused.json["detail"], "The athlete has not granted trends:read.");
    assert_eq!(refused.header("www-authenticate"), "", "there is no better token to be had");
    let row = row_of(&longrun, &refused).await;
    assert_eq!(row.event.reason, "the policies do not permit ReadTrends");
    assert!(row.event.client.is_some());
}

#[tokio::test]
async fn a_token_that_was_taken_back_is_recorded() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", "openid workouts:read").await;
    assert_eq!(ada.get("/api/v1/workouts").await.status(), StatusCode::OK);
    let connections = permit(&longrun, "ada", Act::ManageConnections).await;
    let (app, table) = (&longrun.app, &longrun.app.table);
    let grants = table.grants(&connections).await.unwrap();
    let lent = grants.iter().find(|grant| matches!(grant.value.grantee, Grantee::App(_))).unwrap();
    table.withdraw_grant(&connections, &lent.value.grantee, app.now()).await.unwrap();
    let refused = ada.get("/api/v1/workouts").await;
    let row = row_of(&longrun, &refused).await;
    assert_eq!(row.event.reason, "the token was taken back");
    assert!(row.event.client.is_some());
}

#[tokio::test]
async fn a_page_that_is_not_granted_is_recorded() {
    let longrun = connected().await;
    let mut ben = Browser::of(&longrun, "ben").await;
    let whose = athlete(&longrun, "ada");
    for path in [format!("/athletes/{whose}/dashboard"), "/settings/refusals".to_owned()] {
        assert_eq!(ben.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let rows = record(&longrun).await;
    let mut reasons: Vec<_> = rows.iter().map(|row| row.event.reason.as_str()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["the policies do not permit Get", "the policies do not permit ReadTrends"]);
}

#[tokio::test]
async fn a_link_of_a_coachs_to_what_was_deleted_leaves_no_row() {
    let longrun = connected().await;
    let (mut ada, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    let workout = ada.log("Canal loop").await;
    grant(&longrun, Grantee::Coach(athlete(&longrun, "ben")), "workouts:read").await;
    let path = format!("/athletes/{}/workouts/{workout}", athlete(&longrun, "ada"));
    assert_eq!(ben.get(&path).await.status, StatusCode::OK);
    ada.post(&format!("/workouts/{workout}/delete"), &[("version", "1")]).await;
    assert_eq!(ada.get(&format!("/workouts/{workout}")).await.status, StatusCode::GONE);
    assert_eq!(ben.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(record(&longrun).await, []);
}

#[tokio::test]
async fn what_succeeds_is_not_there_or_brings_no_token_leaves_no_row() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    assert_eq!(machine.get(&format!("/api/v1/workouts?{ADA}")).await.status(), StatusCode::OK);
    let missing = machine.get(&format!("/api/v1/workouts/nothing?{ADA}")).await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    let mut nobody = Browser::new(&longrun);
    assert_eq!(nobody.get("/api/v1/workouts").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(record(&longrun).await, []);
}

#[tokio::test]
async fn a_flood_of_one_kind_is_one_row_a_minute_with_its_number() {
    let seconds = Arc::new(AtomicI64::new(0));
    let shared = Arc::clone(&seconds);
    let clock = Clock::new(move || now() + TimeDelta::seconds(shared.load(Ordering::Relaxed)));
    let longrun = longrun_at(clock, &["--demo", "--data", "memory"]).await;
    let stranger = Client::lent(&longrun, "ada", "openid workouts:read").await.with("x.y.z");
    for _ in 0..50 {
        stranger.get("/api/v1/workouts").await;
    }
    assert_eq!(record(&longrun).await.iter().map(|row| row.times).collect::<Vec<_>>(), [1]);
    seconds.store(60, Ordering::Relaxed);
    longrun.app.audit.write_due(&longrun.app.table, longrun.app.now()).await;
    assert_eq!(record(&longrun).await.iter().map(|row| row.times).sum::<u32>(), 50);
    stranger.get("/api/v1/workouts").await;
    longrun.app.audit.close(&longrun.app.table, longrun.app.now()).await;
    assert_eq!(record(&longrun).await.iter().map(|row| row.times).sum::<u32>(), 51);
}

#[tokio::test]
async fn what_could_not_be_written_is_written_a_minute_later() {
    let longrun = connected().await;
    let (audit, nowhere) =
        (&longrun.app.audit, Table::new(longrun.embedded.as_ref().unwrap().client(), "nowhere"));
    let refusal = (Event::because("a test"), "8f2c91d04ab7".to_owned());
    audit.refused(&nowhere, refusal, now()).await;
    assert_eq!(record(&longrun).await, []);
    audit.write_due(&longrun.app.table, now() + TimeDelta::minutes(1)).await;
    assert_eq!(record(&longrun).await.iter().map(|row| row.times).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn whoever_hangs_up_takes_no_refusal_along() {
    let longrun = connected().await;
    let (audit, faults) = (&longrun.app.audit, Faults::none());
    let slow = Table::new(longrun.embedded.as_ref().unwrap().faulty_client(&faults), "journal");
    faults.queue("PutItem", Fault::Throttled);
    let refusal = (Event::because("a test"), "8f2c91d04ab7".to_owned());
    // Whoever was refused is gone while the store lets us wait.
    assert_eq!(audit.refused(&slow, refusal, now()).now_or_never(), None);
    assert_eq!(record(&longrun).await, []);
    audit.close(&longrun.app.table, now()).await;
    assert_eq!(record(&longrun).await.iter().map(|row| row.times).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn the_installations_owner_sees_what_was_refused_and_others_no_page() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", "openid installation:read").await;
    let refused = ada.post("/api/v1/workouts", &json!({})).await;
    let told = ada.get("/api/v1/refusals").await.json;
    let item = &told["items"][0];
    assert_eq!(item["reason"], "the token lacks the scope workouts:write");
    assert_eq!((&item["times"], &item["last_at"]), (&json!(1), &json!("2026-11-22T12:00:00Z")));
    assert_eq!(item["request_id"], refused.json["request_id"]);
    let (mut owner, mut ben) = (Browser::of(&longrun, "ada").await, Browser::of(&longrun, "ben").await);
    let page = owner.get("/settings/refusals").await;
    assert!(page.body.contains("The token lacks the scope workouts:write"), "{}", page.body);
    assert!(owner.get("/settings").await.body.contains("href=\"/settings/refusals\""));
    assert!(!ben.get("/settings").await.body.contains("/settings/refusals"));
    assert_eq!(ben.get("/settings/refusals").await.status, StatusCode::NOT_FOUND);
    let ben = Client::lent(&longrun, "ben", "openid installation:read").await;
    assert_eq!(ben.get("/api/v1/refusals").await.status(), StatusCode::NOT_FOUND);
}
