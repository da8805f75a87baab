//! What one program was given is of no use to another, nor to itself for something else.

use super::client::{ADA, Client, at, connected, workout};
use super::counted::Counted;
use super::matrix::EVERYTHING;
use super::support::{Browser, RUN, permit};
use axum::body::Body;
use chrono::TimeDelta;
use domain::act::Act;
use domain::grant::{Grant, Grantee};
use gate::client_of;
use http::header::{CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use local::idp::{ClientKind, NewClient, Scopes};
use local::table::faults::Fault;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use server::startup::Longrun;

/// A second machine of Ada's, which may do what the demo's may.
async fn another_machine(longrun: &Longrun) -> Client {
    let new = NewClient {
        owner: "ada".to_owned(),
        kind: ClientKind::Machine,
        name: "Another".to_owned(),
        redirect_uris: Vec::new(),
        post_logout_redirect_uris: Vec::new(),
        scopes: Scopes::parse("workouts:read workouts:write"),
        keys: None,
        expires_at: None,
    };
    let (provider, now) = (longrun.provider.as_ref().unwrap(), longrun.app.now());
    let made = provider.register_client(new, now).await.unwrap();
    let grant = Grant {
        grantee: Grantee::Machine(client_of(longrun.app.relying_party.issuer(), &made.client_id)),
        name: "Another".to_owned(),
        known_as: made.client_id.clone(),
        scopes: domain::scope::Scopes::all(),
        made_at: now,
        ends_at: Some(now + TimeDelta::days(1)),
        withdrawn_at: None,
        void_until: None,
    };
    let connections = permit(longrun, "ada", Act::ManageConnections).await;
    longrun.app.table.save_grant(&connections, grant, now).await.unwrap();
    let secret = made.secret.unwrap();
    Client::of_machine(longrun, (&made.client_id, secret.expose_secret()), "").await
}

#[tokio::test]
async fn a_cursor_leads_nobody_else_on() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    for day in 1..=3 {
        machine.post(&at("/workouts"), &workout(day)).await;
    }
    let list = machine.get(&at("/workouts?limit=1")).await.json["next_cursor"].as_str().unwrap().to_owned();
    let changes = machine.get(&at("/changes")).await.json["next"].as_str().unwrap().to_owned();
    let [list, changes] = [format!("/workouts?limit=1&cursor={list}"), format!("/changes?since={changes}")];
    let other = another_machine(&longrun).await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let ben = Client::lent(&longrun, "ben", EVERYTHING).await;
    for path in [&list, &changes] {
        assert_eq!(machine.get(&at(path)).await.status(), StatusCode::OK, "its own");
        let others = [(&other, at(path)), (&ada, format!("/api/v1{path}")), (&ben, format!("/api/v1{path}"))];
        for (client, path) in others {
            let refused = client.get(&path).await;
            assert_eq!(
                (refused.status(), refused.problem()),
                (StatusCode::BAD_REQUEST, "malformed"),
                "{path}"
            );
        }
    }
    let crossed = machine.get(&at(&changes.replace("/changes?since", "/workouts?cursor"))).await;
    assert_eq!(crossed.status(), StatusCode::BAD_REQUEST, "what is for changes is for no list");
}

#[tokio::test]
async fn a_cursor_into_one_log_leads_into_no_other() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    for day in 1..=2 {
        ada.post("/api/v1/workouts", &workout(day)).await;
    }
    let ben = Client::lent(&longrun, "ben", EVERYTHING).await;
    for day in 1..=2 {
        ben.post("/api/v1/workouts", &workout(day)).await;
    }
    let coach = Grant {
        grantee: Grantee::Coach(super::support::athlete(&longrun, "ada")),
        name: "ada@longrun.test".to_owned(),
        known_as: "ada@longrun.test".to_owned(),
        scopes: domain::scope::Scopes::parse("workouts:read"),
        made_at: longrun.app.now(),
        ends_at: None,
        withdrawn_at: None,
        void_until: None,
    };
    let connections = permit(&longrun, "ben", Act::ManageConnections).await;
    longrun.app.table.save_grant(&connections, coach, longrun.app.now()).await.unwrap();
    let cursor = ada.get("/api/v1/workouts?limit=1").await.json["next_cursor"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/workouts?limit=1&cursor={cursor}");
    assert_eq!(ada.get(&path).await.status(), StatusCode::OK);
    let bens = ada.get(&format!("{path}&athlete={}", super::support::athlete(&longrun, "ben"))).await;
    assert_eq!((bens.status(), bens.problem()), (StatusCode::BAD_REQUEST, "malformed"));
}

