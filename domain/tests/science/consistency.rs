//! Days, weeks and streaks.

use chrono::{Days, NaiveDate};
use domain::consistency::{Consistency, Rest, Streak};
use domain::history::History;
use domain::quantity::Seconds;
use domain::trend::{Totals, Window};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn day(index: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 5).unwrap() + Days::new(index)
}

/// Days from a picture: `x` is a workout.
fn trained(picture: &str) -> BTreeSet<NaiveDate> {
    (0..).zip(picture.chars()).filter(|(_, mark)| *mark == 'x').map(|(index, _)| day(index)).collect()
}

/// A log with an hour's workout on each of these days.
fn log(trained: &BTreeSet<NaiveDate>) -> History {
    let hour = Totals { workouts: 1, duration: Seconds(3600), ..Totals::default() };
    trained.iter().map(|date| (*date, hour)).collect()
}

fn window(days: u16, until: u64) -> Window {
    Window::new(days, day(until), chrono_tz::UTC).unwrap()
}

/// The longest and the current streak, in days, at the end of a picture.
fn streaks(picture: &str, rest: u8) -> (u32, u32) {
    let last = u64::try_from(picture.len()).unwrap() - 1;
    let days = u16::try_from(picture.len()).unwrap();
    let consistency = Consistency::new(window(days, last), &log(&trained(picture)), Rest::new(rest).unwrap());
    (consistency.longest.map_or(0, Streak::days), consistency.current.map_or(0, Streak::days))
}

#[test]
fn one_day_of_rest_in_seven_is_forgiven() {
    assert_eq!(streaks("xxxxxx.xxxxxx.x", 1), (15, 15));
    assert_eq!(streaks("xxx.xxx.xxx", 1), (7, 7));
    assert_eq!(streaks("xxx.xxxxxx.xxx", 1), (14, 14));
    assert_eq!(streaks("xxxxx..xxx", 1), (5, 3));
}

#[test]
fn without_forgiveness_a_streak_is_days_in_a_row() {
    assert_eq!(streaks("xxxx.xx", 0), (4, 2));
    assert_eq!(streaks("x.x.x.x.x", 0), (1, 1));
    assert_eq!((streaks("x.x.x.x.x", 3), streaks("x.x.x.x.x", 4)), ((7, 7), (9, 9)));
    assert_eq!(Rest::new(7), None);
}

#[test]
fn today_is_not_yet_a_day_of_rest() {
    assert_eq!(streaks("xxxx.", 0), (4, 4));
    assert_eq!(streaks("xxxx..", 0), (4, 0));
    assert_eq!(streaks("xxxx..", 1), (4, 4));
    assert_eq!(streaks("xxxx...", 1), (4, 0));
}

#[test]
fn days_after_the_window_are_not_known_yet() {
    let consistency = Consistency::new(window(7, 6), &log(&trained("xx.....xxxxxxx")), Rest::default());
    assert_eq!((consistency.days_trained, consistency.rest_days), (2, 5));
    assert_eq!((consistency.longest.map(Streak::days), consistency.current), (Some(2), None));
}

#[test]
fn a_streak_that_reaches_into_the_window_is_counted_from_its_own_beginning() {
    let of = |picture: &str, days| {
        let last = u64::try_from(picture.len()).unwrap() - 1;
        let consistency = Consistency::new(window(days, last), &log(&trained(picture)), Rest::default());
        (consistency.longest.map_or(0, Streak::days), consistency.current.map_or(0, Streak::days))
    };
    assert_eq!(of("xxxxxxxxxx", 3), (10, 10));
    assert_eq!(of("xxxxxxxxx...xx", 5), (2, 2), "the long one ended before the window");
    assert_eq!(of("xxxxxxxxx...xx", 6), (9, 2), "its last day is the window's first");
}

#[test]
fn nobody_has_a_streak_before_they_begin() {
    let consistency = Consistency::new(window(30, 29), &History::default(), Rest::default());
    assert_eq!((consistency.longest, consistency.current, consistency.weeks_trained()), (None, None, 0));
}

#[test]
fn weeks_are_those_of_iso_also_around_the_new_year() {
    let days = [(2026, 12, 27), (2026, 12, 28), (2026, 12, 31), (2027, 1, 1), (2027, 1, 3), (2027, 1, 4)];
    let trained = days.map(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap()).into();
    let window = Window::new(9, NaiveDate::from_ymd_opt(2027, 1, 4).unwrap(), chrono_tz::UTC).unwrap();
    let consistency = Consistency::new(window, &log(&trained), Rest::default());
    let weeks =
        consistency.weeks.iter().map(|(week, sums)| (week.to_string(), sums.workouts, sums.duration.0));
    let told = [("2026-W52", 1, 3600), ("2026-W53", 4, 14_400), ("2027-W01", 1, 3600)];
    assert_eq!(
        weeks.collect::<Vec<_>>(),
        told.map(|(week, workouts, time)| (week.to_owned(), workouts, time))
    );
    assert_eq!(consistency.weeks_trained(), 3);
}

/// Whether the days from `from` to `until` have at most so much rest in any seven.
fn unbroken(trained: &BTreeSet<NaiveDate>, from: u64, until: u64, rest: u8) -> bool {
    let rests =
        |start: u64| (start..=until.min(start + 6)).filter(|index| !trained.contains(&day(*index))).count();
    (from..=until).all(|start| rests(start) <= usize::from(rest))
}

proptest! {
    #[test]
    fn streaks_are_what_their_definition_finds(picture in "[x.]{1,60}", rest in 0_u8..7) {
        let trained = trained(&picture);
        let today = u64::try_from(picture.len()).unwrap() - 1;
        let on = |index: &u64| trained.contains(&day(*index));
        let mut longest = 0;
        for until in (0..=today).filter(on) {
            let from = (0..=until).filter(on).find(|from| unbroken(&trained, *from, until, rest)).unwrap();
            longest = longest.max(until - from + 1);
        }
        let end = if on(&today) { Some(today) } else { today.checked_sub(1) };
        let begun = end.and_then(|end| (0..=end).filter(on).find(|from| unbroken(&trained, *from, end, rest)));
        let last = (0..=today).rev().find(on);
        let current = begun.zip(last).map_or(0, |(from, last)| last - from + 1);
        let expected = (u32::try_from(longest).unwrap(), u32::try_from(current).unwrap());
        prop_assert_eq!(streaks(&picture, rest), expected);
    }

    #[test]
    fn one_more_workout_never_shortens_the_longest_streak(picture in "[x.]{1,60}", index in 0_usize..60) {
        let mut more: Vec<char> = picture.chars().collect();
        let index = index % more.len();
        more[index] = 'x';
        let more: String = more.into_iter().collect();
        prop_assert!(streaks(&more, 1).0 >= streaks(&picture, 1).0);
    }
}
