//! The numbers of the wire, worked out by hand.

use super::client::{Client, at, connected};
use super::matrix::looked_at;
use super::support::files::{MULTIPART, multipart};
use super::support::permit;
use axum::body::Body;
use domain::act::Act;
use domain::athlete::{Profile, Sex};
use domain::quantity::BeatsPerMinute;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Request, StatusCode};
use serde_json::{Value, json};

/// Half an hour at 150 beats a minute, a point every ten seconds, as a watch writes it.
fn watch() -> String {
    let point = |second: u32| {
        let (minute, rest, metres) = (second / 60, second % 60, second * 10 / 3);
        format!(
            "<Trackpoint><Time>2026-11-01T06:{minute:02}:{rest:02}Z</Time><DistanceMeters>{metres}</DistanceMeters>\
             <HeartRateBpm><Value>150</Value></HeartRateBpm></Trackpoint>"
        )
    };
    let points: String = (0..=1800).step_by(10).map(point).collect();
    format!(
        "<TrainingCenterDatabase><Activities><Activity Sport=\"Running\"><Id>2026-11-01T06:00:00Z</Id>\
         <Lap StartTime=\"2026-11-01T06:00:00Z\"><TotalTimeSeconds>1800</TotalTimeSeconds>\
         <DistanceMeters>6010</DistanceMeters><Track>{points}</Track></Lap>\
         <Creator><Name>Watch 5</Name></Creator></Activity></Activities></TrainingCenterDatabase>"
    )
}

#[tokio::test]
async fn a_workout_from_a_watch_tells_device_totals_and_a_load_along_its_track() {
    let longrun = connected().await;
    let editing = permit(&longrun, "ada", Act::EditProfile).await;
    let profile = Profile {
        resting_heart_rate: Some(BeatsPerMinute(50)),
        max_heart_rate: Some(BeatsPerMinute(190)),
        sex_for_load: Some(Sex::Male),
        ..Profile::new("Ada".to_owned(), chrono_tz::Europe::Berlin)
    };
    longrun.app.table.save_profile(&editing, profile).await.unwrap();
    let machine = Client::machine(&longrun).await;
    let request = Request::post(at("/imports"))
        .header(HOST, "localhost:3000")
        .header(AUTHORIZATION, format!("Bearer {}", machine.token()))
        .header(CONTENT_TYPE, MULTIPART)
        .body(Body::from(multipart(&[("run.tcx", watch())])));
    let begun = machine.send(request.unwrap()).await;
    let import = begun.json["id"].as_str().unwrap().to_owned();
    let stored = looked_at(&machine, &format!("{import}?athlete=ada@longrun.test")).await;
    let id = stored.json["files"][0]["workouts"][0].as_str().unwrap().to_owned();
    let read = machine.get(&at(&format!("/workouts/{id}"))).await.json;
    let source = json!({"kind": "tcx", "device": "Watch 5", "totals": {"distance_m": 6010, "moving_s": 1800, "ascent_m": null}});
    assert_eq!(read["source"], source, "{read}");
    // 30 min · x · 0.64 · e^(1.92 x), x = 100/140.
    let load = json!({"value": 54.0, "method": "trimp_banister", "version": 1, "inputs": "track_heart_rate"});
    assert_eq!(read["load"], load);
    assert_eq!((&read["average_heart_rate_bpm"], &read["has_track"]), (&json!(150), &json!(true)));
}

#[tokio::test]
async fn records_are_told_with_what_they_replaced() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    log(&machine, "2026-10-11", 5_000, None).await;
    let request = Request::post(at("/imports"))
        .header(HOST, "localhost:3000")
        .header(AUTHORIZATION, format!("Bearer {}", machine.token()))
        .header(CONTENT_TYPE, MULTIPART)
        .body(Body::from(multipart(&[("run.tcx", watch())])));
    let begun = machine.send(request.unwrap()).await;
    let import = begun.json["id"].as_str().unwrap().to_owned();
    let stored = looked_at(&machine, &format!("{import}?athlete=ada@longrun.test")).await;
    let id = &stored.json["files"][0]["workouts"][0];
    let records = machine.get(&at("/records?sport=run")).await.json;
    let of = |kind: &str| {
        let items = records["items"].as_array().unwrap();
        items.iter().find(|item| item["kind"] == kind).cloned().unwrap_or_default()
    };
    let record = |kind: &str, values: Value| {
        let mut record = json!({"kind": kind, "sport": "run", "value_s": null, "value_w": null, "value_bpm": null,
            "value_m": null, "workout": id, "date": "2026-11-01", "previous_value_s": null, "previous_value_w": null,
            "previous_value_bpm": null, "previous_value_m": null});
        record.as_object_mut().unwrap().extend(values.as_object().unwrap().clone());
        record
    };
    // Ten metres in three seconds; the counter knows whole metres.
    assert_eq!(of("fastest_5000_m"), record("fastest_5000_m", json!({"value_s": 1500})));
    assert_eq!(of("highest_heart_rate_60_s"), record("highest_heart_rate_60_s", json!({"value_bpm": 150})));
    let longest = json!({"value_m": 6000, "previous_value_m": 5000});
    assert_eq!(of("longest_distance"), record("longest_distance", longest));
    assert_eq!(
        (&of("longest_duration")["value_s"], &of("longest_duration")["date"]),
        (&json!(3600), &json!("2026-10-11"))
    );
    assert_eq!(of("highest_power_60_s"), Value::Null, "nobody measured it");
    assert_eq!(machine.get(&at("/records?sport=ride")).await.json, json!({"items": []}));
    assert_eq!(machine.get(&at("/records")).await.json, records, "of every sport, each with its name");
    let refused = machine.get(&at("/records?sport=sleeping")).await;
    assert_eq!((refused.status(), refused.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["sport"]));
}

