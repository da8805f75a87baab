//! What the API refuses, and how it says so.

use super::client::{ADA, Client, Got, connected};
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use serde_json::json;

#[tokio::test]
async fn every_bad_field_is_told_at_once_and_nothing_is_stored() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let body = json!({"sport": "running", "started_at": "yesterday", "duration_s": -1, "user_id": "ben", "version": 9});
    let refused = machine.post(&format!("/api/v1/workouts?{ADA}"), &body).await;
    assert_eq!((refused.status(), refused.problem()), (StatusCode::UNPROCESSABLE_ENTITY, "invalid"));
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let mut wrong = refused.wrong();
    wrong.sort_unstable();
    assert_eq!(wrong, ["duration_s", "sport", "started_at", "time_zone", "user_id", "version"]);
    let duration =
        refused.json["errors"].as_array().unwrap().iter().find(|it| it["field"] == "duration_s").unwrap();
    assert_eq!(
        (&duration["message"], &duration["got"]),
        (&json!("must be between 1 and 1209600"), &json!("-1"))
    );
    assert_eq!(refused.json["type"], "http://localhost:3000/problems/invalid");
    assert_eq!(refused.json["request_id"].as_str().unwrap().len(), 12);
    let listed = machine.get(&format!("/api/v1/workouts?{ADA}")).await;
    assert_eq!(listed.json["items"], json!([]));
}

#[tokio::test]
async fn unknown_parameters_are_refused() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let refused = machine.get(&format!("/api/v1/workouts?form=2026-11-01&limit=0&{ADA}")).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.wrong(), ["limit", "form"]);
    assert_eq!(machine.get("/api/v1/workouts").await.wrong(), ["athlete"]);
}

#[tokio::test]
async fn a_body_is_json_and_says_so() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let token = machine.token();
    for (kind, body, status) in [
        ("text/plain", "{}", StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("application/json", "{", StatusCode::BAD_REQUEST),
        ("application/json", "[]", StatusCode::BAD_REQUEST),
        ("application/json", "{\"sport\":\"run\",\"sport\":\"ride\"}", StatusCode::BAD_REQUEST),
    ] {
        let request = Request::post(format!("/api/v1/workouts?{ADA}"))
            .header(HOST, "localhost:3000")
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .header(CONTENT_TYPE, kind)
            .body(Body::from(body))
            .unwrap();
        let refused = machine.send(request).await;
        assert_eq!(refused.status(), status, "{body}");
        assert_eq!(refused.header("content-type"), "application/problem+json", "{body}");
    }
}

