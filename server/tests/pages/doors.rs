//! Every route of the table, as nobody, as the owner, as somebody else and with wrong methods.

use super::support::files::{bring, preview, run, settled};
use super::support::{Answer, Browser, PASSWORD, RUN, longrun};
use axum::body::Body;
use axum::extract::ConnectInfo;
use domain::act::Act;
use http::header::AUTHORIZATION;
use http::{Method, StatusCode};
use server::routes::{self, Credential};
use server::startup::Longrun;
use std::collections::BTreeSet;
use std::net::SocketAddr;

/// A path with its parameters filled in.
fn path(route: &routes::Route, id: &str) -> String {
    let path = route.path.replace("{id}", id).replace("{file}", "none.css").replace("{kind}", "machine");
    path.replace("{name}", "invalid").replace("{athlete}", "nobody")
}

/// What Ada has behind the doors whose path holds an id.
struct Things {
    workout: String,
    import: String,
}

impl Things {
    async fn of(ada: &mut Browser) -> Self {
        let (path, _) = preview(ada, &[("a.gpx", run(6, 0))]).await;
        ada.post(&format!("{path}/commit"), &[]).await;
        settled(ada, &path).await;
        let import = path.trim_start_matches("/import/").to_owned();
        Self { workout: ada.log("Canal loop of Ada").await, import }
    }

    /// The id that stands in the path of this route.
    fn id(&self, route: &routes::Route) -> &str {
        match route.path.split('/').nth(1) {
            Some("workouts") => &self.workout,
            Some("import") => &self.import,
            _ => panic!("{} names something that this test does not know", route.path),
        }
    }
}

/// The doors for people who are signed in, but for those that have a walk of their own: what is somebody else's log, or
/// lets somebody else in (`coached`, `connections`), and what is for programs.
fn pages() -> impl Iterator<Item = routes::Route> {
    let elsewhere = ["/athletes/", "/settings/connections/"];
    let is_here = move |route: &routes::Route| !elsewhere.iter().any(|path| route.path.starts_with(path));
    cookie_doors().filter(is_here)
}

fn cookie_doors() -> impl Iterator<Item = routes::Route> {
    routes::table().into_iter().filter(|route| route.credential == Credential::Cookie)
}

fn with_an_id() -> impl Iterator<Item = routes::Route> {
    pages().filter(|route| route.path.contains("{id}"))
}

/// Goes through a door with everything that its owner has to bring; `version` is the workout's.
async fn enter(browser: &mut Browser, route: &routes::Route, id: &str, version: &str) -> Answer {
    let path = path(route, id);
    if route.method == Method::GET {
        return browser.get(&path).await;
    }
    if route.path == "/import" {
        return bring(browser, &[("b.gpx", run(18, 0))]).await;
    }
    let key = format!("key-{id}");
    let about =
        [("display_name", "Ada"), ("units", "metric"), ("time_zone", "UTC"), ("color_scheme", "auto")];
    let fields = [
        &RUN[..],
        &about,
        &[("version", version), ("method", ""), ("from", "2026-11-01"), ("idempotency_key", &key)],
    ]
    .concat();
    browser.post(&path, &fields).await
}

#[tokio::test]
async fn nobody_gets_past_a_door_that_needs_a_cookie_and_an_access_token_is_none() {
    let longrun = longrun().await;
    let token = format!("Bearer {}", access_token(&longrun).await);
    for route in &cookie_doors().filter(|route| route.act.is_some()).collect::<Vec<_>>() {
        for token in [None, Some(&token)] {
            let mut nobody = Browser::new(&longrun);
            let request = nobody.request(route.method.clone(), &path(route, "01JA"));
            let request = token.into_iter().fold(request, |it, token| it.header(AUTHORIZATION, token));
            let answer = nobody.send(request.body(Body::empty()).unwrap()).await;
            if route.method == Method::GET {
                assert_eq!(answer.status, StatusCode::SEE_OTHER, "{} {}", route.method, route.path);
                assert!(answer.location().starts_with("/auth/login?return_to="), "{}", route.path);
            } else {
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{} {}", route.method, route.path);
            }
        }
    }
}

