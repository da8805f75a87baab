//! What the authorization endpoint refuses, and to whom it says so.

use super::house::{CALLBACK, House, ISSUER, Pairs, authorize, exchange_form, house, request};
use super::programs::machine;
use http::{StatusCode, header};
use local::idp::ClientKind;

async fn error(house: &House, changes: Pairs<'_>) -> String {
    let (place, answer) = house.get(&authorize(changes)).await.redirect();
    assert_eq!(place, CALLBACK);
    assert_eq!(answer["iss"], ISSUER, "errors name their issuer too");
    assert!(!answer.contains_key("code"));
    answer["error"].clone()
}

#[tokio::test]
async fn an_unknown_client_or_address_gets_a_page_and_never_a_redirect() {
    let house = house().await;
    for changes in [
        [("client_id", "nobody")],
        [("client_id", "")],
        [("client_id", "demo-machine")],
        [("redirect_uri", "")],
        [("redirect_uri", "http://localhost:3000/auth/callback/")],
        [("redirect_uri", "http://localhost:3001/auth/callback")],
        [("redirect_uri", "http://localhost:3000@evil.example/auth/callback")],
        [("redirect_uri", "javascript:alert(1)")],
    ] {
        let answer = house.get(&authorize(&changes)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{changes:?}");
        assert_eq!(answer.header(&header::LOCATION), "");
        assert!(!answer.body.contains("evil.example"));
    }
}

#[tokio::test]
async fn a_client_or_address_named_twice_gets_a_page() {
    let house = house().await;
    for twice in ["client_id=longrun-web", "redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fauth%2Fcallback"] {
        let answer = house.get(&format!("{}&{twice}", authorize(&[]))).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{twice}");
    }
}

#[tokio::test]
async fn mistakes_of_a_known_client_are_told_to_it() {
    let house = house().await;
    for (changes, expected) in [
        ([("response_type", "")], "invalid_request"),
        ([("response_type", "token")], "unsupported_response_type"),
        ([("response_type", "code id_token")], "unsupported_response_type"),
        ([("response_mode", "fragment")], "invalid_request"),
        ([("request", "eyJ")], "request_not_supported"),
        ([("request_uri", "https://evil.example")], "request_uri_not_supported"),
        ([("scope", "admin")], "invalid_scope"),
        ([("scope", "")], "invalid_scope"),
        ([("prompt", "none")], "login_required"),
        ([("prompt", "none login")], "invalid_request"),
    ] {
        assert_eq!(error(&house, &changes).await, expected, "{changes:?}");
    }
}

#[tokio::test]
async fn pkce_with_s256_is_required() {
    let house = house().await;
    for changes in [
        [("code_challenge", "")],
        [("code_challenge", "too-short")],
        [("code_challenge_method", "")],
        [("code_challenge_method", "plain")],
    ] {
        assert_eq!(error(&house, &changes).await, "invalid_request", "{changes:?}");
    }
}

#[tokio::test]
async fn only_our_own_resources_are_given_out_and_one_at_a_time() {
    let house = house().await;
    for resource in ["http://localhost:3000/api/", "http://localhost:3000", "https://evil.example", "/api"] {
        assert_eq!(error(&house, &[("resource", resource)]).await, "invalid_target", "{resource}");
    }
    let both = [("resource", "http://localhost:3000/api"), ("resource", "http://localhost:3000/mcp")];
    assert_eq!(error(&house, &both).await, "invalid_target");
    let mcp = house.get(&authorize(&[("resource", "http://localhost:3000/mcp")])).await;
    assert_eq!(mcp.status, StatusCode::OK);
}

#[tokio::test]
async fn a_repeated_parameter_is_refused_and_a_repeated_state_not_repeated() {
    let house = house().await;
    let (_, nonce) = house.get(&format!("{}&nonce=other", authorize(&[]))).await.redirect();
    assert_eq!((&*nonce["error"], &*nonce["state"]), ("invalid_request", "the state"));
    let (_, state) = house.get(&format!("{}&state=other", authorize(&[]))).await.redirect();
    assert_eq!(state["error"], "invalid_request");
    assert!(!state.contains_key("state"));
}

#[tokio::test]
async fn the_request_may_come_by_post() {
    let house = house().await;
    let path = authorize(&[]);
    let (_, query) = path.split_once('?').unwrap();
    let mut posted = request("/idp/authorize", &[], &[]);
    *posted.body_mut() = query.to_owned().into();
    let answer = house.send(posted).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(!answer.hidden("request").is_empty());
}

#[tokio::test]
async fn a_sealed_request_cannot_be_forged_and_does_not_last() {
    let house = house().await;
    let sealed = house.get(&authorize(&[])).await.hidden("request");
    let signed_in =
        |request| [("request", request), ("email", "ada@longrun.test"), ("password", "longrun-demo-1")];
    let mut forged = sealed.clone();
    forged.replace_range(60..61, if &sealed[60..61] == "A" { "B" } else { "A" });
    for bad in ["", "AAAA", &forged] {
        let answer = house.post("/idp/sign-in", &signed_in(bad)).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    house.pass(chrono::TimeDelta::minutes(10));
    let late = house.post("/idp/sign-in", &signed_in(&sealed)).await;
    assert_eq!(late.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn only_native_clients_choose_their_loopback_port() {
    let house = house().await;
    let native = ["http://127.0.0.1/callback"];
    let native = house.client(ClientKind::Native, &native, "openid workouts:read").await;
    assert!(native.secret.is_none());
    let at = |uri| authorize(&[("client_id", &native.client_id), ("redirect_uri", uri)]);
    assert_eq!(house.get(&at("http://127.0.0.1:49152/callback")).await.status, StatusCode::OK);
    assert_eq!(house.get(&at("http://127.0.0.1:49152/else")).await.status, StatusCode::BAD_REQUEST);
    let web = authorize(&[("redirect_uri", "http://localhost:49152/auth/callback")]);
    assert_eq!(house.get(&web).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn nobody_signs_in_through_a_machine() {
    let house = house().await;
    let machine = house.register(machine("workouts:read")).await;
    let answer = house.get(&authorize(&[("client_id", &machine.client_id)])).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.body.contains("is not known"), "{}", answer.body);
}

#[tokio::test]
async fn a_client_is_granted_no_more_scopes_than_it_was_registered_with() {
    let house = house().await;
    let native = house.client(ClientKind::Native, &[CALLBACK], "workouts:read").await.client_id;
    let asked = [("client_id", &*native), ("scope", "openid workouts:read workouts:write")];
    let form = house.sign_in_at(&authorize(&asked), "ada").await;
    let answer = house.consent(&form, "allow", &["openid", "workouts:read", "workouts:write"]).await;
    let code = answer.redirect().1["code"].clone();
    let mut form = exchange_form(&code).to_vec();
    form.push(("client_id", &native));
    assert_eq!(house.post("/idp/token", &form).await.json()["scope"], "workouts:read");
    let error = house.get(&authorize(&[("client_id", &native), ("scope", "openid")])).await.redirect().1;
    assert_eq!(error["error"], "invalid_scope");
}
