//! Normalised power and what is made of it.

use crate::conformance::{FITDOCS, Row, WORKED, rows};
use crate::recording::{powers, ride};
use domain::load::{intensity_factor, normalized_power, power_stress};
use domain::quantity::{ExactWatts, Milliseconds, Seconds, Watts};
use domain::track::{Sample, Track};
use proptest::prelude::*;

pub(crate) fn published() -> Vec<Row> {
    let steps: Vec<u16> = [[100; 600], [300; 600]].concat();
    let of = |track: &Track| normalized_power(track).unwrap().as_f64();
    let stress = |seconds, watts, threshold| {
        power_stress(Seconds(seconds), ExactWatts(watts), Watts(threshold)).unwrap()
    };
    [
        rows(
            "normalised power",
            WORKED,
            [("600 s at 100 W, then at 300 W", 252.38, of(&powers(&steps)), 0.005)],
        ),
        rows("normalised power", FITDOCS, [("the made-up ride", 199.871_243_112_861_38, of(&ride()), 1e-9)]),
        rows(
            "TSS",
            "Coggan; joefrielsblog.com",
            [
                ("1 h at threshold", 100.0, stress(3600, 250.0, 250), 1e-9),
                ("2 h at 200 W, threshold 250", 128.0, stress(7200, 200.0, 250), 1e-9),
            ],
        ),
        rows(
            "TSS",
            FITDOCS,
            [(
                "the made-up ride, threshold 250",
                63.917_622_117_568_875,
                stress(3600, of(&ride()), 250),
                1e-9,
            )],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn less_than_thirty_seconds_tell_nothing() {
    assert_eq!(normalized_power(&powers(&[200; 29])), None);
    assert_eq!(normalized_power(&powers(&[200; 30])), Some(ExactWatts(200.0)));
    assert_eq!(normalized_power(&Track::default()), None);
}

#[test]
fn a_pause_is_left_out_and_not_taken_for_zero() {
    let sample =
        |at: u32| Sample { at: Milliseconds(at * 1000), power: Some(Watts(200)), ..Sample::default() };
    let paused = Track { samples: (0..=100).chain(700..=800).map(sample).collect() };
    assert!((normalized_power(&paused).unwrap().as_f64() - 200.0).abs() < 1e-9);
}

#[test]
fn coasting_is_power_of_zero() {
    let coasted: Vec<u16> = [[200; 300], [0; 300]].concat();
    assert!(normalized_power(&powers(&coasted)).unwrap().as_f64() < 180.0);
}

#[test]
fn a_threshold_of_zero_has_no_intensity() {
    assert_eq!(intensity_factor(ExactWatts(200.0), Watts(0)), None);
    assert_eq!(power_stress(Seconds(3600), ExactWatts(200.0), Watts(0)), None);
}

proptest! {
    #[test]
    fn normalised_power_lies_between_the_mean_of_its_means_and_the_highest_value(
        watts in prop::collection::vec(0_u16..1500, 30..200),
    ) {
        let normalized = normalized_power(&powers(&watts)).unwrap().as_f64();
        let means: Vec<f64> = watts.windows(30).map(|w| w.iter().copied().map(f64::from).sum::<f64>() / 30.0).collect();
        let mean = means.iter().sum::<f64>() / f64::from(u32::try_from(means.len()).unwrap());
        let highest = means.iter().copied().fold(0.0, f64::max);
        prop_assert!(mean - 1e-6 <= normalized && normalized <= highest + 1e-6);
    }
}
