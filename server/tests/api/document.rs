//! The document about the API: what gateways for tools demand of it, and that answers are as it says.

use super::client::{Client, connected};
use boon::{Compiler, Draft, Schemas};
use domain::workout::FieldError;
use domain::workout::wire::{FIELDS, Submission};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use server::api::document::document;
use server::api::fault::KINDS;
use server::routes;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

/// What is not JSON: gateways that speak nothing else leave these out. The list may only shrink.
const NOT_JSON: [&str; 2] = ["importFiles", "readOriginal"];

fn described() -> Value {
    document(&routes::table(), "http://localhost:3000")
}

fn operations(document: &Value) -> Vec<(String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, item): (&String, &Value)| {
        let item = item.as_object().unwrap().clone();
        let path = path.clone();
        item.into_iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
    };
    paths.iter().flat_map(methods).collect()
}

fn everywhere(value: &Value, name: &str) -> usize {
    match value {
        Value::Object(object) => {
            usize::from(object.contains_key(name))
                + object.values().map(|it| everywhere(it, name)).sum::<usize>()
        }
        Value::Array(array) => array.iter().map(|it| everywhere(it, name)).sum(),
        _ => 0,
    }
}

#[test]
fn gateways_for_tools_can_read_it() {
    let document = described();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"], json!([{"url": "http://localhost:3000"}]));
    for name in ["oneOf", "anyOf", "allOf", "style", "explode"] {
        assert_eq!(everywhere(&document, name), 0, "{name}");
    }
    let ids: Vec<_> =
        operations(&document).iter().map(|(_, it)| it["operationId"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    for (place, operation) in operations(&document) {
        let kinds = |content: &Value| {
            content.as_object().map(|it| it.keys().cloned().collect::<Vec<_>>()).unwrap_or_default()
        };
        let taken = kinds(&operation["requestBody"]["content"]);
        let answers = operation["responses"].as_object().unwrap();
        let told = answers.values().flat_map(|answer| kinds(&answer["content"]));
        let is_json = |kind: &String| kind == "application/json" || kind == "application/problem+json";
        let id = operation["operationId"].as_str().unwrap();
        assert_eq!(
            taken.iter().chain(&told.collect::<Vec<_>>()).all(is_json),
            !NOT_JSON.contains(&id),
            "{place}"
        );
    }
}

#[test]
fn every_call_is_described_and_everything_described_is_a_call() {
    let routed: BTreeSet<_> = routes::table()
        .iter()
        .filter(|route| route.path.starts_with("/api/"))
        .map(|route| format!("{} {}", route.method.as_str().to_lowercase(), route.path))
        .collect();
    let described: BTreeSet<_> = operations(&described()).into_iter().map(|(place, _)| place).collect();
    assert_eq!(routed, described);
}

#[test]
fn every_operation_says_what_a_client_needs() {
    for (place, operation) in operations(&described()) {
        assert!(operation["summary"].as_str().is_some_and(|it| !it.is_empty()), "{place}");
        if place == "get /api/openapi.json" {
            continue;
        }
        let answers = operation["responses"].as_object().unwrap();
        for status in ["400", "401", "403", "404", "422", "429", "500", "503"] {
            assert!(answers.contains_key(status), "{place} {status}");
        }
        assert!(operation["security"][0]["token"].is_array(), "{place}");
        let told = answers.iter().filter(|(status, _)| status.starts_with('2'));
        for json in told.filter_map(|(_, answer)| answer["content"].get("application/json")) {
            assert!(!json["example"].is_null(), "{place} shows no answer");
        }
        let sent = operation["requestBody"]["content"].get("application/json");
        assert!(sent.is_none_or(|json| !json["example"].is_null()), "{place} shows nothing that is sent");
    }
}

/// Errors that only some calls answer with, and each that does.
#[test]
fn every_error_of_its_own_is_told_by_the_operation() {
    let document = described();
    let told = |status: &str| -> Vec<String> {
        let operations = operations(&document).into_iter();
        let tells = |operation: &Value| !operation["responses"][status].is_null();
        let ids = operations.filter(|(_, it)| tells(it)).map(|(_, it)| it["operationId"].clone());
        ids.map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    for (status, operations) in [
        ("408", &["countLoadBy", "importFiles", "logWorkout", "replaceWorkout"][..]),
        ("409", &["commitImport", "logWorkout", "undoImport"]),
        ("412", &["countLoadBy", "deleteWorkout", "replaceWorkout"]),
        ("413", &["countLoadBy", "importFiles", "logWorkout", "replaceWorkout"]),
        ("415", &["countLoadBy", "importFiles", "logWorkout", "replaceWorkout"]),
        ("428", &["countLoadBy", "deleteWorkout", "replaceWorkout"]),
    ] {
        let mut told = told(status);
        told.sort();
        assert_eq!(told, operations, "{status}");
    }
}

/// What a number is in, and what it means that there is none, stands beside it.
#[test]
fn everything_that_has_a_name_is_described() {
    fn walk(place: &str, value: &Value) {
        for (name, property) in value["properties"].as_object().into_iter().flatten() {
            let is_described = !property["$ref"].is_null()
                || property["description"].as_str().is_some_and(|about| about.len() > 2);
            assert!(is_described, "{place}.{name}: {property}");
            walk(&format!("{place}.{name}"), property);
        }
        if !value["items"].is_null() {
            walk(place, &value["items"]);
        }
    }
    for (name, schema) in described()["components"]["schemas"].as_object().unwrap() {
        walk(name, schema);
    }
    for (place, operation) in operations(&described()) {
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(
                parameter["description"].as_str().is_some_and(|it| !it.is_empty()),
                "{place} {parameter}"
            );
        }
    }
}

/// The schema of whatever stands at this place of the document.
struct Shapes {
    schemas: Schemas,
    compiler: Compiler,
}

impl Shapes {
    fn new(document: &Value) -> Self {
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler.add_resource("document.json", document.clone()).unwrap();
        Self { schemas: Schemas::new(), compiler }
    }

    fn wrong(&mut self, place: &str, value: &Value) -> Option<String> {
        let index = self.compiler.compile(&format!("document.json#{place}"), &mut self.schemas);
        let index = index.unwrap_or_else(|error| panic!("{place}: {error}"));
        self.schemas.validate(value, index).err().map(|error| error.to_string())
    }
}

fn pointer(names: &[&str]) -> String {
    let escaped = names.iter().map(|name| name.replace('~', "~0").replace('/', "~1"));
    format!("/{}", escaped.collect::<Vec<_>>().join("/"))
}

#[test]
fn every_reference_leads_somewhere_and_every_example_is_right() {
    let document = described();
    let (mut shapes, mut examples) = (Shapes::new(&document), 0);
    for (place, operation) in operations(&document) {
        let (method, path) = place.split_once(' ').unwrap();
        let answers = operation["responses"].as_object().unwrap().keys();
        let bodies = answers.map(|status| vec!["responses", status.as_str()]).chain([vec!["requestBody"]]);
        for body in bodies {
            let content = body.iter().fold(&operation, |value, name| &value[*name])["content"].as_object();
            for (kind, described) in content.into_iter().flatten() {
                let names = [&["paths", path, method], &body[..], &["content", kind, "schema"]].concat();
                let several = described["examples"].as_object().into_iter().flat_map(|it| it.values());
                for example in several.map(|it| &it["value"]).chain(described.get("example")) {
                    let wrong = shapes.wrong(&pointer(&names), example);
                    assert!(wrong.is_none(), "{place}: {wrong:?}");
                    examples += 1;
                }
            }
        }
    }
    assert!(examples >= 150, "{examples}");
}

#[test]
fn every_error_has_an_example_of_each_kind_that_it_can_be() {
    for (place, operation) in operations(&described()) {
        let has_key = operation["parameters"].to_string().contains("Idempotency-Key");
        for (status, answer) in operation["responses"].as_object().unwrap() {
            let status: u16 = status.parse().unwrap();
            let examples = answer["content"]["application/problem+json"]["examples"].as_object();
            let shown: BTreeSet<_> = examples.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            let kinds = KINDS.iter().filter(|kind| kind.status == status && status >= 400);
            let kinds = kinds.map(|kind| kind.name).filter(|name| has_key || !name.starts_with("key-"));
            assert_eq!(shown, kinds.collect(), "{place} {status}");
            for (name, example) in examples.into_iter().flatten() {
                let told = &example["value"];
                assert_eq!(told["status"], status, "{place} {name}");
                assert!(told["type"].as_str().unwrap().ends_with(&format!("/problems/{name}")), "{place}");
            }
        }
    }
}

/// A workout as a machine may send it: some of it right, some of it nearly.
fn sent() -> impl Strategy<Value = Value> {
    let number = prop_oneof![
        (-3_i64..6_000_000).prop_map(Value::from),
        (-1.0..11.0).prop_map(|it: f64| json!((it * 2.0).round() / 2.0 + 0.0)),
        prop::sample::select(vec![
            json!(null),
            json!("7"),
            json!(true),
            json!([]),
            json!(1e300),
            json!(7.25)
        ]),
    ];
    let text = prop_oneof![
        "[a-z ]{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            json!("run"),
            json!("other"),
            json!("x".repeat(200)),
            json!("a\nb"),
            json!(7),
            json!(null),
            json!("2026-11-01T07:30:00Z"),
            json!("2026-11-01T07:30:00+01:00"),
            json!("2099-01-01T00:00:00Z"),
            json!("yesterday"),
            json!("UTC"),
            json!("Europe/Berlin"),
            json!("Mars/Olympus"),
        ]),
    ];
    let field = prop::sample::select(FIELDS.iter().copied().chain(["user_id"]).collect::<Vec<_>>());
    let changes = prop::collection::vec((field, prop_oneof![number, text]), 0..4);
    (changes, prop::sample::subsequence(FIELDS.to_vec(), 0..2)).prop_map(|(changes, gone)| {
        let mut workout = json!({
            "sport": "run", "started_at": "2026-11-01T07:30:00Z", "time_zone": "UTC", "duration_s": 3180,
            "moving_s": 3120, "distance_m": 10240, "ascent_m": 85, "average_heart_rate_bpm": 148,
            "max_heart_rate_bpm": 171, "effort": 6.5, "title": "Canal loop", "notes": ""
        });
        let fields = workout.as_object_mut().unwrap();
        fields.extend(changes.into_iter().map(|(name, value)| (name.to_owned(), value)));
        fields.retain(|name, _| !gone.contains(&name.as_str()));
        workout
    })
}

