//! Every door of the API, as everybody who may come to it.
//!
//! What is expected follows from the route table and the scopes of its acts; what somebody was granted decides the
//! rest. A new route is walked without a change here.

use super::client::{Client, Got, connected};
use super::support::files::{MULTIPART, multipart, run};
use super::support::{athlete, longrun_at, now, permit};
use axum::body::Body;
use chrono::TimeDelta;
use domain::act::Act;
use domain::grant::{Grant, Grantee};
use domain::scope::{Scope, Scopes};
use gate::client_of;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use serde_json::json;
use server::clock::Clock;
use server::routes::{self, Credential, Route};
use server::startup::Longrun;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

const EVERYTHING: &str = "openid workouts:read workouts:write trends:read profile:read profile:write";

fn calls() -> impl Iterator<Item = Route> {
    routes::table().into_iter().filter(|route| route.credential == Credential::Bearer)
}

/// What Ada has behind the doors whose path holds an id: one of each for every visit.
async fn thing(ada: &Client, route: &Route) -> String {
    if route.path.ends_with("/original") {
        return original(ada).await;
    }
    let path = if route.path.starts_with("/api/v1/imports") {
        "/api/v1/imports?commit=false"
    } else {
        "/api/v1/workouts"
    };
    let made = enter(ada, &post(path), "", "").await;
    let id =
        made.json["id"].as_str().unwrap_or_else(|| panic!("{}: {}", route.path, made.answer.body)).to_owned();
    if path.starts_with("/api/v1/imports") {
        looked_at(ada, &id).await;
    }
    id
}

