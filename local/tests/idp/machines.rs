//! Machines that act for nobody who is present.

use super::house::{House, Pairs, claims, house};
use super::programs::machine;
use chrono::TimeDelta;
use http::StatusCode;
use local::idp::NewClient;
use secrecy::ExposeSecret as _;
use serde_json::json;

const MACHINE: [(&str, &str); 3] = [
    ("grant_type", "client_credentials"),
    ("client_id", "demo-machine"),
    ("client_secret", "demo-machine-secret"),
];

async fn ask(house: &House, more: Pairs<'_>) -> super::house::Answer {
    house.post("/idp/token", &[&MACHINE, more].concat()).await
}

#[tokio::test]
async fn the_demo_machine_gets_a_token_that_names_no_person() {
    let house = house().await;
    let tokens = ask(&house, &[("scope", "workouts:read")]).await.json();
    assert_eq!((&tokens["scope"], &tokens["refresh_token"]), (&json!("workouts:read"), &json!(null)));
    let token = claims(&tokens["access_token"]);
    assert_eq!((&token["sub"], &token["client_id"]), (&json!("demo-machine"), &json!("demo-machine")));
    assert_eq!((&token["aud"], &token["sid"]), (&json!("http://localhost:3000/api"), &json!(null)));
}

#[tokio::test]
async fn without_a_scope_a_machine_gets_all_it_may_have() {
    let house = house().await;
    let mcp = [("resource", "http://localhost:3000/mcp")];
    let tokens = ask(&house, &mcp).await.json();
    assert_eq!(tokens["scope"], "workouts:read workouts:write trends:read");
    assert_eq!(claims(&tokens["access_token"])["aud"], "http://localhost:3000/mcp");
}

#[tokio::test]
async fn a_machine_gets_no_more_than_it_may_have() {
    let house = house().await;
    for scope in ["profile:write", "openid", "workouts:read profile:read", "workouts:read admin"] {
        assert_eq!(
            ask(&house, &[("scope", scope)]).await.refused(),
            (400, "invalid_scope".into()),
            "{scope}"
        );
    }
    let foreign = [("resource", "https://evil.example/api")];
    assert_eq!(ask(&house, &foreign).await.refused(), (400, "invalid_target".into()));
}

#[tokio::test]
async fn clients_of_people_are_no_machines() {
    let house = house().await;
    let answer = house.token(&[("grant_type", "client_credentials")]).await;
    assert_eq!(answer.refused(), (400, "unauthorized_client".into()));
}

#[tokio::test]
async fn userinfo_knows_no_machines() {
    let house = house().await;
    let tokens = ask(&house, &[]).await.json();
    let info = house.userinfo(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(info.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn no_token_outlives_its_machine_and_an_expired_machine_gets_none() {
    let house = house().await;
    let end = house.now() + TimeDelta::minutes(10);
    let made = house.register(NewClient { expires_at: Some(end), ..machine("workouts:read") }).await;
    let secret = made.secret.unwrap();
    let secret = [("client_secret", secret.expose_secret())];
    let lasts = async || {
        let tokens = house.machine_token(&made.client_id, &secret).await.json();
        let ends = claims(&tokens["access_token"])["exp"].as_i64().unwrap() - house.now().timestamp();
        (ends, tokens["expires_in"].as_i64().unwrap())
    };
    assert_eq!(lasts().await, (300, 300));
    house.pass(TimeDelta::seconds(420));
    assert_eq!(lasts().await, (180, 180));
    house.pass(TimeDelta::seconds(180));
    let expired = (401, "invalid_client".to_owned());
    assert_eq!(house.machine_token(&made.client_id, &secret).await.refused(), expired);
    let revoke = [&secret[..], &[("client_id", &made.client_id), ("token", "x")]].concat();
    assert_eq!(house.post("/idp/revoke", &revoke).await.refused(), expired);
}
