//! Every page with sample data, as files to look at: `target/tmp/gallery/*.html`.
//!
//! What holds for every page is asserted on all of them: whole documents, one heading of the first rank,
//! ids used once, nothing styled inline, and no script where there is no island.

mod grants;

use super::sample;
use app::document::{Assets, Chrome, Notice, Tone, Visitor, render};
use app::pages::dashboard::{DashboardView, Plan, dashboard};
use app::pages::delete::{DeleteView, delete};
use app::pages::landing::{LandingView, landing};
use app::pages::problem::{ProblemView, problem};
use app::pages::records::{self, RecordsPage};
use app::pages::settings::{Beside, Installation, SettingsView, settings};
use app::pages::workout::{WorkoutView, workout};
use app::pages::workout_form::{WorkoutFormView, workout_form};
use app::pages::workouts::{Narrowing, WorkoutsView, workouts};
use app::series::Course;
use chrono::TimeDelta;
use domain::athlete::{ColorScheme, Profile};
use domain::digest::Digest;
use domain::load::{Account, Facts};
use domain::profile::ProfileDraft;
use domain::quantity::{MeasuredMetres, Units};
use domain::records::{Reached, Staircase};
use domain::track::{Sample, Track};
use domain::trend::Trend;
use domain::workout::{Draft, Opened, Workout, WorkoutId};
use leptos::prelude::IntoView;
use server::chart;
use std::collections::BTreeSet;
use std::path::PathBuf;

pub(super) fn chrome(path: &str) -> Chrome {
    Chrome {
        nonce: "n0nce".into(),
        assets: Assets {
            stylesheet: Some("site.css".into()),
            script: Some("site.js".into()),
            wasm: Some("site.wasm".into()),
            ..Assets::default()
        },
        color_scheme: ColorScheme::Auto,
        visitor: Some(Visitor { display_name: "Ada".into() }),
        path: path.into(),
        notice: None,
    }
}

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("gallery");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

pub(super) fn show<V: IntoView + 'static>(
    name: &str,
    chrome: &Chrome,
    islands: bool,
    body: impl FnOnce() -> V,
) {
    let html = render(chrome, name, islands, body);
    // Where there are islands, leptos leaves its marker at the end.
    let whole = html.trim_end_matches("<!>");
    assert!(whole.starts_with("<!DOCTYPE html>") && whole.ends_with("</html>"), "{name} is not whole");
    assert_eq!(html.matches("<h1").count(), 1, "{name} has one heading of the first rank");
    assert!(!html.contains(" style=\""), "{name} is styled inline");
    assert_eq!(html.contains("<script"), islands, "{name} has a script where it has islands");
    let ids: Vec<_> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{name} uses an id twice: {ids:?}");
    std::fs::write(folder().join(format!("{name}.html")), html).unwrap();
}

fn show_dashboard(name: &str, trend: &Trend, sport: Option<&str>, path: &str) {
    let plan = Plan::new(trend, Units::Metric);
    let recent = if trend.totals.workouts > 0 { sample::workouts(5) } else { Vec::new() };
    let view = DashboardView::new(trend, &plan, chart::dashboard(&plan), sport, &recent);
    show(name, &chrome(path), true, move || dashboard(view));
}

#[test]
fn every_window_of_the_dashboard() {
    for days in [7, 30, 90, 365] {
        show_dashboard(&format!("dashboard-{days}"), &sample::trend(days, None), None, "/dashboard");
    }
    show_dashboard("dashboard-run", &sample::trend(30, Some("run")), Some("run"), "/dashboard");
    show_dashboard("dashboard-empty", &sample::empty(), None, "/dashboard");
}

#[test]
fn the_log_and_what_it_is_narrowed_to() {
    let all = WorkoutsView::new(&sample::workouts(24), Units::Metric, Narrowing::default(), Some("cursor"));
    let notice = Notice {
        text: "Workout deleted.".into(),
        undo: Some("/workouts/1/restore".into()),
        tone: Tone::Good,
    };
    let chrome = Chrome { notice: Some(notice), ..chrome("/workouts") };
    show("workouts", &chrome, false, move || workouts(all));
    let none = WorkoutsView::new(&[], Units::Metric, Narrowing::default(), None);
    show("workouts-empty", &chrome, false, move || workouts(none));
    let narrowing = Narrowing { sport: "row".into(), ..Narrowing::default() };
    let narrowed = WorkoutsView::new(&[], Units::Metric, narrowing, None);
    show("workouts-narrowed", &chrome, false, move || workouts(narrowed));
}

