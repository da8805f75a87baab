//! Every route of the table, as nobody, as the owner, as somebody else and with wrong methods.

#[cfg(test)]
#[expect(dead_code, reason = "each test uses its own part of it")]
mod support;

use axum::body::Body;
use http::{Method, StatusCode};
use server::routes::{self, Credential};
use support::{Browser, longrun};

/// A path with its parameters filled in.
fn path(route: &routes::Route, id: &str) -> String {
    route.path.replace("{id}", id).replace("{file}", "none.css")
}

async fn log_workout(browser: &mut Browser) -> String {
    let form = browser.get("/workouts/new").await;
    let key = form.hidden("idempotency_key");
    let fields = [
        ("sport", "run"),
        ("date", "2026-11-20"),
        ("time", "07:30"),
        ("duration", "53:00"),
        ("distance", "10.24"),
        ("title", "Canal loop of Ada"),
        ("idempotency_key", &key),
    ];
    let answer = browser.post("/workouts", &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let id = answer.location().trim_start_matches("/workouts/");
    id.split_once('?').map_or(id, |(id, _)| id).to_owned()
}

#[tokio::test]
async fn nobody_gets_past_a_door_that_needs_a_cookie() {
    let longrun = longrun().await;
    for route in routes::table().iter().filter(|route| route.act.is_some()) {
        let mut nobody = Browser::new(&longrun);
        let request = nobody.request(route.method.clone(), &path(route, "01JA")).body(Body::empty()).unwrap();
        let answer = nobody.send(request).await;
        if route.method == Method::GET {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{} {}", route.method, route.path);
            assert!(answer.location().starts_with("/auth/login?return_to="), "{}", route.path);
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{} {}", route.method, route.path);
        }
    }
}

#[tokio::test]
async fn an_unsafe_request_from_another_site_is_refused_at_every_door() {
    let longrun = longrun().await;
    let ada = Browser::of(&longrun, "ada").await;
    let unsafe_doors =
        |route: &&routes::Route| route.credential == Credential::Cookie && route.method == Method::POST;
    for route in routes::table().iter().filter(unsafe_doors) {
        for site in ["cross-site", "same-site", "none"] {
            let mut request = ada.request(Method::POST, &path(route, "01JA")).body(Body::empty()).unwrap();
            request.headers_mut().insert("sec-fetch-site", site.parse().unwrap());
            let answer = ada.clone().send(request).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} from {site}", route.path);
        }
        let mut request = ada.request(Method::POST, &path(route, "01JA")).body(Body::empty()).unwrap();
        request.headers_mut().remove("sec-fetch-site");
        assert_eq!(
            ada.clone().send(request).await.status,
            StatusCode::FORBIDDEN,
            "{} from nowhere",
            route.path
        );
    }
}

#[tokio::test]
async fn what_is_somebody_elses_answers_exactly_as_what_does_not_exist() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let mut ben = Browser::of(&longrun, "ben").await;
    let id = log_workout(&mut ada).await;
    let missing: String = id.chars().rev().collect();
    for route in routes::table().iter().filter(|route| route.path.starts_with("/workouts/{id}")) {
        let fields = [
            ("version", "1"),
            ("sport", "run"),
            ("date", "2026-11-20"),
            ("time", "08:00"),
            ("duration", "60"),
        ];
        let mut ask = async |id: &str| match route.method {
            Method::GET => ben.get(&path(route, id)).await,
            _ => ben.post(&path(route, id), &fields).await,
        };
        let (foreign, absent) = (ask(&id).await, ask(&missing).await);
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{} {}", route.method, route.path);
        assert_eq!(foreign.status, absent.status);
        assert_eq!(foreign.body, absent.body.replace(&missing, &id), "{} {}", route.method, route.path);
    }
    let still_there = ada.get(&format!("/workouts/{id}")).await;
    assert!(still_there.body.contains("Canal loop of Ada"), "{}", still_there.body);
}

#[tokio::test]
async fn the_owner_gets_in_by_every_safe_door() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let id = log_workout(&mut ada).await;
    let safe = |route: &&routes::Route| route.act.is_some() && route.method == Method::GET;
    for route in routes::table().iter().filter(safe).filter(|route| !route.path.starts_with("/import/")) {
        let answer = ada.get(&path(route, &id)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}: {}", route.path, answer.body);
    }
}

#[tokio::test]
async fn a_form_sent_twice_logs_one_workout_and_one_that_was_changed_asks_first() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let key = ada.get("/workouts/new").await.hidden("idempotency_key");
    let mut send = async |duration| {
        let fields = [("sport", "run"), ("date", "2026-11-20"), ("time", "07:30"), ("duration", duration)];
        ada.post("/workouts", &[&fields[..], &[("idempotency_key", key.as_str())]].concat()).await
    };
    let (first, again, other) = (send("53:00").await, send("53:00").await, send("54:00").await);
    assert!(first.location().ends_with("notice=logged"), "{}", first.location());
    assert_eq!(again.location(), first.location().replace("logged", "known"));
    assert_eq!(other.status, StatusCode::CONFLICT, "{}", other.body);
    assert_ne!(other.hidden("idempotency_key"), key);
}

#[tokio::test]
async fn wrong_methods_are_named_as_such() {
    let longrun = longrun().await;
    for route in routes::table() {
        let mut nobody = Browser::new(&longrun);
        let request = nobody.request(Method::DELETE, &path(&route, "01JA")).body(Body::empty()).unwrap();
        let answer = nobody.send(request).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{}", route.path);
        assert!(answer.headers.contains_key("allow"), "{}", route.path);
    }
}

#[tokio::test]
async fn every_answer_carries_the_promises_to_the_browser() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let paths: Vec<_> = routes::table().iter().map(|route| path(route, "01JA")).collect();
    for path in paths.iter().map(String::as_str).chain(["/nowhere", "/idp/password"]) {
        let answer = ada.get(path).await;
        for name in ["content-security-policy", "x-content-type-options", "referrer-policy"] {
            assert!(answer.headers.contains_key(name), "{path} without {name}");
        }
        assert!(answer.headers["cache-control"].to_str().unwrap().contains("no-store"), "{path}");
    }
}
