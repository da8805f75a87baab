//! Every example of the wire: what is sent, what comes back, and what follows of it.

use super::client::{ADA, Client, at, connected};
use http::{Method, StatusCode};
use serde_json::{Value, json};

/// The example of the contract, on a day that has been.
fn run() -> Value {
    json!({
        "sport": "run", "started_at": "2026-11-01T07:30:00+01:00", "time_zone": "Europe/Berlin", "duration_s": 3180,
        "moving_s": 3120, "distance_m": 10240, "ascent_m": 85, "average_heart_rate_bpm": 148,
        "max_heart_rate_bpm": 171, "effort": 6.5, "title": "Canal loop", "notes": ""
    })
}

#[tokio::test]
async fn a_workout_is_logged_read_replaced_and_deleted() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let logged = machine.post(&at("/workouts"), &run()).await;
    assert_eq!(logged.status(), StatusCode::CREATED, "{}", logged.answer.body);
    let id = logged.json["id"].as_str().unwrap().to_owned();
    assert_eq!(logged.header("location"), format!("/api/v1/workouts/{id}"));
    assert_eq!(logged.header("etag"), "\"1\"");
    let expected = json!({
        "id": id, "version": 1, "sport": "run", "sport_name": null, "started_at": "2026-11-01T07:30:00+01:00",
        "time_zone": "Europe/Berlin", "local_date": "2026-11-01", "duration_s": 3180, "moving_s": 3120,
        "distance_m": 10240, "ascent_m": 85, "average_heart_rate_bpm": 148, "max_heart_rate_bpm": 171,
        "average_power_w": null, "average_cadence_rpm": null, "energy_kj": null, "effort": 6.5, "title": "Canal loop",
        "notes": "", "load": {"value": 344.5, "method": "session_rpe", "version": 1, "inputs": "effort"},
        "source": {"kind": "manual", "device": null, "totals": null}, "has_track": false,
        "created_at": "2026-11-22T12:00:00Z", "updated_at": "2026-11-22T12:00:00Z"
    });
    assert_eq!(logged.json, expected);
    let path = at(&format!("/workouts/{id}"));
    let read = machine.get(&path).await;
    assert_eq!((read.status(), &read.json), (StatusCode::OK, &expected));
    let longer = json!({"sport": "other", "sport_name": "Fencing", "started_at": "2026-11-01T06:30:00.5Z",
        "time_zone": "UTC", "duration_s": 3600.0});
    let replaced = machine.call(Method::PUT, &path, Some(&longer), &[("if-match", "\"1\"")]).await;
    assert_eq!(replaced.status(), StatusCode::OK, "{}", replaced.answer.body);
    assert_eq!((&replaced.json["version"], &replaced.json["distance_m"]), (&json!(2), &Value::Null));
    assert_eq!((&replaced.json["sport"], &replaced.json["sport_name"]), (&json!("other"), &json!("Fencing")));
    let deleted = machine.call(Method::DELETE, &path, None, &[("if-match", "\"2\"")]).await;
    assert_eq!((deleted.status(), deleted.answer.body.as_str()), (StatusCode::NO_CONTENT, ""));
    assert_eq!(machine.get(&path).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_change_names_the_version_that_it_follows() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let id = machine.post(&at("/workouts"), &run()).await.json["id"].as_str().unwrap().to_owned();
    let path = at(&format!("/workouts/{id}"));
    for method in [Method::PUT, Method::DELETE] {
        let body = (method == Method::PUT).then(run);
        let blind = machine.call(method.clone(), &path, body.as_ref(), &[]).await;
        assert_eq!((blind.status(), blind.problem()), (StatusCode::PRECONDITION_REQUIRED, "unconditional"));
        let late = machine.call(method, &path, body.as_ref(), &[("if-match", "\"7\"")]).await;
        assert_eq!((late.status(), late.problem()), (StatusCode::PRECONDITION_FAILED, "overtaken"));
    }
    assert_eq!(machine.get(&path).await.json["version"], 1, "nothing was changed");
}

