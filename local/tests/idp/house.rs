//! A provider with the demo athletes, a clock to turn, and hands to send requests with.

use app::document::Assets;
use axum::Router;
use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use domain::vault::{Vault, VaultKeys};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use local::idp::{ClientAddress, Clock, Provider, ProviderConfig};
use local::table::Store;
use local::table::faults::Faults;
use secrecy::ExposeSecret as _;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tower::ServiceExt as _;
use url::{Url, form_urlencoded};

pub(crate) const PUBLIC: &str = "http://localhost:3000";
pub(crate) const ISSUER: &str = "http://localhost:3000/idp";
pub(crate) const CALLBACK: &str = "http://localhost:3000/auth/callback";
/// RFC 7636, appendix B.
pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(crate) type Pairs<'a> = &'a [(&'a str, &'a str)];

pub(crate) struct House {
    pub(crate) provider: Arc<Provider>,
    pub(crate) store: Store,
    router: Router,
    vault: Vault,
    clock: Arc<Mutex<DateTime<Utc>>>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }

    pub(crate) fn header(&self, name: &header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("the header is text"))
    }

    /// Where it redirects to, and the parameters there.
    pub(crate) fn redirect(&self) -> (String, HashMap<String, String>) {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.body);
        let mut url = Url::parse(self.header(&header::LOCATION)).expect("the location is a URL");
        let parameters = url.query_pairs().into_owned().collect();
        url.set_query(None);
        (url.into(), parameters)
    }

    /// The value of a hidden field.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.body.split_once(&mark).expect("the field is in the form");
        rest.split('"').next().unwrap_or_default().to_owned()
    }

    /// The error code of a refusal.
    pub(crate) fn refused(&self) -> (u16, String) {
        (self.status.as_u16(), self.json()["error"].as_str().unwrap_or_default().to_owned())
    }
}

/// A provider with nobody in it.
pub(crate) async fn empty_house() -> House {
    let store = Store::open(None).expect("a store in memory opens");
    let client = store.client();
    house_on(store, client).await
}

/// A provider whose connection to its store suffers `faults`, with the demo athletes.
pub(crate) async fn shaky_house(faults: &Faults) -> House {
    let store = Store::open(None).expect("a store in memory opens");
    let client = store.faulty_client(faults);
    let house = house_on(store, client).await;
    house.provider.seed_demo(house.now()).await.expect("the demo can be seeded");
    house
}

async fn house_on(store: Store, client: aws_sdk_dynamodb::Client) -> House {
    let vault = Vault::new(client, "vault", VaultKeys::generate().expect("keys can be made"));
    vault.create_if_missing().await.expect("the table can be made");
    let clock = Arc::new(Mutex::new("2026-06-01T12:00:00Z".parse().expect("a time")));
    process_on(store, vault, clock)
}

/// One process over this vault.
fn process_on(store: Store, vault: Vault, clock: Arc<Mutex<DateTime<Utc>>>) -> House {
    let hand = Arc::clone(&clock);
    let provider = Provider::open(ProviderConfig {
        public_url: PUBLIC.parse().expect("a URL"),
        vault: vault.clone(),
        assets: Assets::default(),
        clock: Clock::new(move || *hand.lock().expect("the clock goes")),
        time_zone: chrono_tz::Europe::Berlin,
    });
    let provider = provider.expect("the provider opens");
    House { router: provider.router(), provider, store, vault, clock }
}

/// A provider with the demo athletes and the demo machine.
pub(crate) async fn house() -> House {
    let house = empty_house().await;
    house.provider.seed_demo(house.now()).await.expect("the demo can be seeded");
    house
}

impl House {
    /// Another process over the same vault.
    pub(crate) fn twin(&self) -> Self {
        process_on(self.store.clone(), self.vault.clone(), Arc::clone(&self.clock))
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        *self.clock.lock().expect("the clock goes")
    }

