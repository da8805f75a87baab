//! Whoever comes with what has ended: withdrawn, taken back, expired.

use super::{Door, EVERYTHING, calls, demo_machine, enter, thing};
use crate::client::{Client, connected};
use crate::support::{athlete, longrun_at, now, permit};
use chrono::TimeDelta;
use domain::act::Act;
use domain::grant::Grantee;
use domain::scope::Scopes;
use gate::client_of;
use http::StatusCode;
use server::clock::Clock;
use server::startup::Longrun;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

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
    let own = "/api/v1/workouts";
    assert_eq!(ada.get(own).await.status(), StatusCode::OK);
    let apps = table.grants(&connections).await.unwrap();
    let app = apps.iter().find(|grant| matches!(grant.value.grantee, Grantee::App(_))).unwrap();
    assert_eq!(app.value.scopes, Scopes::all());
    table.withdraw_grant(&connections, &app.value.grantee, longrun.app.now()).await.unwrap();
    let refused = ada.get(own).await;
    assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
    assert!(refused.header("www-authenticate").contains("invalid_token"));
}

#[tokio::test]
async fn what_was_taken_back_is_good_again_once_it_is_lent_anew() {
    let hour = Arc::new(AtomicI64::new(0));
    let longrun = at_hour(&hour).await;
    let client = Client::registered(&longrun).await;
    let first = Client::lent_to(&longrun, &client, "ada", EVERYTHING).await;
    assert_eq!(first.get("/api/v1/workouts").await.status(), StatusCode::OK);
    let connections = permit(&longrun, "ada", Act::ManageConnections).await;
    let app = Grantee::App(client_of(longrun.app.relying_party.issuer(), &client));
    for sign_in in 1..=2 {
        longrun.app.table.withdraw_grant(&connections, &app, longrun.app.now()).await.unwrap();
        hour.store(sign_in, Ordering::Relaxed);
        let anew = Client::lent_to(&longrun, &client, "ada", EVERYTHING).await;
        assert_eq!(anew.get("/api/v1/workouts").await.status(), StatusCode::OK, "sign-in {sign_in}");
        let grant = longrun.app.table.granted(&athlete(&longrun, "ada"), &app).await.unwrap().unwrap();
        assert!(grant.is_living(longrun.app.now()), "it is listed as what it is");
    }
}

#[tokio::test]
async fn a_token_that_has_expired_opens_no_door() {
    let hour = Arc::new(AtomicI64::new(0));
    let longrun = at_hour(&hour).await;
    let (old, ada) =
        (Client::lent(&longrun, "ada", EVERYTHING).await, Client::lent(&longrun, "ada", EVERYTHING).await);
    let things: Vec<_> = calls().collect();
    let mut ids = Vec::new();
    for route in &things {
        ids.push(if route.path.contains("{id}") { thing(&ada, route).await } else { String::new() });
    }
    hour.store(1, Ordering::Relaxed);
    for (route, id) in things.iter().zip(ids) {
        let door = Door { method: route.method.clone(), path: route.path.to_owned() };
        let refused = enter(&old, &door, &id, "").await;
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED, "{} {}", route.method, route.path);
        assert!(refused.header("www-authenticate").contains("error=\"invalid_token\""), "{}", route.path);
    }
}

/// A Longrun of the demo's athletes whose clock stands so many hours after the others'.
async fn at_hour(hour: &Arc<AtomicI64>) -> Longrun {
    let hour = Arc::clone(hour);
    let tell = move || now() + TimeDelta::hours(hour.load(Ordering::Relaxed));
    longrun_at(Clock::new(tell), &["--demo", "--data", "memory"]).await
}