#[tokio::test]
async fn a_page_asked_for_after_a_grant_was_withdrawn_is_not_there() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    for day in 1..=3 {
        machine.post(&at("/workouts"), &workout(day)).await;
    }
    let cursor = machine.get(&at("/workouts?limit=1")).await.json["next_cursor"].as_str().unwrap().to_owned();
    let next = at(&format!("/workouts?limit=1&cursor={cursor}"));
    assert_eq!(machine.get(&next).await.status(), StatusCode::OK);
    let connections = permit(&longrun, "ada", Act::ManageConnections).await;
    let grantee = Grantee::Machine(client_of(longrun.app.relying_party.issuer(), "demo-machine"));
    longrun.app.table.withdraw_grant(&connections, &grantee, longrun.app.now()).await.unwrap();
    assert_eq!(machine.get(&next).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(machine.post(&at("/workouts"), &workout(4)).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_key_of_one_program_or_page_answers_no_other() {
    let longrun = connected().await;
    let (machine, other) = (Client::machine(&longrun).await, another_machine(&longrun).await);
    let mut ada = Browser::of(&longrun, "ada").await;
    let key = ada.get("/workouts/new").await.hidden("idempotency_key");
    let headers = [("idempotency-key", key.as_str())];
    let send = async |client: &Client, day| {
        client.call(Method::POST, &at("/workouts"), Some(&workout(day)), &headers).await
    };
    let (first, second) = (send(&machine, 1).await, send(&other, 2).await);
    assert_eq!(
        (first.status(), second.status()),
        (StatusCode::CREATED, StatusCode::CREATED),
        "{}",
        second.answer.body
    );
    let typed = ada.post("/workouts", &[&RUN[..], &[("idempotency_key", &key)]].concat()).await;
    assert!(typed.location().ends_with("notice=logged"), "{}", typed.location());
    assert_eq!(send(&machine, 1).await.json["id"], first.json["id"], "its own answer, as before");
    assert_eq!(machine.get(&at("/workouts")).await.json["items"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_key_comes_once_and_is_text() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let long = "k".repeat(256);
    for headers in [
        &[("idempotency-key", "a"), ("idempotency-key", "a")][..],
        &[("idempotency-key", "")],
        &[("idempotency-key", &long)],
        &[("idempotency-key", "é")],
        &[("idempotency-key", "a\tb")],
    ] {
        let refused = machine.call(Method::POST, &at("/workouts"), Some(&workout(1)), headers).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{headers:?}");
        assert_eq!(refused.wrong(), ["Idempotency-Key"], "{headers:?}");
    }
    assert_eq!(machine.get(&at("/workouts")).await.json["items"], json!([]));
}

#[tokio::test]
async fn of_requests_with_one_key_at_once_the_later_are_told_to_wait() {
    let longrun = connected().await;
    let counted = Counted::of(&longrun);
    let machine = counted.client(&Client::machine(&longrun).await);
    // The store is too busy for the first, which tries again; the second comes meanwhile.
    counted.requests.queue("TransactWriteItems", Fault::Throttled);
    let send = async || {
        let key = [("idempotency-key", "ride home")];
        machine.call(Method::POST, &at("/workouts"), Some(&workout(1)), &key).await
    };
    let (first, second) = tokio::join!(send(), send());
    let mut statuses = [first.status(), second.status()];
    statuses.sort_unstable();
    assert_eq!(statuses, [StatusCode::CREATED, StatusCode::CONFLICT]);
    assert_eq!(send().await.status(), StatusCode::CREATED, "answered as the first time");
    assert_eq!(machine.get(&at("/workouts")).await.json["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn whoever_lends_one_program_a_token_has_requests_of_their_own() {
    let longrun = super::support::longrun_with(&["--demo", "--data", "memory", "--api-rate", "3"]).await;
    let meadow = Client::registered(&longrun).await;
    let ada = Client::lent_to(&longrun, &meadow, "ada", EVERYTHING).await;
    let ben = Client::lent_to(&longrun, &meadow, "ben", EVERYTHING).await;
    for _ in 0..3 {
        assert_eq!(ada.get("/api/v1/workouts").await.status(), StatusCode::OK);
    }
    assert_eq!(ada.get("/api/v1/workouts").await.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(ben.get("/api/v1/workouts").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn the_athlete_is_named_once() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let refused = machine.get(&format!("/api/v1/workouts?{ADA}&athlete=ben@longrun.test")).await;
    assert_eq!((refused.status(), refused.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["athlete"]));
}

#[tokio::test]
async fn answers_of_one_caller_are_kept_for_no_other() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let id = machine.post(&at("/workouts"), &workout(1)).await.json["id"].as_str().unwrap().to_owned();
    for path in ["/workouts", "/trends", "/athletes/me", &format!("/workouts/{id}")] {
        let got = machine.get(&at(path)).await;
        assert_eq!(got.status(), StatusCode::OK, "{path}");
        assert!(
            got.header("vary").to_lowercase().contains("authorization"),
            "{path}: {}",
            got.header("vary")
        );
        assert_eq!(got.header("cache-control"), "private, no-cache", "{path}");
    }
}

#[tokio::test]
async fn an_app_that_was_taken_back_gets_no_other_token() {
    let longrun = connected().await;
    let client = Client::registered(&longrun).await;
    let tokens = Client::tokens(&longrun, &client, "ada", &format!("{EVERYTHING} offline_access")).await;
    let refresh = async |tokens: &Value| {
        let form = [
            ("grant_type", "refresh_token"),
            ("client_id", client.as_str()),
            ("refresh_token", tokens["refresh_token"].as_str().unwrap()),
        ];
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = Request::post("/idp/token")
            .header(HOST, "localhost:3000")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        Browser::new(&longrun).send(request.body(Body::from(form)).unwrap()).await
    };
    let again = refresh(&tokens).await;
    assert_eq!(again.status, StatusCode::OK, "{}", again.body);
    let tokens: Value = serde_json::from_str(&again.body).unwrap();
    let meadow = Client::holding(&longrun, tokens["access_token"].as_str().unwrap().to_owned());
    assert_eq!(meadow.get("/api/v1/workouts").await.status(), StatusCode::OK);
    let id = client_of(longrun.app.relying_party.issuer(), &client);
    let mut ada = Browser::of(&longrun, "ada").await;
    ada.post(&format!("/settings/connections/app/{id}/withdraw"), &[]).await;
    assert_eq!(meadow.get("/api/v1/workouts").await.status(), StatusCode::UNAUTHORIZED);
    let refused = refresh(&tokens).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    assert!(refused.body.contains("invalid_grant"), "{}", refused.body);
}
