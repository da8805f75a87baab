//! Workouts are told in words and numbers that need no explanation.

use crate::page;
use app::pages::delete::{DeleteView, delete};
use app::pages::workout::{WorkoutView, workout};
use app::pages::workout_form::{WorkoutFormView, workout_form};
use app::pages::workouts::{Narrowing, WorkoutsView, workouts};
use domain::digest::Digest;
use domain::load::{Inputs, Load, LoadTenths, Method};
use domain::quantity::Units;
use domain::workout::{Draft, Opened, Source, Workout, WorkoutId};

fn opened(workout: Workout) -> Opened {
    Opened { account: workout.load.into(), digest: Digest::default(), workout }
}

fn logged(draft: &Draft) -> Workout {
    let now = "2026-11-23T12:00:00Z".parse().unwrap();
    let details = draft.parse(Units::Metric, chrono_tz::Europe::Berlin, now).unwrap();
    Workout {
        id: WorkoutId::parse("01J").unwrap(),
        version: 3,
        load: None,
        details,
        source: Source::Manual,
        has_track: false,
        created_at: now,
        updated_at: now,
    }
}

fn run() -> Draft {
    Draft {
        sport: "run".into(),
        date: "2026-11-22".into(),
        time: "07:30".into(),
        duration: "50:00".into(),
        distance: "10".into(),
        ..Draft::default()
    }
}

#[test]
fn a_line_of_the_log_tells_a_workout() {
    let view = WorkoutsView::new(&[logged(&run())], Units::Imperial, Narrowing::default(), None);
    let html = page(move || workouts(view));
    for told in [
        "November 2026",
        "1 workout on this page, 50 min",
        "<time datetime=\"2026-11-22T07:30:00+01:00\">Sun 22 Nov</time>",
        "<strong>Run</strong>",
        "6.21 mi",
        "8:03 /mi",
    ] {
        assert!(html.contains(told), "{told} in {html}");
    }
    assert!(!html.contains("Older workouts"));
}

#[test]
fn a_workout_for_itself_is_told_with_its_year() {
    let question = DeleteView::new(&logged(&run()), Units::Metric);
    let html = page(move || delete(question));
    assert!(html.contains(">Sun 22 Nov 2026</time>"), "{html}");
}

#[test]
fn the_way_to_older_workouts_keeps_what_can_be_used_of_the_filter() {
    let errors =
        run().parse(Units::Metric, chrono_tz::UTC, "2020-01-01T00:00:00Z".parse().unwrap()).unwrap_err();
    let from = domain::workout::FieldError { field: "from".into(), ..errors[0].clone() };
    let narrowing = Narrowing {
        sport: "run".into(),
        from: "x&after=1".into(),
        to: "2026-11-30".into(),
        errors: vec![from],
    };
    let view = WorkoutsView::new(&[logged(&run())], Units::Metric, narrowing, Some("c"));
    let html = page(move || workouts(view));
    assert!(html.contains("href=\"/workouts?sport=run&amp;from=&amp;to=2026-11-30&amp;after=c\""), "{html}");
    assert!(html.contains("value=\"x&amp;after=1\""), "what was typed stays: {html}");
}

#[test]
fn the_load_says_how_it_came_about_and_none_is_not_zero() {
    let load = Load {
        value: LoadTenths(714),
        method: Method::TrimpBanister,
        version: 1,
        inputs: Inputs::AverageHeartRate,
    };
    let with = WorkoutView::new(&opened(Workout { load: Some(load), ..logged(&run()) }), None, Units::Metric);
    let said =
        "Load 71.4 by Banister's training impulse, version 1, from average heart rate over the moving time.";
    assert!(page(move || workout(with)).replace("&#x27;", "'").contains(said));
    let without = WorkoutView::new(&opened(logged(&run())), None, Units::Metric);
    let html = page(move || workout(without));
    assert!(html.contains("No load yet: neither heart rate nor effort is known."), "{html}");
    assert!(!html.contains("/settings"), "{html}");
}

#[test]
fn a_heart_rate_without_a_load_leads_to_what_is_missing_in_the_settings() {
    let beating = logged(&Draft { average_heart_rate: "148".into(), ..run() });
    let view = WorkoutView::new(&opened(beating), None, Units::Metric);
    let html = page(move || workout(view));
    assert!(html.contains("148 bpm") && !html.contains("neither heart rate"), "{html}");
    assert!(html.contains("needs your resting and your highest heart rate and your sex"), "{html}");
    assert!(html.contains("Tell them in your <a href=\"/settings\">settings</a>"), "{html}");
}

#[test]
fn a_refused_form_keeps_what_was_typed_and_names_every_fault() {
    let typed = Draft {
        duration: "an <hour>".into(),
        date: "yesterday".into(),
        notes: "</textarea>".into(),
        ..run()
    };
    let errors =
        typed.parse(Units::Metric, chrono_tz::UTC, "2026-11-23T12:00:00Z".parse().unwrap()).unwrap_err();
    let view = WorkoutFormView::log(&typed, &errors, Units::Metric);
    assert!(view.is_refused());
    let html = page(move || workout_form(view));
    assert!(html.contains("value=\"an &lt;hour&gt;\"") && html.contains("value=\"yesterday\""), "{html}");
    assert!(html.contains("2 things need a look"), "{html}");
    assert!(html.contains("href=\"#f-duration\"") && html.contains("href=\"#f-date\""), "{html}");
    assert!(html.contains("\n&lt;/textarea&gt;</textarea>"), "{html}");
}

#[test]
fn an_effort_between_the_steps_survives_an_edit() {
    let draft = Draft { effort: "6.5".into(), ..run() };
    let before = logged(&draft);
    let view = WorkoutFormView::edit(
        before.id.clone(),
        before.version,
        &Draft::from_workout(&before.details, Units::Metric),
        &[],
        Units::Metric,
    );
    let html = page(move || workout_form(view));
    assert!(html.contains("value=\"6.5\" checked"), "{html}");
    assert!(html.contains("name=\"version\" value=\"3\""), "{html}");
    assert!(html.contains("action=\"/workouts/01J\""), "{html}");
}
