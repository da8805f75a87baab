//! Loads by heart rate, pace and effort.

use crate::conformance::{FITDOCS, Row, WORKED, rows};
use crate::recording::{heart_rates, ride};
use domain::athlete::Sex;
use domain::load::{Covered, Edwards, Heart, Lucia, heart_rate_stress, pace_stress, session_rpe};
use domain::quantity::{BeatsPerMinute, Effort, MetresPerSecond, Seconds, nearest};
use proptest::prelude::*;

/// Another program that was run on the made-up ride.
const FEATURES: &str = "sport-activities-features 0.6.0 (PyPI)";

/// Another.
const SPORTS_LIB: &str = "@sports-alliance/sports-lib 21.2.5 (npm)";

fn heart(resting: u16, max: u16, sex: Sex) -> Heart {
    Heart::new(BeatsPerMinute(resting), BeatsPerMinute(max), sex).unwrap()
}

fn edwards(max: u16) -> Edwards {
    Edwards::new(BeatsPerMinute(max)).unwrap()
}

fn lucia(first: u16, second: u16) -> Lucia {
    Lucia::new(BeatsPerMinute(first), BeatsPerMinute(second)).unwrap()
}

fn minutes(minutes: u32) -> Seconds {
    Seconds(minutes * 60)
}

/// Metres per second at a pace in seconds per kilometre.
fn pace(seconds: f32) -> MetresPerSecond {
    MetresPerSecond(1000.0 / seconds)
}

pub(crate) fn published() -> Vec<Row> {
    [banister(), zoned(), efforts(), stresses()].into_iter().flatten().collect()
}

fn banister() -> Vec<Row> {
    let trimp = |heart: Heart, time, rate| heart.impulse(minutes(time), BeatsPerMinute(rate));
    let (man, woman) = (heart(55, 190, Sex::Male), heart(55, 190, Sex::Female));
    let thirty = trimp(heart(40, 200, Sex::Male), 30, 130);
    let along = |sex| heart(50, 190, sex).impulse_along(&ride()).impulse;
    let asserted = [("man, 30 min at 130, 40 to 200", 32.0, thirty, 0.32)];
    let worked = [
        ("man, 30 min at 130, 40 to 200", 31.803, thirty, 0.0005),
        ("man, 60 min at 155, 55 to 190", 117.94, trimp(man, 60, 155), 0.005),
        ("woman, 60 min at 155, 55 to 190", 131.69, trimp(woman, 60, 155), 0.005),
        ("man, 1 min at the highest rate", 4.365, trimp(man, 1, 190), 0.0005),
    ];
    let foreign = [
        ("man, the made-up ride, 50 to 190", 108.505_991_268_534_17, along(Sex::Male), 1e-9),
        ("woman, the made-up ride, 50 to 190", 121.690_766_532_783_9, along(Sex::Female), 1e-9),
    ];
    let name = "Banister TRIMP";
    let asserted = rows(name, "Runalyze CalculatorTest; fellrnr", asserted);
    [asserted, rows(name, WORKED, worked), rows(name, FITDOCS, foreign)].into_iter().flatten().collect()
}

