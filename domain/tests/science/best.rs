//! Best efforts.

use crate::conformance::{FITDOCS, Row, rows};
use crate::recording::{counted, powers, ride};
use domain::best::{DISTANCES, Fastest, TIMES, curve, fastest, pace_curve};
use domain::course::Course;
use domain::per_second::{Mean, PerSecond};
use domain::quantity::{MeasuredMetres, MetresPerSecond, Milliseconds, Seconds};
use domain::track::Track;
use proptest::prelude::*;

fn course(points: &[(u32, f32)]) -> Course {
    Course::of(&counted(points), MetresPerSecond(12.5))
}

fn over(course: &Course, metres: f32) -> Option<Fastest> {
    fastest(course, MeasuredMetres(metres))
}

fn watts(track: &Track) -> PerSecond {
    PerSecond::of(track, |sample| sample.power.map(|power| power.0))
}

pub(crate) fn published() -> Vec<Row> {
    let power = watts(&ride());
    let heart = PerSecond::of(&ride(), |sample| sample.heart_rate.map(|rate| rate.0));
    let best = |seconds: &PerSecond, time| seconds.best(Seconds(time)).unwrap().value;
    [
        rows(
            "best mean power",
            FITDOCS,
            [
                ("5 s of the made-up ride", 286.0, best(&power, 5), 1e-9),
                ("10 s", 260.8, best(&power, 10), 1e-9),
                ("15 s", 249.866_666_666_666_67, best(&power, 15), 1e-9),
                ("30 s", 233.333_333_333_333_34, best(&power, 30), 1e-9),
                ("60 s", 219.5, best(&power, 60), 1e-9),
                ("120 s", 211.833_333_333_333_34, best(&power, 120), 1e-9),
                ("180 s", 209.777_777_777_777_77, best(&power, 180), 1e-9),
                ("300 s", 207.183_333_333_333_34, best(&power, 300), 1e-9),
                ("600 s", 203.348_333_333_333_33, best(&power, 600), 1e-9),
                ("1200 s", 201.159_166_666_666_66, best(&power, 1200), 1e-9),
                ("1800 s", 199.892_777_777_777_78, best(&power, 1800), 1e-9),
                ("3600 s", 198.941_666_666_666_66, best(&power, 3600), 1e-9),
            ],
        ),
        rows(
            "best mean heart rate",
            FITDOCS,
            [
                ("5 s of the made-up ride", 167.2, best(&heart, 5), 1e-9),
                ("60 s", 163.8, best(&heart, 60), 1e-9),
                ("300 s", 162.773_333_333_333_34, best(&heart, 300), 1e-9),
                ("1200 s", 159.203_333_333_333_35, best(&heart, 1200), 1e-9),
                ("3600 s", 149.348_055_555_555_56, best(&heart, 3600), 1e-9),
            ],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn the_fastest_stretch_is_found_between_points() {
    // 4 m/s for 100 s, 5 m/s for 100 s, 4 m/s again, with a point every 100 s only.
    let course = course(&[(0, 0.0), (100_000, 400.0), (200_000, 900.0), (300_000, 1300.0)]);
    let best = |metres| over(&course, metres).map(|best| (best.time.0, best.from.0));
    assert_eq!(best(500.0), Some((100_000, 100_000)));
    assert_eq!(best(400.0), Some((80_000, 100_000)));
    assert_eq!(best(600.0), Some((125_000, 75_000)));
    assert_eq!(best(1300.0), Some((300_000, 0)));
    assert_eq!(best(1301.0), None);
    assert_eq!((best(0.0), best(-1.0), best(f32::NAN)), (None, None, None));
}

#[test]
fn standing_before_the_start_and_after_the_end_does_not_count_but_standing_on_the_way_does() {
    let course = course(&[
        (0, 0.0),
        (60_000, 0.0),
        (160_000, 500.0),
        (200_000, 500.0),
        (300_000, 1000.0),
        (360_000, 1000.0),
    ]);
    assert_eq!(over(&course, 1000.0).map(|best| (best.time.0, best.from.0)), Some((240_000, 60_000)));
    assert_eq!(over(&course, 500.0).map(|best| best.time.0), Some(100_000));
}

#[test]
fn the_clock_runs_on_through_a_pause_in_which_the_device_recorded_nothing() {
    let course = course(&[(0, 0.0), (100_000, 500.0), (400_000, 500.0), (500_000, 1000.0)]);
    assert_eq!(over(&course, 1000.0).map(|best| best.time.0), Some(500_000));
}

#[test]
fn no_effort_crosses_a_jump_that_nobody_ran() {
    let course =
        course(&[(0, 0.0), (100_000, 400.0), (101_000, 2400.0), (102_000, 2404.0), (202_000, 2804.0)]);
    assert_eq!(course.legs().len(), 2);
    assert_eq!(over(&course, 400.0).map(|best| best.time.0), Some(100_000));
    assert_eq!(over(&course, 500.0), None);
}

#[test]
fn curves_have_what_the_recording_is_long_enough_for() {
    let course = course(&[(0, 0.0), (1_500_000, 5000.0)]);
    let known: Vec<MeasuredMetres> = pace_curve(&course).iter().map(|best| best.distance).collect();
    assert_eq!(known, DISTANCES[..5]);
    let times: Vec<u32> = curve(&watts(&powers(&[200; 61]))).iter().map(|best| best.time.0).collect();
    assert_eq!(times, [5, 10, 15, 30, 60]);
    assert_eq!(curve(&watts(&powers(&[200; 3600]))).len(), TIMES.len());
}

#[test]
fn a_mean_does_not_reach_over_seconds_that_nobody_knows() {
    let mut track = powers(&[300; 40]);
    for sample in track.samples.iter_mut().skip(20) {
        sample.at.0 += 60_000;
    }
    let seconds = watts(&track);
    assert_eq!(seconds.values().filter(Option::is_none).count(), 61);
    assert_eq!(seconds.best(Seconds(19)), Some(Mean { value: 300.0, from: Seconds(0) }));
    assert_eq!(seconds.best(Seconds(21)), None);
    assert_eq!((seconds.best(Seconds(0)), PerSecond::default().best(Seconds(5))), (None, None));
}

/// Milliseconds and metres of steps up to what is possible.
fn steps() -> impl Strategy<Value = Vec<(u32, f32)>> {
    let step = (1_u32..60, 0_u8..=12);
    prop::collection::vec(step, 2..40).prop_map(|steps| {
        let mut here = (0, 0.0);
        let further = steps.into_iter().map(|(seconds, speed)| {
            here = (
                here.0 + seconds * 1000,
                here.1 + f32::from(speed) * f32::from(u8::try_from(seconds).unwrap()),
            );
            here
        });
        std::iter::once((0, 0.0)).chain(further).collect()
    })
}

/// Milliseconds at which so many metres are reached, at the earliest.
fn reached(points: &[(u32, f32)], metres: f64) -> f64 {
    let after = points.iter().position(|point| f64::from(point.1) >= metres).unwrap();
    let Some(before) = after.checked_sub(1) else { return 0.0 };
    let ((a, from), (b, to)) = (points[before], points[after]);
    f64::from(a) + (metres - f64::from(from)) / f64::from(to - from) * f64::from(b - a)
}

proptest! {
    #[test]
    fn no_stretch_is_faster_than_the_fastest(points in steps(), share in 0.05_f64..1.0) {
        let whole = f64::from(points.last().unwrap().1);
        prop_assume!(whole >= 10.0);
        let metres = (whole * share).floor().max(1.0);
        let best = over(&course(&points), domain_metres(metres)).unwrap();
        for tenth in 0..=domain::quantity::nearest(((whole - metres) * 10.0).floor()) {
            let start = f64::from(tenth) / 10.0;
            // Whoever stands at the start begins later: the last moment there is that of a hair's breadth on.
            let begun = reached(&points, (start + 1e-7).min(whole));
            let time = reached(&points, start + metres) - begun;
            prop_assert!(best.time.as_f64() <= time + 1.0, "{best:?} from {start}: {time}");
        }
        prop_assert!(best.from.0 + best.time.0 <= points.last().unwrap().0 + 1);
    }

    #[test]
    fn the_best_is_never_slower_than_the_whole_and_a_longer_one_takes_longer(points in steps(), parts in 1_u8..6) {
        let (time, metres) = *points.last().unwrap();
        prop_assume!(metres >= 10.0);
        let part = over(&course(&points), metres / f32::from(parts)).unwrap();
        prop_assert!(part.time.as_f64() <= f64::from(time) / f64::from(parts) + 1.0);
        let longer = over(&course(&points), metres).unwrap();
        prop_assert!(part.time <= Milliseconds(longer.time.0 + 1));
    }

    #[test]
    fn prefix_sums_find_what_trying_everything_finds(
        values in prop::collection::vec(prop::option::weighted(0.95, 0_u16..2000), 1..120), time in 1_usize..40,
    ) {
        let held: Vec<domain::track::Sample> = values.iter().map(|value| domain::track::Sample {
            power: Some(domain::quantity::Watts(value.unwrap_or(0))), ..Default::default()
        }).collect();
        let watts: Vec<u16> = held.iter().map(|sample| sample.power.unwrap().0).collect();
        let tried = watts.windows(time).map(|window| window.iter().copied().map(u64::from).sum::<u64>()).max();
        let found = self::watts(&powers(&watts)).best(Seconds(u32::try_from(time).unwrap()));
        let sum = found.map(|mean| mean.value * f64::from(u32::try_from(time).unwrap()));
        prop_assert_eq!(sum.map(domain::quantity::nearest).map(u64::from), tried);
    }
}

fn domain_metres(metres: f64) -> f32 {
    f32::from(u16::try_from(domain::quantity::nearest(metres)).unwrap())
}
