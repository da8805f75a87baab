use crate::{header, send, text};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use axum::{Extension, Router};
use server::host::{ClientAddress, PublicHost, require};
use std::net::{IpAddr, SocketAddr};

fn site(proxies: &[&str]) -> Router {
    let proxies: Vec<IpAddr> = proxies.iter().map(|it| it.parse().unwrap()).collect();
    let host = PublicHost::new("https://run.example".parse().unwrap(), proxies);
    let client = |Extension(ClientAddress(it)): Extension<ClientAddress>| async move { it.to_string() };
    Router::new()
        .route("/page", get(client).post(|| async { "done" }))
        .route("/health/live", get(|| async { "alive" }))
        .layer(from_fn_with_state(host, require))
}

fn from(peer: &str, request: axum::http::request::Builder) -> axum::http::request::Builder {
    request.extension(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4711)))
}

#[tokio::test]
async fn a_page_of_another_host_is_found_at_ours() {
    let site = site(&[]);
    for host in ["evil.example", "run.example:8443", "127.0.0.1", "run.example.evil", "user@run.example"] {
        let answer = send(&site, Request::get("/page?a=b").header("host", host)).await;
        assert_eq!(answer.status(), StatusCode::PERMANENT_REDIRECT, "{host}");
        assert_eq!(header(&answer, "location"), "https://run.example/page?a=b");
        let answer = send(&site, Request::post("/page").header("host", host)).await;
        assert_eq!(answer.status(), StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    let strange = send(&site, Request::get("//evil.example/..").header("host", "evil.example")).await;
    assert_eq!(header(&strange, "location"), "https://run.example//evil.example/..");
}

#[tokio::test]
async fn our_host_is_ours_however_it_is_written() {
    let site = site(&[]);
    for host in ["run.example", "run.example:443", "RUN.example"] {
        let answer = send(&site, from("192.0.2.1", Request::get("/page").header("host", host))).await;
        assert_eq!(answer.status(), StatusCode::OK, "{host}");
    }
    let forwarded =
        Request::get("/page").header("host", "run.example").header("x-forwarded-host", "evil.example");
    assert_eq!(send(&site, from("192.0.2.1", forwarded)).await.status(), StatusCode::OK);
    assert_eq!(
        send(&site, Request::get("/health/live").header("host", "10.0.0.1")).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_client_says_nothing_about_its_own_address() {
    let request = || Request::get("/page").header("host", "run.example");
    let lying = request().header("x-forwarded-for", "203.0.113.9");
    assert_eq!(text(send(&site(&[]), from("192.0.2.1", lying)).await).await, "192.0.2.1");
    let proxies = site(&["10.0.0.1", "10.0.0.2"]);
    let cases = [
        ("203.0.113.9", "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.7, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("nonsense", "10.0.0.1"),
        ("203.0.113.9, nonsense", "10.0.0.1"),
        ("10.0.0.2", "10.0.0.1"),
    ];
    for (said, client) in cases {
        let answer = send(&proxies, from("10.0.0.1", request().header("x-forwarded-for", said))).await;
        assert_eq!(text(answer).await, client, "{said}");
    }
    let mapped = request().header("x-forwarded-for", "203.0.113.9");
    assert_eq!(text(send(&proxies, from("::ffff:10.0.0.1", mapped)).await).await, "203.0.113.9");
}

#[tokio::test]
async fn whoever_came_to_the_proxy_without_https_comes_again_with_it() {
    let plain = || Request::get("/page").header("host", "run.example").header("x-forwarded-proto", "http");
    let proxied = send(&site(&["10.0.0.1"]), from("10.0.0.1", plain())).await;
    assert_eq!(proxied.status(), StatusCode::PERMANENT_REDIRECT);
    assert_eq!(send(&site(&[]), from("10.0.0.1", plain())).await.status(), StatusCode::OK);
}