async fn log(machine: &Client, day: &str, distance: u32, effort: Option<f64>) {
    let body = json!({"sport": "run", "started_at": format!("{day}T07:30:00Z"), "time_zone": "UTC",
        "duration_s": 3600, "distance_m": distance, "effort": effort});
    assert_eq!(machine.post(&at("/workouts"), &body).await.status(), StatusCode::CREATED);
}

#[tokio::test]
async fn days_means_and_the_window_before_are_what_was_logged() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    for (day, distance, effort) in [
        ("2026-09-01", 1_000, Some(1.0)),
        ("2026-09-25", 7_000, Some(5.0)),
        ("2026-11-01", 14_000, Some(5.0)),
        ("2026-11-03", 7_000, None),
    ] {
        log(&machine, day, distance, effort).await;
    }
    let trend = machine.get(&at("/trends?days=30&until=2026-11-22")).await.json;
    let days = trend["days"].as_array().unwrap();
    let on = |date: &str| days.iter().find(|day| day["date"] == date).unwrap();
    assert_eq!(on("2026-11-03")["load"], Value::Null, "nobody knows how hard it was");
    assert_eq!(on("2026-11-02")["load"], json!(0.0), "a day of rest");
    assert_eq!(trend["totals"]["load_coverage"], json!({"with": 1, "of": 2}));
    let before = json!({"workouts": 1, "duration_s": 3600, "distance_m": 7000, "ascent_m": 0, "load": 300.0,
        "load_coverage": {"with": 1, "of": 1}});
    assert_eq!(trend["previous"]["totals"], before);
    let means = trend["mean_7d"].as_array().unwrap();
    let mean = |date: &str| means.iter().find(|mean| mean["date"] == date).unwrap();
    let metres = |date: &str| mean(date)["distance_m"].clone();
    let rising = ["2026-10-31", "2026-11-01", "2026-11-03"].map(metres);
    assert_eq!(rising, [json!(0.0), json!(2_000.0), json!(3_000.0)]);
    assert_eq!(["2026-11-08", "2026-11-10"].map(metres), [json!(1_000.0), json!(0.0)]);
    let finding = trend["finding"].as_str().unwrap();
    assert!(finding.contains("3.0 times as much as in the 30 days before"), "{finding}");
}

#[tokio::test]
async fn load_becomes_fitness_fatigue_and_form() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    for (day, effort) in [("2019-03-01", 1.0), ("2026-11-19", 5.0), ("2026-11-20", 5.0)] {
        log(&machine, day, 7_000, Some(effort)).await;
    }
    log(&machine, "2026-11-21", 7_000, None).await;
    let load = machine.get(&at("/load?days=4&until=2026-11-22")).await.json;
    assert_eq!(load["coverage"], json!({"with": 2, "of": 3}));
    let conventions = json!({"fitness_days": 42, "fatigue_days": 7, "seed": 0, "form": "previous_day"});
    assert_eq!(load["conventions"], conventions);
    // 300 on two days from nothing that is left of 2019: 300 α, then (300 − y) α more.
    let days = json!([
        {"date": "2026-11-19", "load": 300.0, "fitness": 7.1, "fatigue": 39.9, "form": 0.0, "monotony": 0.41,
            "strain": 122.5, "acute_chronic": 4.0},
        {"date": "2026-11-20", "load": 300.0, "fitness": 14.0, "fatigue": 74.6, "form": -32.9, "monotony": 0.63,
            "strain": 379.5, "acute_chronic": 4.0},
        {"date": "2026-11-21", "load": null, "fitness": 13.6, "fatigue": 64.6, "form": -60.6, "monotony": 0.63,
            "strain": 379.5, "acute_chronic": 4.0},
        {"date": "2026-11-22", "load": 0.0, "fitness": 13.3, "fatigue": 56.0, "form": -51.0, "monotony": 0.63,
            "strain": 379.5, "acute_chronic": 4.0}
    ]);
    assert_eq!(load["days"], days);
    let refused = machine.get(&at("/load?days=367")).await;
    assert_eq!(
        (refused.status(), &refused.json["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("days"))
    );
}

#[tokio::test]
async fn consistency_forgives_a_day_of_rest_and_looks_back_for_where_a_streak_began() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    for day in ["2026-11-12", "2026-11-13", "2026-11-15", "2026-11-16", "2026-11-16", "2026-11-21"] {
        log(&machine, day, 7_000, None).await;
    }
    let consistency = machine.get(&at("/consistency?days=8&until=2026-11-22")).await.json;
    let window = json!({"from": "2026-11-15", "to": "2026-11-22", "time_zone": "UTC", "days": 8});
    assert_eq!(
        consistency,
        json!({
            "window": window, "days_trained": 3, "rest_days": 5, "longest_streak_days": 5, "current_streak_days": 1,
            "weeks": [
                {"week": "2026-W46", "workouts": 1, "duration_s": 3600},
                {"week": "2026-W47", "workouts": 3, "duration_s": 10_800}
            ]
        })
    );
    let usual = machine.get(&at("/consistency")).await.json;
    assert_eq!(usual["window"]["days"], 90);
    let refused = machine.get(&at("/consistency?rest=2")).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY, "{:?}", refused.json);
}