#[tokio::test]
async fn what_is_known_is_not_sent_again() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let id = machine.post(&at("/workouts"), &run()).await.json["id"].as_str().unwrap().to_owned();
    for path in [at(&format!("/workouts/{id}")), at("/workouts"), at("/trends")] {
        let tag = machine.get(&path).await.header("etag").to_owned();
        assert!(!tag.is_empty(), "{path}");
        let again = machine.call(Method::GET, &path, None, &[("if-none-match", &tag)]).await;
        assert_eq!((again.status(), again.answer.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
        assert_eq!(again.header("etag"), tag);
        assert!(again.header("ratelimit").starts_with("\"default\";r="), "it counts as well");
        assert_eq!(again.header("content-type"), "", "{path}");
        let other = machine.call(Method::GET, &path, None, &[("if-none-match", "\"x\"")]).await;
        assert_eq!(other.status(), StatusCode::OK, "{path}");
    }
}

/// What compresses on the way makes a strong tag a weak one (RFC 9110 §8.8.1).
#[tokio::test]
async fn a_tag_that_was_made_weak_is_known_where_nothing_is_changed_by_it() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let id = machine.post(&at("/workouts"), &run()).await.json["id"].as_str().unwrap().to_owned();
    let path = at(&format!("/workouts/{id}"));
    let known = machine.call(Method::GET, &path, None, &[("if-none-match", "\"7\", W/\"1\"")]).await;
    assert_eq!((known.status(), known.answer.body.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let changed = machine.call(Method::PUT, &path, Some(&run()), &[("if-match", "W/\"1\"")]).await;
    assert_eq!(changed.status(), StatusCode::PRECONDITION_FAILED, "a change follows a strong one only");
}

#[tokio::test]
async fn whoever_prefers_less_gets_less() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let minimal = [("prefer", "return=minimal")];
    let logged = machine.call(Method::POST, &at("/workouts"), Some(&run()), &minimal).await;
    assert_eq!((logged.status(), logged.answer.body.as_str()), (StatusCode::CREATED, ""));
    assert_eq!(logged.header("preference-applied"), "return=minimal");
    let path = format!("{}?{ADA}", logged.header("location"));
    let headers = [("prefer", "return=minimal"), ("if-match", "\"1\"")];
    let replaced = machine.call(Method::PUT, &path, Some(&run()), &headers).await;
    assert_eq!((replaced.status(), replaced.header("etag")), (StatusCode::NO_CONTENT, "\"2\""));
}

#[tokio::test]
async fn a_request_that_is_sent_again_is_answered_as_the_first_time() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let key = [("idempotency-key", "ride home 17")];
    let send = async |body: &Value| machine.call(Method::POST, &at("/workouts"), Some(body), &key).await;
    let first = send(&run()).await;
    let path = at(&format!("/workouts/{}", first.json["id"].as_str().unwrap()));
    let shorter = json!({"duration_s": 60, "sport": "run", "started_at": "2026-11-01T07:30:00+01:00", "time_zone": "Europe/Berlin"});
    machine.call(Method::PUT, &path, Some(&shorter), &[("if-match", "\"1\"")]).await;
    let again = send(&run()).await;
    assert_eq!(
        (again.status(), &again.json),
        (StatusCode::CREATED, &first.json),
        "as it was, though it was changed"
    );
    let other = send(&shorter).await;
    assert_eq!((other.status(), other.problem()), (StatusCode::UNPROCESSABLE_ENTITY, "key-reused"));
    let listed = machine.get(&at("/workouts")).await;
    assert_eq!(listed.json["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_list_is_told_in_pages_whose_cursors_are_nobody_elses() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    for day in 1..=5 {
        let mut workout = run();
        workout["started_at"] = json!(format!("2026-11-0{day}T07:30:00+01:00"));
        machine.post(&at("/workouts"), &workout).await;
    }
    let first = machine.get(&at("/workouts?limit=2")).await;
    let cursor = first.json["next_cursor"].as_str().unwrap().to_owned();
    let second = machine.get(&at(&format!("/workouts?limit=2&cursor={cursor}"))).await;
    let dates = |got: &super::client::Got| -> Vec<String> {
        let items = got.json["items"].as_array().unwrap().clone();
        items.iter().map(|item| item["local_date"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        (dates(&first), dates(&second)),
        (
            vec!["2026-11-05".to_owned(), "2026-11-04".to_owned()],
            vec!["2026-11-03".to_owned(), "2026-11-02".to_owned()]
        )
    );
    let other_query = machine.get(&at(&format!("/workouts?limit=2&sport=run&cursor={cursor}"))).await;
    assert_eq!((other_query.status(), other_query.problem()), (StatusCode::BAD_REQUEST, "malformed"));
    let forged = machine.get(&at("/workouts?cursor=AAAA")).await;
    assert_eq!(forged.status(), StatusCode::BAD_REQUEST);
    let narrowed = machine.get(&at("/workouts?from=2026-11-02&to=2026-11-03")).await;
    assert_eq!(dates(&narrowed), ["2026-11-03", "2026-11-02"]);
}

#[tokio::test]
async fn what_is_long_is_sent_in_the_encoding_that_the_client_reads() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    machine.post(&at("/workouts"), &run()).await;
    let read =
        async |headers: &[(&str, &str)]| machine.call(Method::GET, &at("/workouts"), None, headers).await;
    for encoding in ["br", "gzip"] {
        let got = read(&[("accept-encoding", encoding)]).await;
        assert_eq!((got.status(), got.header("content-encoding")), (StatusCode::OK, encoding));
        let varies: Vec<_> =
            got.answer.headers.get_all("vary").iter().map(|it| it.to_str().unwrap()).collect();
        assert!(varies.iter().any(|it| it.eq_ignore_ascii_case("accept-encoding")), "{varies:?}");
    }
    assert_eq!(read(&[]).await.header("content-encoding"), "");
}

#[tokio::test]
async fn days_are_told_side_by_side() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    machine.post(&at("/workouts"), &run()).await;
    let trend = machine.get(&at("/trends?days=30&until=2026-11-22&sport=run")).await;
    assert_eq!(trend.status(), StatusCode::OK, "{}", trend.answer.body);
    let window = json!({"from": "2026-10-24", "to": "2026-11-22", "time_zone": "UTC", "days": 30});
    assert_eq!(trend.json["window"], window);
    assert_eq!(trend.json["days"].as_array().unwrap().len(), 30);
    let day = json!({"date": "2026-11-01", "workouts": 1, "duration_s": 3180, "distance_m": 10240, "ascent_m": 85, "load": 344.5});
    assert_eq!(trend.json["days"][8], day);
    let totals = json!({"workouts": 1, "duration_s": 3180, "distance_m": 10240, "ascent_m": 85, "load": 344.5,
        "load_coverage": {"with": 1, "of": 1}});
    assert_eq!(trend.json["totals"], totals);
    let before = json!({"workouts": 0, "duration_s": 0, "distance_m": 0, "ascent_m": 0, "load": 0.0,
        "load_coverage": {"with": 0, "of": 0}});
    assert_eq!(trend.json["previous"], json!({"from": "2026-09-24", "to": "2026-10-23", "totals": before}));
    assert_eq!(trend.json["mean_7d"].as_array().unwrap().len(), 30);
    assert_eq!(
        trend.json["by_sport"],
        json!([{"sport": "run", "workouts": 1, "duration_s": 3180, "distance_m": 10240}])
    );
    assert!(trend.json["finding"].is_string());
}

#[tokio::test]
async fn days_that_no_calendar_has_are_not_told() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let early = machine.get(&at("/trends?until=0001-12-31&days=300")).await;
    assert_eq!((early.status(), early.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["until"]));
    assert_eq!(machine.get(&at("/trends?until=0003-12-31&days=300")).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_machine_learns_for_whom_it_acts() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let me = machine.get(&at("/athletes/me")).await;
    let expected = json!({
        "athlete": super::support::athlete(&longrun, "ada").to_string(), "client": "demo-machine", "acting_as": "machine",
        "scopes": ["workouts:read", "workouts:write", "trends:read"], "grant_ends_at": null
    });
    assert_eq!(me.json, expected);
}
