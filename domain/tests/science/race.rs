//! Races: VDOT, equivalents, Riegel and Cameron.

use crate::conformance::{Row, WORKED, rows};
use chrono::NaiveDate;
use domain::quantity::{MeasuredMetres, Metres, Milliseconds};
use domain::race::{Estimate, Paces, Race, Vdot};
use domain::records::{Best, Kind, Ways};
use domain::workout::WorkoutId;
use proptest::prelude::*;

pub(crate) const MILE: f32 = 1609.344;
pub(crate) const HALF: f32 = 21_097.5;
pub(crate) const MARATHON: f32 = 42_195.0;

/// A race over metres in hours, minutes and seconds.
pub(crate) fn race(metres: f32, (hours, minutes, seconds): (u32, u32, u32)) -> Race {
    let seconds = hours * 3600 + minutes * 60 + seconds;
    Race::new(MeasuredMetres(metres), Milliseconds(seconds * 1000)).unwrap()
}

pub(crate) fn vdot(metres: f32, time: (u32, u32, u32)) -> f64 {
    Vdot::of(race(metres, time)).unwrap().value()
}

fn seconds(time: Milliseconds) -> f64 {
    time.as_f64() / 1000.0
}

pub(crate) fn published() -> Vec<Row> {
    let ten = race(10_000.0, (0, 40, 0));
    let equal = |metres| seconds(Vdot::of(ten).unwrap().time_over(MeasuredMetres(metres)).unwrap());
    [
        rows(
            "VDOT",
            WORKED,
            [
                ("5 km in 20:00", 49.806, vdot(5000.0, (0, 20, 0)), 0.0005),
                ("10 km in 40:00", 51.944, vdot(10_000.0, (0, 40, 0)), 0.0005),
                ("half marathon in 1:30:00", 50.977, vdot(HALF, (1, 30, 0)), 0.0005),
                ("marathon in 3:00:00", 53.528, vdot(MARATHON, (3, 0, 0)), 0.0005),
            ],
        ),
        rows(
            "VDOT",
            "vdot-calculator 0.0.0.4 (PyPI)",
            [
                ("3 km in 9:30", 62.362_540_399_373_68, vdot(3000.0, (0, 9, 30)), 1e-9),
                ("5 km in 17:15", 59.177_821_827_858_32, vdot(5000.0, (0, 17, 15)), 1e-9),
                ("15 km in 55:00", 59.119_719_972_138_34, vdot(15_000.0, (0, 55, 0)), 1e-9),
                ("marathon in 3:20:00", 47.232_769_110_354_39, vdot(MARATHON, (3, 20, 0)), 1e-9),
                ("mile in 5:00", 59.404_201_609_328_7, vdot(MILE, (0, 5, 0)), 1e-5),
            ],
        ),
        rows(
            "VDOT equivalents, s",
            WORKED,
            [
                ("10 km in 40:00: mile", 338.0, equal(MILE), 0.5),
                ("10 km in 40:00: 5 km", 1158.0, equal(5000.0), 0.5),
                ("10 km in 40:00: half marathon", 5313.0, equal(HALF), 0.5),
                ("10 km in 40:00: marathon", 11_078.0, equal(MARATHON), 0.5),
            ],
        ),
        riegel(),
        cameron(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn riegel() -> Vec<Row> {
    let of = |race: Race, metres| seconds(race.riegel(MeasuredMetres(metres)));
    let (five, ten) = (race(5000.0, (0, 20, 0)), race(10_000.0, (0, 40, 0)));
    [
        rows(
            "Riegel, s",
            WORKED,
            [
                ("5 km in 20:00: 10 km", 2502.0, of(five, 10_000.0), 0.5),
                ("10 km in 40:00: half marathon", 5295.0, of(ten, HALF), 0.5),
                ("10 km in 40:00: marathon", 11_040.0, of(ten, MARATHON), 0.5),
            ],
        ),
        rows(
            "Riegel, s",
            "tests of two calculators on GitHub",
            [
                ("400 m in 60 s: 800 m", 125.0, of(race(400.0, (0, 1, 0)), 800.0), 0.5),
                ("10 km in 1:00:00: half marathon", 7943.0, of(race(10_000.0, (1, 0, 0)), HALF), 1.0),
            ],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn cameron() -> Vec<Row> {
    let of = |race: Race, metres| seconds(race.cameron(MeasuredMetres(metres)));
    let five = race(5000.0, (0, 16, 32));
    [
        rows(
            "Cameron, s",
            WORKED,
            [("10 km in 40:00: marathon", 11_245.0, of(race(10_000.0, (0, 40, 0)), MARATHON), 0.5)],
        ),
        rows(
            "Cameron, s",
            "Runalyze CameronTest",
            [
                ("5 km in 16:32: 3 km", 573.0, of(five, 3000.0), 1.0),
                ("5 km in 16:32: 10 km", 2066.0, of(five, 10_000.0), 1.0),
                ("5 km in 16:32: 21.1 km", 4556.0, of(five, 21_100.0), 1.0),
                ("5 km in 16:32: 42.2 km", 9682.0, of(five, 42_200.0), 1.0),
                ("2 km in 14:20: 3 km", 1341.42, of(race(2000.0, (0, 14, 20)), 3000.0), 0.1),
            ],
        ),
        rows(
            "Cameron, s",
            "tests of a calculator on GitHub",
            [("800 m in 1:55: 1500 m", 238.48, of(race(800.0, (0, 1, 55)), 1500.0), 0.5)],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn the_effort_that_is_worth_the_most_makes_the_estimate() {
    let best = |value: u32| Best {
        value,
        workout: WorkoutId::parse("01JCKVQ7M0Z6E4X4S9N3T5W8YB").unwrap(),
        date: NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
    };
    let fastest = |metres: f32| Kind::fastest(MeasuredMetres(metres));
    let ways = Ways::from([
        (fastest(400.0), vec![best(55)]),
        (fastest(5000.0), vec![best(1300), best(1200)]),
        (fastest(10_000.0), vec![best(2400)]),
        (Kind::LongestDistance, vec![best(60_000)]),
    ]);
    let estimate = Estimate::of(&ways).unwrap();
    assert_eq!((estimate.distance, estimate.of.value), (Metres(10_000), 2400));
    assert!((estimate.vdot.value() - 51.944).abs() < 0.0005);
    let minutes = |time: Milliseconds| {
        let seconds = (time.0 + 500) / 1000;
        (seconds / 60, seconds % 60)
    };
    let times: Vec<_> =
        estimate.equivalents.iter().map(|race| (minutes(race.vdot.unwrap()), minutes(race.riegel))).collect();
    // Mile 5:38, 5 km 19:18, half 1:28:33, marathon 3:04:38 by VDOT; half 1:28:15, marathon 3:04:00 by Riegel.
    assert_eq!((times[0].0, times[1].0), ((5, 38), (19, 18)));
    assert_eq!(times[2], ((40, 0), (40, 0)));
    assert_eq!(times[3], ((88, 33), (88, 15)));
    assert_eq!((times[4].0, times[4].1.0), ((184, 38), 184));
    assert!(estimate.paces.is_some());
    assert_eq!(
        Estimate::of(&Ways::from([(fastest(400.0), vec![best(55)])])),
        None,
        "400 m is no race of Daniels"
    );
}

#[test]
fn a_race_has_a_distance_and_a_time() {
    let race = |metres, millis| Race::new(MeasuredMetres(metres), Milliseconds(millis));
    for wrong in [(0.0, 1000), (-5.0, 1000), (f32::NAN, 1000), (f32::INFINITY, 1000), (5000.0, 0)] {
        assert_eq!(race(wrong.0, wrong.1), None, "{wrong:?}");
    }
}

#[test]
fn what_is_slower_than_the_formula_knows_has_no_vdot() {
    assert_eq!(Vdot::of(race(1000.0, (1, 0, 0))), None);
    assert_eq!((Vdot::new(0.0), Vdot::new(f64::NAN)), (None, None));
}

#[test]
fn what_nobody_could_run_has_no_equivalent() {
    assert_eq!(Vdot::new(2000.0).unwrap().time_over(MeasuredMetres(5000.0)), None);
    assert_eq!(Vdot::new(0.5).unwrap().time_over(MeasuredMetres(MARATHON)), None);
    assert_eq!(Vdot::new(50.0).unwrap().time_over(MeasuredMetres(f32::NAN)), None);
    assert_eq!(Paces::of(Vdot::new(0.5).unwrap()), None);
}

proptest! {
    #[test]
    fn the_equivalent_over_the_same_distance_is_the_race_itself(metres in 800.0_f32..50_000.0, speed in 1.5_f32..7.0) {
        let time = Milliseconds(domain::quantity::nearest(f64::from(metres / speed) * 1000.0));
        let race = Race::new(MeasuredMetres(metres), time).unwrap();
        let back = Vdot::of(race).unwrap().time_over(race.distance()).unwrap();
        prop_assert!(back.0.abs_diff(time.0) <= 1, "{back:?} {time:?}");
        prop_assert!(race.riegel(race.distance()).0.abs_diff(time.0) <= 1);
        prop_assert!(race.cameron(race.distance()).0.abs_diff(time.0) <= 1);
    }

    #[test]
    fn the_better_runner_is_faster_at_everything(value in 20.0_f64..84.0, metres in 800.0_f32..50_000.0) {
        let (one, other) = (Vdot::new(value).unwrap(), Vdot::new(value + 1.0).unwrap());
        let over = |vdot: Vdot| vdot.time_over(MeasuredMetres(metres)).unwrap();
        prop_assert!(over(other) < over(one));
        let (slow, fast) = (Paces::of(one).unwrap(), Paces::of(other).unwrap());
        prop_assert!(slow.threshold < fast.threshold && slow.marathon < fast.marathon);
        prop_assert!(slow.easy_from < slow.easy_to && slow.easy_to < slow.threshold);
        prop_assert!(slow.threshold < slow.interval && slow.interval < slow.repetition);
    }
}
