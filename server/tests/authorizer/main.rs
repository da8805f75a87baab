//! The authorizer of an API Gateway, by events as API Gateway sends them.

mod lambda;
mod runtime;

use chrono::DateTime;
use domain::athlete::AthleteId;
use domain::grant::ClientId;
use domain::scope::Scopes;
use gate::{Act, Caller, Documents, Gate, Groups, Person, Sources};
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, Uri};
use local::policy::PolicyStore;
use serde_json::{Value, json};
use server::authorizer::{Answer, Door, Event, Failure, Whose, authorize, doors};

const READ: &str = include_str!("read.json");
const REPLACE: &str = include_str!("replace.json");
const DOCUMENTED: &str = include_str!("documented.json");

fn event(json: &str) -> Value {
    serde_json::from_str(json).expect("JSON")
}

/// The same event with another token.
fn with_token(json: &str, token: &str) -> Value {
    let mut event = event(json);
    event["multiValueHeaders"]["Authorization"] = json!([format!("Bearer {token}")]);
    event
}

/// The same event for another method and path.
fn elsewhere(method: &str, path: &str, token: &str) -> Value {
    let mut event = with_token(READ, token);
    event["httpMethod"] = method.into();
    event["path"] = path.into();
    event["methodArn"] =
        format!("arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/v1/{method}{path}").into();
    event
}

fn door(method: Method, path: &'static str, act: Act) -> Door {
    Door { method, path, act }
}

fn api() -> Vec<Door> {
    vec![
        door(Method::GET, "/api/v1/workouts", Act::ReadWorkouts),
        door(Method::POST, "/api/v1/workouts", Act::LogWorkout),
        door(Method::GET, "/api/v1/workouts/{id}", Act::ReadWorkouts),
        door(Method::PUT, "/api/v1/workouts/{id}", Act::EditWorkout),
        door(Method::GET, "/api/v1/clients", Act::Get),
    ]
}

fn athlete(id: &str) -> AthleteId {
    AthleteId::parse(id).expect("an id")
}

/// What the tests' tokens say: an athlete's app, one that may only read, an owner's, and a machine's.
async fn who(headers: &HeaderMap, _: &Uri) -> Result<Caller, Failure> {
    let mut tokens = headers.get_all(AUTHORIZATION).iter();
    let token = tokens.next().and_then(|it| it.to_str().ok()?.strip_prefix("Bearer "));
    let client = |id: &str| ClientId::parse(id).expect("an id");
    let app = |id: &str, scopes: &str, group: Option<&str>| {
        let groups = group.into_iter().map(str::to_owned).collect::<Groups>();
        let athlete = Person { id: athlete(id), groups };
        Caller::Delegate { athlete, client: client("app"), scopes: Scopes::parse(scopes), agent: false }
    };
    match (token, tokens.next()) {
        (Some("ada"), None) => Ok(app("ada", "workouts:read workouts:write", None)),
        (Some("reader"), None) => Ok(app("ada", "workouts:read", None)),
        (Some("owner"), None) => Ok(app("ada", "workouts:read installation:read", Some("owners"))),
        (Some("machine"), None) => {
            let scopes = Scopes::parse("workouts:read workouts:write");
            Ok(Caller::Machine { client: client("logger"), scopes, groups: Groups::new() })
        }
        _ => Err(Failure::Unauthorized),
    }
}

/// Ada granted the machine to read; Ben granted nothing, and nobody else is known.
async fn whose(caller: &Caller, named: Option<&str>) -> Result<Option<Whose>, Failure> {
    let whose = |id: &str, granted: Option<&str>| {
        Ok(Some(Whose { athlete: athlete(id), granted: granted.map(Scopes::parse) }))
    };
    match (caller, named) {
        (Caller::Delegate { athlete, .. }, None) => whose(athlete.id.as_str(), None),
        (Caller::Machine { .. }, Some("ada")) => whose("ada", Some("workouts:read")),
        (_, Some("ben")) => whose("ben", None),
        (_, Some("down")) => Err(Failure::Unavailable),
        _ => Ok(None),
    }
}

async fn asked(event: Value) -> Result<Answer, Failure> {
    asked_of(&Gate::embedded().expect("policies"), event).await
}

async fn asked_of(gate: &Gate, event: Value) -> Result<Answer, Failure> {
    let event: Event = serde_json::from_value(event).expect("an event");
    authorize(&event, (gate, &api()), who, whose).await
}

async fn allows(event: Value) -> bool {
    asked(event).await.expect("an answer").allows()
}

#[tokio::test]
async fn who_may_is_let_in_to_that_method_and_that_path() {
    let answer = asked(event(REPLACE)).await.expect("an answer");
    let resource = "arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/v1/PUT/api/v1/workouts/01KAPZ3Q6N9B2V7X4M8T5R1C0D";
    let expected = json!({
        "principalId": "ada",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": resource}],
        },
        "context": {"caller": "app", "act": "EditWorkout"},
    });
    assert_eq!(serde_json::to_value(&answer).expect("JSON"), expected);
}

#[tokio::test]
async fn a_token_without_the_scope_is_denied() {
    assert!(allows(with_token(READ, "reader")).await);
    let answer = asked(with_token(REPLACE, "reader")).await.expect("an answer");
    let told = serde_json::to_value(&answer).expect("JSON");
    assert_eq!(told["policyDocument"]["Statement"][0]["Effect"], "Deny");
}