/// An import once nobody works on it any more.
async fn looked_at(ada: &Client, id: &str) -> Got {
    for _ in 0..1_000 {
        let import = ada.get(&format!("/api/v1/imports/{id}")).await;
        let is_waiting = import.json["files"][0]["outcome"].is_null() || import.json["state"] == "storing";
        if !is_waiting {
            return import;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the import does not come to an end");
}

struct Door {
    method: Method,
    path: String,
}

fn post(path: &str) -> Door {
    Door { method: Method::POST, path: path.to_owned() }
}

/// A workout of Ada's that was read from a file.
async fn original(ada: &Client) -> String {
    let begun = enter(ada, &post("/api/v1/imports"), "", "").await;
    for _ in 0..1_000 {
        let import = looked_at(ada, begun.json["id"].as_str().unwrap()).await;
        let workout = &import.json["files"][0]["workouts"][0];
        if let Some(id) = workout.as_str().or(workout["duplicate_of"].as_str()) {
            return id.to_owned();
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the import does not come to an end");
}

/// Goes to a door with everything that its owner has to bring.
async fn enter(client: &Client, door: &Door, id: &str, query: &str) -> Got {
    let path = door.path.replace("{id}", id);
    let path = if query.is_empty() { path } else { format!("{path}?{query}") };
    let request = Request::builder()
        .method(door.method.clone())
        .uri(path)
        .header(HOST, "localhost:3000")
        .header(AUTHORIZATION, format!("Bearer {}", client.token()))
        .header("if-match", "*");
    let workout =
        json!({"sport": "run", "started_at": "2026-11-01T07:30:00Z", "time_zone": "UTC", "duration_s": 60});
    let request = match (&door.method, door.path.as_str()) {
        (&Method::POST, path) if path.starts_with("/api/v1/imports") && !path.contains("{id}") => {
            request.header(CONTENT_TYPE, MULTIPART).body(Body::from(multipart(&[("a.gpx", run(6, 0))])))
        }
        (&Method::POST | &Method::PUT, _) => {
            request.header(CONTENT_TYPE, "application/json").body(Body::from(workout.to_string()))
        }
        _ => request.body(Body::empty()),
    };
    client.send(request.unwrap()).await
}

async fn walk(client: &Client, ada: &Client, query: &str, expected: impl Fn(&Route) -> StatusCode) {
    for route in calls() {
        let id = if route.path.contains("{id}") { thing(ada, &route).await } else { String::new() };
        let door = Door { method: route.method.clone(), path: route.path.to_owned() };
        let got = enter(client, &door, &id, query).await;
        let status = if got.status().is_success() { StatusCode::OK } else { got.status() };
        assert_eq!(status, expected(&route), "{} {}: {}", route.method, route.path, got.answer.body);
    }
}

fn is_about_the_installation(route: &Route) -> bool {
    route.act == Some(Act::Get)
}

fn scope(route: &Route) -> Option<Scope> {
    route.act.and_then(Act::scope)
}

async fn grant(longrun: &Longrun, grantee: Grantee, scopes: &str) {
    let permit = permit(longrun, "ada", Act::ManageConnections).await;
    let now = longrun.app.now();
    let grant = Grant {
        grantee,
        name: "test".to_owned(),
        known_as: "test".to_owned(),
        scopes: Scopes::parse(scopes),
        made_at: now,
        ends_at: Some(now + TimeDelta::days(1)),
        withdrawn_at: None,
    };
    longrun.app.table.save_grant(&permit, grant, now).await.unwrap();
}

fn demo_machine(longrun: &Longrun) -> Grantee {
    Grantee::Machine(client_of(longrun.app.relying_party.issuer(), "demo-machine"))
}

#[tokio::test]
async fn nobody_gets_in() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    walk(&ada.with("x.y.z"), &ada, "", |_| StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn the_owner_gets_in_by_every_door() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    walk(&ada, &ada, "", |_| StatusCode::OK).await;
}

#[tokio::test]
async fn a_token_without_the_scope_is_told_what_it_lacks() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    for lacking in Scope::ALL {
        let rest: Vec<_> = EVERYTHING.split(' ').filter(|it| *it != lacking.name()).collect();
        let poorer = Client::lent(&longrun, "ada", &rest.join(" ")).await;
        walk(&poorer, &ada, "", |route| {
            if scope(route) == Some(lacking) { StatusCode::FORBIDDEN } else { StatusCode::OK }
        })
        .await;
    }
}

#[tokio::test]
async fn another_athlete_finds_nothing() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let ben = Client::lent(&longrun, "ben", EVERYTHING).await;
    let query = format!("athlete={}", athlete(&longrun, "ada"));
    walk(&ben, &ada, &query, |_| StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn what_is_somebody_elses_answers_as_what_is_not_there() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let ben = Client::lent(&longrun, "ben", EVERYTHING).await;
    let body = |got: &Got| {
        let mut json = got.json.clone();
        json["request_id"].take();
        (got.status(), json, got.answer.headers.keys().map(ToString::to_string).collect::<Vec<_>>())
    };
    for route in calls().filter(|route| !is_about_the_installation(route)) {
        let door = Door { method: route.method.clone(), path: route.path.to_owned() };
        let id = if route.path.contains("{id}") { thing(&ada, &route).await } else { String::new() };
        let ungranted = enter(&ben, &door, &id, &format!("athlete={}", athlete(&longrun, "ada"))).await;
        let unknown = enter(&ben, &door, &id, "athlete=nobody-at-all").await;
        let by_address = enter(&ben, &door, &id, "athlete=ada@longrun.test").await;
        let unknown_address = enter(&ben, &door, &id, "athlete=nobody@longrun.test").await;
        assert_eq!(body(&ungranted), body(&unknown), "{} {}", route.method, route.path);
        assert_eq!(body(&by_address), body(&unknown_address), "{} {}", route.method, route.path);
        if route.path.contains("{id}") {
            let foreign = enter(&ben, &door, &id, "").await;
            let missing = enter(&ben, &door, &id.chars().rev().collect::<String>(), "").await;
            assert_eq!(body(&foreign), body(&missing), "{} {}", route.method, route.path);
        }
    }
}

#[tokio::test]
async fn a_coach_reads_what_was_granted_and_changes_nothing() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let ben = Client::lent(&longrun, "ben", EVERYTHING).await;
    grant(&longrun, Grantee::Coach(athlete(&longrun, "ben")), "workouts:read trends:read profile:read").await;
    walk(&ben, &ada, "athlete=ada@longrun.test", |route| match scope(route) {
        _ if is_about_the_installation(route) => StatusCode::NOT_FOUND,
        Some(Scope::WorkoutsWrite | Scope::ProfileWrite) => StatusCode::FORBIDDEN,
        _ => StatusCode::OK,
    })
    .await;
}

#[tokio::test]
async fn a_machine_may_what_its_token_and_its_grant_are_good_for() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let machine = Client::machine(&longrun).await;
    let ungranted = |route: &Route| {
        if is_about_the_installation(route) { StatusCode::NOT_FOUND } else { StatusCode::OK }
    };
    walk(&machine, &ada, "athlete=ada@longrun.test", |route| match scope(route) {
        Some(Scope::ProfileRead | Scope::ProfileWrite) => StatusCode::FORBIDDEN,
        _ => ungranted(route),
    })
    .await;
    grant(&longrun, demo_machine(&longrun), "trends:read").await;
    walk(&machine, &ada, "athlete=ada@longrun.test", |route| match scope(route) {
        Some(Scope::TrendsRead) | None => ungranted(route),
        Some(_) => StatusCode::FORBIDDEN,
    })
    .await;
}

#[tokio::test]
async fn a_machine_finds_nobody_who_has_granted_it_nothing() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let machine = Client::machine(&longrun).await;
    walk(&machine, &ada, "athlete=ben@longrun.test", |route| match scope(route) {
        Some(Scope::ProfileRead | Scope::ProfileWrite) => StatusCode::FORBIDDEN,
        _ => StatusCode::NOT_FOUND,
    })
    .await;
}

