//! Versions: entity tags, and requests that depend on them (RFC 9110 §8.8.3, §13).

use super::fault::Fault;
use aws_lc_rs::digest::{SHA256, digest};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MATCH, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The tag of a version.
pub(crate) fn tag(version: u64) -> HeaderValue {
    HeaderValue::try_from(format!("\"{version}\"")).expect("digits are visible ASCII")
}

/// The tag of what is named by its content.
pub(super) fn content_tag(hash: &str) -> HeaderValue {
    HeaderValue::try_from(format!("\"{hash}\"")).expect("hexadecimal and base64url are visible ASCII")
}

/// The version that `If-Match` allows a change to follow: the `current` one, if that is among those it names.
pub(crate) fn expected(headers: &HeaderMap, current: u64) -> Result<u64, Fault> {
    if !headers.contains_key(IF_MATCH) {
        return Err(Fault::Unconditional);
    }
    let current_tag = tag(current);
    let named = tags(headers, &IF_MATCH).any(|it| it == "*" || it.as_bytes() == current_tag.as_bytes());
    if named { Ok(current) } else { Err(Fault::Overtaken) }
}

/// Whether the client prefers an answer without the thing itself (RFC 7240 §4.2).
pub(crate) fn prefers_minimal(headers: &HeaderMap) -> bool {
    let given = headers.get_all("prefer").into_iter().filter_map(|value| value.to_str().ok());
    // What follows a preference's semicolon are parameters of that one.
    let preferred = given.flat_map(|value| value.split(',')).filter_map(|it| it.split(';').next());
    preferred.into_iter().any(|it| it.trim().eq_ignore_ascii_case("return=minimal"))
}

/// What says that the preference was heeded.
pub(crate) const APPLIED: (HeaderName, HeaderValue) =
    (HeaderName::from_static("preference-applied"), HeaderValue::from_static("return=minimal"));

/// Gives what is read a tag, by its version or its bytes, and answers 304 to whoever has it already.
pub(crate) async fn revalidate(request: Request, next: Next) -> Response {
    let is_read = request.method() == Method::GET || request.method() == Method::HEAD;
    let known = request.headers().clone();
    let mut response = next.run(request).await;
    response.headers_mut().append(VARY, HeaderValue::from_static("Authorization"));
    if !is_read || response.status() != StatusCode::OK {
        return response;
    }
    let response = tagged(response).await;
    let current = response.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).unwrap_or_default();
    if tags(&known, &IF_NONE_MATCH).any(|it| it == "*" || it.trim_start_matches("W/") == current) {
        return not_modified(response);
    }
    response
}

async fn tagged(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    parts.headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if parts.headers.contains_key(ETAG) {
        return Response::from_parts(parts, body);
    }
    // Ours, and built in memory already.
    let Ok(bytes) = to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let hash = URL_SAFE_NO_PAD.encode(&digest(&SHA256, &bytes).as_ref()[..16]);
    parts.headers.insert(ETAG, content_tag(&hash));
    Response::from_parts(parts, Body::from(bytes))
}

/// The same answer without what it is about (RFC 9110 §15.4.5).
fn not_modified(response: Response) -> Response {
    let mut headers = response.into_parts().0.headers;
    headers.remove(CONTENT_TYPE);
    headers.remove(CONTENT_LENGTH);
    (StatusCode::NOT_MODIFIED, headers).into_response()
}

fn tags<'a>(headers: &'a HeaderMap, name: &HeaderName) -> impl Iterator<Item = &'a str> {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn a_change_names_the_version_that_it_follows() {
        assert!(matches!(expected(&HeaderMap::new(), 3), Err(Fault::Unconditional)));
        for right in ["\"3\"", "\"1\", \"3\"", "*"] {
            assert!(matches!(expected(&headers(IF_MATCH, right), 3), Ok(3)), "{right}");
        }
        for wrong in ["\"2\"", "3", "W/\"3\"", ""] {
            assert!(matches!(expected(&headers(IF_MATCH, wrong), 3), Err(Fault::Overtaken)), "{wrong}");
        }
    }

    #[test]
    fn a_preference_is_found_among_others() {
        let prefer = HeaderName::from_static("prefer");
        assert!(prefers_minimal(&headers(prefer.clone(), "respond-async, Return=minimal; foo=1")));
        for other in ["return=representation", "foo; return=minimal", "return=representation;return=minimal"]
        {
            assert!(!prefers_minimal(&headers(prefer.clone(), other)), "{other}");
        }
    }
}
