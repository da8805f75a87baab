//! The clock on the wall: changes of clocks, the date line, the leap day, past and future.

use crate::draft::{now, typed};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use domain::quantity::Units;
use domain::workout::{Details, Draft, FieldError, Start};

const BERLIN: Tz = chrono_tz::Europe::Berlin;

fn at(date: &str, time: &str, zone: &str) -> Draft {
    Draft { date: date.to_owned(), time: time.to_owned(), time_zone: zone.to_owned(), ..typed() }
}

fn parse(draft: &Draft) -> Result<Details, Vec<FieldError>> {
    draft.parse(Units::Metric, BERLIN, now())
}

fn instant(draft: &Draft) -> DateTime<Utc> {
    parse(draft).unwrap().start.instant()
}

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn a_time_that_the_change_to_summer_skipped_is_refused_with_a_sentence() {
    for skipped in ["02:00", "02:30", "02:59:59"] {
        let errors = parse(&at("2026-03-29", skipped, "")).unwrap_err();
        assert_eq!(errors.len(), 1);
        assert_eq!(errors[0].field, "time");
        let expected = "must be a time that exists: on 2026-03-29 the clocks of Europe/Berlin skipped it";
        assert_eq!(errors[0].message, expected);
    }
    assert_eq!(instant(&at("2026-03-29", "01:59", "")), utc("2026-03-29T00:59:00Z"));
    assert_eq!(instant(&at("2026-03-29", "03:00", "")), utc("2026-03-29T01:00:00Z"));
}

#[test]
fn a_time_that_the_change_to_winter_repeats_is_the_earlier_one() {
    assert_eq!(instant(&at("2026-10-25", "02:30", "")), utc("2026-10-25T00:30:00Z"));
    assert_eq!(instant(&at("2026-11-01", "01:30", "America/Denver")), utc("2026-11-01T07:30:00Z"));
}

#[test]
fn an_edit_that_leaves_the_clock_alone_keeps_the_later_of_two_hours_and_its_fraction() {
    let mut before = parse(&at("2026-10-25", "02:30", "")).unwrap();
    before.start = Start::new(utc("2026-10-25T01:30:17.250Z"), BERLIN);
    let mut draft = Draft::from_workout(&before, Units::Metric);
    assert_eq!((draft.date.as_str(), draft.time.as_str()), ("2026-10-25", "02:30:17"));
    draft.title = "Changed".to_owned();
    let after = draft.revise(&before, Units::Metric, now()).unwrap();
    assert_eq!(after, Details { title: "Changed".to_owned(), ..before.clone() });
    draft.time = "02:31".to_owned();
    let moved = draft.revise(&before, Units::Metric, now()).unwrap();
    assert_eq!(moved.start.instant(), utc("2026-10-25T00:31:00Z"));
}

#[test]
fn an_edit_of_the_zone_alone_moves_the_instant() {
    let before = parse(&at("2026-11-01", "07:30", "")).unwrap();
    let draft =
        Draft { time_zone: "America/Denver".to_owned(), ..Draft::from_workout(&before, Units::Metric) };
    let after = draft.revise(&before, Units::Metric, now()).unwrap();
    assert_eq!(after.start.instant(), utc("2026-11-01T14:30:00Z"));
}

#[test]
fn a_workout_belongs_to_the_day_of_its_own_zone_on_either_side_of_the_date_line() {
    let auckland = parse(&at("2026-11-22", "10:00", "Pacific/Auckland")).unwrap().start;
    let honolulu = parse(&at("2026-11-21", "11:00", "Pacific/Honolulu")).unwrap().start;
    assert_eq!(auckland.instant(), honolulu.instant());
    assert_eq!((auckland.date(), honolulu.date()), (day(2026, 11, 22), day(2026, 11, 21)));
}

#[test]
fn the_day_that_samoa_skipped_does_not_exist_there() {
    let errors = parse(&at("2011-12-30", "12:00", "Pacific/Apia")).unwrap_err();
    assert_eq!(errors[0].field, "time");
    assert!(parse(&at("2011-12-31", "12:00", "Pacific/Apia")).is_ok());
}

#[test]
fn the_leap_day_exists_in_leap_years_only() {
    assert_eq!(parse(&at("2024-02-29", "07:30", "")).unwrap().start.date(), day(2024, 2, 29));
    assert_eq!(parse(&at("2026-02-29", "07:30", "")).unwrap_err()[0].field, "date");
}

#[test]
fn a_sixtieth_second_is_no_time_of_day() {
    for wrong in ["12:30:60", "23:59:60", "24:00", "7", "07:30:15.5"] {
        assert_eq!(parse(&at("2026-11-01", wrong, "")).unwrap_err()[0].field, "time", "{wrong}");
    }
    assert_eq!(instant(&at("2026-11-01", "07:30:59", "")), utc("2026-11-01T06:30:59Z"));
}

#[test]
fn more_than_a_day_ahead_is_refused() {
    assert!(parse(&at("2026-11-23", "13:00", "")).is_ok());
    let errors = parse(&at("2026-11-23", "13:01", "")).unwrap_err();
    let expected = FieldError::new("date", "must not be more than a day ahead");
    assert_eq!(errors, [expected]);
}

#[test]
fn years_outside_the_calendar_of_people_are_refused_without_a_panic() {
    for date in ["1949-12-31", "0000-01-01", "-0001-01-01", "+12345-01-01", "+262142-12-31", "-262143-01-01"]
    {
        assert_eq!(parse(&at(date, "00:00", "Pacific/Honolulu")).unwrap_err()[0].field, "date", "{date}");
    }
    assert_eq!(parse(&at("9999-12-31", "23:59", "Pacific/Honolulu")).unwrap_err()[0].field, "date");
}

#[test]
fn the_zone_named_in_the_form_is_preferred_to_the_athletes_own() {
    assert_eq!(instant(&at("2026-11-01", "07:30", "")), utc("2026-11-01T06:30:00Z"));
    assert_eq!(instant(&at("2026-11-01", "07:30", "Asia/Kathmandu")), utc("2026-11-01T01:45:00Z"));
}