/// The document may be looser than the door: it does not know what day it is. It is never stricter, and where it
/// refuses, so does the door, for that field.
#[test]
fn the_document_and_the_door_take_the_same_workouts() {
    let shapes = RefCell::new(Shapes::new(&described()));
    let (taken, refused) = (Cell::new(0), Cell::new(0));
    let mut runner = TestRunner::new(Config { cases: 4000, failure_persistence: None, ..Config::default() });
    let ran = runner.run(&sent(), |workout| {
        let by_document = shapes.borrow_mut().wrong("/components/schemas/NewWorkout", &workout);
        let by_door = Submission::new(workout.as_object().unwrap()).details(super::support::now()).err();
        match (&by_document, &by_door) {
            (Some(wrong), None) => prop_assert!(false, "the document is stricter: {wrong}\n{workout}"),
            (None, Some(errors)) => {
                let beyond = |it: &FieldError| BEYOND_SHAPE.contains(&it.field.as_ref());
                prop_assert!(errors.iter().any(beyond), "the document is looser: {errors:?}\n{workout}");
            }
            (None, None) => taken.set(taken.get() + 1),
            (Some(_), Some(_)) => refused.set(refused.get() + 1),
        }
        Ok(())
    });
    ran.unwrap();
    assert!(taken.get() > 100 && refused.get() > 1000, "{} taken, {} refused", taken.get(), refused.get());
}

/// What depends on the day, on another field, on a list of zones or on the characters of a line.
const BEYOND_SHAPE: [&str; 7] =
    ["started_at", "time_zone", "sport_name", "moving_s", "max_heart_rate_bpm", "title", "notes"];

#[tokio::test]
async fn it_is_served_to_everybody() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let served = machine.with("none").get("/api/openapi.json").await;
    assert_eq!(served.json, described());
}
