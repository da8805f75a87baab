//! Machines that act for nobody who is present.

use super::house::{House, Pairs, claims, house};
use http::StatusCode;
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