#[test]
fn a_workout_with_and_without_a_track() {
    let recorded = sample::recorded();
    let (track, body) = (sample::track(), sample::body());
    let course = Course::new(&track, recorded.details.sport.rate(), Units::Metric);
    let account = Account::of(&Facts { details: &recorded.details, track: Some(&track), body });
    let digest = Digest::of(&recorded.details.sport, Some(&track));
    let opened = Opened { workout: recorded.clone(), account, digest };
    let marks = bests(&recorded).set_by(&recorded.id);
    let view = WorkoutView::new(&opened, Some(chart::workout(course)), Units::Metric);
    let view = view.with_records(&marks, &recorded.details.sport, Units::Metric);
    show("workout", &chrome("/workouts/1"), true, move || workout(view));
    let plain = Opened {
        workout: sample::workouts(3)[2].clone(),
        account: Account::default(),
        digest: Digest::default(),
    };
    let plain = WorkoutView::new(&plain, None, Units::Imperial);
    show("workout-plain", &chrome("/workouts/1"), false, move || workout(plain));
    let question = DeleteView::new(&recorded, Units::Metric);
    show("delete", &chrome("/workouts/1/delete"), false, move || delete(question));
}

/// The way to the records of somebody who has been on the sample's track again and again, and a little farther each time.
fn bests(last: &Workout) -> Staircase {
    let track = sample::track();
    let reached = |months: u8| {
        let share = 1.0 - 0.01 * f32::from(months);
        let samples = track
            .samples
            .iter()
            .map(|it| Sample { distance: it.distance.map(|it| MeasuredMetres(it.0 * share)), ..*it });
        let track = Track { samples: samples.collect() };
        let start = last.details.start.local().naive_local() - TimeDelta::days(40 * i64::from(months));
        let workout = if months == 0 { last.id.clone() } else { WorkoutId::new(start.and_utc(), 0) };
        let efforts = Digest::of(&last.details.sport, Some(&track)).efforts;
        Reached { start, workout, sport: last.details.sport.code().to_owned(), efforts }
    };
    (0..6).map(reached).collect()
}

#[test]
fn records_of_many_none_and_of_another_sport() {
    let recorded = sample::recorded();
    let (ever, none) = (bests(&recorded), Staircase::default());
    let today = sample::now().date_naive();
    for (name, bests, sport) in
        [("records", &ever, "run"), ("records-of-another", &ever, "ride"), ("records-empty", &none, "")]
    {
        let plan = records::Plan::new((bests, bests), sport, today, Units::Metric);
        let asked = (sport, records::Span::Year);
        let view = RecordsPage::new(bests, asked, &plan, chart::records(&plan));
        show(name, &chrome("/records"), false, move || records::records(view));
    }
}

#[test]
fn the_forms_fresh_and_refused() {
    let fresh =
        Draft { sport: "run".into(), date: "2026-11-23".into(), time: "07:30".into(), ..Draft::default() };
    let view = WorkoutFormView::log(&fresh, &[], Units::Metric);
    show("new", &chrome("/workouts/new"), true, move || workout_form(view));
    let wrong = Draft { duration: "an hour".into(), distance: "far".into(), effort: "6.5".into(), ..fresh };
    let errors = wrong.parse(Units::Metric, chrono_tz::UTC, sample::now()).unwrap_err();
    let view = WorkoutFormView::log(&wrong, &errors, Units::Metric);
    show("new-refused", &chrome("/workouts/new"), true, move || workout_form(view));
    let recorded = sample::recorded();
    let draft = Draft::from_workout(&recorded.details, Units::Metric);
    let view = WorkoutFormView::edit(recorded.id, recorded.version, &draft, &[], Units::Metric);
    show("edit", &chrome("/workouts/1/edit"), true, move || workout_form(view));
}

#[test]
fn the_settings_fresh_and_refused() {
    let draft = ProfileDraft::from_profile(&Profile::new("Ada".into(), chrono_tz::Europe::Berlin));
    let beside = |own_account| Beside {
        own_account,
        remembered: !own_account,
        athlete: "mE_4x".into(),
        installation: Installation { clients: own_account, refusals: own_account },
    };
    let view = SettingsView::new(&draft, &[], beside(true));
    show("settings", &chrome("/settings"), false, move || settings(view));
    let wrong = ProfileDraft { display_name: String::new(), max_heart_rate: "900".into(), ..draft };
    let errors = wrong.parse(&Profile::default(), sample::now()).unwrap_err();
    let view = SettingsView::new(&wrong, &errors, beside(false));
    show("settings-refused", &chrome("/settings"), false, move || settings(view));
}

#[test]
fn the_start_and_what_did_not_work() {
    let nobody = Chrome { visitor: None, ..chrome("/") };
    show("landing", &nobody, false, || landing(LandingView { demo: true }));
    for status in [403, 404, 408, 409, 429, 500, 503] {
        let view = ProblemView::new(status, true).reference("01JB3ZQ8");
        show(&format!("problem-{status}"), &chrome("/x"), false, move || problem(view));
    }
}
