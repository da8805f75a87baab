//! What the days say.

use super::{day, window, without_load, workout};
use domain::trend::{Change, Day, Metric, Trend};

/// Two windows of thirty days with one workout of each distance, now and before.
fn distances(now: &[u32], before: &[u32]) -> Vec<Day> {
    let days = |from: u64, distances: &[u32]| {
        let days = (from..).zip(distances);
        days.map(|(ago, distance)| day(ago, &[("run", workout(*distance, 50))])).collect::<Vec<_>>()
    };
    [days(0, now), days(30, before)].concat()
}

fn said(days: &[Day]) -> String {
    Trend::new(window(30), days, None).finding.to_string()
}

#[test]
fn nothing_at_all_is_said_as_such() {
    assert_eq!(said(&[]), "No workouts in these 30 days yet.");
}

#[test]
fn a_break_names_what_was_before_it() {
    assert_eq!(
        said(&distances(&[], &[5000, 5000])),
        "No workouts in these 30 days; 2 in the 30 days before."
    );
}

#[test]
fn the_first_window_has_nothing_to_compare_with() {
    assert_eq!(said(&distances(&[5000], &[])), "1 workout in these 30 days; none in the 30 days before.");
    assert_eq!(said(&distances(&[5000, 1], &[])), "2 workouts in these 30 days; none in the 30 days before.");
}

#[test]
fn distance_rises_falls_and_is_steady() {
    let said_of = |now| said(&distances(&[now], &[10_000]));
    assert_eq!(said_of(10_900), "Distance is rising: 9 % more than in the 30 days before.");
    assert_eq!(said_of(9_100), "Distance is falling: 9 % less than in the 30 days before.");
    assert_eq!(said_of(10_299), "Distance is steady: about the same as in the 30 days before.");
    assert_eq!(said_of(10_300), "Distance is rising: 3 % more than in the 30 days before.");
    assert_eq!(said_of(9_701), "Distance is steady: about the same as in the 30 days before.");
    assert_eq!(said_of(35_000), "Distance is rising: 3.5 times as much as in the 30 days before.");
}

#[test]
fn time_is_told_where_most_workouts_have_no_distance_now_or_before() {
    let indoors = |now: &[u32], before: &[u32]| said(&distances(now, before));
    assert!(indoors(&[0, 5000], &[5000]).starts_with("Training time is rising"));
    assert!(indoors(&[5000, 5000], &[0]).starts_with("Training time is rising"));
    assert!(indoors(&[0, 5000, 5000], &[5000]).starts_with("Distance is"));
}

#[test]
fn a_window_of_one_day_speaks_of_the_day_before() {
    let days = [day(0, &[("run", workout(5000, 1))]), day(1, &[("run", workout(10_000, 1))])];
    let finding = Trend::new(window(1), &days, None).finding.to_string();
    assert_eq!(finding, "Distance is falling: 50 % less than on the day before.");
}

#[test]
fn tiles_tell_the_change_of_each_metric() {
    let before = workout(8000, 100);
    let now = workout(10_000, 100).plus(&workout(0, 20));
    let days = [day(0, &[("run", now)]), day(30, &[("run", before)])];
    let trend = Trend::new(window(30), &days, None);
    let all = [Metric::Workouts, Metric::Duration, Metric::Distance, Metric::Ascent, Metric::Load];
    let changes = all.map(|metric| trend.change(metric));
    let expected =
        [Change::More(100), Change::More(100), Change::More(25), Change::More(100), Change::More(20)];
    assert_eq!(changes, expected);
}

#[test]
fn a_load_that_nobody_knows_is_not_compared() {
    let days = [day(0, &[("run", without_load(workout(1, 0)))]), day(30, &[("run", workout(1, 50))])];
    assert_eq!(Trend::new(window(30), &days, None).change(Metric::Load), Change::None);
}

#[test]
fn something_after_nothing_is_new_and_nothing_after_nothing_is_no_change() {
    assert_eq!(Change::between(Some(1.0), Some(0.0)), Change::New);
    assert_eq!(Change::between(Some(0.0), Some(0.0)), Change::None);
    assert_eq!(Change::between(Some(0.0), Some(1.0)), Change::Less(100));
    assert_eq!(Change::New.words(30), "nothing in the 30 days before");
    assert_eq!(Change::None.words(30), "");
}
