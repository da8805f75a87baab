//! One URL and method: what a request must bring, and everything that stands before whoever answers.

use crate::api::operation::Operation;
use crate::api::{conditional, entrance};
use crate::state::App;
use crate::{arrival, body, kept, same_origin};
use axum::extract::DefaultBodyLimit;
use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{MethodFilter, MethodRouter, on};
use domain::act::Act;
use std::time::Duration;
use tower_http::limit::RequestBodyLimitLayer;

/// How a request proves who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Not at all.
    None,
    /// By the session cookie; unsafe methods must come from our own pages.
    Cookie,
    /// By an access token; cookies are not looked at.
    Bearer,
}

/// One URL and method.
#[derive(Debug)]
pub struct Route {
    /// The method; GET answers HEAD too.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// What the caller must bring.
    pub credential: Credential,
    /// What the caller must be allowed to do, if it touches anybody's log.
    pub act: Option<Act>,
    /// What programs have to know of it, if it is for them.
    pub operation: Option<fn() -> Operation>,
    body: usize,
    is_upload: bool,
    answer: MethodRouter<App>,
}

/// The largest body of a form, in bytes: the longest notes in any script, and more.
pub(crate) const FORM_BYTES: usize = 160 * 1024;

impl Route {
    fn new<H, T>(method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        let filter = MethodFilter::try_from(method.clone()).expect("a method that axum routes");
        let (answer, body) = (on(filter, handler), FORM_BYTES);
        let (credential, act, operation) = (Credential::None, None, None);
        Self { method, path, credential, act, operation, body, is_upload: false, answer }
    }

    pub(crate) fn cookie(self, act: impl Into<Option<Act>>) -> Self {
        Self { credential: Credential::Cookie, act: act.into(), ..self }
    }

    pub(crate) fn bearer(self, act: Act, operation: fn() -> Operation) -> Self {
        Self { credential: Credential::Bearer, act: Some(act), ..self }.described(operation)
    }

    pub(crate) fn described(self, operation: fn() -> Operation) -> Self {
        Self { operation: Some(operation), ..self }
    }

    /// Takes files of so many bytes together, and listens to them itself.
    pub(crate) fn upload(self, bytes: usize) -> Self {
        Self { body: bytes, is_upload: true, ..self }
    }

    pub(crate) fn guarded(self, app: &App, patience: Duration) -> MethodRouter<App> {
        // What announces too much is refused before a handler waits for it, what sends too much when it has.
        let limit = (DefaultBodyLimit::disable(), RequestBodyLimitLayer::new(self.body));
        let arrived = from_fn_with_state(patience, body::arrived);
        let answer = if self.credential == Credential::Cookie {
            self.answer.layer(from_fn(kept::form))
        } else {
            self.answer
        };
        let answer: MethodRouter<App> = if self.is_upload { answer } else { answer.layer(arrived) };
        let answer: MethodRouter<App> = answer.layer(limit);
        let answer: MethodRouter<App> = answer.layer(from_fn_with_state(self.body, body::heard_out));
        match self.credential {
            Credential::None => answer,
            Credential::Cookie => answer
                .layer(from_fn(arrival::welcome))
                .layer(from_fn_with_state(app.origin.clone(), same_origin::require)),
            Credential::Bearer => answer
                .layer(from_fn_with_state(app.clone(), entrance::admit))
                .layer(from_fn(conditional::revalidate)),
        }
    }
}

pub(crate) fn get<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route::new(Method::GET, path, handler)
}

pub(crate) fn post<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route::new(Method::POST, path, handler)
}

pub(crate) fn put<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route::new(Method::PUT, path, handler)
}

pub(crate) fn delete<H: Handler<T, App>, T: 'static>(path: &'static str, handler: H) -> Route {
    Route::new(Method::DELETE, path, handler)
}
