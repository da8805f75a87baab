//! The way along a track.

use crate::recording::{counted, each_second};
use domain::course::{Course, fastest};
use domain::quantity::{MeasuredMetres, MetresPerSecond, Milliseconds};
use domain::sport::Sport;
use domain::track::{Position, Sample, Track};
use proptest::prelude::*;

const LIMIT: MetresPerSecond = MetresPerSecond(12.5);

fn metres(track: &Track) -> f64 {
    Course::of(track, LIMIT).metres()
}

/// Five metres a second to the north, as positions.
fn north(second: u32) -> Sample {
    let latitude = 50.0 + f64::from(second) * 5.0 / 111_195.08;
    Sample { position: Some(Position { latitude, longitude: 8.0 }), ..Sample::default() }
}

#[test]
fn the_counter_is_preferred_then_positions_then_speeds() {
    let speed = |sample| Sample { speed: Some(MetresPerSecond(3.0)), ..sample };
    let counter = |(second, sample): (u16, Sample)| Sample {
        distance: Some(MeasuredMetres(4.0 * f32::from(second))),
        ..sample
    };
    let by_speed = each_second((0..=100).map(|_| speed(Sample::default())));
    let by_place = each_second((0..=100).map(north).map(speed));
    let by_count = each_second((0..).zip((0..=100).map(north).map(speed)).map(counter));
    assert!((metres(&by_speed) - 300.0).abs() < 1e-6);
    assert!((metres(&by_place) - 500.0).abs() < 0.01);
    assert!((metres(&by_count) - 400.0).abs() < 1e-6);
}

#[test]
fn a_counter_need_not_begin_at_zero() {
    assert!((metres(&counted(&[(0, 7000.0), (100_000, 7400.0)])) - 400.0).abs() < 1e-6);
}

#[test]
fn a_counter_that_starts_again_breaks_the_course() {
    let again = counted(&[(0, 0.0), (100_000, 400.0), (110_000, 0.0), (111_000, 3.0), (200_000, 300.0)]);
    let course = Course::of(&again, LIMIT);
    assert_eq!(course.legs().iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    assert!((course.metres() - 697.0).abs() < 1e-6);
}

#[test]
fn one_count_where_nobody_can_have_been_is_passed_over() {
    let spike = counted(&[(0, 0.0), (10_000, 40.0), (11_000, 9000.0), (12_000, 48.0), (20_000, 80.0)]);
    let course = Course::of(&spike, LIMIT);
    assert_eq!(course.legs().iter().map(Vec::len).collect::<Vec<_>>(), [4]);
    assert!((course.metres() - 80.0).abs() < 1e-6);
}

#[test]
fn a_counter_that_goes_back_a_little_does_not_count_the_same_metres_twice() {
    let track = counted(&[(0, 0.0), (10_000, 40.0), (11_000, 38.0), (12_000, 39.5), (13_000, 44.0)]);
    let course = Course::of(&track, LIMIT);
    assert_eq!(course.legs().len(), 1);
    assert!((course.metres() - 44.0).abs() < 1e-6);
}

#[test]
fn a_counter_that_stands_still_may_catch_up() {
    let track = counted(&[(0, 0.0), (1000, 5.0), (2000, 5.0), (3000, 5.0), (4000, 20.0)]);
    assert_eq!(Course::of(&track, LIMIT).legs().len(), 1);
}

#[test]
fn what_no_runner_does_a_cyclist_may() {
    let track = counted(&[(0, 0.0), (100_000, 2000.0), (200_000, 4000.0)]);
    let legs = |sport| Course::of(&track, fastest(&sport)).legs().len();
    assert_eq!((legs(Sport::Run), legs(Sport::Ride), legs(Sport::SwimPool)), (2, 1, 2));
}

#[test]
fn nothing_known_is_no_course() {
    assert_eq!(Course::of(&Track::default(), LIMIT), Course::default());
    assert!(metres(&counted(&[(0, 5.0)])).abs() < 1e-9);
}

proptest! {
    #[test]
    fn any_samples_in_any_order_give_metres_that_never_become_fewer(
        samples in prop::collection::vec((any::<u32>(), any::<f32>(), any::<f32>(), any::<f64>()), 0..40), kind in 0_u8..3,
    ) {
        let sample = |(at, metres, speed, degrees): (u32, f32, f32, f64)| Sample {
            at: Milliseconds(at),
            distance: (kind == 0).then_some(MeasuredMetres(metres)),
            position: (kind == 1).then_some(Position { latitude: degrees, longitude: -degrees }),
            speed: Some(MetresPerSecond(speed)),
            altitude: Some(MeasuredMetres(metres)),
            ..Sample::default()
        };
        let course = Course::of(&Track { samples: samples.into_iter().map(sample).collect() }, LIMIT);
        for leg in course.legs() {
            prop_assert!(!leg.is_empty() && leg[0].metres.abs() < 1e-9);
            prop_assert!(leg.windows(2).all(|pair| pair[0].metres <= pair[1].metres && pair[0].at <= pair[1].at));
        }
        prop_assert!(course.metres().is_finite());
        let _ = (domain::grade::adjusted_speed(&course), domain::best::pace_curve(&course));
    }
}
