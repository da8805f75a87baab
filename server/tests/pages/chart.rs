//! Charts are drawn from whatever a log can hold, in colours that the style sheet knows.

use app::pages::dashboard::Plan;
use app::parts::Numbers;
use app::series::{Curve, Profile, Series, Slot, Stack, Steps};
use chrono::{Days, NaiveDate};
use domain::quantity::{Seconds, Units};
use domain::sport::Rate;
use domain::trend::Metric;
use domain::zones::{By, MOST};
use plotters::style::RGBColor;
use server::chart::{bars, curve, profile, route, sparkline, split, stack, steps};
use std::collections::BTreeSet;

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

fn way(values: &[f64], falls: bool) -> Steps {
    let first: NaiveDate = "2026-10-25".parse().unwrap();
    let steps = (0..).zip(values).map(|(day, value)| (first + Days::new(day), *value)).collect();
    Steps { steps, until: first + Days::new(30), falls }
}

/// The heights of the corners of a stair, from the left to the right.
fn heights(svg: &str) -> Vec<i32> {
    let points = svg.split("points=\"").nth(1).unwrap().split('"').next().unwrap();
    points.split_whitespace().map(|point| point.split(',').nth(1).unwrap().parse().unwrap()).collect()
}

#[test]
fn the_way_to_a_record_climbs_whatever_better_is() {
    for (values, falls) in [([1300.0, 1280.0, 1258.0], true), ([250.0, 255.0, 261.0], false)] {
        let heights = heights(&steps(&way(&values, falls)));
        assert!(heights.is_sorted_by(|one, next| one >= next) && heights[0] > heights[5], "{heights:?}");
    }
}

#[test]
fn ways_and_curves_are_drawn_from_nothing_and_from_what_is_no_number() {
    assert_eq!(steps(&way(&[], true)), "");
    for values in [&[1258.0][..], &STRANGE] {
        assert!(is_svg(&steps(&way(values, true))) && is_svg(&steps(&way(values, false))), "{values:?}");
        for pace in [None, Some(Rate::Pace), Some(Rate::Speed)] {
            let ever: Vec<_> = values.iter().copied().map(Some).collect();
            let names = (0..values.len()).map(|name| name.to_string()).collect();
            let span = vec![None; values.len()];
            let chart = curve(&Curve { names, span, ever, pace });
            assert!(is_svg(&chart.wide) && is_svg(&chart.narrow), "{values:?}");
        }
    }
    assert!(is_svg(&curve(&Curve::default()).wide));
}

#[test]
fn bars_of_nothing_have_no_invented_axis() {
    for values in [&[None; 30], &[Some(0.0); 30]] {
        let chart = bars(&series(values), BLUE).wide;
        assert_eq!(chart.matches("stroke=\"#000002\"").count(), 1, "{chart}");
        assert!(!chart.contains("<text x=\"0\""), "no number stands at it: {chart}");
    }
}

#[test]
fn means_are_not_drawn_across_days_of_which_nothing_is_known() {
    let values: Vec<_> = (0..30).map(|day| (!(10..20).contains(&day)).then_some(5.0)).collect();
    let lines =
        |svg: &str, width: &str| svg.matches(&format!("stroke=\"#000003\" stroke-width=\"{width}\"")).count();
    let chart = bars(&series(&values), BLUE).wide;
    assert_eq!(lines(&chart, "4"), 2, "{chart}");
    let spark = sparkline(&values);
    assert_eq!(lines(&spark, "2"), 2, "{spark}");
}

/// The pairs of attribute and colour in this text: `fill="#000001"`.
fn painted(text: &str) -> BTreeSet<String> {
    let of = |name: &'static str| {
        let found = text.split(&format!("{name}=\"#")).skip(1).collect::<Vec<_>>();
        found.into_iter().filter_map(move |rest| Some(format!("{name} {}", rest.get(..6)?)))
    };
    of("fill").chain(of("stroke")).collect()
}

#[test]
fn whatever_is_painted_is_mapped_in_the_style_sheet_and_nothing_else_is() {
    let points = vec![Some((0.0, 10.0)), Some((60.0, 20.0))];
    let measured = points.iter().flatten().copied().collect();
    let pace = Profile { name: "Speed", unit: "km/h", points, measured, pace: None };
    let profiles = ["Speed", "Heart rate", "Altitude"]
        .map(|name| profile(&Profile { name, ..pace.clone() }, Seconds(60)).wide);
    let trend = super::sample::trend(30, None);
    let drawn = server::chart::dashboard(&Plan::new(&trend, Units::Metric));
    let charts = [drawn.main.wide, drawn.load.wide, drawn.split.wide, drawn.courses.concat()];
    // Below the first zone, and as many zones as somebody can have.
    let zones = Stack { by: By::HeartRate, shares: vec![1.0 / 11.0; MOST + 1], numbers: Numbers::default() };
    let route = route(&[(13.4, 52.5), (13.5, 52.5)]);
    let all = [profiles.concat(), charts.concat(), route, stack(&zones).wide].concat();
    assert_eq!(painted(include_str!("../../../style/charts.css")), painted(&all));
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
    let measured = points.iter().flatten().copied().collect();
    let heart = Profile { name: "Heart rate", unit: "bpm", points, measured, pace: None };
    let chart = profile(&heart, Seconds(660));
    assert_eq!(chart.wide.matches("stroke=\"#D55E00\"").count(), 2, "{}", chart.wide);
    for length in [0, 1, u32::MAX] {
        let strange = STRANGE.map(|value| (value, value)).to_vec();
        for measured in [strange, vec![]] {
            let points = measured.iter().copied().map(Some).collect();
            let odd = Profile { points, measured, ..heart.clone() };
            assert!(is_svg(&profile(&odd, Seconds(length)).narrow));
        }
    }
}
