//! What was typed, kept for somebody whose session ended while they typed.
//!
//! The fields travel back in the page that asks for the sign-in; nothing of them is stored.

use axum::RequestExt as _;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use std::time::Duration;

/// How much of a form that is too large is read, in bytes, and for how long.
const HEARD_OUT: usize = 1 << 20;
const PATIENCE: Duration = Duration::from_secs(5);

/// A form that was refused because nobody was signed in. In the extensions of the response, for its page.
#[derive(Clone, Debug)]
pub(crate) struct KeptForm {
    pub(crate) action: String,
    pub(crate) fields: Vec<(String, String)>,
}

/// Keeps the fields of a form that is answered with 401.
pub async fn form(request: Request, next: Next) -> Response {
    if !is_form(&request) {
        return next.run(request).await;
    }
    let action = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let bytes = match Request::new(body).extract::<Bytes, _>().await {
        Ok(bytes) => bytes,
        Err(rejection) => return rejection.into_response(),
    };
    let mut response = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    if response.status() == StatusCode::UNAUTHORIZED {
        let fields = url::form_urlencoded::parse(&bytes).into_owned().collect();
        response.extensions_mut().insert(KeptForm { action, fields });
    }
    response
}

/// Reads what is still sent of a form that announces too much and forgets it: who is cut off while they send may not
/// hear why. Larger bodies than this are cut off.
pub async fn heard_out(State(most): State<usize>, request: Request, next: Next) -> Response {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse().ok());
    let is_a_little_too_much = announced.is_some_and(|announced| most < announced && announced <= HEARD_OUT);
    if !is_a_little_too_much {
        return next.run(request).await;
    }
    let mut body = request.into_body().into_data_stream();
    let rest = async { while body.next().await.is_some_and(|piece| piece.is_ok()) {} };
    let _ = tokio::time::timeout(PATIENCE, rest).await;
    StatusCode::PAYLOAD_TOO_LARGE.into_response()
}

fn is_form(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    request.method() == Method::POST
        && kind.is_some_and(|kind| kind.starts_with(b"application/x-www-form-urlencoded"))
}
