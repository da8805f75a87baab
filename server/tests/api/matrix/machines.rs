//! Machines, within their token and their grant.

use super::{EVERYTHING, demo_machine, grant, is_about_the_installation, scope, walk};
use crate::client::{Client, connected};
use crate::support::permit;
use domain::act::Act;
use domain::scope::Scope;
use http::StatusCode;
use server::routes::Route;

#[tokio::test]
async fn a_machine_may_what_its_token_and_its_grant_are_good_for() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let machine = Client::machine(&longrun).await;
    let ungranted = |route: &Route| {
        if is_about_the_installation(route) { StatusCode::NOT_FOUND } else { StatusCode::OK }
    };
    walk(&machine, &ada, "athlete=ada@longrun.test", |route| match scope(route) {
        Some(Scope::ProfileRead | Scope::ProfileWrite) => StatusCode::FORBIDDEN,
        _ => ungranted(route),
    })
    .await;
    grant(&longrun, demo_machine(&longrun), "trends:read").await;
    walk(&machine, &ada, "athlete=ada@longrun.test", |route| match scope(route) {
        Some(Scope::TrendsRead) | None => ungranted(route),
        Some(_) => StatusCode::FORBIDDEN,
    })
    .await;
}

#[tokio::test]
async fn a_machine_finds_nobody_who_has_granted_it_nothing() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let machine = Client::machine(&longrun).await;
    walk(&machine, &ada, "athlete=ben@longrun.test", |route| match scope(route) {
        Some(Scope::ProfileRead | Scope::ProfileWrite) => StatusCode::FORBIDDEN,
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
