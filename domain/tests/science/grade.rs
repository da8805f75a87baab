//! The cost of slopes.

use crate::conformance::{FITDOCS, Row, WORKED, rows};
use domain::course::Course;
use domain::grade::{STEEPEST, adjusted_speed, factor, running_cost};
use domain::quantity::{MeasuredMetres, MetresPerSecond, Milliseconds};
use domain::track::{Sample, Track};
use proptest::prelude::*;

const LIMIT: MetresPerSecond = MetresPerSecond(12.5);

/// Three metres a second for so many seconds, on ground of that height after so many metres.
fn run(seconds: u32, height: impl Fn(f32) -> Option<f32>) -> Course {
    let sample = |second: u32| {
        let metres = 3.0 * u16::try_from(second).map(f32::from).unwrap();
        Sample {
            at: Milliseconds(second * 1000),
            distance: Some(MeasuredMetres(metres)),
            altitude: height(metres).map(MeasuredMetres),
            ..Sample::default()
        }
    };
    Course::of(&Track { samples: (0..=seconds).map(sample).collect() }, LIMIT)
}

fn speed(course: &Course) -> f64 {
    adjusted_speed(course).unwrap().as_f64()
}

pub(crate) fn published() -> Vec<Row> {
    let lowest = (-4500..4500)
        .map(|i| f64::from(i) / 10_000.0)
        .min_by(|a, b| running_cost(*a).total_cmp(&running_cost(*b)));
    [
        rows(
            "Minetti cost",
            WORKED,
            [
                ("up 10 %", 5.9682, running_cost(0.10), 0.00005),
                ("down 10 %", 2.1517, running_cost(-0.10), 0.00005),
                ("at its lowest", 1.7813, running_cost(lowest.unwrap()), 0.00005),
                ("the slope where it is lowest", -0.181, lowest.unwrap(), 0.0005),
            ],
        ),
        rows(
            "Minetti factor",
            WORKED,
            [
                ("up 10 %", 1.6578, factor(0.10), 0.00005),
                ("down 10 %", 0.5977, factor(-0.10), 0.00005),
                ("flat", 1.0, factor(0.0), 0.0),
            ],
        ),
        rows(
            "Minetti factor",
            FITDOCS,
            [
                ("down 45 %", 1.120_084_843_75, factor(-0.45), 1e-9),
                ("down 30 %", 0.683_955, factor(-0.3), 1e-9),
                ("down 10 %", 0.597_696_111_111_111_1, factor(-0.1), 1e-9),
                ("up 5 %", 1.301_443_350_694_444_5, factor(0.05), 1e-9),
                ("up 30 %", 3.494_245, factor(0.3), 1e-9),
                ("up 60 %, which counts as 45", 5.396_115_156_250_000_5, factor(0.6), 1e-9),
            ],
        ),
        rows(
            "Minetti cost",
            "Minetti 2002, measured; 1 SD",
            [
                ("flat", 3.40, running_cost(0.0), 0.24),
                ("up 45 %", 18.93, running_cost(0.45), 1.74),
                ("down 20 %", 1.73, running_cost(-0.20), 0.36),
                ("down 45 %", 3.92, running_cost(-0.45), 0.81),
            ],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn flat_ground_and_unknown_ground_change_nothing() {
    assert_eq!(adjusted_speed(&run(600, |_| Some(120.0))), Some(MetresPerSecond(3.0)));
    assert_eq!(adjusted_speed(&run(600, |_| None)), Some(MetresPerSecond(3.0)));
    assert_eq!(adjusted_speed(&Course::default()), None);
}

#[test]
fn an_even_slope_costs_its_factor() {
    for slope in [-0.2_f32, -0.05, 0.05, 0.1, 0.3] {
        let adjusted = speed(&run(600, |metres| Some(500.0 + slope * metres)));
        assert!((adjusted / (3.0 * factor(f64::from(slope))) - 1.0).abs() < 1e-3, "{slope}: {adjusted}");
    }
}

#[test]
fn what_is_steeper_than_anybody_measured_counts_as_the_steepest() {
    assert_eq!(factor(2.0).to_bits(), factor(STEEPEST).to_bits());
    assert_eq!(factor(-2.0).to_bits(), factor(-STEEPEST).to_bits());
}

#[test]
fn a_sensor_that_jumps_a_metre_to_and_fro_is_no_mountain() {
    let jumping = run(600, |metres| Some(if (metres / 3.0) % 2.0 < 1.0 { 100.0 } else { 101.0 }));
    assert!((speed(&jumping) - 3.0).abs() < 0.05, "{}", speed(&jumping));
}

#[test]
fn a_pause_counts_neither_way_nor_time() {
    let sample = |(second, metres): (u32, f32)| Sample {
        at: Milliseconds(second * 1000),
        distance: Some(MeasuredMetres(metres)),
        ..Sample::default()
    };
    let samples = [(0, 0.0), (10, 30.0), (20, 60.0), (320, 70.0), (330, 100.0)].map(sample).to_vec();
    assert_eq!(adjusted_speed(&Course::of(&Track { samples }, LIMIT)), Some(MetresPerSecond(3.0)));
}

proptest! {
    #[test]
    fn any_heights_give_a_speed_between_the_cheapest_and_the_dearest(
        heights in prop::collection::vec(prop::option::of(-400.0_f32..9000.0), 2..100),
    ) {
        let last = u32::try_from(heights.len()).unwrap() - 1;
        let mut next = heights.iter().copied();
        let samples = (0..=last).map(|second| Sample {
            at: Milliseconds(second * 1000),
            distance: u16::try_from(second).ok().map(|second| MeasuredMetres(3.0 * f32::from(second))),
            altitude: next.next().flatten().map(MeasuredMetres),
            ..Sample::default()
        });
        let adjusted = speed(&Course::of(&Track { samples: samples.collect() }, LIMIT));
        prop_assert!((3.0 * 0.494..=3.0 * 5.4).contains(&adjusted), "{}", adjusted);
    }
}
