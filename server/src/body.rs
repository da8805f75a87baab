//! How much we listen to, and how long.
//!
//! The accept loop leaves a request alone while its handler works, so a body that hardly comes would keep its place
//! for ever. Uploads have a patience of their own, `import::patience`.

use axum::RequestExt as _;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_LENGTH;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt as _;
use std::time::Duration;
use tokio::time::timeout;

/// How much of a body that is too large is read, in bytes, and for how long.
const HEARD_OUT: usize = 1 << 20;
const POLITENESS: Duration = Duration::from_secs(5);

/// Waits for the whole body before the handler begins; answers 408 when that takes longer than `patience`.
pub async fn arrived(State(patience): State<Duration>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match timeout(patience, Request::new(body).extract::<Bytes, _>()).await {
        Ok(Ok(bytes)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Ok(Err(rejection)) => rejection.into_response(),
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// Reads what is still sent of a body that announces too much and forgets it: who is cut off while they send may not
/// hear why. Larger bodies than this are cut off.
pub async fn heard_out(State(most): State<usize>, request: Request, next: Next) -> Response {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse().ok());
    let is_a_little_too_much = announced.is_some_and(|announced| most < announced && announced <= HEARD_OUT);
    if !is_a_little_too_much {
        return next.run(request).await;
    }
    let mut body = request.into_body().into_data_stream();
    let rest = async { while body.next().await.is_some_and(|piece| piece.is_ok()) {} };
    let _ = timeout(POLITENESS, rest).await;
    StatusCode::PAYLOAD_TOO_LARGE.into_response()
}
