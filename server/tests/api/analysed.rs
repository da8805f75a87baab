//! What is computed from a workout of a watch, worked out by hand.

use super::client::{Client, at, connected};
use super::matrix::looked_at;
use super::support::files::{MULTIPART, multipart};
use super::support::permit;
use super::values::log;
use axum::body::Body;
use domain::act::Act;
use domain::athlete::{Profile, Sex};
use domain::quantity::BeatsPerMinute;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use server::startup::Longrun;

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

/// Whose heart goes from 50 to 190.
fn heart() -> Profile {
    Profile {
        resting_heart_rate: Some(BeatsPerMinute(50)),
        max_heart_rate: Some(BeatsPerMinute(190)),
        sex_for_load: Some(Sex::Male),
        ..Profile::new("Ada".to_owned(), chrono_tz::Europe::Berlin)
    }
}

/// Brings what the watch wrote; the id of the workout.
async fn bring(machine: &Client) -> String {
    let request = Request::post(at("/imports"))
        .header(HOST, "localhost:3000")
        .header(AUTHORIZATION, format!("Bearer {}", machine.token()))
        .header(CONTENT_TYPE, MULTIPART)
        .body(Body::from(multipart(&[("run.tcx", watch())])));
    let begun = machine.send(request.unwrap()).await;
    let import = begun.json["id"].as_str().unwrap().to_owned();
    let stored = looked_at(machine, &format!("{import}?athlete=ada@longrun.test")).await;
    stored.json["files"][0]["workouts"][0].as_str().unwrap().to_owned()
}

/// Ada's machine, and the workout that a watch brought of somebody whose heart goes from 50 to 190.
async fn brought() -> (Longrun, Client, String) {
    let longrun = connected().await;
    let editing = permit(&longrun, "ada", Act::EditProfile).await;
    longrun.app.table.save_profile(&editing, heart()).await.unwrap();
    let machine = Client::machine(&longrun).await;
    let id = bring(&machine).await;
    (longrun, machine, id)
}

#[tokio::test]
async fn a_workout_from_a_watch_tells_device_totals_and_a_load_along_its_track() {
    let (_longrun, machine, id) = brought().await;
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
    let id = bring(&machine).await;
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
    assert_eq!(machine.get(&at("/records?days=7")).await.json, json!({"items": []}), "of the last week");
    let month = machine.get(&at("/records?days=30")).await.json;
    let longest = month["items"].as_array().unwrap().iter().find(|item| item["kind"] == "longest_distance");
    assert_eq!(longest.unwrap()["previous_value_m"], Value::Null, "the first of its days");
    assert_eq!(machine.get(&at("/records")).await.json, records, "of every sport, each with its name");
    let refused = machine.get(&at("/records?sport=sleeping")).await;
    assert_eq!((refused.status(), refused.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["sport"]));
}

#[tokio::test]
async fn an_analysis_opens_the_loads_the_zones_and_the_records_of_a_workout() {
    let (_longrun, machine, id) = brought().await;
    let analysis = machine.get(&at(&format!("/workouts/{id}/analysis"))).await.json;
    let constants = |with: Value| {
        let mut constants = json!({"resting_heart_rate_bpm": null, "max_heart_rate_bpm": 190, "sex": null,
            "threshold_heart_rate_bpm": null, "first_ventilatory_bpm": null, "second_ventilatory_bpm": null,
            "threshold_speed_m_s": null, "threshold_power_w": null});
        constants.as_object_mut().unwrap().extend(with.as_object().unwrap().clone());
        constants
    };
    let banister = json!({
        "load": {"value": 54.0, "method": "trimp_banister", "version": 1, "inputs": "track_heart_rate"},
        "counts": true, "formula": "Σ minutes · x · 0.64 · e^(1.92 x), x = share of the reserve",
        "constants": constants(json!({"resting_heart_rate_bpm": 50, "sex": "male"})),
        "coverage": {"with_s": 1800, "of_s": 1800}
    });
    // 79 % of the highest is in zone 3.
    let edwards = json!({
        "load": {"value": 90.0, "method": "trimp_edwards", "version": 1, "inputs": "track_heart_rate"},
        "counts": false,
        "formula": "Σ minutes · zone, zones 1 to 5 from 50, 60, 70, 80 and 90 % of the highest",
        "constants": constants(json!({})), "coverage": {"with_s": 1800, "of_s": 1800}
    });
    assert_eq!((&analysis["loads"], &analysis["chosen"]), (&json!([banister, edwards]), &Value::Null));
    // 150 beats are 71 % of the reserve.
    let zones = json!([{"by": "heart_rate", "from": [120.0, 134.0, 148.0, 162.0, 176.0], "below_s": 0,
        "zones_s": [0, 0, 1800, 0, 0]}]);
    assert_eq!(analysis["zones"], zones);
    let efficiency = &analysis["efficiency"];
    assert_eq!(efficiency["normalized_power_w"], Value::Null, "nobody measured power");
    // 10/3 m/s on the flat at 150 beats: 200 m in 150 of them, in both halves.
    assert_eq!(
        (&efficiency["grade_adjusted_speed_m_s"], &efficiency["efficiency_factor"]),
        (&json!(3.333), &json!(1.333))
    );
    assert_eq!(efficiency["decoupling_percent"], json!(0.0));
    let records = analysis["records"].as_array().unwrap();
    let longest = records.iter().find(|mark| mark["record"]["kind"] == "longest_distance").unwrap();
    assert_eq!((&longest["record"]["value_m"], &longest["stands"]), (&json!(6000), &json!(true)));
}

