//! Whoever comes with what has ended: withdrawn, taken back, expired.

use super::{Door, EVERYTHING, calls, demo_machine, enter, grant, thing};
use crate::client::{ADA, Client, connected};
use crate::counted::Counted;
use crate::support::files::{MULTIPART, multipart, run};
use crate::support::{Browser, athlete, longrun_at, now, permit};
use axum::body::Body;
use bytes::Bytes;
use chrono::TimeDelta;
use domain::act::Act;
use domain::grant::Grantee;
use domain::scope::Scopes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use gate::client_of;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Request, StatusCode};
use local::table::faults::Fault;
use server::clock::Clock;
use server::routes::Route;
use server::startup::Longrun;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::oneshot;

#[tokio::test]
async fn what_was_withdrawn_ends_with_the_next_request() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let machine = Client::machine(&longrun).await;
    let path = "/api/v1/workouts?athlete=ada@longrun.test";
    assert_eq!(machine.get(path).await.status(), StatusCode::OK);
    let connections = permit(&longrun, "ada", Act::ManageConnections).await;
    let table = &longrun.app.table;
    table.withdraw_grant(&connections, &demo_machine(&longrun), longrun.app.now()).await.unwrap();
    assert_eq!(machine.get(path).await.status(), StatusCode::NOT_FOUND);
    let things = things(&ada).await;
    let apps = table.grants(&connections).await.unwrap();
    let app = apps.iter().find(|grant| matches!(grant.value.grantee, Grantee::App(_))).unwrap();
    assert_eq!(app.value.scopes, Scopes::all());
    table.withdraw_grant(&connections, &app.value.grantee, longrun.app.now()).await.unwrap();
    opens_no_door(&ada, &things).await;
}

/// Every call, with the id of something of Ada's.
async fn things(ada: &Client) -> Vec<(Route, String)> {
    let mut things = Vec::new();
    for route in calls() {
        let id = if route.path.contains("{id}") { thing(ada, &route).await } else { String::new() };
        things.push((route, id));
    }
    things
}

async fn opens_no_door(client: &Client, things: &[(Route, String)]) {
    for (route, id) in things {
        let door = Door { method: route.method.clone(), path: route.path.to_owned() };
        let refused = enter(client, &door, id, "").await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{} {}", route.method, route.path);
        assert!(refused.header("www-authenticate").contains("error=\"invalid_token\""), "{}", route.path);
    }
}

#[tokio::test]
async fn what_is_on_its_way_when_a_grant_is_withdrawn_is_not_brought() {
    let longrun = connected().await;
    let (ada, machine) = (Client::lent(&longrun, "ada", EVERYTHING).await, Client::machine(&longrun).await);
    grant(&longrun, demo_machine(&longrun), "workouts:read workouts:write").await;
    let form = multipart(&[("a.gpx", run(6, 0))]);
    let (first, last) = form.split_at(form.len() / 2);
    let (first, last) = (Bytes::copy_from_slice(first), Bytes::copy_from_slice(last));
    let (begun, has_begun) = oneshot::channel();
    let (go_on, goes_on) = oneshot::channel::<()>();
    let pieces = stream::once(async move { begun.send(()).map(|()| first) })
        .chain(stream::once(async move { goes_on.await.map_or(Err(()), |()| Ok(last)) }));
    let body = Body::from_stream(pieces.map_err(|()| std::io::Error::other("nobody listens")));
    let request = Request::post(format!("/api/v1/imports?{ADA}"))
        .header(HOST, "localhost:3000")
        .header(AUTHORIZATION, format!("Bearer {}", machine.token()))
        .header(CONTENT_TYPE, MULTIPART);
    let withdrawn = async {
        has_begun.await.unwrap();
        let connections = permit(&longrun, "ada", Act::ManageConnections).await;
        let (table, now) = (&longrun.app.table, longrun.app.now());
        table.withdraw_grant(&connections, &demo_machine(&longrun), now).await.unwrap();
        go_on.send(()).unwrap();
    };
    let (refused, ()) = tokio::join!(machine.send(request.body(body).unwrap()), withdrawn);
    assert_eq!(refused.status(), StatusCode::NOT_FOUND, "{}", refused.answer.body);
    assert!(longrun.app.table.imports_to_do().await.unwrap().is_empty());
    assert_eq!(ada.get("/api/v1/workouts").await.json["items"], serde_json::json!([]));
}

