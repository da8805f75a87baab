//! A browser without a window: it keeps cookies and posts forms, to a router or over the network.

pub(crate) mod files;
pub(crate) mod log;

use axum::Router;
use axum::body::Body;
use chrono::{DateTime, Utc};
use clap::Parser as _;
use domain::act::{Act, Permit};
use domain::athlete::{AthleteId, Profile};
use domain::digest::Digest;
use domain::load::{Account, Facts};
use domain::table::NewWorkout;
use domain::workout::{Details, Source};
use gate::{Caller, athlete_of};
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt as _;
use server::clock::Clock;
use server::config::Cli;
use server::startup::{Longrun, assemble};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tower::ServiceExt as _;

/// The origin that the tests' Longrun is served at.
pub(crate) const ORIGIN: &str = "http://localhost:3000";
/// The password of the demo athletes.
pub(crate) const PASSWORD: &str = "longrun-demo-1";

/// What is typed for a run of an hour.
pub(crate) const RUN: [(&str, &str); 5] =
    [("sport", "run"), ("date", "2026-11-20"), ("time", "07:30"), ("duration", "60"), ("distance", "10")];

/// The time at which every test happens.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

/// A Longrun in memory with the accounts of the demo athletes and no workouts.
pub(crate) async fn longrun() -> Longrun {
    longrun_with(&["--demo", "--data", "memory"]).await
}

/// A Longrun with these arguments, at the time of the tests.
pub(crate) async fn longrun_with(arguments: &[&str]) -> Longrun {
    longrun_at(Clock::new(now), arguments).await
}

/// A Longrun with a clock of its own.
pub(crate) async fn longrun_at(clock: Clock, arguments: &[&str]) -> Longrun {
    let arguments = ["longrun", "--site", "/nowhere"].iter().chain(arguments);
    let settings = Cli::try_parse_from(arguments).unwrap().settings;
    assemble(&settings, clock).await.unwrap()
}

/// The athlete that `subject` is at the embedded provider.
pub(crate) fn athlete(longrun: &Longrun, subject: &str) -> AthleteId {
    athlete_of(longrun.app.relying_party.issuer(), subject)
}

/// A permit for `subject` to do `act` with their own log.
pub(crate) async fn permit(longrun: &Longrun, subject: &str, act: Act) -> Permit {
    let athlete = athlete(longrun, subject);
    longrun.app.gate.permit(&Caller::athlete(athlete.clone()), act, &athlete).await.unwrap()
}

/// Logs for `subject` what they typed, past the form: many workouts are there sooner.
pub(crate) async fn fill_in(longrun: &Longrun, subject: &str, (details, profile): (Details, &Profile)) {
    let new = NewWorkout {
        id: longrun.app.workout_id(details.start.instant()),
        account: Account::of(&Facts::new(&details, None, profile)),
        digest: Digest::default(),
        details,
        source: Source::Manual,
        track: None,
        idempotency_key: None,
    };
    let permit = permit(longrun, subject, Act::LogWorkout).await;
    longrun.app.table.log(&permit, new, longrun.app.now()).await.unwrap();
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    /// Where a redirect leads.
    pub(crate) fn location(&self) -> &str {
        self.headers[LOCATION].to_str().unwrap()
    }

    /// The value of the hidden field `name`.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let field = self.body.split("<input").find(|tag| tag.contains(&format!("name=\"{name}\"")));
        let value = field.and_then(|tag| tag.split("value=\"").nth(1)?.split('"').next());
        value.unwrap_or_else(|| panic!("no field {name} in {}", self.body)).to_owned()
    }
}

/// Where a browser's requests go.
#[derive(Clone, Debug)]
enum Line {
    Router(Box<Router>),
    Network(reqwest::Client, SocketAddr),
}

