//! The pages of days, streaks and weeks: what they say, and where a day leads.

use super::support::{Browser, RUN, longrun};
use chrono::{Datelike as _, Days, NaiveDate};
use domain::week::Week;
use http::StatusCode;

/// Logs an hour's run on a day.
async fn log(browser: &mut Browser, date: NaiveDate) {
    let key = browser.get("/workouts/new").await.hidden("idempotency_key");
    let date = date.to_string();
    let rest = RUN.iter().copied().filter(|(name, _)| *name != "date");
    let fields: Vec<_> = rest.chain([("date", date.as_str()), ("idempotency_key", &key)]).collect();
    let logged = browser.post("/workouts", &fields).await;
    assert_eq!(logged.status, StatusCode::SEE_OTHER, "{}", logged.body);
}

#[tokio::test]
async fn a_log_without_workouts_is_told_how_a_streak_begins() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let page = ada.get("/consistency").await.body;
    assert!(page.contains("No day of training yet") && page.contains("/workouts/new"), "{page}");
    let week = ada.get("/review").await.body;
    assert!(week.contains("No workouts so far.") && !week.contains("What changed"), "{week}");
}

#[tokio::test]
async fn every_day_opens_and_a_streak_forgives_as_much_rest_as_is_asked() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let today = longrun.app.now().date_naive();
    let days = [1, 2, 5].map(|back| today - Days::new(back));
    for day in days {
        log(&mut ada, day).await;
    }
    let page = ada.get("/consistency").await.body;
    for day in days {
        assert!(page.contains(&format!("/workouts?from={day}&amp;to={day}")), "{day}: {page}");
    }
    assert!(page.contains("Training on 3 of 365 days; a streak of 2 days goes on."), "{page}");
    let lenient = ada.get("/consistency?rest=2").await.body;
    assert!(lenient.contains("a streak of 5 days goes on."), "{lenient}");
    assert!(lenient.contains("any seven have at most 2 without a workout"), "{lenient}");
    let year = ada.get(&format!("/consistency?year={}", days[0].year())).await.body;
    assert!(year.contains(&format!("aria-current=\"true\">{}<", days[0].year())), "{year}");
    for word in ["9998", "never"] {
        assert_eq!(ada.get(&format!("/consistency?year={word}")).await.status, StatusCode::OK, "{word}");
    }
}

#[tokio::test]
async fn a_week_is_told_beside_the_one_before() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let this = Week::of(longrun.app.now().date_naive());
    let (last, before) = (this.previous(), this.previous().previous());
    log(&mut ada, before.monday()).await;
    for day in last.days().take(2) {
        log(&mut ada, day).await;
    }
    let page = ada.get(&format!("/review?week={last}")).await.body;
    for said in [
        "2 workouts, ",
        "in all.",
        "more than in the week before",
        "Training on 2 days of 7, rest on Wednesday",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let sunday = last.days().last().unwrap();
    assert!(page.contains(&format!("/workouts?from={}&amp;to={sunday}", last.monday())), "{page}");
    let first = ada.get(&format!("/review?week={before}")).await.body;
    assert!(first.contains("2 records were set."), "the longest time and distance: {first}");
    let unwritten = ada.get("/review?week=47").await;
    assert!(unwritten.body.contains(&format!("Week {this}")), "{}", unwritten.body);
    let to_come = ada.get(&format!("/review?week={}", this.next())).await;
    assert_eq!(to_come.status, StatusCode::BAD_REQUEST, "{}", to_come.body);
}
