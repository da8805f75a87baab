//! A Longrun that people reach by https tells their browsers never to come otherwise.

use super::support::longrun_with;
use axum::body::Body;
use axum::response::Response;
use http::{Method, Request, StatusCode};
use server::startup::Longrun;
use tower::ServiceExt as _;

async fn at(public_url: &str) -> Longrun {
    longrun_with(&["--data", "memory", "--public-url", public_url]).await
}

async fn ask(longrun: &Longrun, method: Method, path: &str, host: &str) -> Response {
    let request = Request::builder().method(method).uri(path).header("host", host).body(Body::empty());
    longrun.router.clone().oneshot(request.expect("a request")).await.expect("an answer")
}

#[tokio::test]
async fn every_answer_of_a_site_on_https_promises_https() {
    let longrun = at("https://run.example").await;
    for (method, path, host, status) in [
        (Method::GET, "/", "run.example", StatusCode::OK),
        (Method::GET, "/dashboard", "run.example", StatusCode::SEE_OTHER),
        (Method::GET, "/nothing-here", "run.example", StatusCode::NOT_FOUND),
        (Method::DELETE, "/health/live", "run.example", StatusCode::METHOD_NOT_ALLOWED),
        (Method::POST, "/workouts", "run.example", StatusCode::FORBIDDEN),
        (Method::GET, "/idp/jwks.json", "run.example", StatusCode::OK),
        (Method::GET, "/", "elsewhere.example", StatusCode::PERMANENT_REDIRECT),
        (Method::POST, "/", "elsewhere.example", StatusCode::MISDIRECTED_REQUEST),
    ] {
        let answer = ask(&longrun, method, path, host).await;
        assert_eq!(answer.status(), status, "{path} of {host}");
        let promise = &answer.headers()["strict-transport-security"];
        assert_eq!(promise, "max-age=63072000; includeSubDomains", "{path} of {host}");
    }
}

#[tokio::test]
async fn a_site_on_a_laptop_promises_nothing() {
    let longrun = at("http://localhost:3000").await;
    let answer = ask(&longrun, Method::GET, "/", "localhost:3000").await;
    assert!(!answer.headers().contains_key("strict-transport-security"));
}