#[tokio::test]
async fn what_was_withdrawn_ends_with_the_next_request() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let machine = Client::machine(&longrun).await;
    let path = "/api/v1/workouts?athlete=ada@longrun.test";
    assert_eq!(machine.get(path).await.status(), StatusCode::OK);
    let connections = permit(&longrun, "ada", Act::ManageConnections).await;
    let table = &longrun.app.table;
    table.withdraw_grant(&connections, &demo_machine(&longrun), longrun.app.now()).await.unwrap();
    assert_eq!(machine.get(path).await.status(), StatusCode::NOT_FOUND);
    let own = "/api/v1/workouts";
    assert_eq!(ada.get(own).await.status(), StatusCode::OK);
    let apps = table.grants(&connections).await.unwrap();
    let app = apps.iter().find(|grant| matches!(grant.value.grantee, Grantee::App(_))).unwrap();
    assert_eq!(app.value.scopes, Scopes::all());
    table.withdraw_grant(&connections, &app.value.grantee, longrun.app.now()).await.unwrap();
    let refused = ada.get(own).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert!(refused.header("www-authenticate").contains("invalid_token"));
}

#[tokio::test]
async fn what_was_taken_back_is_good_again_once_it_is_lent_anew() {
    let hour = Arc::new(AtomicI64::new(0));
    let longrun = at_hour(&hour).await;
    let client = Client::registered(&longrun).await;
    let first = Client::lent_to(&longrun, &client, "ada", EVERYTHING).await;
    assert_eq!(first.get("/api/v1/workouts").await.status(), StatusCode::OK);
    let connections = permit(&longrun, "ada", Act::ManageConnections).await;
    let app = Grantee::App(client_of(longrun.app.relying_party.issuer(), &client));
    for sign_in in 1..=2 {
        longrun.app.table.withdraw_grant(&connections, &app, longrun.app.now()).await.unwrap();
        hour.store(sign_in, Ordering::Relaxed);
        let anew = Client::lent_to(&longrun, &client, "ada", EVERYTHING).await;
        assert_eq!(anew.get("/api/v1/workouts").await.status(), StatusCode::OK, "sign-in {sign_in}");
        let grant = longrun.app.table.granted(&athlete(&longrun, "ada"), &app).await.unwrap().unwrap();
        assert!(grant.is_living(longrun.app.now()), "it is listed as what it is");
    }
}

#[tokio::test]
async fn a_token_that_has_expired_opens_no_door() {
    let hour = Arc::new(AtomicI64::new(0));
    let longrun = at_hour(&hour).await;
    let (old, ada) =
        (Client::lent(&longrun, "ada", EVERYTHING).await, Client::lent(&longrun, "ada", EVERYTHING).await);
    let things: Vec<_> = calls().collect();
    let mut ids = Vec::new();
    for route in &things {
        ids.push(if route.path.contains("{id}") { thing(&ada, route).await } else { String::new() });
    }
    hour.store(1, Ordering::Relaxed);
    for (route, id) in things.iter().zip(ids) {
        let door = Door { method: route.method.clone(), path: route.path.to_owned() };
        let refused = enter(&old, &door, &id, "").await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{} {}", route.method, route.path);
        assert!(refused.header("www-authenticate").contains("error=\"invalid_token\""), "{}", route.path);
    }
}

/// A Longrun of the demo's athletes whose clock stands so many hours after the others'.
async fn at_hour(hour: &Arc<AtomicI64>) -> Longrun {
    let hour = Arc::clone(hour);
    let tell = move || now() + TimeDelta::hours(hour.load(Ordering::Relaxed));
    longrun_at(Clock::new(tell), &["--demo", "--data", "memory"]).await
}

#[tokio::test]
async fn what_a_grantee_did_last_is_kept() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    machine.get("/api/v1/trends?athlete=ada@longrun.test").await;
    let connections = permit(&longrun, "ada", Act::ManageConnections).await;
    let uses = longrun.app.table.uses(&connections).await.unwrap();
    let (grantee, last) = uses.first().unwrap();
    assert_eq!((grantee, last.act, last.status), (&demo_machine(&longrun), Act::ReadTrends, 200));
}
