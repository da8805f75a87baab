//! Islands are whole on the server: what they hold is there before any script runs.

use crate::page;
use app::pages::workout_form::{WorkoutFormView, workout_form};
use app::parts::{Chart, Figure, Numbers, figure};
use domain::quantity::Units;
use domain::workout::Draft;

#[test]
fn a_form_is_whole_and_tells_the_pace_of_what_stands_in_it() {
    let draft =
        Draft { sport: "run".into(), duration: "50:00".into(), distance: "10".into(), ..Draft::default() };
    let view = WorkoutFormView::log(&draft, &[], Units::Metric);
    let html = page(move || workout_form(view));
    assert!(html.contains("<leptos-island data-component=\"PacePreview_"), "{html}");
    for name in ["sport", "sport_name", "duration", "distance", "date", "time", "effort", "title", "notes"] {
        assert!(html.contains(&format!("name=\"{name}\"")), "{name}");
    }
    assert!(html.contains("<output>5:00 /km<"), "{html}");
}

#[test]
fn the_pace_of_a_workout_with_breaks_is_that_of_the_time_it_moved() {
    let draft = Draft {
        sport: "run".into(),
        duration: "1:00:00".into(),
        moving: "50:00".into(),
        distance: "10".into(),
        ..Draft::default()
    };
    let view = WorkoutFormView::log(&draft, &[], Units::Metric);
    let html = page(move || workout_form(view));
    assert!(html.contains("<output>5:00 /km<"), "{html}");
}

#[test]
fn a_chart_is_whole_under_what_reads_it_out() {
    let model = Figure {
        id: "days",
        finding: "Distance is rising".into(),
        data: "Kilometres a day".into(),
        chart: Chart { wide: "<svg id=\"w\"></svg>".into(), narrow: "<svg id=\"n\"></svg>".into() },
        readings: vec!["Mon: 3 km".into(), "Tue: 4 km".into()],
        numbers: Numbers::default(),
    };
    let html = page(move || figure(model));
    assert!(html.contains("<svg id=\"w\"></svg>") && html.contains("<svg id=\"n\"></svg>"), "{html}");
    let range = html.split("<input").nth(1).unwrap().split('>').next().unwrap();
    assert!(range.contains("aria-valuetext=\"Tue: 4 km\""), "{range}");
    assert!(range.contains("data-points=\"2\""), "{range}");
}
