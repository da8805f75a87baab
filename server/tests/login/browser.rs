//! A browser's manners: cookies, and what it says about where a request comes from.

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use server::login::SignInRefused;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use tower::ServiceExt as _;

#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    /// Every answer, whole: for tests that look for what must not be in one.
    pub(crate) seen: String,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// Why, as the log has it; the body does not tell.
    pub(crate) refused: Option<SignInRefused>,
}

impl Answer {
    pub(crate) fn location(&self) -> &str {
        self.headers[header::LOCATION].to_str().unwrap()
    }
}

impl Browser {
    pub(crate) fn new(router: Router) -> Self {
        Self { router, cookies: BTreeMap::new(), seen: String::new() }
    }

    /// The same browser at another process.
    pub(crate) fn at(&self, router: Router) -> Self {
        Self { router, ..self.clone() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path)).await
    }

    pub(crate) async fn post(&mut self, path: &str) -> Answer {
        self.send(Request::post(path).header("sec-fetch-site", "same-origin")).await
    }

    pub(crate) async fn send(&mut self, request: axum::http::request::Builder) -> Answer {
        self.send_form(request, String::new()).await
    }

    pub(crate) async fn send_form(&mut self, request: axum::http::request::Builder, form: String) -> Answer {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = request.header(header::COOKIE, cookies.join("; ")).body(Body::from(form)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        writeln!(self.seen, "{:?}\n{body}", parts.headers).unwrap();
        let refused = parts.extensions.get().cloned();
        Answer { status: parts.status, headers: parts.headers, body, refused }
    }

    /// Keeps or drops a cookie as a browser does that knows the prefix.
    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        assert!(name.starts_with("__Host-Http-"), "{name}");
        for needed in ["HttpOnly", "Secure", "Path=/", "SameSite="] {
            assert!(attributes.contains(needed), "{name} without {needed}");
        }
        assert!(!attributes.contains("Domain"), "{name} with a domain");
        if attributes.contains("Max-Age=0") {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    pub(crate) fn pending(&self) -> Vec<String> {
        self.cookies.keys().filter(|it| it.starts_with("__Host-Http-longrun-login-")).cloned().collect()
    }
}
