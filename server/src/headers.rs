//! The headers that every response carries, whatever it is: page, redirect, error or file.

use crate::chance;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, RETRY_AFTER,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, StatusCode};

/// The nonce of one response: the only scripts that run on the page are those that carry it.
///
/// In the extensions of every request that came through [`secure`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// The text of the nonce, safe in an attribute.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether browsers come by https, and shall never come otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Plain http: a laptop.
    Http,
    /// https: everywhere else.
    Https,
}

const FIXED: [(HeaderName, &str); 6] = [
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("x-permitted-cross-domain-policies"), "none"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// When to try again what cannot be had just now, in seconds: as long as we leave a provider in peace.
const A_MOMENT: HeaderValue = HeaderValue::from_static("10");

/// Gives the request its [`Nonce`] and the response its headers.
///
/// A content security policy, a `Cache-Control` or a `Retry-After` that the handler has set stays; everything else is
/// ours. Mount it outermost, or the errors of what lies outside go without.
pub async fn secure(State(scheme): State<Scheme>, mut request: Request, next: Next) -> Response {
    let nonce = Nonce(chance::text::<16>());
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    if response.status() == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(RETRY_AFTER).or_insert(A_MOMENT);
    }
    set(response.headers_mut(), scheme, &nonce);
    response
}

fn set(headers: &mut HeaderMap, scheme: Scheme, nonce: &Nonce) {
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if !headers.contains_key(CONTENT_SECURITY_POLICY) {
        headers.insert(CONTENT_SECURITY_POLICY, content_security_policy(nonce));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if scheme == Scheme::Https {
        let two_years = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(STRICT_TRANSPORT_SECURITY, two_years);
    }
}

/// The policy of our own pages: nothing but what is named, no inline code or style, no framing.
fn content_security_policy(nonce: &Nonce) -> HeaderValue {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; font-src 'self'; manifest-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'",
        nonce.as_str()
    );
    HeaderValue::try_from(policy).expect("base64url is visible ASCII")
}
