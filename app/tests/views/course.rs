//! What a device recorded is thinned, not falsified: gaps stay gaps and peaks stay peaks.

use app::series::Course;
use domain::quantity::{BeatsPerMinute, MeasuredMetres, MetresPerSecond, Milliseconds, Seconds, Units};
use domain::sport::Rate;
use domain::track::{Position, Sample, Track};

fn track(samples: impl Iterator<Item = Sample>) -> Track {
    Track { samples: samples.collect() }
}

fn beat(second: u32, rate: u16) -> Sample {
    Sample { at: Milliseconds(second * 1000), heart_rate: Some(BeatsPerMinute(rate)), ..Sample::default() }
}

fn moving(second: u32, metres_per_second: f32) -> Sample {
    Sample {
        at: Milliseconds(second * 1000),
        speed: Some(MetresPerSecond(metres_per_second)),
        ..Sample::default()
    }
}

#[test]
fn a_long_recording_keeps_its_peak() {
    let beats = (0..20_000).map(|second| beat(second, if second == 12_345 { 201 } else { 140 }));
    let course = Course::new(&track(beats), Rate::Pace, Units::Metric);
    let heart = &course.profiles[0];
    assert!(heart.points.len() <= 600, "{}", heart.points.len());
    assert_eq!(heart.extent().map(|(least, _, most)| (least, most)), Some((140.0, 201.0)));
    assert!(heart.points.iter().all(Option::is_some));
    assert_eq!(course.length, Seconds(19_999));
}

#[test]
fn the_means_of_a_long_recording_are_those_of_what_was_measured() {
    let rate = |second: u32| if second.is_multiple_of(50) { 200 } else { 100 };
    let course =
        Course::new(&track((0..5000).map(|second| beat(second, rate(second)))), Rate::Pace, Units::Metric);
    let heart = &course.profiles[0];
    assert_eq!(heart.extent(), Some((100.0, 102.0, 200.0)));
    assert_eq!(heart.mean_between(1000.0, 2000.0), Some(102.0));
}

#[test]
fn who_stands_still_has_no_pace() {
    let slow = track((0..600).map(|second| moving(second, if second < 300 { 0.01 } else { 3.0 })));
    let pace = &Course::new(&slow, Rate::Pace, Units::Metric).profiles[0];
    assert_eq!(pace.mean_between(10.0, 200.0).map(|mean| pace.told(mean)).as_deref(), Some("–"));
}

#[test]
fn a_silence_of_more_than_a_minute_is_a_gap() {
    let beats = (0..100).chain(200..300).map(|second| beat(second, 140));
    let course = Course::new(&track(beats), Rate::Pace, Units::Metric);
    assert_eq!(course.profiles[0].points.iter().filter(|point| point.is_none()).count(), 1);
}

#[test]
fn a_pace_is_told_per_kilometre_and_a_speed_per_hour() {
    let even = track((0..600).map(|second| moving(second, 10.0 / 3.0)));
    let pace = &Course::new(&even, Rate::Pace, Units::Metric).profiles[0];
    assert_eq!(pace.extent().map(|(_, mean, _)| pace.told(mean)).as_deref(), Some("5:00 /km"));
    let speed = &Course::new(&even, Rate::Speed, Units::Metric).profiles[0];
    assert_eq!(speed.extent().map(|(_, mean, _)| speed.told(mean)).as_deref(), Some("12.0 km/h"));
    assert!(Course::new(&even, Rate::None, Units::Metric).profiles.is_empty());
}

#[test]
fn speed_comes_from_distance_where_none_was_measured() {
    let far = |second: u16| Sample {
        at: Milliseconds(u32::from(second) * 1000),
        distance: Some(MeasuredMetres(f32::from(second) * 2.5)),
        ..Sample::default()
    };
    let course = Course::new(&track((0..300).map(far)), Rate::Speed, Units::Metric);
    assert_eq!(course.profiles[0].extent().map(|(_, mean, _)| mean.round()), Some(9.0));
}

#[test]
fn a_recording_without_anything_draws_nothing() {
    for samples in [vec![], vec![Sample::default()], vec![Sample::default(); 3]] {
        let course = Course::new(&Track { samples }, Rate::Pace, Units::Imperial);
        assert!(course.profiles.is_empty() && course.route.is_empty());
    }
}

#[test]
fn what_a_device_cannot_mean_is_left_out() {
    let wrong = [f32::NAN, f32::INFINITY, -4.0, 3.0, 3.0, 900.0];
    let samples = (0..).zip(wrong).map(|(second, speed)| Sample {
        position: Some(Position { latitude: f64::from(speed), longitude: 200.0 }),
        ..moving(second, speed)
    });
    let course = Course::new(&track(samples), Rate::Speed, Units::Metric);
    assert_eq!(course.profiles[0].extent().map(|(least, _, most)| (least, most)), Some((10.8, 10.8)));
    assert!(course.route.is_empty());
}

#[test]
fn between_two_samples_the_line_is_read_and_in_a_gap_nothing() {
    let sparse = (0..10).chain(20..30).map(|tens| beat(tens * 10, if tens == 0 { 100 } else { 120 }));
    let heart = &Course::new(&track(sparse), Rate::Pace, Units::Metric).profiles[0];
    assert_eq!(heart.mean_between(5.0, 6.0), Some(110.0));
    assert_eq!(heart.mean_between(150.0, 151.0), None);
}
