//! What nobody sends by mistake: it is refused in order, stored nowhere, and told to nobody else.

use super::client::{ADA, Client, Got, connected};
use super::matrix::{Door, EVERYTHING, calls, enter};
use super::support::files::{MULTIPART, run};
use super::support::log::Log;
use super::support::longrun_with;
use axum::body::{Body, Bytes};
use domain::workout::wire::FIELDS;
use futures_util::StreamExt as _;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;
use tracing_subscriber::EnvFilter;

fn at(path: &str) -> String {
    format!("/api/v1{path}{}{ADA}", if path.contains('?') { '&' } else { '?' })
}

fn workout() -> Value {
    json!({"sport": "run", "started_at": "2026-11-01T07:30:00Z", "time_zone": "UTC", "duration_s": 60})
}

/// A request with a token and a body of any kind.
fn request(client: &Client, method: &Method, path: &str, kind: &str) -> http::request::Builder {
    let request = Request::builder().method(method.clone()).uri(path).header(HOST, "localhost:3000");
    request.header(AUTHORIZATION, format!("Bearer {}", client.token())).header(CONTENT_TYPE, kind)
}

async fn raw(client: &Client, body: impl Into<Body>) -> Got {
    let request = request(client, &Method::POST, &at("/workouts"), "application/json");
    client.send(request.body(body.into()).unwrap()).await
}

async fn nothing_is_stored(client: &Client) {
    assert_eq!(client.get(&at("/workouts")).await.json["items"], json!([]));
}

#[tokio::test]
async fn what_we_say_of_a_workout_nobody_else_says() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let logged = machine.post(&at("/workouts"), &workout()).await;
    let path = at(&format!("/workouts/{}", logged.json["id"].as_str().unwrap()));
    let mut ours: Vec<_> = logged.json.as_object().unwrap().keys().map(String::as_str).collect();
    ours.retain(|name| !FIELDS.contains(name));
    for more in ["user_id", "athlete", "athlete_id", "role", "scopes", "pk", "sk", "expires_at", "__proto__"]
    {
        ours.push(more);
    }
    assert!(ours.contains(&"version") && ours.contains(&"created_at") && ours.contains(&"load"), "{ours:?}");
    for name in ours {
        let mut body = workout();
        body[name] = json!("ben");
        for (method, path) in [(Method::POST, &at("/workouts")), (Method::PUT, &path)] {
            let refused = machine.call(method, path, Some(&body), &[("if-match", "*")]).await;
            assert_eq!((refused.status(), refused.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec![name]));
        }
    }
    assert_eq!(machine.get(&path).await.json, logged.json);
    assert_eq!(machine.get(&at("/workouts")).await.json["items"].as_array().unwrap().len(), 1);
}

/// Ids that would be others if they were put into a key, a path or an expression as they are.
fn crooked() -> Vec<String> {
    let ids = [
        "%23",
        "a%23b",
        "USER%23bob",
        "..",
        "..%2f..%2fben",
        "a%2Fb",
        "%00",
        "a%00b",
        "%0d%0a",
        "%C3%A9",
        "%ff",
        "%",
        "*",
        "a%20b",
        "%7B%7D",
        ":id",
        "ATHLETE%23ada%00WORKOUT",
        "%E2%80%AE",
        "a;b",
        "a,b",
        "-.",
        "%252e",
    ];
    let long = ["a".repeat(65), "a".repeat(10_000), "%23".repeat(3_000)];
    ids.into_iter().map(str::to_owned).chain(long).collect()
}

#[tokio::test]
async fn an_id_that_is_none_is_nobodys_whatever_it_would_mean_elsewhere() {
    let longrun = connected().await;
    let ada = Client::lent(&longrun, "ada", EVERYTHING).await;
    let machine = Client::machine(&longrun).await;
    for id in crooked() {
        for route in calls().filter(|route| route.path.contains("{id}")) {
            let door = Door { method: route.method.clone(), path: route.path.to_owned() };
            let got = enter(&ada, &door, &id, "").await;
            let is_refused = [StatusCode::NOT_FOUND, StatusCode::BAD_REQUEST].contains(&got.status());
            assert!(is_refused, "{} {} {id}: {}", route.method, route.path, got.answer.body);
            assert!(!got.problem().is_empty(), "{} {id}", route.path);
        }
        let named = machine.get(&format!("/api/v1/workouts?athlete={id}")).await;
        assert_eq!((named.status(), named.problem()), (StatusCode::NOT_FOUND, "not-found"), "{id}");
        for parameter in ["cursor", "sport", "from", "limit"] {
            let got = ada.get(&format!("/api/v1/workouts?{parameter}={id}")).await;
            let expected = [StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY];
            assert!(expected.contains(&got.status()), "{parameter}={id}: {}", got.answer.body);
        }
    }
}

