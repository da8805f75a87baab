//! Bodies that are too large or never end, forms, names of files, and what is written of all that.

use super::super::client::{Client, Got, at, connected, workout};
use super::super::matrix::{Door, EVERYTHING, calls};
use super::super::support::files::{MULTIPART, run};
use super::super::support::log::Log;
use super::super::support::longrun_with;
use super::{nothing_is_stored, request};
use axum::body::{Body, Bytes};
use futures_util::StreamExt as _;
use http::header::CONTENT_LENGTH;
use http::{Method, StatusCode};
use serde_json::json;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// Every door that takes a body, with what it takes at most.
fn takers() -> Vec<(Door, &'static str, usize)> {
    let with_body = calls().filter(|route| route.method == Method::POST || route.method == Method::PUT);
    let taker = |route: server::routes::Route| {
        let is_upload = route.path == "/api/v1/imports";
        let (kind, most) =
            if is_upload { (MULTIPART, server::import::web::MOST) } else { ("application/json", 160 << 10) };
        (Door { method: route.method, path: route.path.replace("{id}", "01JA") }, kind, most)
    };
    with_body.map(taker).collect()
}

#[tokio::test]
async fn what_announces_or_sends_more_than_a_call_takes_is_refused() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let too_large = |got: &Got, path: &str| {
        assert_eq!((got.status(), got.problem()), (StatusCode::PAYLOAD_TOO_LARGE, "too-large"), "{path}");
    };
    for (Door { method, path }, kind, most) in takers() {
        let announced = request(&ada, &method, &path, kind).header(CONTENT_LENGTH, most + 1);
        too_large(&ada.send(announced.body(Body::empty()).unwrap()).await, &path);
        if path != "/api/v1/imports" {
            let endless =
                futures_util::stream::repeat(Bytes::from_static(&[b' '; 4096])).map(Ok::<_, std::io::Error>);
            let endless = request(&ada, &method, &path, kind).body(Body::from_stream(endless)).unwrap();
            too_large(&ada.send(endless).await, &path);
        }
    }
    assert_eq!(takers().len(), 6);
}

#[tokio::test]
async fn a_call_that_dribbles_is_not_waited_for() {
    let longrun = longrun_with(&["--demo", "--data", "memory", "--patience", "1s"]).await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    for (Door { method, path }, kind, _) in takers() {
        let dribble = futures_util::stream::repeat(Bytes::from_static(b" ")).then(async |byte| {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Ok::<_, std::io::Error>(byte)
        });
        let slow = request(&ada, &method, &path, kind).body(Body::from_stream(dribble)).unwrap();
        let got = tokio::time::timeout(Duration::from_secs(20), ada.send(slow)).await.expect("an answer");
        assert_eq!((got.status(), got.problem()), (StatusCode::REQUEST_TIMEOUT, "timeout"), "{path}");
    }
}

#[tokio::test]
async fn a_form_with_a_part_that_nobody_knows_is_refused_by_its_name_and_leaves_nothing() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let part = |name: &str, file: &str, bytes: &str| {
        format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n{bytes}\r\n"
        )
    };
    let body =
        format!("{}{}--frontier--\r\n", part("file", "a.gpx", &run(6, 0)), part("fiel", "b.gpx", &run(8, 0)));
    let sent = request(&machine, &Method::POST, &at("/imports"), MULTIPART).body(Body::from(body)).unwrap();
    let refused = machine.send(sent).await;
    assert_eq!((refused.status(), refused.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["fiel"]));
    assert_eq!(longrun.app.table.imports_to_do().await.unwrap(), [], "nobody works on what was refused");
    nothing_is_stored(&machine).await;
    for kind in [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/mixed; boundary=frontier",
        "text/csv",
    ] {
        let sent =
            request(&machine, &Method::POST, &at("/imports"), kind).body(Body::from("--frontier--")).unwrap();
        let refused = machine.send(sent).await;
        let expected = [StatusCode::BAD_REQUEST, StatusCode::UNSUPPORTED_MEDIA_TYPE];
        assert!(expected.contains(&refused.status()), "{kind}: {}", refused.answer.body);
        assert_eq!(refused.header("content-type"), "application/problem+json", "{kind}");
    }
}

