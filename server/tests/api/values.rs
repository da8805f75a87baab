//! The numbers of the wire, worked out by hand.

use super::client::{Client, at, connected};
use http::StatusCode;
use serde_json::{Value, json};

pub(crate) async fn log(machine: &Client, day: &str, distance: u32, effort: Option<f64>) {
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
    // From 2019 on: no beginner's days any more. What is left of a day is e^(-1/42) and e^(-1/7) of it.
    let ahead = load["ahead"].as_array().unwrap();
    let tomorrow = json!({"date": "2026-11-23", "fitness": 13.0, "fatigue": 48.6, "form": -42.7});
    assert_eq!((ahead.len(), &ahead[0], &load["building_day"]), (14, &tomorrow, &Value::Null));
    let refused = machine.get(&at("/load?days=367")).await;
    assert_eq!(
        (refused.status(), &refused.json["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("days"))
    );
}

#[tokio::test]
async fn a_week_is_told_in_sentences() {
    let longrun = connected().await;
    let machine = Client::machine(&longrun).await;
    for day in ["2026-11-10", "2026-11-17", "2026-11-18"] {
        log(&machine, day, 7_000, None).await;
    }
    let review = machine.get(&at("/review?week=2026-W47")).await.json;
    assert_eq!(
        (&review["from"], &review["to"], &review["totals"]["workouts"], &review["before"]["workouts"]),
        (&json!("2026-11-16"), &json!("2026-11-22"), &json!(2), &json!(1))
    );
    assert_eq!(review["sentences"][0], "2 workouts so far, 2 h in all.", "{review}");
    assert_eq!(machine.get(&at("/review")).await.json, review, "the week that goes on");
    for wrong in ["2026-W48", "2026-W54", "yesterday"] {
        let refused = machine.get(&at(&format!("/review?week={wrong}"))).await;
        assert_eq!((refused.status(), refused.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["week"]));
    }
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
            "window": window, "rest_forgiven": 1, "days_trained": 3, "rest_days": 5, "longest_streak_days": 5, "current_streak_days": 1,
            "weeks": [
                {"week": "2026-W46", "workouts": 1, "duration_s": 3600},
                {"week": "2026-W47", "workouts": 3, "duration_s": 10_800}
            ]
        })
    );
    let usual = machine.get(&at("/consistency")).await.json;
    assert_eq!(usual["window"]["days"], 90);
    let strict = machine.get(&at("/consistency?days=8&until=2026-11-22&rest=0")).await.json;
    assert_eq!((&strict["rest_forgiven"], &strict["longest_streak_days"]), (&json!(0), &json!(2)));
    let refused = machine.get(&at("/consistency?rest=7")).await;
    assert_eq!((refused.status(), refused.wrong()), (StatusCode::UNPROCESSABLE_ENTITY, vec!["rest"]));
}
