//! Which days a window holds.

use super::{date, window};
use domain::trend::{MOST_DAYS, Window};

const UTC: chrono_tz::Tz = chrono_tz::UTC;

#[test]
fn both_ends_are_inside_and_the_window_before_ends_right_before() {
    let window = window(30);
    assert_eq!((window.from(), window.until()), (date("2026-10-24"), date("2026-11-22")));
    let previous = window.previous();
    assert_eq!((previous.from(), previous.until()), (date("2026-09-24"), date("2026-10-23")));
    assert_eq!((window.dates().count(), previous.dates().count()), (30, 30));
    assert_eq!(window.lead_in(), date("2026-09-18")..=date("2026-11-22"));
}

#[test]
fn a_window_of_one_day_is_that_day() {
    let window = window(1);
    assert_eq!((window.from(), window.until()), (date("2026-11-22"), date("2026-11-22")));
    assert_eq!(window.previous().until(), date("2026-11-21"));
}

#[test]
fn windows_have_between_one_day_and_a_leap_year() {
    let until = date("2026-11-22");
    let exists = |days| Window::new(days, until, UTC).is_some();
    assert_eq!([0, 1, MOST_DAYS, MOST_DAYS + 1].map(exists), [false, true, true, false]);
}

#[test]
fn the_beginning_of_the_calendar_is_no_panic() {
    assert_eq!(Window::new(30, chrono::NaiveDate::MIN, UTC), None);
    assert!(Window::new(30, chrono::NaiveDate::MAX, UTC).is_some_and(|window| window.dates().count() == 30));
}

#[test]
fn the_leap_day_is_counted() {
    let window = Window::new(3, date("2024-03-01"), UTC).unwrap();
    assert_eq!(window.dates().collect::<Vec<_>>(), ["2024-02-28", "2024-02-29", "2024-03-01"].map(date));
    assert_eq!(Window::new(366, date("2024-12-31"), UTC).unwrap().from(), date("2024-01-01"));
}

#[test]
fn today_is_that_of_the_athletes_zone() {
    let now = "2026-11-21T21:00:00Z".parse().unwrap();
    let today = |zone| Window::ending_today(7, now, zone).unwrap().until();
    assert_eq!(today(chrono_tz::Pacific::Auckland), date("2026-11-22"));
    assert_eq!(today(chrono_tz::Pacific::Honolulu), date("2026-11-21"));
}

#[test]
fn days_of_23_and_25_hours_are_days() {
    for until in ["2026-03-30", "2026-10-26"] {
        let window = Window::new(3, date(until), chrono_tz::Europe::Berlin).unwrap();
        assert_eq!(window.dates().count(), 3);
        assert_eq!(window.dates().last(), Some(window.until()));
    }
}
