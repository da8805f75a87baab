//! What the days say.

use super::{day, window, without_load, workout};
use domain::trend::{Change, Day, Metric, Trend};

/// Two windows of thirty days with a workout of each distance: from today back, and from the first day before on.
fn distances(now: &[u32], before: &[u32]) -> Vec<Day> {
    let ran = |ago, distance: &u32| day(ago, &[("run", workout(*distance, 50))]);
    let now = (0..).zip(now).map(|(later, distance)| ran(later, distance));
    let before = (0..).zip(before).map(|(later, distance)| ran(59 - later, distance));
    now.chain(before).collect()
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
    let days = [day(0, &[("run", now)]), day(59, &[("run", before)])];
    let trend = Trend::new(window(30), &days, None);
    let all = [Metric::Workouts, Metric::Duration, Metric::Distance, Metric::Ascent, Metric::Load];
    let changes = all.map(|metric| trend.change(metric));
    let expected =
        [Change::More(100), Change::More(100), Change::More(25), Change::More(100), Change::More(20)];
    assert_eq!(changes, expected);
}

#[test]
fn a_load_that_nobody_knows_is_not_compared() {
    let days = [day(0, &[("run", without_load(workout(1, 0)))]), day(59, &[("run", workout(1, 50))])];
    assert_eq!(Trend::new(window(30), &days, None).change(Metric::Load), Change::None);
}

#[test]
fn a_load_that_few_workouts_had_is_not_compared_with_one_that_all_have() {
    let run = workout(5000, 50);
    let month = |known: usize| {
        let before = (0..4).map(|nth| if nth < known { run } else { without_load(run) });
        let before = before.zip(56..).map(|(totals, ago)| day(ago, &[("run", totals)]));
        let now = (0..4).map(|ago| day(ago, &[("run", run)]));
        Trend::new(window(30), &before.chain(now).collect::<Vec<_>>(), None).change(Metric::Load)
    };
    assert_eq!([month(1), month(2), month(4)], [Change::None, Change::None, Change::Same]);
    assert_eq!(month(3), Change::More(33));
}

#[test]
fn a_history_that_begins_late_in_the_window_before_is_not_compared() {
    let begun = |ago| [day(0, &[("run", workout(5000, 50))]), day(ago, &[("run", workout(5000, 50))])];
    let year = Trend::new(window(365), &begun(366), None);
    assert_eq!(
        year.finding.to_string(),
        "1 workout in these 365 days. Nothing to compare with yet: \
         the first in the 365 days before was on 21 November 2025."
    );
    assert_eq!([Metric::Workouts, Metric::Distance].map(|metric| year.change(metric)), [Change::None; 2]);
    assert!(
        said(&begun(51)).ends_with("was on 2 October 2026."),
        "eight of thirty days are more than a quarter"
    );
    assert!(said(&begun(52)).starts_with("Distance is steady"), "seven are not");
}

#[test]
fn whoever_trained_in_the_week_before_has_not_just_begun() {
    let days = |ago| [0, 31, ago].map(|ago| day(ago, &[("run", workout(5000, 50))]));
    assert!(said(&days(65)).starts_with("Distance is steady"), "a pause of a month is no beginning");
    assert!(said(&days(66)).starts_with("1 workout in these 30 days."), "what is further back is not known");
}

#[test]
fn of_one_sport_its_own_beginning_counts() {
    let days = [
        day(0, &[("row", workout(5000, 50))]),
        day(31, &[("row", workout(5000, 50))]),
        day(59, &[("run", workout(5000, 50))]),
    ];
    assert!(said(&days).starts_with("Distance is falling"));
    let rowing = Trend::new(window(30), &days, Some("row")).finding.to_string();
    assert!(rowing.ends_with("was on 22 October 2026."), "{rowing}");
}

#[test]
fn a_change_is_told_in_per_cent_then_in_times() {
    let words = [3, 199, 200, 250, 900, 901].map(|percent| Change::More(percent).words(7));
    let expected = [
        "3 % more than in the 7 days before",
        "199 % more than in the 7 days before",
        "3.0 times as much as in the 7 days before",
        "3.5 times as much as in the 7 days before",
        "10.0 times as much as in the 7 days before",
        "more than ten times as much as in the 7 days before",
    ];
    assert_eq!(words, expected);
    assert_eq!(Change::Less(100).words(90), "100 % less than in the 90 days before");
    assert_eq!(Change::Same.words(1), "about the same as on the day before");
}

#[test]
fn something_after_nothing_is_new_and_nothing_after_nothing_is_no_change() {
    assert_eq!(Change::between(Some(1.0), Some(0.0)), Change::New);
    assert_eq!(Change::between(Some(0.0), Some(0.0)), Change::None);
    assert_eq!(Change::between(Some(0.0), Some(1.0)), Change::Less(100));
    assert_eq!(Change::New.words(30), "nothing in the 30 days before");
    assert_eq!(Change::None.words(30), "");
}
