//! Every door of the API, as everybody who may come to it.
//!
//! What is expected follows from the route table and the scopes of its acts; what somebody was granted decides the
//! rest, but for the [`EXCEPTIONS`]. A new route is walked without a change here.

mod agents;
mod ended;
mod machines;
mod people;

use super::client::{Client, Got};
use super::support::files::{MULTIPART, multipart, run};
use super::support::permit;
use axum::body::Body;
use chrono::TimeDelta;
use domain::act::Act;
use domain::grant::{Grant, Grantee};
use domain::scope::{Scope, Scopes};
use gate::client_of;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use serde_json::json;
use server::routes::{self, Credential, Route};
use server::startup::Longrun;
use std::time::Duration;

pub(crate) const EVERYTHING: &str =
    "openid workouts:read workouts:write trends:read profile:read profile:write installation:read";

/// Who comes to a door, where it matters beside what they bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Agent,
    Coach,
    /// The installation's owner, who names somebody else's log.
    Owner,
    /// Everybody else.
    Other,
}

/// What scopes and grants do not tell. The list may only shrink.
const EXCEPTIONS: [(Who, Act, StatusCode, &str); 3] = [
    (Who::Agent, Act::Get, StatusCode::NOT_FOUND, "the installation is for people to look at"),
    (Who::Coach, Act::Get, StatusCode::NOT_FOUND, "who coaches an owner does not own the installation"),
    (
        Who::Owner,
        Act::Get,
        StatusCode::UNPROCESSABLE_ENTITY,
        "what is about the installation is about no log",
    ),
];

#[test]
fn there_are_no_more_exceptions_than_there_were_and_each_is_about_a_door() {
    assert!(EXCEPTIONS.len() <= 3);
    for (who, act, ..) in EXCEPTIONS {
        assert!(calls().any(|route| route.act == Some(act)), "{who:?} {act:?}");
    }
}

pub(crate) fn calls() -> impl Iterator<Item = Route> {
    routes::table().into_iter().filter(|route| route.credential == Credential::Bearer)
}

/// What Ada has behind the doors whose path holds an id: one of each for every visit.
pub(crate) async fn thing(ada: &Client, route: &Route) -> String {
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
pub(crate) async fn looked_at(ada: &Client, id: &str) -> Got {
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

pub(crate) struct Door {
    pub(crate) method: Method,
    pub(crate) path: String,
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
pub(crate) async fn enter(client: &Client, door: &Door, id: &str, query: &str) -> Got {
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
        (&Method::PUT, path) if path.ends_with("/load") => request
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(json!({"method": null}).to_string())),
        (&Method::POST | &Method::PUT, _) => {
            request.header(CONTENT_TYPE, "application/json").body(Body::from(workout.to_string()))
        }
        _ => request.body(Body::empty()),
    };
    client.send(request.unwrap()).await
}

/// The rule, or an exception from it; a scope is asked for before anything else.
fn expected(who: Who, route: &Route, rule: StatusCode) -> StatusCode {
    let exception = EXCEPTIONS.iter().find(|(whose, act, ..)| *whose == who && route.act == Some(*act));
    match exception {
        Some((.., status, why)) if rule != StatusCode::FORBIDDEN => {
            assert_ne!(rule, *status, "this is no exception any more: {why}");
            *status
        }
        _ => rule,
    }
}

/// Goes to every door, which must answer as the rule says, or as an exception does from it.
async fn walk((who, client): (Who, &Client), ada: &Client, query: &str, rule: impl Fn(&Route) -> StatusCode) {
    for route in calls() {
        let expected = expected(who, &route, rule(&route));
        let id = if route.path.contains("{id}") { thing(ada, &route).await } else { String::new() };
        let door = Door { method: route.method.clone(), path: route.path.to_owned() };
        let got = enter(client, &door, &id, query).await;
        let status = if got.status().is_success() { StatusCode::OK } else { got.status() };
        assert_eq!(status, expected, "{} {}: {}", route.method, route.path, got.answer.body);
    }
}

pub(crate) fn is_about_the_installation(route: &Route) -> bool {
    route.act == Some(Act::Get)
}

fn scope(route: &Route) -> Option<Scope> {
    route.act.and_then(Act::scope)
}

pub(crate) async fn grant(longrun: &Longrun, grantee: Grantee, scopes: &str) {
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
        void_until: None,
    };
    longrun.app.table.save_grant(&permit, grant, now).await.unwrap();
}

pub(crate) fn demo_machine(longrun: &Longrun) -> Grantee {
    Grantee::Machine(client_of(longrun.app.relying_party.issuer(), "demo-machine"))
}
