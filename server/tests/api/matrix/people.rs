//! People: the owner, somebody else, a coach, and nobody.

use super::{Door, EVERYTHING, Who, calls, enter, grant, is_about_the_installation, scope, thing, walk};
use crate::client::{Client, Got, connected};
use crate::support::athlete;
use axum::body::Body;
use domain::grant::Grantee;
use domain::scope::Scope;
use http::header::HOST;
use http::{Request, StatusCode};

#[tokio::test]
async fn nobody_gets_in() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    walk((Who::Other, &ada.with("x.y.z")), &ada, "", |_| StatusCode::UNAUTHORIZED).await;
    for route in calls() {
        let path = route.path.replace("{id}", "01JA");
        let request =
            Request::builder().method(route.method.clone()).uri(path).header(HOST, "localhost:3000");
        let bare = ada.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(bare.status(), StatusCode::UNAUTHORIZED, "{} {}", route.method, route.path);
        assert!(!bare.header("www-authenticate").contains("error"), "{} {}", route.method, route.path);
    }
}

#[tokio::test]
async fn the_owner_gets_in_by_every_door() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    walk((Who::Other, &ada), &ada, "", |_| StatusCode::OK).await;
}

#[tokio::test]
async fn a_token_without_the_scope_is_told_what_it_lacks() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    for lacking in Scope::ALL {
        let rest: Vec<_> = EVERYTHING.split(' ').filter(|it| *it != lacking.name()).collect();
        let poorer = Client::lent(&longrun, "ada", &rest.join(" ")).await;
        walk((Who::Other, &poorer), &ada, "", |route| {
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
    walk((Who::Other, &ben), &ada, &query, |_| StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn who_owns_the_installation_owns_nobodys_log() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let ben = Client::lent(&longrun, "ben", EVERYTHING).await;
    let query = format!("athlete={}", athlete(&longrun, "ben"));
    walk((Who::Owner, &ada), &ben, &query, |_| StatusCode::NOT_FOUND).await;
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
    walk((Who::Coach, &ben), &ada, "athlete=ada@longrun.test", |route| match scope(route) {
        Some(Scope::WorkoutsWrite | Scope::ProfileWrite) => StatusCode::FORBIDDEN,
        _ => StatusCode::OK,
    })
    .await;
}
