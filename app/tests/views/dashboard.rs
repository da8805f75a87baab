//! The dashboard says what the trend says, in the athlete's units.

use crate::page;
use app::pages::dashboard::{DashboardView, Drawings, Plan, dashboard};
use chrono::{Days, NaiveDate};
use domain::load::LoadTenths;
use domain::quantity::{Metres, Seconds, Units};
use domain::trend::{Day, Totals, Trend, Window};
use std::collections::BTreeMap;

fn today() -> NaiveDate {
    "2026-11-23".parse().unwrap()
}

fn day(ago: u64, sport: &str, minutes: u32) -> Day {
    let totals = Totals {
        workouts: 1,
        duration: Seconds(minutes * 60),
        distance: Metres(minutes * 200),
        ascent: Metres(0),
        load: LoadTenths(minutes * 10),
        with_load: 1,
    };
    Day { date: today() - Days::new(ago), by_sport: BTreeMap::from([(sport.to_owned(), totals)]) }
}

fn html(days: &[Day], sport: Option<&str>, units: Units) -> String {
    let window = Window::new(30, today(), chrono_tz::UTC).unwrap();
    let trend = Trend::new(window, days, sport);
    let plan = Plan::new(&trend, units);
    let view = DashboardView::new(&trend, &plan, Drawings::default(), sport, &[]);
    page(move || dashboard(view))
}

#[test]
fn the_headline_is_the_finding_and_the_tiles_are_the_totals() {
    let days = [day(1, "run", 60), day(3, "ride", 120), day(55, "run", 90)];
    let html = html(&days, None, Units::Metric);
    assert!(html.contains("<h1>Distance is rising: 100 % more than in the 30 days before.</h1>"), "{html}");
    for value in [
        ">36 <small>km</small>",
        ">3:00 <small>hours</small>",
        "<p class=\"value\">2 </p>",
        "<p class=\"value\">180 </p>",
    ] {
        assert!(html.contains(value), "{value} in {html}");
    }
    assert!(html.contains("<h2>Ride: 67 % of the time</h2>"), "{html}");
    assert!(html.contains("<th scope=\"row\">Sun 22 Nov</th><td>12.0</td>"), "{html}");
}

#[test]
fn distances_are_in_the_athletes_units() {
    let html = html(&[day(1, "run", 80)], None, Units::Imperial);
    assert!(html.contains(">9.94 <small>mi</small>"), "{html}");
    assert!(html.contains("Distance in mi."), "{html}");
}

#[test]
fn windows_keep_the_sport_and_sports_keep_the_window() {
    let html = html(&[day(1, "run", 80), day(2, "ride", 80)], Some("run"), Units::Metric);
    assert!(html.contains("<a href=\"/dashboard?days=90&amp;sport=run\">90 days</a>"), "{html}");
    assert!(
        html.contains("<a href=\"/dashboard?days=30&amp;sport=run\" aria-current=\"true\">Run</a>"),
        "{html}"
    );
    assert!(html.contains("<a href=\"/dashboard?days=30\">All sports</a>"), "{html}");
    assert!(html.contains("<a href=\"/dashboard?days=30&amp;sport=ride\">Ride</a>"), "one leads to another");
    assert!(!html.contains("id=\"split\""), "one sport needs no split");
}

#[test]
fn a_load_that_is_known_only_of_earlier_days_is_told_of_the_window() {
    let unknown = |ago| {
        let mut day = day(ago, "run", 30);
        let totals = day.by_sport.get_mut("run").unwrap();
        *totals = Totals { load: LoadTenths(0), with_load: 0, ..*totals };
        day
    };
    let html = html(&[unknown(1), day(20, "run", 60)], None, Units::Metric);
    assert!(html.contains("<h2>Load 60 in these 30 days</h2>"), "{html}");
    let html = self::html(&[unknown(1)], None, Units::Metric);
    assert!(html.contains("<h2>No load is known in these 30 days</h2>"), "{html}");
}

#[test]
fn dots_are_explained_where_there_are_some() {
    let dots = "the dots are that mean in the 30 days before";
    assert!(html(&[day(1, "run", 60), day(59, "run", 60)], None, Units::Metric).contains(dots));
    assert!(!html(&[day(1, "run", 60)], None, Units::Metric).contains(dots));
}

#[test]
fn every_tile_draws_means_of_seven_days() {
    let window = Window::new(30, today(), chrono_tz::UTC).unwrap();
    let trend = Trend::new(window, &[day(20, "run", 60)], None);
    for course in Plan::new(&trend, Units::Metric).courses {
        assert!(course[9] > Some(0.0) && course[29] == Some(0.0), "{course:?}");
    }
}

#[test]
fn a_sport_without_a_workout_does_not_make_the_log_empty() {
    let html = html(&[day(1, "run", 60)], Some("row"), Units::Metric);
    assert!(html.contains("<h2>No workout of this sport</h2>"), "{html}");
    assert!(!html.contains("Your log is empty"), "{html}");
    assert_eq!(html.matches("<a href=\"/dashboard?days=30\"").count(), 2, "{html}");
}

#[test]
fn an_empty_log_leads_to_its_first_workout() {
    let html = html(&[], None, Units::Metric);
    assert!(html.contains("No workouts in these 30 days yet."), "{html}");
    assert!(html.contains("href=\"/workouts/new\"") && html.contains("href=\"/import\""), "{html}");
    assert!(!html.contains("<figure"), "{html}");
}
