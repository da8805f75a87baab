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
