//! What stands in front of every handler: headers, the host, the origin, and arrivals from elsewhere.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod arrival;
mod host;
mod origin;
mod return_to;
mod secure;

use axum::Router;
use axum::body::Body;
use axum::http::request::Builder;
use axum::response::Response;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

async fn send(router: &Router, request: Builder) -> Response {
    router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |it| it.to_str().unwrap())
}

async fn text(response: Response) -> String {
    String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap()
}