#[tokio::test]
async fn what_lies_elsewhere_under_the_api_is_a_problem_too() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let nowhere = machine.get("/api/v1/nowhere").await;
    assert_eq!((nowhere.status(), nowhere.problem()), (StatusCode::NOT_FOUND, "not-found"));
    let wrong = machine.call(Method::PATCH, "/api/v1/workouts", None, &[]).await;
    assert_eq!((wrong.status(), wrong.problem()), (StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed"));
    assert!(!wrong.header("allow").is_empty());
    let large = json!({"notes": "x".repeat(200_000)});
    let refused = machine.post(&format!("/api/v1/workouts?{ADA}"), &large).await;
    assert_eq!((refused.status(), refused.problem()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"));
}

#[tokio::test]
async fn a_call_without_a_token_is_told_where_to_get_one() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let request =
        Request::get("/api/v1/workouts").header(HOST, "localhost:3000").body(Body::empty()).unwrap();
    let bare = machine.send(request).await;
    assert_eq!((bare.status(), bare.problem()), (StatusCode::UNAUTHORIZED, "unauthorized"));
    let challenge = bare.header("www-authenticate");
    assert!(challenge.starts_with("Bearer resource_metadata=\"http://localhost:3000/"), "{challenge}");
    assert!(!challenge.contains("error"), "{challenge}");
    let wrong = machine.with("x.y.z").get("/api/v1/workouts").await;
    assert_eq!(wrong.status(), StatusCode::UNAUTHORIZED);
    assert!(wrong.header("www-authenticate").contains("error=\"invalid_token\""));
}

#[tokio::test]
async fn why_a_token_is_not_believed_is_not_told() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let [head, claims, signature]: [&str; 3] =
        machine.token().split('.').collect::<Vec<_>>().try_into().unwrap();
    let other = |header: &str| URL_SAFE_NO_PAD.encode(header);
    let mut flipped = URL_SAFE_NO_PAD.decode(signature).unwrap();
    flipped[0] ^= 1;
    let wrong_signature = format!("{head}.{claims}.{}", URL_SAFE_NO_PAD.encode(flipped));
    let tokens = [
        format!("{}.{claims}.{signature}", other(r#"{"alg":"ES256","typ":"at+jwt","kid":"unknown"}"#)),
        format!("{}.{claims}.{signature}", other(r#"{"alg":"none","typ":"at+jwt","kid":"unknown"}"#)),
        format!("{head}.{}.{signature}", other(r#"{"exp":0}"#)),
        format!("{head}.{claims}."),
        "x.y.z".to_owned(),
    ];
    let told = async |token: &str| {
        let got = machine.with(token).get(&format!("/api/v1/workouts?{ADA}")).await;
        assert_eq!(got.status(), StatusCode::UNAUTHORIZED, "{token}");
        let mut json = got.json;
        json["request_id"].take();
        let mut headers: Vec<_> = got.answer.headers.into_iter().collect();
        headers.retain(|(name, _)| name.as_ref().is_none_or(|name| name != "content-security-policy"));
        (json, headers)
    };
    let expected = told(&wrong_signature).await;
    for token in tokens {
        assert_eq!(told(&token).await, expected, "{token}");
    }
}

#[tokio::test]
async fn a_session_is_no_token_and_a_token_is_no_session() {
    let longrun = connected().await;
    let mut ada = super::support::Browser::of(&longrun, "ada").await;
    assert_eq!(ada.get("/api/v1/workouts").await.status, StatusCode::UNAUTHORIZED);
    let machine = Client::machine(&longrun).await;
    let page = machine.get("/dashboard").await;
    assert_eq!(page.status(), StatusCode::SEE_OTHER, "to the sign-in");
}

#[tokio::test]
async fn whoever_asks_too_often_is_told_when_to_come_back() {
    let longrun = super::support::longrun_with(&["--demo", "--data", "memory", "--api-rate", "3"]).await;
    let app = &longrun.app;
    server::demo::connect(app, app.relying_party.issuer(), app.now()).await.unwrap();
    let machine = Client::machine(&longrun).await;
    let path = format!("/api/v1/workouts?{ADA}");
    let first = machine.get(&path).await;
    assert_eq!(first.header("ratelimit-policy"), "\"default\";q=3;w=60");
    assert_eq!(first.header("ratelimit"), "\"default\";r=2;t=20");
    machine.get(&path).await;
    machine.get(&path).await;
    let late = machine.get(&path).await;
    assert_eq!((late.status(), late.problem()), (StatusCode::TOO_MANY_REQUESTS, "too-many-requests"));
    let wait: u64 = late.header("retry-after").parse().unwrap();
    assert!((1..=21).contains(&wait), "{wait}");
    assert_eq!(late.header("ratelimit"), "\"default\";r=0;t=60");
}

/// The words of a list in a header, in alphabetical order.
fn words(got: &Got, header: &str) -> Vec<String> {
    let mut words: Vec<_> = got.header(header).split(',').map(|word| word.trim().to_lowercase()).collect();
    words.sort_unstable();
    words
}

#[tokio::test]
async fn scripts_of_other_origins_may_call_only_where_that_was_said() {
    let preflight = |origin: &'static str| {
        Request::builder()
            .method(Method::OPTIONS)
            .uri("/api/v1/workouts")
            .header(HOST, "localhost:3000")
            .header("origin", origin)
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", "authorization")
            .body(Body::empty())
            .unwrap()
    };
    let closed = connected().await;
    let machine = Client::machine(&closed).await;
    let refused = machine.send(preflight("https://app.example")).await;
    assert_eq!(refused.header("access-control-allow-origin"), "");
    let open = ["--demo", "--data", "memory", "--cors", "https://app.example"];
    let open = super::support::longrun_with(&open).await;
    let machine = Client::machine(&open).await;
    let allowed = machine.send(preflight("https://app.example")).await;
    assert_eq!(allowed.status(), StatusCode::OK);
    assert_eq!(allowed.header("access-control-allow-origin"), "https://app.example");
    assert_eq!(allowed.header("access-control-allow-credentials"), "");
    assert_eq!(words(&allowed, "access-control-allow-methods"), ["delete", "get", "post", "put"]);
    let sent = ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match", "prefer"];
    assert_eq!(words(&allowed, "access-control-allow-headers"), sent);
    let request = Request::get(format!("/api/v1/workouts?{ADA}"))
        .header(HOST, "localhost:3000")
        .header("origin", "https://app.example")
        .body(Body::empty());
    let told = [
        "content-disposition",
        "etag",
        "location",
        "preference-applied",
        "ratelimit",
        "ratelimit-policy",
        "retry-after",
        "www-authenticate",
    ];
    assert_eq!(words(&machine.send(request.unwrap()).await, "access-control-expose-headers"), told);
    let other = machine.send(preflight("https://app.example.evil")).await;
    assert_eq!(other.header("access-control-allow-origin"), "");
}
