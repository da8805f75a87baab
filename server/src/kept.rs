//! What was typed, kept for somebody whose session ended while they typed.
//!
//! The fields travel back in the page that asks for the sign-in; nothing of them is stored.

use axum::RequestExt as _;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

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

fn is_form(request: &Request) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    request.method() == Method::POST
        && kind.is_some_and(|kind| kind.starts_with(b"application/x-www-form-urlencoded"))
}