    pub(crate) fn pass(&self, time: TimeDelta) {
        *self.clock.lock().expect("the clock goes") += time;
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router answers");
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.expect("the body ends").to_bytes();
        let body = String::from_utf8(bytes.into()).expect("the body is text");
        Answer { status: parts.status, headers: parts.headers, body }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    pub(crate) async fn post(&self, path: &str, form: Pairs<'_>) -> Answer {
        self.send(request(path, form, &[])).await
    }

    pub(crate) async fn post_from(&self, address: &str, path: &str, form: Pairs<'_>) -> Answer {
        let mut request = request(path, form, &[]);
        request.extensions_mut().insert(ClientAddress(address.parse().expect("an address")));
        self.send(request).await
    }

    /// A form that the web client sends, with its secret.
    pub(crate) async fn post_as_web(&self, path: &str, form: Pairs<'_>) -> Answer {
        let web = self.provider.web_client();
        let basic = basic(web.client_id, web.secret.expose_secret());
        self.send(request(path, form, &[("authorization", &basic)])).await
    }

    pub(crate) async fn token(&self, form: Pairs<'_>) -> Answer {
        self.post_as_web("/idp/token", form).await
    }

    pub(crate) async fn refresh(&self, token: &str) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    pub(crate) async fn exchange(&self, code: &str) -> Answer {
        self.token(&exchange_form(code)).await
    }

    pub(crate) async fn userinfo(&self, token: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let request = Request::get("/idp/userinfo").header(header::AUTHORIZATION, bearer);
        self.send(request.body(Body::empty()).expect("a request")).await
    }

    /// Signs Ada in and answers with the code.
    pub(crate) async fn code(&self) -> String {
        self.sign_in("ada@longrun.test", "longrun-demo-1").await.redirect().1["code"].clone()
    }

    pub(crate) async fn sign_in(&self, email: &str, password: &str) -> Answer {
        let form = self.get(&authorize(&[])).await;
        let request = form.hidden("request");
        self.post("/idp/sign-in", &[("request", &request), ("email", email), ("password", password)]).await
    }

    /// Signs Ada in and answers with her tokens.
    pub(crate) async fn tokens(&self) -> Value {
        let answer = self.exchange(&self.code().await).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.json()
    }
}

/// Drops the work after so many steps, as happens when a browser hangs up.
pub(crate) async fn cut_off<F: Future>(work: F, mut steps: usize) -> Option<F::Output> {
    let mut work = std::pin::pin!(work);
    let step = |context: &mut Context<'_>| {
        if steps == 0 {
            return Poll::Ready(None);
        }
        steps -= 1;
        work.as_mut().poll(context).map(Some)
    };
    std::future::poll_fn(step).await
}

pub(crate) fn exchange_form(code: &str) -> [(&str, &str); 4] {
    [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ]
}

/// The path of a good authorization request, with some parameters changed, or dropped if empty.
pub(crate) fn authorize(changes: Pairs<'_>) -> String {
    let api = format!("{PUBLIC}/api");
    let good = [
        ("client_id", "longrun-web"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile email offline_access workouts:read"),
        ("resource", &api),
        ("state", "the state"),
        ("nonce", "the nonce"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    let is_changed = |name: &str| changes.iter().any(|(other, _)| *other == name);
    let kept = good.iter().filter(|(name, _)| !is_changed(name));
    format!("/idp/authorize?{}", encoded(kept.chain(changes)))
}

pub(crate) fn request(path: &str, form: Pairs<'_>, headers: Pairs<'_>) -> Request<Body> {
    let mut request = Request::builder().method(Method::POST).uri(path);
    request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Body::from(encoded(form.iter()))).expect("a request")
}

pub(crate) fn basic(id: &str, secret: &str) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", encoded(id), encoded(secret))))
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &Value) -> Value {
    part(token, 1)
}

/// The header of a token.
pub(crate) fn head(token: &Value) -> Value {
    part(token, 0)
}

fn part(token: &Value, index: usize) -> Value {
    let text = token.as_str().and_then(|token| token.split('.').nth(index)).expect("a token");
    let json = URL_SAFE_NO_PAD.decode(text).expect("base64url");
    serde_json::from_slice(&json).expect("JSON")
}

fn encoded<'a>(pairs: impl Iterator<Item = &'a (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
