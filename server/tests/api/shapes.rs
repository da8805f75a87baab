//! The rest of the wire: the profile, changes, imports and originals.

use super::client::{Client, Got, at, connected, workout};
use super::support::files::{MULTIPART, multipart, run};
use super::support::{Browser, permit};
use axum::body::Body;
use domain::act::Act;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use local::people::{self, Athlete};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_profile_is_told_with_what_is_not_known() {
    let longrun = connected().await;
    let edit = permit(&longrun, "ada", Act::EditProfile).await;
    longrun.app.table.save_profile(&edit, people::profile(Athlete::Ada)).await.unwrap();
    let ada = Client::lent(&longrun, "ada", "openid profile:read").await;
    let expected = json!({
        "athlete": super::support::athlete(&longrun, "ada").to_string(), "display_name": "Ada", "units": "metric",
        "time_zone": "Europe/Berlin", "color_scheme": "auto", "resting_heart_rate_bpm": 52,
        "max_heart_rate_bpm": 188, "sex_for_load": "female", "birth_year": 1990, "version": 1
    });
    assert_eq!(ada.get("/api/v1/profile").await.json, expected);
    let ben = Client::lent(&longrun, "ben", "openid profile:read").await;
    assert_eq!(ben.get("/api/v1/profile").await.json["max_heart_rate_bpm"], Value::Null);
}

#[tokio::test]
async fn programs_count_days_in_the_zone_that_the_pages_do() {
    let longrun = connected().await;
    Browser::of(&longrun, "ben").await;
    let ben = Client::lent(&longrun, "ben", "openid trends:read profile:read").await;
    assert_eq!(ben.get("/api/v1/profile").await.json["display_name"], "Ben");
    assert_eq!(ben.get("/api/v1/trends").await.json["window"]["time_zone"], "America/Denver");
}

