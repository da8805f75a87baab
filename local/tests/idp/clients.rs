//! Clients that people register: what may be one, whose it is, and how it ends.

use super::house::{CALLBACK, House, authorize, house};
use super::programs::{APP_SCOPES, machine, program};
use chrono::TimeDelta;
use http::StatusCode;
use local::idp::{ClientError, ClientKind, NewClient};
use secrecy::{ExposeSecret as _, SecretString};
use std::borrow::Cow;

/// The fields that are wrong, and what was expected of them.
async fn wrong(house: &House, new: NewClient) -> Vec<(Cow<'static, str>, String)> {
    match house.provider.register_client(new, house.now()).await {
        Err(ClientError::Mistakes(errors)) => errors.into_iter().map(|e| (e.field, e.message)).collect(),
        Ok(_) => vec![],
        Err(error) => panic!("{error}"),
    }
}

async fn fields(house: &House, new: NewClient) -> Vec<Cow<'static, str>> {
    wrong(house, new).await.into_iter().map(|(field, _)| field).collect()
}

async fn asks(house: &House, id: &str, secret: &SecretString) -> StatusCode {
    house.machine_token(id, &[("client_secret", secret.expose_secret())]).await.status
}

#[tokio::test]
async fn a_machine_gets_a_secret_that_is_not_kept_and_is_shown_as_it_was_registered() {
    let house = house().await;
    let new = NewClient { name: " Weekly report ".into(), ..machine("trends:read workouts:read") };
    let made = house.register(new.clone()).await;
    assert!(made.client_id.starts_with("client-"));
    assert_eq!(asks(&house, &made.client_id, made.secret.as_ref().unwrap()).await, StatusCode::OK);
    let shown = house.provider.client(&made.client_id, house.now()).await.unwrap();
    assert_eq!(shown, Some(NewClient { name: "Weekly report".into(), ..new }));
    assert_eq!(house.provider.client("client-nobody", house.now()).await.unwrap(), None);
    let printed = format!("{made:?}{shown:?}");
    assert!(!printed.contains(made.secret.unwrap().expose_secret()), "{printed}");
}

#[tokio::test]
async fn everything_that_is_wrong_is_said_at_once_and_by_field() {
    let house = house().await;
    let wrong = NewClient {
        name: "\u{202e}Longrun".into(),
        post_logout_redirect_uris: vec!["https://meadow.example/#out".into()],
        keys: Some("{}".into()),
        expires_at: Some(house.now() + TimeDelta::days(1)),
        ..program(ClientKind::Web, &[], "profile offline_access")
    };
    let every = ["name", "scopes", "redirect_uris", "post_logout_redirect_uris", "keys", "expires_at"];
    assert_eq!(fields(&house, wrong).await, every);
}

#[tokio::test]
async fn a_machine_has_scopes_of_the_api_and_neither_addresses_nor_a_past() {
    let house = house().await;
    for scopes in ["", "openid workouts:read", "workouts:read offline_access"] {
        assert_eq!(fields(&house, machine(scopes)).await, ["scopes"], "{scopes}");
    }
    let new = program(ClientKind::Machine, &["https://meadow.example/cb"], "workouts:read");
    assert_eq!(fields(&house, new).await, ["redirect_uris"]);
    let over = NewClient { expires_at: Some(house.now()), ..machine("workouts:read") };
    assert_eq!(fields(&house, over).await, ["expires_at"]);
}

#[tokio::test]
async fn answers_go_to_https_to_the_persons_own_machine_or_to_a_scheme_with_a_dot() {
    let house = house().await;
    for good in [
        "https://meadow.example",
        "https://meadow.example:8443/cb?tenant=1",
        "http://127.0.0.1/cb",
        "http://[::1]/cb",
        "http://localhost:8080/cb",
        "com.meadow.app:/cb",
    ] {
        assert!(fields(&house, program(ClientKind::Native, &[good], APP_SCOPES)).await.is_empty(), "{good}");
    }
    let long = format!("https://meadow.example/{}", "a".repeat(2_000));
    for bad in [
        "",
        "/cb",
        "meadow.example/cb",
        "http://meadow.example/cb",
        "http://127.0.0.1.evil.example/cb",
        "http://localhost.evil.example/cb",
        "http://2130706433/cb",
        "http://127.1/cb",
        "https://meadow.example/cb#x",
        "https://meadow.example/cb#",
        "https://*.meadow.example/cb",
        "https://meadow.example/*",
        "https://user@meadow.example/cb",
        "https://@meadow.example/cb",
        "https://meadow.example@evil.example/cb",
        "https://meadow.example/a/../cb",
        "https://meadow.example\\@evil.example/cb",
        " https://meadow.example/cb",
        "https://meadow.example/\ncb",
        "HTTPS://meadow.example/cb",
        "javascript:alert(1)",
        "data:text/html,x",
        "meadow:/cb",
        "com.meadow.app:cb",
        "com..app:/cb",
        "file:///etc/passwd",
        &long,
    ] {
        let new = program(ClientKind::Native, &["https://meadow.example/ok", bad], APP_SCOPES);
        assert_eq!(fields(&house, new).await, ["redirect_uris"], "{bad}");
    }
}

