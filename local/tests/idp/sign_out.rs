//! RP-initiated logout: an ID token vouches for it, or the visitor is asked.

use super::house::{House, house};
use http::{StatusCode, header};
use serde_json::Value;

fn end_session(parameters: super::house::Pairs<'_>) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("/idp/end-session?{query}")
}

async fn refreshes(house: &House, tokens: &Value) -> bool {
    house.refresh(tokens["refresh_token"].as_str().unwrap_or_default()).await.status == StatusCode::OK
}

#[tokio::test]
async fn with_an_id_token_the_sign_in_ends_and_the_visitor_goes_on() {
    let house = house().await;
    let tokens = house.tokens().await;
    house.pass(chrono::TimeDelta::days(1));
    let hint = tokens["id_token"].as_str().unwrap();
    let query = [
        ("id_token_hint", hint),
        ("post_logout_redirect_uri", "http://localhost:3000/"),
        ("state", "the state"),
    ];
    let (place, parameters) = house.get(&end_session(&query)).await.redirect();
    assert_eq!(place, "http://localhost:3000/");
    assert_eq!(parameters["state"], "the state");
    assert!(!refreshes(&house, &tokens).await);
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_the_clients() {
    let house = house().await;
    let tokens = house.tokens().await;
    let hint = tokens["id_token"].as_str().unwrap();
    for uri in ["https://evil.example/", "http://localhost:3000", "http://localhost:3000/x"] {
        let query = [("id_token_hint", hint), ("post_logout_redirect_uri", uri)];
        let answer = house.get(&end_session(&query)).await;
        assert_eq!(answer.status, StatusCode::OK, "{uri}");
        assert!(answer.body.contains("Nobody is signed in here"));
        assert!(!answer.body.contains("evil.example"));
    }
}

#[tokio::test]
async fn without_a_genuine_id_token_the_visitor_is_asked_and_nothing_ends() {
    let house = house().await;
    let tokens = house.tokens().await;
    let access = tokens["access_token"].as_str().unwrap();
    let onward = ("post_logout_redirect_uri", "http://localhost:3000/");
    for hint in ["", "forged", access] {
        let query = [("id_token_hint", hint), ("client_id", "longrun-web"), onward];
        let page = house.get(&end_session(&query)).await;
        assert!(page.body.contains("Sign out?"), "{hint}: {}", page.body);
        assert!(
            page.header(&header::CONTENT_SECURITY_POLICY)
                .contains("form-action 'self' http://localhost:3000")
        );
        let confirmed = house.post("/idp/end-session/confirm", &[("request", &page.hidden("request"))]).await;
        assert_eq!(confirmed.redirect().0, "http://localhost:3000/");
    }
    assert!(refreshes(&house, &tokens).await);
}

#[tokio::test]
async fn an_id_token_of_another_client_vouches_for_nothing() {
    let house = house().await;
    let tokens = house.tokens().await;
    let hint = tokens["id_token"].as_str().unwrap();
    let query = [("id_token_hint", hint), ("client_id", "demo-machine")];
    assert!(house.get(&end_session(&query)).await.body.contains("Sign out?"));
    assert!(refreshes(&house, &tokens).await);
}

#[tokio::test]
async fn a_forged_or_old_confirmation_leads_nowhere() {
    let house = house().await;
    let query = [("client_id", "longrun-web"), ("post_logout_redirect_uri", "http://localhost:3000/")];
    let old = house.get(&end_session(&query)).await.hidden("request");
    house.pass(chrono::TimeDelta::minutes(10));
    for request in ["", "AAAA", &old] {
        let answer = house.post("/idp/end-session/confirm", &[("request", request)]).await;
        assert!(answer.body.contains("Nobody is signed in here"), "{}", answer.body);
    }
}

#[tokio::test]
async fn a_sign_out_that_repeats_a_parameter_is_refused_and_ends_nothing() {
    let house = house().await;
    let tokens = house.tokens().await;
    let query = [
        ("id_token_hint", tokens["id_token"].as_str().unwrap()),
        ("post_logout_redirect_uri", "http://localhost:3000/"),
        ("post_logout_redirect_uri", "https://evil.example/"),
    ];
    assert_eq!(house.get(&end_session(&query)).await.status, StatusCode::BAD_REQUEST);
    assert!(refreshes(&house, &tokens).await);
}
