//! Agents: programs that act for somebody who is not there, and whose token says so (RFC 8693 §4.1).

use super::{EVERYTHING, Who, scope, walk};
use crate::client::Client;
use crate::issuer::Issuer;
use domain::act::Act;
use domain::scope::Scope;
use gate::athlete_of;
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode, Uri};
use serde_json::{Value, json};
use server::startup::Longrun;

/// What a token of Ada's says, lent to a program.
fn lent(scopes: &str) -> Value {
    json!({"sub": "ada", "client_id": "meadow", "scope": scopes})
}

/// The same, held by an agent.
fn held(scopes: &str) -> Value {
    let mut claims = lent(scopes);
    claims["act"] = json!({"sub": "helper"});
    claims
}

/// No agent changes who somebody is, or who else may do something with their log.
fn is_for_agents(act: Act) -> bool {
    !matches!(act, Act::EditProfile | Act::ManageConnections)
}

async fn house() -> (Longrun, Issuer, Client) {
    let issuer = Issuer::listening().await;
    let longrun = issuer.longrun().await;
    let ada = Client::holding(&longrun, issuer.access_token(&lent(EVERYTHING)));
    (longrun, issuer, ada)
}

#[tokio::test]
async fn an_agent_gets_in_where_the_athlete_does_but_changes_neither_profile_nor_connections() {
    let (longrun, issuer, ada) = house().await;
    let agent = Client::holding(&longrun, issuer.access_token(&held(EVERYTHING)));
    walk((Who::Agent, &agent), &ada, "", |_| StatusCode::OK).await;
}

#[tokio::test]
async fn an_agent_whose_token_lacks_the_scope_is_told_so() {
    let (longrun, issuer, ada) = house().await;
    for lacking in Scope::ALL {
        let rest: Vec<_> = EVERYTHING.split(' ').filter(|it| *it != lacking.name()).collect();
        let agent = Client::holding(&longrun, issuer.access_token(&held(&rest.join(" "))));
        walk((Who::Agent, &agent), &ada, "", |route| {
            if scope(route) == Some(lacking) { StatusCode::FORBIDDEN } else { StatusCode::OK }
        })
        .await;
    }
}

#[tokio::test]
async fn an_agent_finds_nobody_else() {
    let (longrun, issuer, ada) = house().await;
    let mut claims = held(EVERYTHING);
    claims["sub"] = json!("ben");
    let agent = Client::holding(&longrun, issuer.access_token(&claims));
    let query = format!("athlete={}", athlete_of(longrun.app.relying_party.issuer(), "ada"));
    walk((Who::Other, &agent), &ada, &query, |_| StatusCode::NOT_FOUND).await;
}

/// Not every act has a door of the API, so the gate is asked about each.
#[tokio::test]
async fn the_gate_lets_an_agent_do_what_the_athlete_may_but_for_profile_and_connections() {
    let (longrun, issuer, _) = house().await;
    let app = &longrun.app;
    let caller = async |claims: &Value| {
        let token = format!("Bearer {}", issuer.access_token(claims));
        let headers = HeaderMap::from_iter([(AUTHORIZATION, token.parse().unwrap())]);
        app.relying_party.tokens().bearer(&headers, &Uri::from_static("/")).await.unwrap().caller
    };
    let (athlete, agent) = (caller(&lent(EVERYTHING)).await, caller(&held(EVERYTHING)).await);
    let ada = athlete_of(app.relying_party.issuer(), "ada");
    for act in Act::ALL {
        let own = app.gate.permit(&athlete, act, &ada).await.is_ok();
        let for_them = app.gate.permit(&agent, act, &ada).await.is_ok();
        assert_eq!(for_them, own && is_for_agents(act), "{act:?}");
    }
}