#[tokio::test]
async fn an_address_is_read_in_one_way_or_not_at_all() {
    let longrun = connected().await;
    let ben = Client::lent(&longrun, "ben", EVERYTHING).await;
    let tricks = [
        "/api/%2e%2e/settings/clients",
        "/api/../settings/clients",
        "/api/v1/../../settings/clients",
        "/api/v1/./clients",
        "//api/v1/clients",
        "/api//v1/clients",
        "/api/v1//clients",
        "/API/v1/clients",
        "/api/V1/clients",
        "/api/v1/Clients",
        "/api/v1/clients/",
        "/api/v1/clients.",
        "/api/v1/clients%20",
        "/api/v1/clients%00",
        "/api/v1/clients;a=b",
        "/api/v1/%63lients",
        "/api/v1%2fclients",
        "/api/v1/clients%3f",
        "/api/v1/athletes/me/../../clients",
        "/api/v1/athletes/me%2f..%2f..%2fclients",
        "/settings/clients/",
        "/Settings/clients",
        "/%73ettings/clients",
    ];
    for path in tricks {
        let got = ben.get(path).await;
        assert_eq!(got.status(), StatusCode::NOT_FOUND, "{path}: {}", got.answer.body);
    }
    let me = ben.get("/api/v1/athletes/me").await;
    for name in ["x-original-url", "x-rewrite-url", "x-forwarded-path", "x-forwarded-prefix"] {
        let got = ben.call(Method::GET, "/api/v1/athletes/me", None, &[(name, "/api/v1/clients")]).await;
        assert_eq!((got.status(), &got.json), (StatusCode::OK, &me.json), "{name}");
        let got = ben.call(Method::GET, "/api/v1/clients", None, &[(name, "/api/v1/athletes/me")]).await;
        assert_eq!(got.status(), StatusCode::NOT_FOUND, "{name}");
    }
    let id = ben.post("/api/v1/workouts", &workout()).await.json["id"].as_str().unwrap().to_owned();
    for name in ["x-http-method-override", "x-http-method", "x-method-override"] {
        let path = format!("/api/v1/workouts/{id}?_method=DELETE");
        let got = ben.call(Method::GET, &path, None, &[(name, "DELETE"), ("if-match", "*")]).await;
        assert_eq!(got.status(), StatusCode::UNPROCESSABLE_ENTITY, "{name}: the parameter is not known");
    }
    assert_eq!(ben.get(&format!("/api/v1/workouts/{id}")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn nobody_gets_more_at_once_than_a_page() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    for limit in ["0", "201", "1000", "-1", "1e2", "99999999999999999999", "0x10", "", "1,2"] {
        let refused = machine.get(&at(&format!("/workouts?limit={limit}"))).await;
        assert_eq!(
            (refused.status(), refused.wrong()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec!["limit"]),
            "{limit}"
        );
    }
    for days in ["0", "100000", "-1", "65536", "4294967296"] {
        let refused = machine.get(&at(&format!("/trends?days={days}"))).await;
        assert_eq!(
            (refused.status(), refused.wrong()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec!["days"]),
            "{days}"
        );
    }
    let ids = "&id=1".repeat(1_000);
    let refused = machine.get(&at(&format!("/workouts?a=b{ids}"))).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "there is no list of ids to ask for");
    for cursor in ["A".repeat(50_000), "%41".repeat(10_000), "=".repeat(99)] {
        let refused = machine.get(&at(&format!("/workouts?cursor={cursor}"))).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
        let refused = machine.get(&at(&format!("/changes?since={cursor}"))).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    }
}

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
    assert_eq!(takers().len(), 5);
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
async fn json_that_readers_stumble_over_is_refused() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let whole = workout().to_string();
    let rest = &whole[1..];
    let nested =
        |open: &str, close: &str, depth| format!("{{\"a\":{}{}}}", open.repeat(depth), close.repeat(depth));
    let malformed = [
        ("deep arrays", nested("[", "]", 75_000).into_bytes()),
        ("arrays without an end", "[".repeat(100_000).into_bytes()),
        ("objects without an end", "{\"a\":".repeat(30_000).into_bytes()),
        ("a name twice", format!("{{\"sport\":\"ride\",{rest}").into_bytes()),
        ("a name twice, written in two ways", format!("{{\"\\u0073port\":\"ride\",{rest}").into_bytes()),
        ("half a pair", format!("{{\"title\":\"\\ud83c\",{rest}").into_bytes()),
        ("the other half", format!("{{\"title\":\"\\udfc3\",{rest}").into_bytes()),
        ("no UTF-8", [b"{\"title\":\"\xc0\x80\",", rest.as_bytes()].concat()),
        ("a mark of the order of bytes", [b"\xef\xbb\xbf", whole.as_bytes()].concat()),
        ("UTF-16", whole.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("a NUL", format!("{{\"title\":\"a\0b\",{rest}").into_bytes()),
        ("a NUL behind", format!("{whole}\0").into_bytes()),
        ("one more", format!("{whole}{whole}").into_bytes()),
        ("a comment", format!("/**/{whole}").into_bytes()),
        ("a comma too many", format!("{},}}", &whole[..whole.len() - 1]).into_bytes()),
        ("nothing", Vec::new()),
    ];
    for (what, body) in malformed {
        let refused = raw(&machine, body).await;
        assert_eq!((refused.status(), refused.problem()), (StatusCode::BAD_REQUEST, "malformed"), "{what}");
    }
    let keys: Vec<_> = (0..16_000).map(|number| format!("\"{number:x}\":0")).collect();
    let refused = raw(&machine, format!("{{{}}}", keys.join(","))).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "names that nobody knows");
    let refused = raw(&machine, format!("{{\"title\":\"a\\u0000b\",{rest}")).await;
    assert_eq!((refused.status(), refused.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["title"]));
    nothing_is_stored(&machine).await;
}

