//! Thresholds with the day from which they hold, and the loads that follow.

use super::support::{Answer, Browser, RUN, athlete, longrun};
use http::StatusCode;
use server::startup::Longrun;

const PATH: &str = "/settings/thresholds";

async fn tell(browser: &mut Browser, told: &[(&str, &str)]) -> Answer {
    let version = browser.get(PATH).await.hidden("version");
    browser.post(PATH, &[told, &[("version", &version)]].concat()).await
}

/// Waits until no load is left to be counted.
async fn counted(longrun: &Longrun) {
    server::recount::work(&longrun.app, &athlete(longrun, "ada")).await.unwrap();
}

#[tokio::test]
async fn a_threshold_holds_from_its_day_on_and_can_be_taken_back() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let rates = [("resting_heart_rate", "50"), ("max_heart_rate", "190"), ("sex_for_load", "female")];
    let about =
        [("display_name", "Ada"), ("units", "metric"), ("time_zone", "UTC"), ("color_scheme", "auto")];
    let version = ada.get("/settings").await.hidden("version");
    ada.post("/settings", &[&rates[..], &about, &[("version", &version)]].concat()).await;
    let key = ada.get("/workouts/new").await.hidden("idempotency_key");
    let run = [("average_heart_rate", "150"), ("idempotency_key", &key)];
    let logged = ada.post("/workouts", &[&RUN[..], &run].concat()).await;
    let path = logged.location().split('?').next().unwrap().to_owned();

    let late = tell(&mut ada, &[("from", "2026-11-21"), ("threshold_heart_rate", "170")]).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER, "{}", late.body);
    counted(&longrun).await;
    assert!(ada.get(&path).await.body.contains("Load 121.5 by Banister"), "the run was the day before");

    let told = [("from", "2026-11-01"), ("threshold_heart_rate", "170"), ("threshold_pace", "4:30")];
    assert_eq!(tell(&mut ada, &told).await.status, StatusCode::SEE_OTHER);
    counted(&longrun).await;
    let workout = ada.get(&path).await.body;
    assert!(workout.contains("Load 65.6 by heart-rate stress (hrTSS), version 1"), "{workout}");
    let page = ada.get(PATH).await.body;
    for said in ["Your zones today", "4:30 /km", "170 bpm", "Told so far", "?from=2026-11-01"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("being counted anew"), "{page}");

    let filled = ada.get(&format!("{PATH}?from=2026-11-01")).await;
    assert!(filled.body.contains("value=\"4:30\"") && filled.body.contains("Change what was told"));
    let version = filled.hidden("version");
    let removal = [("from", "2026-11-01"), ("version", &version)];
    let removed = ada.post(&format!("{PATH}/remove"), &removal).await;
    assert_eq!(removed.status, StatusCode::SEE_OTHER, "{}", removed.body);
    counted(&longrun).await;
    assert!(ada.get(&path).await.body.contains("Load 121.5 by Banister"));
}

#[tokio::test]
async fn what_cannot_be_a_threshold_is_named_and_changes_nothing() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let wrong =
        [("from", "2026-02-30"), ("threshold_pace", "fast"), ("heart_zones", "own"), ("own_zones", "9")];
    let refused = tell(&mut ada, &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
    for said in ["must be a day of the calendar", "like 4:30", "rising heart rates", "value=\"fast\""] {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    assert!(!ada.get(PATH).await.body.contains("Told so far"));
    assert_eq!(ada.get(&format!("{PATH}?from=x")).await.status, StatusCode::BAD_REQUEST);
    let late = [("from", "2026-11-01"), ("threshold_power", "250"), ("version", "0")];
    let overtaken = ada.post(PATH, &late).await;
    assert_eq!(overtaken.status, StatusCode::CONFLICT, "{}", overtaken.body);
    assert!(overtaken.body.contains("value=\"250\"") && overtaken.body.contains("not saved"));
}

#[tokio::test]
async fn settings_keep_the_thresholds() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    tell(&mut ada, &[("from", "2026-11-01"), ("threshold_power", "250")]).await;
    let about =
        [("display_name", "Ada"), ("units", "imperial"), ("time_zone", "UTC"), ("color_scheme", "auto")];
    let version = ada.get("/settings").await.hidden("version");
    let saved = ada.post("/settings", &[&about[..], &[("version", &version)]].concat()).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    assert!(ada.get(PATH).await.body.contains("power 250 W"));
}