#[tokio::test]
async fn a_scheme_of_their_own_is_for_programs_on_peoples_machines() {
    let house = house().await;
    let new = program(ClientKind::Web, &["com.meadow.app:/cb"], APP_SCOPES);
    assert_eq!(fields(&house, new).await, ["redirect_uris"]);
    let normal = program(ClientKind::Web, &["https://MEADOW.example:443/cb"], APP_SCOPES);
    let [(_, message)] = &wrong(&house, normal).await[..] else { panic!("one field is wrong") };
    assert!(message.contains("https://meadow.example/cb"), "the right way is said: {message}");
}

#[tokio::test]
async fn an_app_has_one_to_ten_addresses() {
    let house = house().await;
    let many: Vec<_> = (0..11).map(|number| format!("https://meadow.example/{number}")).collect();
    let many: Vec<_> = many.iter().map(String::as_str).collect();
    for (addresses, is_good) in [(&many[..0], false), (&many[..10], true), (&many[..], false)] {
        let errors = fields(&house, program(ClientKind::Web, addresses, APP_SCOPES)).await;
        assert_eq!(errors.is_empty(), is_good, "{addresses:?}");
    }
}

#[tokio::test]
async fn after_a_rotation_the_old_secret_is_good_for_nothing() {
    let house = house().await;
    let made = house.register(machine("workouts:read")).await;
    let (id, old) = (made.client_id, made.secret.unwrap());
    let new = house.provider.rotate_secret(&id, "ada", house.now()).await.unwrap();
    assert_eq!(asks(&house, &id, &old).await, StatusCode::UNAUTHORIZED);
    assert_eq!(asks(&house, &id, &new).await, StatusCode::OK);
}

#[tokio::test]
async fn only_its_owner_changes_or_ends_a_client_and_others_are_told_nothing() {
    let house = house().await;
    let made = house.register(machine("workouts:read")).await;
    for (id, owner) in [(&*made.client_id, "ben"), (&*made.client_id, ""), ("longrun-web", ""), ("x", "ada")]
    {
        let rotated = house.provider.rotate_secret(id, owner, house.now()).await;
        assert!(matches!(rotated, Err(ClientError::Unknown)), "{id} {owner}");
        let ended = house.provider.end_client(id, owner, house.now()).await;
        assert!(matches!(ended, Err(ClientError::Unknown)), "{id} {owner}");
    }
    assert_eq!(asks(&house, &made.client_id, &made.secret.unwrap()).await, StatusCode::OK);
}

#[tokio::test]
async fn who_has_no_secret_has_none_to_change() {
    let house = house().await;
    let native = house.client(ClientKind::Native, &[CALLBACK], APP_SCOPES).await;
    assert!(native.secret.is_none());
    let rotated = house.provider.rotate_secret(&native.client_id, "ada", house.now()).await;
    assert!(matches!(rotated, Err(ClientError::NoSecret)));
}

#[tokio::test]
async fn an_ended_machine_gets_nothing_any_more_and_never_comes_back() {
    let house = house().await;
    let made = house.register(machine("workouts:read")).await;
    house.provider.end_client(&made.client_id, "ada", house.now()).await.unwrap();
    let secret = made.secret.unwrap();
    assert_eq!(asks(&house, &made.client_id, &secret).await, StatusCode::UNAUTHORIZED);
    assert_eq!(house.provider.client(&made.client_id, house.now()).await.unwrap(), None);
    let rotated = house.provider.rotate_secret(&made.client_id, "ada", house.now()).await;
    assert!(matches!(rotated, Err(ClientError::Unknown)));
    house.pass(TimeDelta::days(3_650));
    assert_eq!(asks(&house, &made.client_id, &secret).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_an_ended_app_holds_is_good_for_nothing() {
    let house = house().await;
    let id = house.client(ClientKind::Native, &[CALLBACK], APP_SCOPES).await.client_id;
    let tokens = house.app_exchange(&id, &house.app_code(&id, "ben").await).await.json();
    let unused = house.app_code(&id, "ben").await;
    let asked = authorize(&[("client_id", &id), ("scope", APP_SCOPES)]);
    let page = house.sign_in_at(&asked, "ben").await;
    house.provider.end_client(&id, "ada", house.now()).await.unwrap();

    assert_eq!(house.app_exchange(&id, &unused).await.refused(), (401, "invalid_client".into()));
    assert_eq!(house.app_refresh(&id, &tokens).await.refused(), (401, "invalid_client".into()));
    let info = house.userinfo(tokens["access_token"].as_str().unwrap()).await;
    assert_eq!(info.status, StatusCode::UNAUTHORIZED);
    assert_eq!(house.consent(&page, "allow", &["workouts:read"]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(house.get(&asked).await.status, StatusCode::BAD_REQUEST);
}
