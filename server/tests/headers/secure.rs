use crate::{header, send, text};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, RETRY_AFTER};
use axum::http::{Request, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Extension, Router};
use server::headers::{Nonce, Scheme, secure};
use tower_http::limit::RequestBodyLimitLayer;

fn site(scheme: Scheme) -> Router {
    Router::new()
        .route("/", get(|Extension(nonce): Extension<Nonce>| async move { nonce.as_str().to_owned() }))
        .route("/file", get(|| async { ([(CACHE_CONTROL, "public, max-age=31536000, immutable")], "file") }))
        .route("/own", get(|| async { ([(CONTENT_SECURITY_POLICY, "sandbox")], "own") }))
        .route("/busy", get(|| async { StatusCode::SERVICE_UNAVAILABLE }))
        .route("/busier", get(|| async { (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, "60")]) }))
        .route("/broken", get(|| async { StatusCode::INTERNAL_SERVER_ERROR }))
        .layer(RequestBodyLimitLayer::new(1))
        .layer(from_fn_with_state(scheme, secure))
}

const ALWAYS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cache-control", "no-store"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
];

#[tokio::test]
async fn every_answer_carries_every_header_errors_too() {
    let site = site(Scheme::Https);
    let answers = [
        (Request::get("/"), StatusCode::OK),
        (Request::head("/"), StatusCode::OK),
        (Request::get("/none"), StatusCode::NOT_FOUND),
        (Request::post("/"), StatusCode::METHOD_NOT_ALLOWED),
        (Request::post("/").header("content-length", "9"), StatusCode::PAYLOAD_TOO_LARGE),
        (Request::get("/broken"), StatusCode::INTERNAL_SERVER_ERROR),
    ];
    for (request, status) in answers {
        let answer = send(&site, request).await;
        assert_eq!(answer.status(), status);
        for (name, value) in ALWAYS {
            assert_eq!(header(&answer, name), value, "{name} of {status}");
        }
        let policy = header(&answer, "content-security-policy");
        for part in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]
        {
            assert!(policy.contains(part), "{part} in {policy}");
        }
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        assert!(!answer.headers().contains_key("server"));
    }
}

#[tokio::test]
async fn a_nonce_is_the_pages_own_and_never_used_again() {
    let site = site(Scheme::Http);
    let mut seen = std::collections::HashSet::new();
    for _ in 0..100 {
        let answer = send(&site, Request::get("/")).await;
        let policy = header(&answer, "content-security-policy").to_owned();
        let nonce = text(answer).await;
        assert!(policy.contains(&format!("script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval';")));
        assert!(nonce.len() >= 22 && seen.insert(nonce));
    }
}

#[tokio::test]
async fn what_a_handler_says_of_caching_and_policy_stays() {
    let site = site(Scheme::Http);
    let file = send(&site, Request::get("/file")).await;
    assert_eq!(header(&file, "cache-control"), "public, max-age=31536000, immutable");
    let own = send(&site, Request::get("/own")).await;
    assert_eq!(header(&own, "content-security-policy"), "sandbox");
}

#[tokio::test]
async fn what_cannot_be_had_just_now_says_when_to_try_again() {
    let site = site(Scheme::Http);
    for (path, seconds) in [("/busy", "10"), ("/busier", "60"), ("/broken", "")] {
        assert_eq!(header(&send(&site, Request::get(path)).await, "retry-after"), seconds, "{path}");
    }
}

#[tokio::test]
async fn only_https_promises_https() {
    let answer = send(&site(Scheme::Http), Request::get("/")).await;
    assert!(!answer.headers().contains_key("strict-transport-security"));
}
