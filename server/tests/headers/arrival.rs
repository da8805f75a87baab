use crate::{header, send, text};
use axum::Router;
use axum::http::request::Builder;
use axum::http::{Request, StatusCode};
use axum::middleware::from_fn;
use axum::routing::get;
use server::arrival::welcome;

fn site() -> Router {
    let pages = Router::new().fallback(get(|| async { "the page" }).post(|| async { "done" }));
    pages.layer(from_fn(welcome))
}

fn link(path: &str) -> Builder {
    Request::get(path)
        .header("sec-fetch-site", "cross-site")
        .header("sec-fetch-mode", "navigate")
        .header("sec-fetch-dest", "document")
}

/// What a browser brings that has followed a link to this path a moment ago.
async fn marker(path: &str) -> String {
    let answer = send(&site(), link(path)).await;
    header(&answer, "set-cookie").split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_link_from_another_site_gets_one_page_that_asks_again() {
    let answer = send(&site(), link("/workouts/1?a=b")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let set = header(&answer, "set-cookie").to_owned();
    for part in ["__Host-Http-longrun-arrival=", "HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=10"]
    {
        assert!(set.contains(part), "{part} in {set}");
    }
    assert!(text(answer).await.contains("content=\"0; url=/workouts/1?a=b\""));
    let marker = marker("/workouts/1?a=b").await;
    let again = send(&site(), link("/workouts/1?a=b").header("cookie", marker)).await;
    assert_eq!(text(again).await, "the page");
}

#[tokio::test]
async fn a_second_link_arrives_as_well_as_the_first() {
    let first = marker("/workouts/1").await;
    let second = send(&site(), link("/workouts/2").header("cookie", first)).await;
    assert!(text(second).await.contains("content=\"0; url=/workouts/2\""));
}

#[tokio::test]
async fn whoever_has_arrived_can_follow_the_same_link_again() {
    let marker = marker("/workouts/1").await;
    let arrived = Request::get("/workouts/1").header("sec-fetch-site", "same-origin");
    let arrived = send(&site(), arrived.header("cookie", marker)).await;
    let forgets = header(&arrived, "set-cookie");
    assert!(
        forgets.starts_with("__Host-Http-longrun-arrival=;") && forgets.contains("Max-Age=0"),
        "{forgets}"
    );
    assert_eq!(text(arrived).await, "the page");
}

#[tokio::test]
async fn nobody_else_is_kept_waiting() {
    let others = [
        Request::get("/page"),
        link("/page").header("cookie", "__Host-Http-longrun=x"),
        Request::get("/page").header("sec-fetch-site", "same-origin").header("sec-fetch-mode", "navigate"),
        Request::get("/page").header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "no-cors"),
        link("//evil.example/"),
        link("/auth/callback?code=x&state=y"),
        link("/auth/login"),
    ];
    for request in others {
        assert_eq!(text(send(&site(), request).await).await, "the page");
    }
    let post =
        Request::post("/page").header("sec-fetch-site", "cross-site").header("sec-fetch-mode", "navigate");
    assert_eq!(text(send(&site(), post).await).await, "done");
}