#[tokio::test]
async fn a_machine_finds_nothing_once_its_grant_has_ended() {
    let minute = Arc::new(AtomicI64::new(0));
    let longrun = at_minute(&minute).await;
    let app = &longrun.app;
    server::demo::connect(app, app.relying_party.issuer(), app.now()).await.unwrap();
    let path = format!("/api/v1/workouts?{ADA}");
    // Of a day, as the matrix grants it.
    grant(&longrun, demo_machine(&longrun), "workouts:read").await;
    minute.store(23 * 60, Ordering::Relaxed);
    assert_eq!(Client::machine(&longrun).await.get(&path).await.status(), StatusCode::OK);
    minute.store(24 * 60, Ordering::Relaxed);
    assert_eq!(Client::machine(&longrun).await.get(&path).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_withdrawal_that_failed_half_way_can_be_finished() {
    let longrun = connected().await;
    let counted = Counted::of(&longrun);
    let mut ada = counted.browser(Browser::of(&longrun, "ada").await);
    let (list, machine) = ("/settings/connections", demo_machine(&longrun));
    let withdraw = format!("{list}/machine/{}/withdraw", machine.id());
    // More than the client of the store tries again.
    for _ in 0..3 {
        counted.requests.queue("PutItem", Fault::Reset);
    }
    assert_eq!(ada.post(&withdraw, &[]).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(ada.get(list).await.body.contains(&withdraw), "there is a way to finish it");
    assert_eq!(ada.post(&withdraw, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(!ada.get(list).await.body.contains(&withdraw));
    let connections = permit(&longrun, "ada", Act::ManageConnections).await;
    let clients = longrun.app.table.own_clients(&connections).await.unwrap();
    assert!(clients.iter().all(|client| client.ended_at.is_some()), "{clients:?}");
}

#[tokio::test]
async fn what_was_taken_back_stays_so_when_the_app_is_lent_another_token() {
    let minute = Arc::new(AtomicI64::new(0));
    let longrun = at_minute(&minute).await;
    let client = Client::registered(&longrun).await;
    let lent = async || Client::lent_to(&longrun, &client, "ada", EVERYTHING).await;
    let status = async |holder: &Client| holder.get("/api/v1/workouts").await.status();
    let mut before = vec![lent().await];
    assert_eq!(status(&before[0]).await, StatusCode::OK);
    let connections = permit(&longrun, "ada", Act::ManageConnections).await;
    let app = Grantee::App(client_of(longrun.app.relying_party.issuer(), &client));
    for sign_in in 1..=2 {
        longrun.app.table.withdraw_grant(&connections, &app, longrun.app.now()).await.unwrap();
        minute.store(sign_in, Ordering::Relaxed);
        let anew = lent().await;
        assert_eq!(status(&anew).await, StatusCode::OK, "sign-in {sign_in}");
        let grant = longrun.app.table.granted(&athlete(&longrun, "ada"), &app).await.unwrap().unwrap();
        assert!(grant.is_living(longrun.app.now()), "it is listed as what it is");
        for (number, old) in before.iter().enumerate() {
            assert_eq!(status(old).await, StatusCode::UNAUTHORIZED, "token {number}, sign-in {sign_in}");
        }
        assert_eq!(status(&anew).await, StatusCode::OK, "whoever comes with an old one changes nothing");
        before.push(anew);
    }
}

#[tokio::test]
async fn a_token_that_has_expired_opens_no_door() {
    let minute = Arc::new(AtomicI64::new(0));
    let longrun = at_minute(&minute).await;
    let (old, ada) =
        (Client::lent(&longrun, "ada", EVERYTHING).await, Client::lent(&longrun, "ada", EVERYTHING).await);
    let things = things(&ada).await;
    minute.store(60, Ordering::Relaxed);
    opens_no_door(&old, &things).await;
}

/// A Longrun of the demo's athletes whose clock stands so many minutes after the others'.
async fn at_minute(minute: &Arc<AtomicI64>) -> Longrun {
    let minute = Arc::clone(minute);
    let tell = move || now() + TimeDelta::minutes(minute.load(Ordering::Relaxed));
    longrun_at(Clock::new(tell), &["--demo", "--data", "memory"]).await
}
