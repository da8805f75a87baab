//! Machines, within their token and their grant.

use super::{EVERYTHING, Who, demo_machine, grant, scope, walk};
use crate::client::{ADA, Client, at, connected};
use crate::counted::Counted;
use crate::support::permit;
use domain::act::Act;
use domain::scope::Scope;
use http::StatusCode;
use local::table::faults::Fault;

/// What the demo's machine can have a token for, and was granted by Ada.
const LENT: [Scope; 3] = [Scope::WorkoutsRead, Scope::WorkoutsWrite, Scope::TrendsRead];

#[tokio::test]
async fn a_machine_may_what_its_token_and_its_grant_are_good_for() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let machine = Client::machine(&longrun).await;
    walk((Who::Other, &machine), &ada, ADA, |route| match scope(route) {
        Some(scope) if !LENT.contains(&scope) => StatusCode::FORBIDDEN,
        _ => StatusCode::OK,
    })
    .await;
    grant(&longrun, demo_machine(&longrun), "trends:read").await;
    walk((Who::Other, &machine), &ada, ADA, |route| match scope(route) {
        Some(Scope::TrendsRead) | None => StatusCode::OK,
        Some(_) => StatusCode::FORBIDDEN,
    })
    .await;
}

#[tokio::test]
async fn a_machine_whose_token_lacks_the_scope_is_told_so_whatever_it_was_granted() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    for lacking in LENT {
        let rest: Vec<_> = LENT.iter().filter(|it| **it != lacking).map(|it| it.name()).collect();
        let demo = ("demo-machine", "demo-machine-secret");
        let poorer = Client::of_machine(&longrun, demo, &rest.join(" ")).await;
        walk((Who::Other, &poorer), &ada, ADA, |route| match scope(route) {
            Some(scope) if scope == lacking || !LENT.contains(&scope) => StatusCode::FORBIDDEN,
            _ => StatusCode::OK,
        })
        .await;
    }
}

#[tokio::test]
async fn a_machine_finds_nobody_who_has_granted_it_nothing() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let machine = Client::machine(&longrun).await;
    walk((Who::Other, &machine), &ada, "athlete=ben@longrun.test", |route| match scope(route) {
        Some(scope) if !LENT.contains(&scope) => StatusCode::FORBIDDEN,
        _ => StatusCode::NOT_FOUND,
    })
    .await;
}

#[tokio::test]
async fn what_a_grantee_did_last_is_kept() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    machine.get("/api/v1/trends?athlete=ada@longrun.test").await;
    let connections = permit(&longrun, "ada", Act::ManageConnections).await;
    let uses = longrun.app.table.uses(&connections).await.unwrap();
    let (grantee, last) = uses.first().unwrap();
    assert_eq!((grantee, last.act, last.status), (&demo_machine(&longrun), Act::ReadTrends, 200));
}

#[tokio::test]
async fn what_could_not_be_noted_is_noted_with_the_next_call() {
    let longrun = connected().await;
    let counted = Counted::of(&longrun);
    let machine = counted.client(&Client::machine(&longrun).await);
    let connections = permit(&longrun, "ada", Act::ManageConnections).await;
    // More than the client of the store tries again.
    for _ in 0..3 {
        counted.requests.queue("PutItem", Fault::Reset);
    }
    for noted in 0..=1 {
        assert_eq!(machine.get(&at("/trends")).await.status(), StatusCode::OK);
        assert_eq!(longrun.app.table.uses(&connections).await.unwrap().len(), noted);
    }
}
