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

#[tokio::test]
async fn a_link_from_another_site_gets_one_page_that_asks_again() {
    let answer = send(&site(), link("/workouts/1?a=b")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let marker = header(&answer, "set-cookie").to_owned();
    for part in
        ["__Host-Http-longrun-arrival=1", "HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=10"]
    {
        assert!(marker.contains(part), "{part} in {marker}");
    }
    assert!(text(answer).await.contains("content=\"0; url=/workouts/1?a=b\""));
    let again =
        send(&site(), link("/workouts/1?a=b").header("cookie", "__Host-Http-longrun-arrival=1")).await;
    assert_eq!(text(again).await, "the page");
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
