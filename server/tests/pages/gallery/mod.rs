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
use app::pages::settings::{Beside, Installation, SettingsView, settings};
use app::pages::workout::{WorkoutView, workout};
use app::pages::workout_form::{WorkoutFormView, workout_form};
use app::pages::workouts::{Narrowing, WorkoutsView, workouts};
use app::series::Course;
use domain::athlete::{ColorScheme, Profile};
use domain::load::{Account, Facts};
use domain::profile::ProfileDraft;
use domain::quantity::Units;
use domain::table::Opened;
use domain::trend::Trend;
use domain::workout::Draft;
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
    let opened = Opened { workout: recorded.clone(), account };
    let view = WorkoutView::new(&opened, Some(chart::workout(course)), Units::Metric);
    show("workout", &chrome("/workouts/1"), true, move || workout(view));
    let plain = Opened { workout: sample::workouts(3)[2].clone(), account: Account::default() };
    let plain = WorkoutView::new(&plain, None, Units::Imperial);
    show("workout-plain", &chrome("/workouts/1"), false, move || workout(plain));
    let question = DeleteView::new(&recorded, Units::Metric);
    show("delete", &chrome("/workouts/1/delete"), false, move || delete(question));
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
