//! The page of records, and what a workout's own page says of those that it set.

use super::support::files::{brought, run, steady};
use super::support::{Browser, longrun};
use http::StatusCode;

/// The same run a little slower: its points lie so much closer together.
fn slower(hour: u32) -> String {
    let mut file = run(hour, 0);
    for minute in 0..=30 {
        let north = |step: f64| format!("{:.6}", 52.5 + f64::from(minute) * step);
        file = file.replace(&format!("lat=\"{}\"", north(0.0018)), &format!("lat=\"{}\"", north(0.0016)));
    }
    file
}

#[tokio::test]
async fn a_log_without_records_is_told_what_sets_them() {
    let longrun = longrun().await;
    let page = Browser::of(&longrun, "ada").await.get("/records").await;
    assert_eq!(page.status, StatusCode::OK);
    for said in ["No records yet", "/import", "/workouts/new"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
}

#[tokio::test]
async fn a_run_tells_its_grade_adjusted_pace_and_what_came_of_a_heartbeat() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let path = brought(&mut ada, steady()).await;
    let page = ada.get(&path).await.body.replace("<!>", "");
    // 180 m a minute at 150 beats, in both halves.
    for said in ["Grade-adjusted", "5:33 /km", "1.20 m per beat", "Decoupling", "0.0 %"] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[tokio::test]
async fn a_record_is_told_with_its_workout_and_what_it_replaced() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let first = brought(&mut ada, slower(6)).await;
    let second = brought(&mut ada, run(18, 0)).await;
    let page = ada.get("/records").await.body.replace("<!>", "");
    // 200.1 and 177.9 metres a minute.
    for said in
        [">5 km<", "24:59", "3:07 faster than on", "Fastest 400 m: 2:00", "aria-current=\"true\">Run<"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(
        page.contains(&format!("href=\"{first}\"")) && page.contains(&format!("href=\"{second}\"")),
        "{page}"
    );
    // Of 5 km in 24:59: 10 km in 24:59 · 2^1.06.
    for said in [">VDOT 38.", "Races that are worth as much", "52:05", "Repetition", "not a promise"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let year = ada.get("/records?sport=run&span=365").await.body;
    assert!(
        year.contains("aria-current=\"true\">1 year<") && year.contains("the best of the last 365 days"),
        "{year}"
    );
    let rides = ada.get("/records?sport=ride").await.body;
    assert!(rides.contains("No records of this sport"), "{rides}");
}

#[tokio::test]
async fn a_workout_says_which_records_it_set_until_it_is_deleted() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let first = brought(&mut ada, slower(6)).await;
    let told = ada.get(&first).await.body.replace("<!>", "");
    assert!(told.contains("The first of their kind") && told.contains("Fastest 5 km: 28:06"), "{told}");
    let second = brought(&mut ada, run(18, 0)).await;
    let told = ada.get(&second).await.body.replace("<!>", "");
    let marked = format!("Fastest 5 km: 24:59</strong>, 3:07 faster than on <a href=\"{first}\">");
    assert!(told.contains(&marked), "{marked}: {told}");
    assert!(!ada.get(&first).await.body.contains("Fastest 5 km"), "it was beaten");
    let version = ada.get(&format!("{second}/delete")).await.hidden("version");
    ada.post(&format!("{second}/delete"), &[("version", &version)]).await;
    let told = ada.get(&first).await.body;
    assert!(told.contains("Fastest 5 km: 28:06"), "{told}");
    ada.post(&format!("{second}/restore"), &[]).await;
    assert!(ada.get("/records").await.body.contains("24:59"), "it is back");
}
