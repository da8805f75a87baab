//! What nobody sends by mistake: it is refused in order, stored nowhere, and told to nobody else.

mod addresses;
mod bodies;
mod values;

use super::client::{Client, Got, at};
use axum::body::Body;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request};
use serde_json::json;

/// A request with a token and a body of any kind.
fn request(client: &Client, method: &Method, path: &str, kind: &str) -> http::request::Builder {
    let request = Request::builder().method(method.clone()).uri(path).header(HOST, "localhost:3000");
    request.header(AUTHORIZATION, format!("Bearer {}", client.token())).header(CONTENT_TYPE, kind)
}

async fn raw(client: &Client, body: impl Into<Body>) -> Got {
    let request = request(client, &Method::POST, &at("/workouts"), "application/json");
    client.send(request.body(body.into()).unwrap()).await
}

async fn nothing_is_stored(client: &Client) {
    assert_eq!(client.get(&at("/workouts")).await.json["items"], json!([]));
}
