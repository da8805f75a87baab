//! How the provider answers people: pages, redirects and problems.

use super::Provider;
use super::credentials::Denied;
use super::fault::Fault;
use app::document::{Chrome, render};
use app::pages::problem::{ProblemView, problem};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::athlete::ColorScheme;
use http::{HeaderValue, StatusCode, header};
use leptos::prelude::IntoView;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::net::Ipv4Addr;
use url::{Host, Url};

const SEALED_FOR: &str = "openid-provider";

/// An answer for a person, before it has its headers.
pub(super) type Answer = Result<Response, Fault>;

impl Provider {
    /// A page of the provider.
    pub(super) fn page<V>(&self, status: StatusCode, title: &str, body: impl FnOnce() -> V) -> Response
    where
        V: IntoView + 'static,
    {
        let chrome = Chrome {
            nonce: String::new(),
            assets: self.assets.clone(),
            color_scheme: ColorScheme::Auto,
            visitor: None,
            path: "/idp".to_owned(),
            notice: None,
        };
        let html = Html(render(&chrome, title, false, body));
        (status, [(header::CACHE_CONTROL, "no-store")], html).into_response()
    }

    /// A page that says what stopped the visitor.
    pub(super) fn problem(&self, status: StatusCode, text: &str) -> Response {
        let page = ProblemView::new(status.as_u16(), false).text(text);
        self.page(status, page.title, || problem(page))
    }

    /// The answer, or the page for our own failures.
    pub(super) fn answered(&self, answer: Answer) -> Response {
        answer.unwrap_or_else(|fault| {
            tracing::error!(%fault, "the provider failed");
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            let page = ProblemView::new(status.as_u16(), false);
            self.page(status, page.title, || problem(page))
        })
    }
}

impl Provider {
    /// A value as text that a form can carry and only we can read, as what `purpose` says and nothing else.
    pub(super) fn seal<T: Serialize>(&self, purpose: &str, value: &T) -> Result<String, Fault> {
        let sealed = self.vault.sealer().seal(&[SEALED_FOR, purpose], &serde_json::to_vec(value)?)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The value behind a form's text, unless it is forged. How long it is good is for the value to say.
    pub(super) fn unseal<T: DeserializeOwned>(&self, purpose: &str, text: &str) -> Option<T> {
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let plain = self.vault.sealer().open(&[SEALED_FOR, purpose], &sealed)?;
        serde_json::from_slice(&plain).ok()
    }
}

/// Lets the forms of a page end at `uri` after a redirect, which Chromium checks too.
pub(super) fn with_form_target(mut response: Response, uri: &str) -> Response {
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; \
         base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; form-action 'self'{}",
        Url::parse(uri).map(|uri| source(&uri)).unwrap_or_default()
    );
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The origin of a web address, the bare scheme of any other, and of hosts that are written as numbers: of those
/// no browser has to match any but 127.0.0.1 (CSP3, "host-part matching"), and native clients may listen on `[::1]`.
fn source(uri: &Url) -> String {
    let has_a_name = match uri.host() {
        Some(Host::Domain(_)) => true,
        Some(Host::Ipv4(address)) => address == Ipv4Addr::LOCALHOST,
        Some(Host::Ipv6(_)) | None => false,
    };
    match uri.origin() {
        url::Origin::Tuple(..) if has_a_name => format!(" {}", uri.origin().ascii_serialization()),
        _ => format!(" {}:", uri.scheme()),
    }
}

/// A redirect that always becomes a GET (RFC 9700 §4.12).
pub(super) fn see_other(location: &str) -> Response {
    match HeaderValue::try_from(location) {
        Ok(location) => {
            let headers =
                [(header::LOCATION, location), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
            (StatusCode::SEE_OTHER, headers).into_response()
        }
        Err(_) => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// `uri` with more parameters in its query.
pub(super) fn with_query(uri: &str, parameters: &[(&str, &str)]) -> String {
    match Url::parse(uri) {
        Ok(mut uri) => {
            uri.query_pairs_mut().extend_pairs(parameters);
            uri.into()
        }
        Err(_) => uri.to_owned(),
    }
}

/// A page that was refused because of who asked, with its status and when to come back.
pub(super) fn denied(mut response: Response, denied: &Denied) -> Response {
    *response.status_mut() = denied.status();
    if let Some(seconds) = denied.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_added_to_the_query_that_is_there() {
        let uri = with_query("https://app.example/cb?a=1", &[("state", "x y"), ("iss", "http://i/idp")]);
        assert_eq!(uri, "https://app.example/cb?a=1&state=x+y&iss=http%3A%2F%2Fi%2Fidp");
    }

    #[test]
    fn forms_may_end_at_one_more_origin_only() {
        let policy = |uri: &str| {
            let response = with_form_target(StatusCode::OK.into_response(), uri);
            let policy = response.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
            policy.rsplit("form-action ").next().unwrap().to_owned()
        };
        assert_eq!(policy("https://app.example:8443/cb?x=;"), "'self' https://app.example:8443");
        assert_eq!(policy("com.example.app:/cb"), "'self' com.example.app:");
        assert_eq!(policy("http://127.0.0.1:49152/cb"), "'self' http://127.0.0.1:49152");
        assert_eq!(policy("http://[::1]:49152/cb"), "'self' http:");
        assert_eq!(policy("http://127.0.0.2:49152/cb"), "'self' http:");
        assert_eq!(policy(""), "'self'");
    }
}
