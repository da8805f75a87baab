//! Who belongs to the owners, and what every access token says to the letter of RFC 9068.

use super::house::{House, authorize, claims, exchange_form, head, house};
use chrono::TimeDelta;
use serde_json::{Value, json};

async fn tokens(house: &House, athlete: &str) -> Value {
    let code = house.sign_in_at(&authorize(&[]), athlete).await.redirect().1["code"].clone();
    house.exchange(&code).await.json()
}

#[tokio::test]
async fn the_owners_tokens_say_so_and_nobody_elses_say_anything() {
    let house = house().await;
    let (ada, ben) = (tokens(&house, "ada").await, tokens(&house, "ben").await);
    for kind in ["access_token", "id_token"] {
        assert_eq!(claims(&ada[kind])["groups"], json!(["owners"]), "{kind}");
        assert!(claims(&ben[kind]).get("groups").is_none(), "{kind}");
    }
    let metadata = house.get("/idp/.well-known/openid-configuration").await.json();
    assert!(metadata["claims_supported"].as_array().unwrap().contains(&json!("groups")));
}

#[tokio::test]
async fn a_refresh_says_again_who_owns() {
    let house = house().await;
    for (athlete, expected) in [("ada", json!(["owners"])), ("ben", Value::Null)] {
        let first = tokens(&house, athlete).await;
        let second = house.refresh(first["refresh_token"].as_str().unwrap()).await.json();
        for kind in ["access_token", "id_token"] {
            assert_eq!(claims(&second[kind])["groups"], expected, "{athlete} {kind}");
        }
    }
}

#[tokio::test]
async fn a_machine_belongs_to_nobody() {
    let house = house().await;
    let machine = [("client_id", "demo-machine"), ("client_secret", "demo-machine-secret")];
    let form = [&machine[..], &[("grant_type", "client_credentials")]].concat();
    let tokens = house.post("/idp/token", &form).await.json();
    assert!(claims(&tokens["access_token"]).get("groups").is_none());
}

/// RFC 9068 §2.1 and §2.2, whoever the token is for.
fn follows_rfc_9068(token: &Value) -> String {
    let (head, claims) = (head(token), claims(token));
    assert_eq!((&head["typ"], &head["alg"]), (&json!("at+jwt"), &json!("RS256")));
    assert!(head["kid"].is_string());
    for claim in ["iss", "aud", "sub", "client_id", "jti", "scope"] {
        assert!(claims[claim].as_str().is_some_and(|text| !text.is_empty()), "{claim}: {claims}");
    }
    assert!(claims["exp"].as_i64() > claims["iat"].as_i64() && claims["iat"].is_i64());
    claims["jti"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn every_access_token_follows_rfc_9068_and_is_one_of_its_kind() {
    let house = house().await;
    let code = house.code().await;
    let begun = house.now().timestamp();
    let first = house.token(&exchange_form(&code)).await.json();
    house.pass(TimeDelta::minutes(4));
    let second = house.refresh(first["refresh_token"].as_str().unwrap()).await.json();
    for tokens in [&first, &second] {
        assert_eq!(claims(&tokens["access_token"])["auth_time"], begun, "when the password was typed");
    }
    let machine = [("client_id", "demo-machine"), ("client_secret", "demo-machine-secret")];
    let form = [&machine[..], &[("grant_type", "client_credentials")]].concat();
    let third = house.post("/idp/token", &form).await.json();
    assert_eq!(claims(&third["access_token"])["auth_time"], Value::Null, "nobody signed in");
    let ids = [&first, &second, &third].map(|tokens| follows_rfc_9068(&tokens["access_token"]));
    assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2], "{ids:?}");
}