/// The demo machine's, which the API takes.
async fn access_token(longrun: &Longrun) -> String {
    let app = &longrun.app;
    server::demo::connect(app, app.relying_party.issuer(), app.now()).await.unwrap();
    let (id, secret) = ("demo-machine", "demo-machine-secret");
    let fields = [("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret)];
    let answer = Browser::new(longrun).post("/idp/token", &fields).await;
    let tokens: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    tokens["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn every_act_is_behind_a_door() {
    let acts: BTreeSet<Act> = routes::table().iter().filter_map(|route| route.act).collect();
    assert_eq!(acts, BTreeSet::from(Act::ALL));
}

#[tokio::test]
async fn an_unsafe_request_from_another_site_is_refused_at_every_door() {
    let longrun = longrun().await;
    let ada = Browser::of(&longrun, "ada").await;
    let unsafe_doors =
        |route: &&routes::Route| route.credential == Credential::Cookie && route.method == Method::POST;
    for route in routes::table().iter().filter(unsafe_doors) {
        for site in ["cross-site", "same-site", "none"] {
            let mut request = ada.request(Method::POST, &path(route, "01JA")).body(Body::empty()).unwrap();
            request.headers_mut().insert("sec-fetch-site", site.parse().unwrap());
            let answer = ada.clone().send(request).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{} from {site}", route.path);
        }
        let mut request = ada.request(Method::POST, &path(route, "01JA")).body(Body::empty()).unwrap();
        request.headers_mut().remove("sec-fetch-site");
        assert_eq!(
            ada.clone().send(request).await.status,
            StatusCode::FORBIDDEN,
            "{} from nowhere",
            route.path
        );
    }
}

#[tokio::test]
async fn a_form_of_the_embedded_provider_from_another_site_is_refused() {
    let longrun = longrun().await;
    assert!(server::provider::forms().contains(&"/idp/sign-in"));
    for path in server::provider::forms() {
        let mut nobody = Browser::new(&longrun);
        let mut request = nobody.request(Method::POST, path).body(Body::empty()).unwrap();
        request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        assert_eq!(nobody.send(request).await.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn whoever_guesses_passwords_waits_and_others_do_not() {
    let longrun = longrun().await;
    let guess = async |address: [u8; 4], password: &str| {
        let mut browser = Browser::new(&longrun);
        let fields = [("email", "ben@longrun.test"), ("password", password)];
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let mut request = browser.request(Method::POST, "/idp/invite").body(Body::from(body)).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((address, 4711))));
        browser.send(request).await.status
    };
    for _ in 0..10 {
        assert_eq!(guess([192, 0, 2, 1], "a wrong password").await, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(guess([192, 0, 2, 1], PASSWORD).await, StatusCode::TOO_MANY_REQUESTS);
    let believed = guess([192, 0, 2, 2], PASSWORD).await;
    assert_eq!(believed, StatusCode::FORBIDDEN, "it is Ben, who does not own the place");
}

#[tokio::test]
async fn what_is_somebody_elses_answers_exactly_as_what_does_not_exist() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let mut ben = Browser::of(&longrun, "ben").await;
    let things = Things::of(&mut ada).await;
    let mut walked = 0;
    for route in with_an_id() {
        let id = things.id(&route);
        let missing: String = id.chars().rev().collect();
        let foreign = enter(&mut ben, &route, id, "1").await;
        let absent = enter(&mut ben, &route, &missing, "1").await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{} {}", route.method, route.path);
        assert_eq!(foreign.status, absent.status);
        assert_eq!(foreign.body, absent.body.replace(&missing, id), "{} {}", route.method, route.path);
        let names = |answer: &Answer| answer.headers.keys().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names(&foreign), names(&absent), "{} {}", route.method, route.path);
        walked += 1;
    }
    assert_eq!(walked, 11, "every door with an id, by each of its methods");
    let workout = ada.get(&format!("/workouts/{}", things.workout)).await;
    assert!(workout.body.contains("Canal loop of Ada"), "{}", workout.body);
    let import = ada.get(&format!("/import/{}", things.import)).await;
    assert!(import.body.contains("Your workouts are stored"), "{}", import.body);
}

#[tokio::test]
async fn the_owner_gets_in_by_every_door() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let things = Things::of(&mut ada).await;
    let (safe, unsafe_): (Vec<_>, Vec<_>) =
        pages().filter(|route| route.act.is_some()).partition(|route| route.method == Method::GET);
    let id =
        |route: &routes::Route| if route.path.contains("{id}") { things.id(route) } else { "" }.to_owned();
    for route in safe {
        let answer = enter(&mut ada, &route, &id(&route), "").await;
        assert_eq!(answer.status, StatusCode::OK, "{}: {}", route.path, answer.body);
    }
    for route in unsafe_ {
        // In the order of the table: the workout is changed before it is deleted, and the settings are as sign-in left them.
        let version = match route.path {
            "/workouts/{id}/load" | "/settings/thresholds" => "2",
            "/workouts/{id}/delete" | "/settings/thresholds/remove" => "3",
            _ => "1",
        };
        let answer = enter(&mut ada, &route, &id(&route), version).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}: {}", route.path, answer.body);
        if route.path == "/import/{id}/commit" {
            settled(&mut ada, &format!("/import/{}", things.import)).await;
        }
    }
}

#[tokio::test]
async fn a_form_sent_twice_logs_one_workout_and_one_that_was_changed_asks_first() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let key = ada.get("/workouts/new").await.hidden("idempotency_key");
    let mut send = async |duration| {
        let fields = [("sport", "run"), ("date", "2026-11-20"), ("time", "07:30"), ("duration", duration)];
        ada.post("/workouts", &[&fields[..], &[("idempotency_key", key.as_str())]].concat()).await
    };
    let (first, again, other) = (send("53:00").await, send("53:00").await, send("54:00").await);
    assert!(first.location().ends_with("notice=logged"), "{}", first.location());
    assert_eq!(again.location(), first.location().replace("logged", "known"));
    assert_eq!(other.status, StatusCode::CONFLICT, "{}", other.body);
    assert_ne!(other.hidden("idempotency_key"), key);
}

#[tokio::test]
async fn a_form_whose_workout_was_deleted_asks_before_it_logs_another() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let key = ada.get("/workouts/new").await.hidden("idempotency_key");
    let fields = [&RUN[..], &[("idempotency_key", key.as_str())]].concat();
    let logged = ada.post("/workouts", &fields).await;
    let path = logged.location().split('?').next().unwrap().to_owned();
    ada.post(&format!("{path}/delete"), &[("version", "1")]).await;
    let again = ada.post("/workouts", &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.body);
    assert_ne!(again.hidden("idempotency_key"), key);
}

#[tokio::test]
async fn wrong_methods_are_named_as_such() {
    let longrun = longrun().await;
    for route in routes::table().into_iter().filter(|route| route.credential != Credential::Bearer) {
        let mut nobody = Browser::new(&longrun);
        let request = nobody.request(Method::DELETE, &path(&route, "01JA")).body(Body::empty()).unwrap();
        let answer = nobody.send(request).await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{}", route.path);
        assert!(answer.headers.contains_key("allow"), "{}", route.path);
    }
}

#[tokio::test]
async fn every_answer_carries_the_promises_to_the_browser() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let paths: Vec<_> = routes::table().iter().map(|route| path(route, "01JA")).collect();
    for path in paths.iter().map(String::as_str).chain(["/nowhere", "/idp/password"]) {
        let answer = ada.get(path).await;
        for name in ["content-security-policy", "x-content-type-options", "referrer-policy"] {
            assert!(answer.headers.contains_key(name), "{path} without {name}");
        }
        assert!(answer.headers["cache-control"].to_str().unwrap().contains("no-store"), "{path}");
    }
}