#[tokio::test]
async fn another_load_of_a_workout_can_be_made_to_count() {
    let (_longrun, machine, id) = brought().await;
    let path = at(&format!("/workouts/{id}/load"));
    let choose = async |body: Value, version: &str| {
        machine.call(Method::PUT, &path, Some(&body), &[("if-match", version)]).await
    };
    let chosen = choose(json!({"method": "trimp_edwards"}), "\"1\"").await;
    assert_eq!(
        (chosen.status(), &chosen.json["load"]["value"], chosen.header("etag")),
        (StatusCode::OK, &json!(90.0), "\"2\"")
    );
    let analysis = machine.get(&at(&format!("/workouts/{id}/analysis"))).await.json;
    assert_eq!(analysis["chosen"], "trimp_edwards");
    for wrong in [json!({"method": 3}), json!({}), json!({"method": "TSS"})] {
        let refused = choose(wrong.clone(), "\"2\"").await;
        assert_eq!(
            (refused.status(), refused.wrong()),
            (StatusCode::UNPROCESSABLE_ENTITY, vec!["method"]),
            "{wrong}"
        );
    }
    let unknown = choose(json!({"method": null, "load": 3}), "\"2\"").await;
    assert_eq!((unknown.status(), unknown.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["load"]));
    assert_eq!(choose(json!({"method": null}), "\"1\"").await.status(), StatusCode::PRECONDITION_FAILED);
    let lacking = choose(json!({"method": "session_rpe"}), "\"2\"").await;
    assert_eq!(lacking.json["load"]["method"], "trimp_banister", "it has none by its effort");
    let back = choose(json!({"method": null}), "\"3\"").await;
    assert_eq!(back.json["load"]["method"], "trimp_banister");
}

#[tokio::test]
async fn time_in_zones_is_summed_over_days() {
    let (_longrun, machine, _) = brought().await;
    let zones = machine.get(&at("/trends/zones?days=30&until=2026-11-22")).await.json;
    let times = json!([{"by": "heart_rate", "from": null, "below_s": 0, "zones_s": [0, 0, 1800, 0, 0]}]);
    assert_eq!((&zones["window"]["from"], &zones["zones"]), (&json!("2026-10-24"), &times));
    assert_eq!(machine.get(&at("/trends/zones?days=7&until=2026-11-22")).await.json["zones"], json!([]));
    let refused = machine.get(&at("/trends/zones?days=91")).await;
    assert_eq!((refused.status(), refused.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["days"]));
}

#[tokio::test]
async fn the_best_effort_of_some_days_is_told_as_races() {
    let (_longrun, machine, id) = brought().await;
    let races = machine.get(&at("/races?until=2026-11-22")).await.json;
    let estimate = &races["estimate"];
    // 5 km in 25:00, of which Daniels' table says 38.3.
    assert_eq!(
        (&estimate["vdot"], &estimate["distance_m"], &estimate["time_s"], &estimate["workout"]),
        (&json!(38.3), &json!(5000), &json!(1500), &json!(id))
    );
    let of = |metres: u32| {
        let all = estimate["equivalents"].as_array().unwrap();
        all.iter().find(|race| race["distance_m"] == metres).unwrap().clone()
    };
    assert_eq!(of(5000)["vdot_s"], json!(1500));
    // 1500 s · 2^1.06
    assert_eq!(of(10_000)["riegel_s"], json!(3127));
    assert_eq!(machine.get(&at("/races?days=7")).await.json["estimate"], Value::Null);
    let refused = machine.get(&at("/races?sport=ride")).await;
    assert_eq!((refused.status(), refused.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["sport"]));
}