#[tokio::test]
async fn a_number_that_no_watch_measured_is_never_stored() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let numbers = [
        "duration_s",
        "moving_s",
        "distance_m",
        "ascent_m",
        "average_heart_rate_bpm",
        "max_heart_rate_bpm",
        "average_power_w",
        "average_cadence_rpm",
        "energy_kj",
        "effort",
    ];
    let sent = async |field: &str, number: &str| {
        let mut body = workout();
        body[field] = json!("here");
        raw(&machine, body.to_string().replace("\"here\"", number)).await
    };
    for field in numbers {
        for no_json in ["NaN", "Infinity", "-Infinity", "1e309", "-1e309", "0x10", "+1", "01", ".5", "1_000"]
        {
            let refused = sent(field, no_json).await;
            assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{field}: {no_json}");
        }
        for impossible in
            ["-0", "-0.0", "-1", "1e308", "9223372036854775808", "1e20", "0.25", "\"7\"", "true", "[1]"]
        {
            let refused = sent(field, impossible).await;
            assert_eq!(
                (refused.status(), refused.wrong()),
                (StatusCode::UNPROCESSABLE_ENTITY, vec![field]),
                "{impossible}"
            );
        }
    }
    nothing_is_stored(&machine).await;
}

#[tokio::test]
async fn a_date_that_nobody_lived_is_refused_wherever_it_stands() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let zone = "Europe/".repeat(1_500);
    for (started_at, zone, wrong) in [
        ("9999-12-31T23:59:59Z", "UTC", "started_at"),
        ("-0001-01-01T00:00:00Z", "UTC", "started_at"),
        ("2026-10-31T23:59:60Z", "UTC", "started_at"),
        ("2076-11-22T12:00:00Z", "UTC", "started_at"),
        ("2026-03-29T02:30:00+01:00", "Europe/Berlin", "started_at"),
        ("2026-11-01T07:30:00Z", zone.as_str(), "time_zone"),
        ("2026-11-01T07:30:00Z", "../../etc/passwd", "time_zone"),
    ] {
        let mut body = workout();
        (body["started_at"], body["time_zone"]) = (json!(started_at), json!(zone));
        let refused = machine.post(&at("/workouts"), &body).await;
        assert_eq!(
            (refused.status(), refused.wrong()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec![wrong]),
            "{started_at}"
        );
        assert!(refused.answer.body.len() < 1_000, "it is not sent back whole");
    }
    for date in [
        "-0001-01-01",
        "10000-01-01",
        "99999-01-01",
        "2026-02-30",
        "2026-13-01",
        "yesterday",
        "+2026-01-01",
        "2026-1-01",
        "%202026-01-01",
    ] {
        for path in [
            format!("/workouts?from={date}"),
            format!("/workouts?to={date}"),
            format!("/trends?until={date}"),
        ] {
            let refused = machine.get(&at(&path.replace('+', "%2B"))).await;
            assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", refused.answer.body);
        }
    }
    for path in
        ["/workouts?from=0000-01-01&to=9999-12-31", "/trends?until=0000-01-01", "/trends?until=9999-12-31"]
    {
        let got = machine.get(&at(path)).await;
        assert!(!got.status().is_server_error(), "{path}: {}", got.answer.body);
    }
    nothing_is_stored(&machine).await;
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
    let mut body = workout();
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