fn zoned() -> Vec<Row> {
    let tenths = heart_rates(&[(600, 100), (600, 120), (600, 140), (600, 160), (600, 180)]);
    let three = heart_rates(&[(1800, 120), (1200, 150), (600, 175)]);
    let tenths = edwards(200).impulse_along(&tenths).impulse;
    let three = lucia(140, 165).impulse_along(&three).impulse;
    let ride = (edwards(187).impulse_along(&ride()).impulse, lucia(145, 160).impulse_along(&ride()).impulse);
    [
        rows("Edwards TRIMP", WORKED, [("10 min in each zone", 150.0, tenths, 1e-9)]),
        rows("Lucia TRIMP", WORKED, [("30, 20 and 10 min", 100.0, three, 1e-9)]),
        rows("Edwards TRIMP", FEATURES, [("the made-up ride, at most 187", 12_581.0 / 60.0, ride.0, 1e-9)]),
        rows("Lucia TRIMP", FEATURES, [("the made-up ride, 145 and 160", 6560.0 / 60.0, ride.1, 1e-9)]),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn efforts() -> Vec<Row> {
    let effort = |value, time| session_rpe(Effort::new(value).unwrap(), minutes(time));
    let cases =
        [("60 min of 7", 420.0, effort(7.0, 60), 1e-9), ("120 min of 6", 720.0, effort(6.0, 120), 1e-9)];
    rows("session RPE", "Foster 1998; fellrnr", cases)
}

fn stresses() -> Vec<Row> {
    let runner = heart(50, 190, Sex::Male);
    let impulse = |rate| runner.impulse(minutes(60), BeatsPerMinute(rate));
    let by_heart = |rate| heart_rate_stress(runner, impulse(rate), BeatsPerMinute(170)).unwrap();
    let by_pace = |time, seconds| pace_stress(minutes(time), pace(seconds), pace(270.0)).unwrap();
    let heart_rates = [
        ("60 min at threshold", 100.0, by_heart(170), 1e-9),
        ("60 min at 150, threshold 170, 50 to 190", 63.343, by_heart(150), 0.0005),
    ];
    let paces = [
        ("30 min at 5:00 /km, threshold 4:30", 40.5, by_pace(30, 300.0), 1e-4),
        ("60 min at threshold", 100.0, by_pace(60, 270.0), 1e-9),
    ];
    let foreign = |sex| {
        let heart = heart(50, 190, sex);
        heart_rate_stress(heart, heart.impulse_along(&ride()).impulse, BeatsPerMinute(170)).unwrap()
    };
    let rides = [
        ("man, the made-up ride, threshold 170", 63.583_532_319_705_48, foreign(Sex::Male), 1e-9),
        ("woman, the made-up ride, threshold 170", 65.749_610_579_135_26, foreign(Sex::Female), 1e-9),
    ];
    let flat = [("30 min at 5:00 /km on the flat, threshold 4:30", 40.5, by_pace(30, 300.0), 1e-4)];
    [
        rows("hrTSS", WORKED, heart_rates),
        rows("hrTSS", SPORTS_LIB, rides),
        rows("rTSS", "TrainingPeaks; slowtwitch", paces),
        rows("rTSS", SPORTS_LIB, flat),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn each_zone_begins_with_its_lower_bound() {
    let weight = |rate| nearest(edwards(190).impulse(minutes(1), BeatsPerMinute(rate)));
    assert_eq!([94, 95, 113, 114, 133, 152, 171, 190, 240].map(weight), [0, 1, 1, 2, 3, 4, 5, 5, 5]);
    let weight = |rate| nearest(lucia(140, 165).impulse(minutes(1), BeatsPerMinute(rate)));
    assert_eq!([0, 139, 140, 164, 165, 250].map(weight), [1, 1, 2, 2, 3, 3]);
}

#[test]
fn what_cannot_be_weighed_is_refused() {
    assert_eq!(Edwards::new(BeatsPerMinute(0)), None);
    assert_eq!(Lucia::new(BeatsPerMinute(150), BeatsPerMinute(150)), None);
    let runner = heart(50, 190, Sex::Male);
    assert_eq!(heart_rate_stress(runner, 80.0, BeatsPerMinute(50)), None);
    assert_eq!(pace_stress(minutes(30), pace(300.0), MetresPerSecond(0.0)), None);
    assert_eq!(pace_stress(minutes(30), MetresPerSecond(f32::NAN), pace(300.0)), None);
}

#[test]
fn heart_rate_that_is_not_known_covers_nothing() {
    let track = domain::track::Track::default();
    assert_eq!(edwards(190).impulse_along(&track), Covered::default());
    assert_eq!(lucia(140, 165).impulse_along(&track), Covered::default());
}

proptest! {
    #[test]
    fn a_track_weighs_what_its_parts_weigh(held in prop::collection::vec((1_u32..200, 40_u16..220), 1..20)) {
        let parts = |impulse: &dyn Fn(Seconds, BeatsPerMinute) -> f64| -> f64 {
            held.iter().map(|(seconds, rate)| impulse(Seconds(*seconds), BeatsPerMinute(*rate))).sum()
        };
        let (edwards, lucia, track) = (edwards(190), lucia(140, 165), heart_rates(&held));
        let close = |one: f64, other: f64| (one - other).abs() < 1e-6;
        prop_assert!(close(edwards.impulse_along(&track).impulse, parts(&|time, rate| edwards.impulse(time, rate))));
        prop_assert!(close(lucia.impulse_along(&track).impulse, parts(&|time, rate| lucia.impulse(time, rate))));
    }
}