#[tokio::test]
async fn a_machine_is_denied_what_the_athlete_it_names_has_not_granted() {
    let names = |mut event: Value, athletes: &[&str]| {
        event["multiValueQueryStringParameters"] = json!({"athlete": athletes});
        event
    };
    let read = || with_token(READ, "machine");
    assert!(allows(names(read(), &["ada"])).await);
    assert!(!allows(names(with_token(REPLACE, "machine"), &["ada"])).await, "granted is to read only");
    assert!(!allows(names(read(), &["ben"])).await);
    assert!(
        !allows(names(read(), &["nobody"])).await,
        "somebody unknown is like somebody who granted nothing"
    );
    assert!(!allows(read()).await, "a machine has no log of its own");
    assert!(!allows(names(read(), &["ada", "ben"])).await, "one of two could be meant");
    assert_eq!(asked(names(read(), &["down"])).await, Err(Failure::Unavailable));
}

#[tokio::test]
async fn whoever_has_not_proven_who_they_are_hears_the_word_that_the_gateway_knows() {
    let mut without = event(READ);
    for headers in ["headers", "multiValueHeaders"] {
        without[headers].as_object_mut().expect("headers").remove("Authorization");
    }
    let mut twice = event(READ);
    twice["multiValueHeaders"]["Authorization"] = json!(["Bearer ada", "Bearer machine"]);
    let mut none = event(READ);
    none["headers"] = Value::Null;
    none["multiValueHeaders"] = Value::Null;
    for event in [without, twice, none, with_token(READ, "garbled"), with_token(READ, "a\nda")] {
        assert_eq!(asked(event).await.expect_err("no answer").to_string(), "Unauthorized");
    }
}

#[tokio::test]
async fn what_is_no_door_of_the_api_is_denied() {
    assert!(!allows(event(DOCUMENTED)).await);
    for (method, path) in [
        ("GET", "/api/v1/nothing"),
        ("GET", "/api/v1/workouts/"),
        ("GET", "/api/v1/workouts/a/b"),
        ("GET", "/dashboard"),
        ("DELETE", "/api/v1/workouts/a"),
        ("PATCH", "/api/v1/workouts"),
        ("OPTIONS", "/api/v1/workouts"),
    ] {
        assert!(!allows(elsewhere(method, path, "ada")).await, "{method} {path}");
    }
    assert!(allows(elsewhere("HEAD", "/api/v1/workouts", "ada")).await, "GET answers HEAD too");
}

#[tokio::test]
async fn a_path_that_stands_for_others_where_a_policy_names_it_is_denied() {
    assert!(allows(elsewhere("GET", "/api/v1/workouts/01KAPZ3Q6N9B2V7X4M8T5R1C0D", "ada")).await);
    for path in ["*", "?", "a*", "$%7Baws:username%7D", "${aws:username}", "%2A", "a%2Fb", "ä", ".:"] {
        let path = format!("/api/v1/workouts/{path}");
        assert!(
            !matches!(asked(elsewhere("GET", &path, "ada")).await, Ok(answer) if answer.allows()),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_event_that_contradicts_itself_is_denied() {
    let arn = |rest: &str| format!("arn:aws:execute-api:eu-west-1:123456789012:abcdef1234/v1/{rest}");
    for (field, value) in [
        ("methodArn", arn("PUT/api/v1/workouts")),
        ("methodArn", arn("GET/api/v1/workouts/a")),
        ("methodArn", arn("*/api/v1/workouts")),
        ("methodArn", "arn:aws:execute-api:eu-west-1:123456789012:abcdef1234".to_owned()),
        ("methodArn", String::new()),
        ("httpMethod", "POST".to_owned()),
        ("path", "/api/v1/workouts/a".to_owned()),
        ("path", "/base/api/v1/workouts".to_owned()),
    ] {
        let mut event = event(READ);
        event[field] = value.clone().into();
        assert!(!allows(event).await, "{field}: {value}");
    }
}

#[tokio::test]
async fn a_group_may_get_named_paths_by_either_arm_of_the_gate() {
    let documents = Documents::of(&Sources::embedded()).expect("documents");
    let definitions = documents.definitions();
    let store = PolicyStore::new("PS1", documents.schema.clone(), definitions.values()).expect("a store");
    let verified = Gate::verified_permissions(store.client(), "PS1", || DateTime::UNIX_EPOCH);
    for gate in [Gate::embedded().expect("policies"), verified] {
        for (token, method, allowed) in [
            ("owner", "GET", true),
            ("reader", "GET", false),
            ("machine", "GET", false),
            ("owner", "POST", false),
        ] {
            let answer = asked_of(&gate, elsewhere(method, "/api/v1/clients", token)).await;
            assert_eq!(answer.expect("an answer").allows(), allowed, "{token} {method} {gate:?}");
        }
        assert!(asked_of(&gate, event(READ)).await.expect("an answer").allows());
    }
}

#[test]
fn every_door_is_a_route_of_the_api() {
    for door in doors() {
        assert!(door.path.starts_with("/api/v1/"), "{door:?}");
    }
}
