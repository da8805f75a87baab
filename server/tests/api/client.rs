//! A program that calls the API.

use super::support::{Answer, Browser, longrun};
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use local::idp::{ClientKind, NewClient, Scopes};
use serde_json::{Value, json};
use server::startup::Longrun;

/// Ada's address, as a machine names her.
pub(crate) const ADA: &str = "athlete=ada@longrun.test";

/// Where something of Ada's is, for whoever names her.
pub(crate) fn at(path: &str) -> String {
    format!("/api/v1{path}{}{ADA}", if path.contains('?') { '&' } else { '?' })
}

/// What is sent of a workout of a minute on this day of November.
pub(crate) fn workout(day: u32) -> Value {
    json!({"sport": "run", "started_at": format!("2026-11-{day:02}T07:30:00Z"), "time_zone": "UTC", "duration_s": 60})
}

/// A Longrun with the demo's athletes and machine, and no workouts.
pub(crate) async fn connected() -> Longrun {
    let longrun = longrun().await;
    let app = &longrun.app;
    server::demo::connect(app, app.relying_party.issuer(), app.now()).await.unwrap();
    longrun
}

/// A program with an access token.
#[derive(Clone)]
pub(crate) struct Client {
    browser: Browser,
    token: String,
}

/// What it got.
pub(crate) struct Got {
    pub(crate) answer: Answer,
    pub(crate) json: Value,
}

impl Got {
    pub(crate) fn status(&self) -> StatusCode {
        self.answer.status
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.answer.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// The last part of the problem's type.
    pub(crate) fn problem(&self) -> &str {
        self.json["type"].as_str().unwrap_or_default().rsplit('/').next().unwrap_or_default()
    }

    /// The fields that cannot be used.
    pub(crate) fn wrong(&self) -> Vec<&str> {
        self.json["errors"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|error| error["field"].as_str())
            .collect()
    }
}

impl Client {
    /// The demo's machine with a token for all that it was granted.
    pub(crate) async fn machine(longrun: &Longrun) -> Self {
        Self::of_machine(longrun, ("demo-machine", "demo-machine-secret"), "").await
    }

    /// A machine that asked for a token with these scopes, or for all that it can have.
    pub(crate) async fn of_machine(longrun: &Longrun, (id, secret): (&str, &str), scope: &str) -> Self {
        let mut browser = Browser::new(longrun);
        let fields = [("grant_type", "client_credentials"), ("scope", scope)];
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
        let request = Request::post("/idp/token")
            .header(HOST, "localhost:3000")
            .header(AUTHORIZATION, basic)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form))
            .unwrap();
        let answer = browser.send(request).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        let tokens: Value = serde_json::from_str(&answer.body).unwrap();
        Self { browser, token: tokens["access_token"].as_str().unwrap().to_owned() }
    }

    /// A program with a token that somebody made.
    pub(crate) fn holding(longrun: &Longrun, token: String) -> Self {
        Self { browser: Browser::new(longrun), token }
    }

    /// The same program with another token.
    pub(crate) fn with(&self, token: &str) -> Self {
        Self { browser: self.browser.clone(), token: token.to_owned() }
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    pub(crate) async fn get(&self, path: &str) -> Got {
        self.call(Method::GET, path, None, &[]).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Got {
        self.call(Method::POST, path, Some(body), &[]).await
    }

    /// Calls with a body of JSON and more headers.
    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Got {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "localhost:3000")
            .header(AUTHORIZATION, format!("Bearer {}", self.token));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = match body {
            Some(body) => request.header(CONTENT_TYPE, "application/json").body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        self.send(request.unwrap()).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Got {
        let answer = self.browser.clone().send(request).await;
        let json = serde_json::from_str(&answer.body).unwrap_or_default();
        Got { answer, json }
    }
}

/// Where the codes of the tests' app arrive.
const CALLBACK: &str = "http://127.0.0.1/callback";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

impl Client {
    /// A program of `ada` or `ben` to which `athlete` lends a token with these scopes, page by page.
    pub(crate) async fn lent(longrun: &Longrun, athlete: &str, scopes: &str) -> Self {
        Self::lent_to(longrun, &Self::registered(longrun).await, athlete, scopes).await
    }

    /// An app of Ada's that anybody may lend a token.
    pub(crate) async fn registered(longrun: &Longrun) -> String {
        let provider = longrun.provider.as_ref().unwrap();
        let new = NewClient {
            owner: "ada".to_owned(),
            kind: ClientKind::Native,
            name: "Meadow".to_owned(),
            redirect_uris: vec![CALLBACK.to_owned()],
            post_logout_redirect_uris: Vec::new(),
            scopes: Scopes::all(),
            keys: None,
            expires_at: None,
        };
        provider.register_client(new, longrun.app.now()).await.unwrap().client_id
    }

    /// The program `client` with a token that `athlete` lends it.
    pub(crate) async fn lent_to(longrun: &Longrun, client: &str, athlete: &str, scopes: &str) -> Self {
        let tokens = Self::tokens(longrun, client, athlete, scopes).await;
        Self::holding(longrun, tokens["access_token"].as_str().unwrap().to_owned())
    }

    /// What the program `client` gets when `athlete` lends it a token, page by page.
    pub(crate) async fn tokens(longrun: &Longrun, client: &str, athlete: &str, scopes: &str) -> Value {
        let mut browser = Browser::new(longrun);
        let asked = [
            ("client_id", client),
            ("response_type", "code"),
            ("redirect_uri", CALLBACK),
            ("scope", scopes),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("state", "state"),
        ];
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish();
        let form = browser.get(&format!("/idp/authorize?{query}")).await.hidden("request");
        let email = format!("{athlete}@longrun.test");
        let fields = [("request", form.as_str()), ("email", &email), ("password", super::support::PASSWORD)];
        let consent = browser.post("/idp/sign-in", &fields).await.hidden("request");
        let ticked = scopes.split(' ').map(|scope| ("scope", scope));
        let fields: Vec<_> =
            [("request", consent.as_str()), ("answer", "allow")].into_iter().chain(ticked).collect();
        let back = browser.post("/idp/consent", &fields).await;
        let back = url::Url::parse(back.location()).unwrap();
        let code = back.query_pairs().find(|(name, _)| name == "code").unwrap().1.into_owned();
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", client),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let answer = browser.post("/idp/token", &fields).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }
}
