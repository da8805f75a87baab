//! Whoever is overtaken by a change of their own or of somebody else's loses nothing that they typed.

use super::support::{Answer, Browser, RUN, longrun};
use http::StatusCode;

/// A browser in which Ada is signed in, and the path of a workout of hers.
async fn with_a_workout() -> (Browser, String) {
    let mut ada = Browser::of(&longrun().await, "ada").await;
    let id = ada.log("Canal loop").await;
    (ada, format!("/workouts/{id}"))
}

async fn edit(browser: &mut Browser, path: &str, version: &str, title: &str) -> Answer {
    let fields = [&RUN[..], &[("version", version), ("title", title), ("notes", "two\nlines")]].concat();
    browser.post(path, &fields).await
}

#[tokio::test]
async fn a_change_that_comes_too_late_is_still_in_the_form_and_can_be_sent_again() {
    let (mut ada, path) = with_a_workout().await;
    assert_eq!(edit(&mut ada, &path, "1", "Faster").await.status, StatusCode::SEE_OTHER);

    let late = edit(&mut ada, &path, "1", "Typed with care").await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Somebody was faster"), "{}", late.body);
    assert!(late.body.contains("changed after you opened the form"), "{}", late.body);
    assert!(late.body.contains("value=\"Typed with care\""), "{}", late.body);
    assert!(late.body.contains("two\nlines"), "{}", late.body);
    assert!(ada.get(&path).await.body.contains("Faster"), "nothing is overwritten unasked");

    let version = late.hidden("version");
    let again = edit(&mut ada, &path, &version, "Typed with care").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    assert!(ada.get(&path).await.body.contains("Typed with care"));
}

#[tokio::test]
async fn a_change_that_is_sent_twice_is_saved() {
    let (mut ada, path) = with_a_workout().await;
    for _ in 0..2 {
        let answer = edit(&mut ada, &path, "1", "Once").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        assert!(answer.location().ends_with("?notice=saved"));
    }
}

#[tokio::test]
async fn a_change_to_a_workout_that_was_deleted_meanwhile_can_be_logged_as_a_new_one() {
    let (mut ada, path) = with_a_workout().await;
    ada.post(&format!("{path}/delete"), &[("version", "1")]).await;

    let late = edit(&mut ada, &path, "1", "Typed with care").await;
    assert_eq!(late.status, StatusCode::GONE, "{}", late.body);
    assert!(late.body.contains("This workout was deleted after you opened the form"), "{}", late.body);
    assert!(late.body.contains("two\nlines"), "{}", late.body);

    let key = late.hidden("idempotency_key");
    let fields = [&RUN[..], &[("title", "Typed with care"), ("idempotency_key", &key)]].concat();
    let logged = ada.post("/workouts", &fields).await;
    assert_eq!(logged.status, StatusCode::SEE_OTHER, "{}", logged.body);
    assert_ne!(logged.location(), path);
    assert_eq!(edit(&mut ada, "/workouts/01JA", "1", "Nobody's").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_workout_that_was_changed_is_shown_before_it_is_deleted() {
    let (mut ada, path) = with_a_workout().await;
    edit(&mut ada, &path, "1", "Changed meanwhile").await;
    let late = ada.post(&format!("{path}/delete"), &[("version", "1")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.body.contains("Changed meanwhile") && late.body.contains("It is not deleted"),
        "{}",
        late.body
    );
    let version = late.hidden("version");
    let again = ada.post(&format!("{path}/delete"), &[("version", &version)]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
}

fn settings<'a>(version: &'a str, name: &'a str) -> [(&'a str, &'a str); 5] {
    let fixed = [("units", "metric"), ("time_zone", "Europe/Berlin"), ("color_scheme", "dark")];
    [("version", version), ("display_name", name), fixed[0], fixed[1], fixed[2]]
}

#[tokio::test]
async fn settings_that_come_too_late_are_still_in_the_form_and_can_be_sent_again() {
    let mut ada = Browser::of(&longrun().await, "ada").await;
    assert_eq!(ada.post("/settings", &settings("1", "Ada L.")).await.status, StatusCode::SEE_OTHER);
    let twice = ada.post("/settings", &settings("1", "Ada L.")).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER, "sent twice: {}", twice.body);

    let late = ada.post("/settings", &settings("1", "Augusta")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("Your settings were changed after you opened this page"), "{}", late.body);
    assert!(late.body.contains("value=\"Augusta\""), "{}", late.body);
    assert!(ada.get("/settings").await.body.contains("value=\"Ada L.\""));

    let version = late.hidden("version");
    let again = ada.post("/settings", &settings(&version, "Augusta")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
}

#[tokio::test]
async fn what_a_form_carries_out_of_sight_is_mended_and_the_visitor_told() {
    let (mut ada, path) = with_a_workout().await;
    let told = "Something that this form carries out of sight was damaged";
    let long = "x".repeat(300);
    let wrong = ada.post("/workouts", &[&RUN[..], &[("idempotency_key", &long)]].concat()).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains(told), "{}", wrong.body);
    assert!(wrong.body.contains("href=\"/workouts/new\" aria-current=\"page\""), "{}", wrong.body);
    let key = wrong.hidden("idempotency_key");
    let again = ada.post("/workouts", &[&RUN[..], &[("idempotency_key", &key)]].concat()).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);

    let wrong = edit(&mut ada, &path, "first", "Mended").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains(told), "{}", wrong.body);
    let again = edit(&mut ada, &path, &wrong.hidden("version"), "Mended").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);

    let wrong = ada.post("/settings", &settings("", "Ada")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains(told), "{}", wrong.body);
    let again = ada.post("/settings", &settings(&wrong.hidden("version"), "Ada")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
}