#[tokio::test]
async fn the_installations_owner_sees_every_client() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", "openid installation:read").await;
    let expected = json!({"items": [{
        "client": "demo-machine", "name": "Demo machine", "kind": "machine",
        "athlete": super::support::athlete(&longrun, "ada").to_string(),
        "registered_at": "2026-11-22T12:00:00Z", "ended_at": null
    }]});
    assert_eq!(ada.get("/api/v1/clients").await.json, expected);
    let ben = Client::lent(&longrun, "ben", "openid installation:read").await;
    assert_eq!(ben.get("/api/v1/clients").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_copy_follows_the_log() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let [first, second] = [
        machine.post(&at("/workouts"), &workout(1)).await,
        machine.post(&at("/workouts"), &workout(2)).await,
    ];
    let id = |got: &Got| got.json["id"].as_str().unwrap().to_owned();
    let mut changes = machine.get(&at("/changes")).await;
    let mut seen = changes.json["items"].as_array().unwrap().clone();
    while changes.json["more"] == true {
        changes = follow(&machine, &changes).await;
        seen.extend(changes.json["items"].as_array().unwrap().clone());
    }
    assert_eq!(seen.len(), 2, "{seen:?}");
    assert!(seen.iter().all(|change| change["kind"] == "created" && change["version"] == 1));
    let tag = [("if-match", "*")];
    machine.call(Method::PUT, &at(&format!("/workouts/{}", id(&first))), Some(&workout(3)), &tag).await;
    machine.call(Method::DELETE, &at(&format!("/workouts/{}", id(&second))), None, &tag).await;
    let changes = follow(&machine, &changes).await;
    let items = changes.json["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "{items:?}");
    assert_eq!(
        (&items[0]["kind"], &items[0]["id"], &items[0]["version"]),
        (&json!("updated"), &json!(id(&first)), &json!(2))
    );
    assert_eq!(items[0]["workout"]["local_date"], "2026-11-03");
    assert_eq!(
        (&items[1]["kind"], &items[1]["id"], &items[1]["workout"]),
        (&json!("deleted"), &json!(id(&second)), &Value::Null)
    );
    let nothing = follow(&machine, &changes).await;
    assert_eq!((&nothing.json["items"], &nothing.json["more"]), (&json!([]), &json!(false)));
    assert_eq!(machine.get(&at("/changes?since=AAAA")).await.status(), StatusCode::BAD_REQUEST);
}

async fn follow(machine: &Client, changes: &Got) -> Got {
    machine.get(&at(&format!("/changes?since={}", changes.json["next"].as_str().unwrap()))).await
}

async fn bring(machine: &Client, path: &str, files: &[(&str, String)]) -> Got {
    let request = Request::post(at(path))
        .header(HOST, "localhost:3000")
        .header(AUTHORIZATION, format!("Bearer {}", machine.token()))
        .header(CONTENT_TYPE, MULTIPART);
    machine.send(request.body(Body::from(multipart(files))).unwrap()).await
}

async fn until(machine: &Client, id: &str, state: &str) -> Got {
    for _ in 0..1_000 {
        let import = machine.get(&at(&format!("/imports/{id}"))).await;
        if import.json["state"] == state && import.json["progress"]["done"] == import.json["progress"]["of"] {
            return import;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the import does not come to {state}");
}

#[tokio::test]
async fn files_are_previewed_stored_told_apart_and_taken_back() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let files = [("a.gpx", run(6, 0)), ("b.gpx", "nothing".to_owned())];
    let begun = bring(&machine, "/imports?commit=false", &files).await;
    assert_eq!(begun.status(), StatusCode::ACCEPTED, "{}", begun.answer.body);
    let id = begun.json["id"].as_str().unwrap().to_owned();
    assert_eq!(begun.header("location"), format!("/api/v1/imports/{id}"));
    let preview = until(&machine, &id, "preview").await;
    assert_eq!(
        (&preview.json["files"][0]["outcome"], &preview.json["files"][1]["outcome"]),
        (&json!("new"), &json!("unreadable"))
    );
    let found = &preview.json["files"][0]["workouts"][0];
    assert_eq!(
        (&found["sport"], &found["duration_s"], &found["duplicate_of"]),
        (&json!("run"), &json!(1800), &Value::Null)
    );
    assert_eq!(machine.get(&at("/workouts")).await.json["items"], json!([]), "a preview stores nothing");
    let commit = machine.call(Method::POST, &at(&format!("/imports/{id}/commit")), None, &[]).await;
    assert_eq!(commit.status(), StatusCode::ACCEPTED);
    let stored = until(&machine, &id, "stored").await;
    let workout = stored.json["files"][0]["workouts"][0].as_str().unwrap().to_owned();
    let read = machine.get(&at(&format!("/workouts/{workout}"))).await;
    assert_eq!((&read.json["source"]["kind"], &read.json["has_track"]), (&json!("gpx"), &json!(true)));
    let original = machine.get(&at(&format!("/workouts/{workout}/original"))).await;
    assert_eq!(
        (original.answer.body.as_str(), original.header("content-type")),
        (run(6, 0).as_str(), "application/octet-stream")
    );
    assert!(original.header("content-disposition").ends_with(".gpx\""));
    let again = bring(&machine, "/imports", &files[..1]).await.json["id"].as_str().unwrap().to_owned();
    let again = until(&machine, &again, "stored").await;
    assert_eq!(again.json["files"][0]["outcome"], "duplicate");
    let undone = machine.call(Method::POST, &at(&format!("/imports/{id}/undo")), None, &[]).await;
    assert_eq!((undone.status(), &undone.json["state"]), (StatusCode::OK, &json!("undone")));
    assert_eq!(machine.get(&at("/workouts")).await.json["items"], json!([]));
}

#[tokio::test]
async fn an_upload_without_files_says_what_is_missing() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let none = bring(&machine, "/imports", &[]).await;
    assert_eq!((none.status(), none.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["file"]));
    let json = machine.post(&at("/imports"), &json!({})).await;
    assert_eq!(json.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE, "{}", json.answer.body);
    assert_eq!(json.header("content-type"), "application/problem+json");
}
