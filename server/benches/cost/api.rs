//! The API for machines: a list, a trend and a workout logged, beside the same bytes and what the checks cost.

use crate::answer::Request;
use crate::load::{Cost, served};
use crate::log::Log;
use crate::report::{aim, micros, millis, row, section};
use crate::support::{Browser, athlete};
use crate::{Outcome, alike};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Uri};
use axum::middleware::map_request;
use axum::routing::get;
use axum::{Router, extract};
use chrono::{Days, NaiveDate};
use domain::act::Act;
use gate::{Bearer, Log as Asked, Resource};
use serde_json::{Value, json};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const ADA: &str = "athlete=ada@longrun.test";
const CHECKS: u32 = 20_000;

pub(crate) async fn measure() -> Outcome {
    let folder = tempfile::tempdir()?;
    let mut log = Log::open(folder.path()).await?;
    log.grow(100).await;
    let app = &log.longrun.app;
    server::demo::connect(app, app.relying_party.issuer(), app.now()).await?;
    let token = token(&log).await?;
    checks(&log, &token).await?;
    calls(&log, &token).await?;
    alike::measure(&log, &token).await
}

/// The demo machine's access token.
async fn token(log: &Log) -> Outcome<String> {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", "demo-machine"),
        ("client_secret", "demo-machine-secret"),
    ];
    let answer = Browser::new(&log.longrun).post("/idp/token", &fields).await;
    let tokens: Value = serde_json::from_str(&answer.body)?;
    Ok(tokens["access_token"].as_str().ok_or("no token")?.to_owned())
}

async fn calls(log: &Log, token: &str) -> Outcome {
    let at = |path: &str| Request { token: token.to_owned(), ..Request::get(path) };
    let cost = async |request: &Request| served(log.longrun.router.clone(), request).await;
    let list = cost(&at(&format!("/api/v1/workouts?limit=100&{ADA}"))).await?;
    let unread = served(never_twice(log.longrun.router.clone()), &at("/api/v1/workouts")).await?;
    let trend = cost(&at(&format!("/api/v1/trends?{ADA}"))).await?;
    let same = served(same_bytes(log, token).await, &Request::get("/")).await?;
    let workout = json!({
        "sport": "run", "started_at": "2026-11-01T07:30:00+01:00", "time_zone": "Europe/Berlin", "duration_s": 3180,
        "distance_m": 10240, "effort": 6.5, "title": "Canal loop"
    });
    let create = Request { json: workout.to_string(), ..at(&format!("/api/v1/workouts?{ADA}")) };
    let create = cost(&create).await?;
    section(
        "API, 100 workouts, store in a file, 16 connections",
        &["", "requests/s", "p50", "p99", "CPU/request"],
    );
    print("list of 100", unread);
    print("list of 100, read before", list);
    print("trend of 30 days", trend);
    print("workout logged, durable", create);
    print("the list's bytes", same);
    aim("a list of 100 costs less than 2 ms CPU", unread.cpu < Duration::from_millis(2));
    Ok(())
}

/// Asks for the same hundred from another day of the first years at every request, as nothing is kept of that one:
/// what the first list after a write costs.
fn never_twice(router: Router) -> Router {
    let asked = Arc::new(AtomicU64::new(0));
    router.layer(map_request(move |mut request: extract::Request| {
        let day = NaiveDate::default() - Days::new(asked.fetch_add(1, Ordering::Relaxed));
        let query = format!("{}?limit=100&{ADA}&from={day}", request.uri().path());
        *request.uri_mut() = query.parse().expect("a path and a query");
        async move { request }
    }))
}

/// A handler that answers what the list does, made before.
async fn same_bytes(log: &Log, token: &str) -> Router {
    let mut browser = Browser::new(&log.longrun);
    let request = browser.request(axum::http::Method::GET, &format!("/api/v1/workouts?limit=100&{ADA}"));
    let request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    let list = browser.send(request.body(axum::body::Body::empty()).expect("a request")).await.body;
    let bytes = bytes::Bytes::from(list);
    Router::new().route("/", get(async move || ([(CONTENT_TYPE, "application/json")], bytes.clone())))
}

/// What a token's check and a decision cost by themselves.
async fn checks(log: &Log, token: &str) -> Outcome {
    let app = &log.longrun.app;
    let headers = HeaderMap::from_iter([(AUTHORIZATION, format!("Bearer {token}").try_into()?)]);
    let (uri, ada) = (Uri::from_static("/api/v1/workouts"), athlete(&log.longrun, "ada"));
    let issuer = app.relying_party.tokens();
    let begun = Instant::now();
    for _ in 0..CHECKS {
        black_box(issuer.bearer(&headers, &uri).await?);
    }
    let token_check = begun.elapsed() / CHECKS;
    let Bearer { caller, .. } = issuer.bearer(&headers, &uri).await?;
    let granted = domain::scope::Scopes::all();
    let asked = Resource::Log(Asked { athlete: &ada, granted: Some(&granted) });
    let begun = Instant::now();
    for _ in 0..CHECKS {
        black_box(app.gate.judge(&caller, Act::ReadWorkouts, asked).await);
    }
    let decision = begun.elapsed() / CHECKS;
    section("One after the other, in one thread", &["", "time"]);
    row(&["an access token checked", &micros(token_check)]);
    row(&["a Cedar decision", &micros(decision)]);
    aim("a token check takes less than 60 µs", token_check < Duration::from_micros(60));
    aim("a decision takes less than 20 µs", decision < Duration::from_micros(20));
    Ok(())
}

fn print(what: &str, cost: Cost) {
    let rate = format!("{:.0}", cost.seen.per_second);
    row(&[what, &rate, &millis(cost.seen.p50), &millis(cost.seen.p99), &micros(cost.cpu)]);
}