async fn stored(machine: &Client, id: &str) -> Got {
    for _ in 0..1_000 {
        let import = machine.get(&at(&format!("/imports/{id}"))).await;
        if import.json["files"][0]["workouts"][0].is_string() {
            return import;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the import does not come to an end");
}

#[tokio::test]
async fn a_file_is_handed_out_under_a_name_of_ours_whatever_it_was_called() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let names = [
        "a\\\".html",
        "a%0d%0aSet-Cookie: x=1.gpx",
        "..\\..\\evil.gpx",
        "\u{202e}xpg.exe",
        "a;filename=b.gpx",
    ];
    for (hour, name) in (6..).zip(names) {
        let part = format!(
            "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
        );
        let body = format!("{part}{}\r\n--frontier--\r\n", run(hour, 0));
        let sent =
            request(&machine, &Method::POST, &at("/imports"), MULTIPART).body(Body::from(body)).unwrap();
        let begun = machine.send(sent).await;
        assert_eq!(begun.status(), StatusCode::ACCEPTED, "{name}: {}", begun.answer.body);
        let import = stored(&machine, begun.json["id"].as_str().unwrap()).await;
        let shown = import.json["files"][0]["name"].as_str().unwrap().to_owned();
        assert!(!shown.contains(['/', '\\', '\r', '\n', '\u{202e}']), "{shown}");
        let id = import.json["files"][0]["workouts"][0].as_str().unwrap().to_owned();
        let original = machine.get(&at(&format!("/workouts/{id}/original"))).await;
        assert_eq!(original.header("content-disposition"), format!("attachment; filename=\"{id}.gpx\""));
        assert_eq!(original.header("content-type"), "application/octet-stream");
        assert_eq!(original.header("x-content-type-options"), "nosniff");
        assert_eq!(original.header("set-cookie"), "");
    }
}

#[tokio::test]
async fn nothing_that_is_sent_writes_a_line_of_the_log() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(
            "warn,longrun=trace,server=trace,local=trace,gate=trace,tower_http=trace",
        ))
        .with_ansi(false)
        .with_writer(log.clone());
    let listening = tracing::subscriber::set_default(subscriber.finish());
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let mut body = workout(1);
    (body["title"], body["notes"]) = (json!("canary \u{202e}"), json!("canary\nERROR canary"));
    assert_eq!(machine.post(&at("/workouts"), &body).await.status(), StatusCode::CREATED);
    body["title"] = json!("\u{1b}[31mcanary");
    assert_eq!(machine.post(&at("/workouts"), &body).await.status(), StatusCode::UNPROCESSABLE_ENTITY);
    machine.get("/api/v1/%1b%5b31m%0d%0aERROR?athlete=%1b%5b31mcanary%0aERROR").await;
    machine.get(&at("/workouts?cursor=%1b%5b31mcanary%0aERROR&%1bcanary=%0aERROR")).await;
    let headers = ["user-agent", "referer", "idempotency-key", "prefer", "if-none-match", "x-forwarded-for"];
    machine.call(Method::GET, &at("/workouts"), None, &headers.map(|name| (name, "\tcanary"))).await;
    machine.with("canary").get("/api/v1/workouts").await;
    drop(listening);
    let text = log.text();
    assert!(text.lines().count() > 10 && text.contains("%0d%0aERROR"), "it is listened to: {text}");
    for line in text.lines() {
        assert!(
            line.starts_with("20") && !line.contains('\u{1b}'),
            "each line is one that we began: {line:?}"
        );
        assert!(!line.contains("canary"), "what somebody wrote is in no log: {line}");
    }
}
