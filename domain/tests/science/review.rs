//! Weeks in sentences.

use chrono::{Days, NaiveDate};
use domain::history::History;
use domain::load::LoadTenths;
use domain::quantity::Seconds;
use domain::review::Review;
use domain::trend::Totals;
use domain::week::Week;

/// The Monday of 2026-W47.
fn monday() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 16).unwrap()
}

fn day(offset: u64) -> NaiveDate {
    monday() + Days::new(offset)
}

/// Days before that Monday, then from it on, each with the minutes of its one workout.
fn log(before: &[(u64, u32)], since: &[(u64, u32)]) -> History {
    let before = before.iter().map(|(days, minutes)| (monday() - Days::new(*days), *minutes));
    let since = since.iter().map(|(days, minutes)| (day(*days), *minutes));
    let totals = |minutes: u32| Totals {
        workouts: 1,
        duration: Seconds(minutes * 60),
        load: LoadTenths(minutes * 10),
        with_load: 1,
        ..Totals::default()
    };
    before.chain(since).map(|(date, minutes)| (date, totals(minutes))).collect()
}

/// What is said of 2026-W47 on that day of it, or long after.
fn told(history: &History, today: u64, records: usize) -> Vec<String> {
    Review::new(Week::of(monday()), day(today), history, records).unwrap().sentences()
}

#[test]
fn a_week_that_is_over_is_compared_with_the_one_before_and_what_is_usual() {
    let history = log(&[(28, 60), (7, 60), (5, 60)], &[(0, 60), (2, 40), (5, 50), (9, 300)]);
    let said = [
        "3 workouts, 2 h 30 min in all.",
        "Time: 25 % more than in the week before.",
        "The four weeks before had 45 min a week.",
        "Training on 3 days of 7, rest on Tuesday, Thursday, Friday and Sunday.",
        "Most on Monday: 1 h.",
        "Load 150.0, 25 % more than in the week before; fitness went from 3.2 to 6.0.",
        "2 records were set.",
    ];
    assert_eq!(told(&history, 30, 2), said);
}

#[test]
fn a_week_that_goes_on_is_compared_with_the_same_days() {
    let history = log(&[(7, 50), (6, 50), (1, 500)], &[(0, 45), (1, 45), (6, 60)]);
    let said = [
        "2 workouts so far, 1 h 30 min in all.",
        "Time: 10 % less than on the same days of the week before.",
        "Training on every day.",
        "Most on Tuesday: 45 min.",
        "Load 90.0, 10 % less than on the same days of the week before; fitness went from 13.8 to 15.3.",
        "A streak of 3 days goes on; it forgives one day of rest in any seven.",
    ];
    assert_eq!(told(&history, 1, 0), said);
}

#[test]
fn of_a_week_that_is_over_no_streak_goes_on() {
    let said = told(&log(&[], &[(4, 60), (5, 60), (6, 60)]), 30, 0);
    let streak = "A streak of 3 days went on at its end; it forgives one day of rest in any seven.";
    assert_eq!(said.last().unwrap(), streak);
}

#[test]
fn a_week_without_a_workout_says_what_there_was_before() {
    let history = log(&[(7, 50), (1, 50)], &[]);
    assert_eq!(told(&history, 7, 0), ["No workouts.", "There were 2 in the week before."]);
    assert_eq!(
        told(&history, 0, 0),
        ["No workouts so far.", "There was 1 on the same days of the week before."]
    );
    assert_eq!(told(&History::default(), 7, 0), ["No workouts."]);
}

#[test]
fn on_its_sunday_a_week_is_not_over() {
    assert_eq!(told(&log(&[], &[(3, 50)]), 6, 0)[0], "1 workout so far, of 50 min.");
    assert_eq!(told(&log(&[], &[(3, 50)]), 7, 0)[0], "1 workout, of 50 min.");
}

#[test]
fn the_first_workout_of_a_log_is_compared_with_nothing() {
    let said = ["1 workout, of 50 min.", "There were none in the week before.", "Training on 1 day of 7."];
    let told = told(&log(&[], &[(3, 50)]), 7, 1);
    assert_eq!(told[..3], said);
    assert_eq!(told.last().unwrap(), "1 record was set.");
}

#[test]
fn a_load_that_nobody_knows_is_not_told() {
    let unknown = Totals { workouts: 1, duration: Seconds(600), ..Totals::default() };
    let history: History = [(day(2), unknown)].into_iter().collect();
    assert!(told(&history, 6, 0).iter().all(|sentence| !sentence.contains("Load")));
}

#[test]
fn a_week_that_has_not_begun_has_no_review() {
    let next = Week::of(day(7));
    assert_eq!(Review::new(next, day(6), &History::default(), 0), None);
    assert!(Review::new(next, day(7), &History::default(), 0).is_some_and(|review| !review.is_over));
}
