//! Charts are drawn from whatever a log can hold, in colours that the style sheet knows.

use app::series::{Profile, Series, Slot};
use chrono::{Days, NaiveDate};
use domain::quantity::Seconds;
use domain::trend::Metric;
use plotters::style::RGBColor;
use server::chart::{bars, profile, route, sparkline, split};

const BLUE: RGBColor = RGBColor(0x00, 0x72, 0xB2);

fn series(values: &[Option<f64>]) -> Series {
    let first: NaiveDate = "2026-10-25".parse().unwrap();
    let day = |index: u64| first + Days::new(index);
    let slot = |(index, value): (u64, &Option<f64>)| Slot {
        first: day(index),
        last: day(index),
        value: *value,
        mean: *value,
        before: value.map(|value| value / 2.0),
    };
    Series {
        metric: Metric::Distance,
        unit: "km",
        weekly: false,
        slots: (0..).zip(values).map(slot).collect(),
    }
}

fn is_svg(text: &str) -> bool {
    text.starts_with("<svg ") && text.trim_end().ends_with("</svg>") && !text.contains("NaN")
}

/// What arithmetic can come to and a log should not hold.
const STRANGE: [f64; 7] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, 0.0, 1e300, 1e-300];

#[test]
fn a_bar_stands_for_every_day_with_training_and_for_no_other() {
    let values: Vec<_> = (0..30).map(|day| (day % 3 > 0).then_some(f64::from(day))).collect();
    let chart = bars(&series(&values), BLUE);
    for svg in [&chart.wide, &chart.narrow] {
        assert_eq!(svg.matches("fill=\"#0072B2\"").count(), 20, "{svg}");
    }
    assert!(
        chart.wide.contains("viewBox=\"0 0 1280 400\"") && chart.narrow.contains("viewBox=\"0 0 700 420\"")
    );
}

#[test]
fn bars_are_drawn_from_nothing_and_from_what_is_no_number() {
    for values in [&[][..], &[None], &[Some(0.0)], &[Some(5.0)], &STRANGE.map(Some)] {
        let chart = bars(&series(values), BLUE);
        assert!(is_svg(&chart.wide) && is_svg(&chart.narrow), "{values:?}");
    }
}

#[test]
fn sparklines_and_splits_are_drawn_from_anything() {
    for values in [&[][..], &[None], &[Some(1.0)], &STRANGE.map(Some)] {
        assert!(is_svg(&sparkline(values)), "{values:?}");
    }
    for share in STRANGE {
        assert!(is_svg(&split(&[("<Run>".to_owned(), share)]).wide), "{share}");
    }
    assert!(split(&[("<Run>".to_owned(), 1.0)]).wide.contains("&lt;Run&gt;"));
}

#[test]
fn a_route_needs_two_places() {
    assert_eq!(route(&[]), "");
    assert_eq!(route(&[(13.4, 52.5)]), "");
    assert_eq!(route(&[(f64::NAN, 52.5), (13.4, f64::INFINITY)]), "");
    assert!(is_svg(&route(&[(13.4, 52.5), (13.4, 52.5)])));
    assert!(is_svg(&route(&[(180.0, 90.0), (-180.0, -90.0), (0.0, 0.0)])));
}

#[test]
fn a_profile_breaks_where_the_recording_does() {
    let points =
        vec![Some((0.0, 120.0)), Some((60.0, 140.0)), None, Some((600.0, 150.0)), Some((660.0, 155.0))];
    let heart = Profile { name: "Heart rate", unit: "bpm", points, pace: None };
    let chart = profile(&heart, Seconds(660));
    assert_eq!(chart.wide.matches("stroke=\"#D55E00\"").count(), 2, "{}", chart.wide);
    for length in [0, 1, u32::MAX] {
        let strange = STRANGE.map(|value| Some((value, value))).to_vec();
        assert!(is_svg(&profile(&Profile { points: strange, ..heart.clone() }, Seconds(length)).narrow));
        assert!(is_svg(&profile(&Profile { points: vec![], ..heart.clone() }, Seconds(length)).narrow));
    }
}
