//! The authorizer with all that it asks: a provider's keys over HTTP, and a journal in a DynamoDB that is not ours.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../../local/tests/emulator/mod.rs"]
mod emulator;
#[expect(dead_code, reason = "shared with the tests of the API")]
#[path = "../api/issuer.rs"]
mod issuer;
mod runtime;
#[expect(dead_code, reason = "shared with the other test binaries")]
#[path = "../support/mod.rs"]
mod support;

use chrono::{DateTime, TimeDelta, Utc};
use domain::act::{Act, Permit, REFUSALS};
use domain::athlete::AthleteId;
use domain::audit::Row;
use domain::grant::{Grant, Grantee};
use domain::scope::Scopes;
use domain::table::Table;
use emulator::Emulator;
use gate::{Caller, Gate, Person, athlete_of, client_of};
use issuer::Issuer;
use runtime::{Ended, Function, REQUEST};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const READ: &str = include_str!("read.json");

#[expect(clippy::disallowed_methods, reason = "the executable tells the time by the system's clock")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A provider, a journal, and a function between them.
struct House {
    _emulator: Emulator,
    issuer: Issuer,
    table: Table,
    gate: Gate,
    function: Function,
}

impl House {
    async fn new() -> Self {
        let (emulator, issuer) = (Emulator::start().await, Issuer::listening().await);
        let table = Table::new(emulator.client.clone(), "the-journal");
        table.create_if_missing().await.unwrap();
        let settings = [
            ("LONGRUN_OIDC_ISSUER", issuer.address()),
            ("LONGRUN_OIDC_CLIENT_ID", "longrun"),
            ("AWS_ENDPOINT_URL_DYNAMODB", &emulator.url),
            ("LONGRUN_JOURNAL_TABLE", "the-journal"),
        ];
        let function = Function::start(&settings).await;
        Self { _emulator: emulator, issuer, table, gate: Gate::embedded().unwrap(), function }
    }

    fn ada(&self) -> AthleteId {
        athlete_of(self.issuer.address(), "ada")
    }

    fn scale(&self) -> Grantee {
        Grantee::Machine(client_of(self.issuer.address(), "scale"))
    }

    async fn managing(&self) -> Permit {
        let ada = self.ada();
        self.gate.permit(&Caller::athlete(ada.clone()), Act::ManageConnections, &ada).await.unwrap()
    }

    async fn grant(&self, scopes: &str) {
        let grant = Grant {
            grantee: self.scale(),
            name: "Scale".to_owned(),
            known_as: "scale".to_owned(),
            scopes: Scopes::parse(scopes),
            made_at: now(),
            ends_at: Some(now() + TimeDelta::days(1)),
            withdrawn_at: None,
            void_until: None,
        };
        self.table.save_grant(&self.managing().await, grant, now()).await.unwrap();
    }

    /// What is answered to the scale, which asks for something of Ada's with a token for this.
    async fn asks(&mut self, method: &str, scope: &str) -> Ended {
        let now = now().timestamp();
        let claims =
            json!({"sub": "scale", "client_id": "scale", "scope": scope, "iat": now, "exp": now + 300});
        let token = self.issuer.access_token(&claims);
        let mut event: Value = serde_json::from_str(READ).unwrap();
        event["httpMethod"] = method.into();
        event["multiValueHeaders"]["Authorization"] = json!([format!("Bearer {token}")]);
        event["multiValueQueryStringParameters"] = json!({"athlete": [self.ada()]});
        self.function.invoke(event).await
    }

    /// What was refused, the latest first.
    async fn record(&self) -> Vec<Row> {
        let owner = Person { id: self.ada(), groups: BTreeSet::from(["owners".to_owned()]) };
        let admission = self.gate.admit(&Caller::Athlete(owner), REFUSALS[0]).await.unwrap();
        self.table.refusals(&admission, 10).await.unwrap()
    }
}

fn effect((how, answer): &Ended) -> &str {
    assert_eq!(how, "response", "{answer}");
    answer["policyDocument"]["Statement"][0]["Effect"].as_str().unwrap()
}

#[tokio::test]
async fn who_was_granted_something_is_let_in_until_it_is_withdrawn() {
    let mut house = House::new().await;
    assert_eq!(effect(&house.asks("GET", "workouts:read").await), "Deny", "nothing was granted");
    house.grant("workouts:read").await;
    let allowed = house.asks("GET", "workouts:read workouts:write").await;
    assert_eq!(effect(&allowed), "Allow");
    let context = json!({"caller": "machine", "act": "ReadWorkouts"});
    assert_eq!(allowed.1["context"], context);
    assert_eq!(effect(&house.asks("POST", "workouts:read workouts:write").await), "Deny", "it may only read");
    assert_eq!(effect(&house.asks("GET", "trends:read").await), "Deny", "the token lacks the scope");
    let managing = house.managing().await;
    house.table.withdraw_grant(&managing, &house.scale(), now()).await.unwrap();
    assert_eq!(effect(&house.asks("GET", "workouts:read").await), "Deny", "it was withdrawn");
}

#[tokio::test]
async fn what_the_authorizer_refuses_is_on_record_when_it_answers() {
    let mut house = House::new().await;
    house.asks("GET", "workouts:read").await;
    let rows = house.record().await;
    let [row] = &rows[..] else { panic!("{rows:#?}") };
    assert_eq!(row.event.reason, "the policies do not permit ReadWorkouts");
    let Grantee::Machine(scale) = house.scale() else { unreachable!() };
    assert_eq!((&row.event.client, row.times, row.request_id.as_str()), (&Some(scale), 1, REQUEST));
    let mut event: Value = serde_json::from_str(READ).unwrap();
    event["multiValueHeaders"]["Authorization"] = json!(["Bearer x.y.z"]);
    assert_eq!(house.function.invoke(event).await.1["errorType"], "Unauthorized");
    assert_eq!(house.record().await[0].event.reason, "the token cannot be read");
}