/// Somebody's browser.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    line: Line,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    /// A browser that has never been here.
    pub(crate) fn new(longrun: &Longrun) -> Self {
        Self { line: Line::Router(Box::new(longrun.router.clone())), cookies: BTreeMap::new() }
    }

    /// A browser that has never been at the Longrun that listens on `address`.
    pub(crate) fn at(address: SocketAddr) -> Self {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { line: Line::Network(client, address), cookies: BTreeMap::new() }
    }

    /// The same browser, with its cookies, at another router to the same store.
    pub(crate) fn turned_to(self, longrun: &Longrun) -> Self {
        Self { line: Self::new(longrun).line, ..self }
    }

    /// The same browser, with its cookies, after that Longrun has moved to `address`.
    pub(crate) fn moved_to(&mut self, address: SocketAddr) {
        self.line = Self::at(address).line;
    }

    /// A browser in which the demo athlete `name` has signed in.
    pub(crate) async fn of(longrun: &Longrun, name: &str) -> Self {
        let mut browser = Self::new(longrun);
        browser.sign_in(&format!("{name}@longrun.test"), PASSWORD).await;
        browser
    }

    /// Follows a link on one of our own pages.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// Sends a form from one of our own pages.
    pub(crate) async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request =
            self.request(Method::POST, path).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// A request as a browser makes it from one of our own pages.
    pub(crate) fn request(&self, method: Method, path: &str) -> http::request::Builder {
        let path = path.strip_prefix(ORIGIN).unwrap_or(path);
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder().method(method).uri(path).header(HOST, "localhost:3000");
        let request = request.header(ACCEPT, "text/html").header("sec-fetch-site", "same-origin");
        if cookies.is_empty() { request } else { request.header(COOKIE, cookies.join("; ")) }
    }

    /// Sends a request and keeps the cookies that come back.
    pub(crate) async fn send(&mut self, request: Request<Body>) -> Answer {
        self.try_send(request).await.expect("an answer")
    }

    /// Sends a request; `None` if nobody answers.
    pub(crate) async fn try_send(&mut self, request: Request<Body>) -> Option<Answer> {
        let response = match &self.line {
            Line::Router(router) => router.clone().oneshot(request).await.unwrap(),
            Line::Network(client, address) => over_the_network(client, *address, request).await?,
        };
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            self.keep(cookie.to_str().unwrap());
        }
        let body = body.collect().await.unwrap().to_bytes();
        Some(Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    /// Logs a run of an hour and tells its id.
    pub(crate) async fn log(&mut self, title: &str) -> String {
        let key = self.get("/workouts/new").await.hidden("idempotency_key");
        let answer = self
            .post("/workouts", &[&RUN[..], &[("title", title), ("idempotency_key", &key)]].concat())
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        let id = answer.location().trim_start_matches("/workouts/");
        id.split_once('?').map_or(id, |(id, _)| id).to_owned()
    }

    fn keep(&mut self, cookie: &str) {
        let (pair, attributes) = cookie.split_once(';').unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        if attributes.contains("Max-Age=0") || value.is_empty() {
            self.cookies.remove(name);
        } else {
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }

    /// Walks through the sign-in as a person does.
    pub(crate) async fn sign_in(&mut self, email: &str, password: &str) {
        let to_provider = self.get("/auth/login").await;
        let form = self.get(to_provider.location()).await;
        let request = form.hidden("request");
        let fields = [("request", request.as_str()), ("email", email), ("password", password)];
        let back = self.post("/idp/sign-in", &fields).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER, "{}", back.body);
        let landed = self.get(back.location()).await;
        assert_eq!(landed.status, StatusCode::OK, "{}", landed.body);
    }
}

async fn over_the_network(
    client: &reqwest::Client,
    address: SocketAddr,
    request: Request<Body>,
) -> Option<http::Response<Body>> {
    let (parts, body) = request.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let url = format!("http://{address}{}", parts.uri);
    let response = client.request(parts.method, url).headers(parts.headers).body(body).send().await.ok()?;
    let mut answer = http::Response::new(());
    *answer.status_mut() = response.status();
    *answer.headers_mut() = response.headers().clone();
    let bytes = response.bytes().await.ok()?;
    Some(answer.map(|()| Body::from(bytes)))
}
