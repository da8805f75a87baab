//! Fields that are ours to say, JSON that readers stumble over, numbers and dates that nobody can mean.

use super::super::client::{Client, at, connected, workout};
use super::{nothing_is_stored, raw};
use domain::workout::wire::FIELDS;
use http::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn what_we_say_of_a_workout_nobody_else_says() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let logged = machine.post(&at("/workouts"), &workout(1)).await;
    let path = at(&format!("/workouts/{}", logged.json["id"].as_str().unwrap()));
    let mut ours: Vec<_> = logged.json.as_object().unwrap().keys().map(String::as_str).collect();
    ours.retain(|name| !FIELDS.contains(name));
    for more in ["user_id", "athlete", "athlete_id", "role", "scopes", "pk", "sk", "expires_at", "__proto__"]
    {
        ours.push(more);
    }
    assert!(ours.contains(&"version") && ours.contains(&"created_at") && ours.contains(&"load"), "{ours:?}");
    for name in ours {
        let mut body = workout(1);
        body[name] = json!("ben");
        for (method, path) in [(Method::POST, &at("/workouts")), (Method::PUT, &path)] {
            let refused = machine.call(method, path, Some(&body), &[("if-match", "*")]).await;
            assert_eq!((refused.status(), refused.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec![name]));
        }
    }
    assert_eq!(machine.get(&path).await.json, logged.json);
    assert_eq!(machine.get(&at("/workouts")).await.json["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn json_that_readers_stumble_over_is_refused() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    let whole = workout(1).to_string();
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
        let mut body = workout(1);
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
        let mut body = workout(1);
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
