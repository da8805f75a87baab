//! The page of load: what it says of logs of any length.

use super::support::{Browser, RUN, longrun};
use http::StatusCode;

#[tokio::test]
async fn a_log_without_a_load_is_told_what_one_needs() {
    let longrun = longrun().await;
    let page = Browser::of(&longrun, "ada").await.get("/load").await;
    assert!(
        page.body.contains("No load is known yet") && page.body.contains("/workouts/new"),
        "{}",
        page.body
    );
}

#[tokio::test]
async fn a_young_log_is_building() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let key = ada.get("/workouts/new").await.hidden("idempotency_key");
    let told = [("effort", "6"), ("title", "Canal loop"), ("idempotency_key", &key)];
    let logged = ada.post("/workouts", &[&RUN[..], &told].concat()).await;
    assert_eq!(logged.status, StatusCode::SEE_OTHER, "{}", logged.body);
    let page = ada.get("/load").await.body;
    for said in [
        "Building: day ",
        " of 42",
        "if nothing is done",
        "Monotony",
        "Acute to chronic",
        "The one workout of these days has a load.",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let all = ada.get("/load?span=all").await.body;
    assert!(all.contains("aria-current=\"true\">All<"), "{all}");
}

#[tokio::test]
async fn the_load_of_a_workout_opens_and_another_method_can_count() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let settings = ada.get("/settings").await;
    let body = [("resting_heart_rate", "50"), ("max_heart_rate", "190"), ("sex_for_load", "female")];
    let about =
        [("display_name", "Ada"), ("units", "metric"), ("time_zone", "UTC"), ("color_scheme", "auto")];
    let version = settings.hidden("version");
    let saved = ada.post("/settings", &[&body[..], &about, &[("version", &version)]].concat()).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let key = ada.get("/workouts/new").await.hidden("idempotency_key");
    let told = [("effort", "6"), ("average_heart_rate", "150"), ("idempotency_key", &key)];
    let logged = ada.post("/workouts", &[&RUN[..], &told].concat()).await;
    let path = logged.location().split('?').next().unwrap().to_owned();

    let page = ada.get(&path).await;
    for said in [
        "by Banister&#x27;s training impulse, version 1",
        "0.86 · e^(1.67 x)",
        "190 bpm",
        "Constants for",
        "effort of 10 · minutes",
        "Count this one",
    ] {
        assert!(
            page.body.contains(said) || page.body.contains(&said.replace("&#x27;", "'")),
            "{said}: {}",
            page.body
        );
    }
    assert!(!page.body.contains("Let the order decide again"), "{}", page.body);

    let count = async |ada: &mut Browser, method: &str| {
        let version = ada.get(&path).await.hidden("version");
        ada.post(&format!("{path}/load"), &[("version", &version), ("method", method)]).await
    };
    let counted = count(&mut ada, "session_rpe").await;
    assert_eq!(counted.status, StatusCode::SEE_OTHER, "{}", counted.body);
    let page = ada.get(counted.location()).await.body;
    assert!(page.contains("Load 360.0 by Foster") && page.contains("Let the order decide again"), "{page}");
    let wrong = count(&mut ada, "guess").await;
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{}", wrong.body);
    let stale = ada.post(&format!("{path}/load"), &[("version", "1"), ("method", "")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
    let back = count(&mut ada, "").await;
    assert!(ada.get(back.location()).await.body.contains("Banister"), "{}", back.body);
}
