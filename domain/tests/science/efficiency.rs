//! Efficiency and how it fades.

use crate::conformance::{FITDOCS, Row, WORKED, rows};
use crate::recording::{each_second, ride};
use domain::course::Course;
use domain::efficiency::{
    Efficiency, decoupling, power_decoupling, power_factor, speed_decoupling, speed_factor,
};
use domain::quantity::{BeatsPerMinute, ExactWatts, MeasuredMetres, MetresPerSecond, Milliseconds, Watts};
use domain::sport::Sport;
use domain::track::{Sample, Track};

/// Metres per second at so many kilometres per hour.
fn kmh(speed: f32) -> MetresPerSecond {
    MetresPerSecond(speed / 3.6)
}

/// Half an hour at each speed and heart rate.
fn halves(halves: [(f32, u16); 2]) -> Track {
    let mut metres = 0.0;
    let seconds = halves.into_iter().flat_map(|half| std::iter::repeat_n(half, 1800));
    let samples: Vec<Sample> = seconds
        .chain([halves[1]])
        .map(|(speed, rate)| {
            let here = metres;
            metres += kmh(speed).0;
            Sample {
                distance: Some(MeasuredMetres(here)),
                heart_rate: Some(BeatsPerMinute(rate)),
                power: Some(Watts(200)),
                ..Sample::default()
            }
        })
        .collect();
    each_second(samples)
}

fn course(track: &Track) -> Course {
    Course::of(track, MetresPerSecond(12.5))
}

fn of(sport: &Sport, track: &Track) -> f64 {
    Efficiency::of(sport, track).factor.unwrap()
}

pub(crate) fn published() -> Vec<Row> {
    let (first, second) = (speed_factor(kmh(12.0), 140.0).unwrap(), speed_factor(kmh(11.7), 146.0).unwrap());
    let track = halves([(12.0, 140), (11.7, 146)]);
    [
        rows(
            "efficiency factor",
            WORKED,
            [
                ("12.0 km/h at 140", 1.4286, first, 0.00005),
                ("200 W at 140", 200.0 / 140.0, power_factor(ExactWatts(200.0), 140.0).unwrap(), 1e-9),
            ],
        ),
        rows(
            "decoupling, %",
            WORKED,
            [
                ("12.0 km/h at 140, then 11.7 at 146", 6.507, decoupling(first, second).unwrap(), 0.0005),
                ("the same along a track", 6.507, speed_decoupling(&track, &course(&track)).unwrap(), 0.005),
            ],
        ),
        rows(
            "efficiency factor",
            FITDOCS,
            [
                ("the made-up ride", 1.338_291_565_761_375_6, of(&Sport::Ride, &ride()), 1e-9),
                ("12.0 km/h at 140", 1.428_571_428_571_428_4, first, 1e-6),
            ],
        ),
        rows(
            "decoupling, %",
            FITDOCS,
            [("the made-up ride", 9.809_237_272_706_769, power_decoupling(&ride()).unwrap(), 1e-9)],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn a_run_is_told_by_its_way_and_a_ride_by_its_power() {
    let track = halves([(12.0, 140), (11.7, 146)]);
    let sport = |code| Sport::from_code(code).unwrap();
    let run = Efficiency::of(&sport("run"), &track);
    assert_eq!(run.normalized, None);
    assert!((run.adjusted.unwrap().as_f64() * 3.6 - 11.85).abs() < 0.001, "{run:?}");
    // 11.85 km/h at 143 on average.
    assert!((run.factor.unwrap() - 11_850.0 / 60.0 / 143.0).abs() < 0.001, "{run:?}");
    assert!((run.decoupling.unwrap() - 6.507).abs() < 0.01, "{run:?}");
    let ride = Efficiency::of(&sport("ride"), &track);
    assert_eq!((ride.adjusted, ride.normalized), (None, Some(ExactWatts(200.0))));
    assert!((ride.factor.unwrap() - 200.0 / 143.0).abs() < 0.001, "{ride:?}");
    assert_eq!(Efficiency::of(&sport("yoga"), &track), Efficiency::default());
}

#[test]
fn without_a_heart_rate_there_is_no_efficiency_and_a_short_time_has_no_halves() {
    let mut track = halves([(12.0, 140), (11.7, 146)]);
    let run = Sport::from_code("run").unwrap();
    let short = Track { samples: track.samples[..1100].to_vec() };
    let told = Efficiency::of(&run, &short);
    assert!(told.factor.is_some() && told.decoupling.is_none(), "{told:?}");
    let whole = Efficiency::of(&run, &track).factor.unwrap();
    for sample in track.samples.iter_mut().step_by(10) {
        sample.heart_rate = Some(BeatsPerMinute(0));
    }
    let told = Efficiency::of(&run, &track).factor.unwrap();
    assert!((told - whole).abs() < 0.001, "a lost belt is no slow heart: {told} and {whole}");
    for sample in &mut track.samples {
        sample.heart_rate = None;
    }
    let told = Efficiency::of(&run, &track);
    assert!(told.adjusted.is_some() && told.factor.is_none() && told.decoupling.is_none(), "{told:?}");
}

#[test]
fn a_heart_that_does_not_beat_has_no_efficiency() {
    assert_eq!((speed_factor(kmh(12.0), 0.0), power_factor(ExactWatts(200.0), 0.0)), (None, None));
    assert_eq!(decoupling(0.0, 1.0), None);
    let silent = halves([(12.0, 0), (12.0, 0)]);
    assert_eq!((power_decoupling(&silent), speed_decoupling(&silent, &course(&silent))), (None, None));
    assert_eq!(power_decoupling(&Track::default()), None);
    assert_eq!(speed_decoupling(&Track::default(), &Course::default()), None);
}

#[test]
fn whoever_gets_better_decouples_the_other_way() {
    let track = halves([(12.0, 150), (12.0, 140)]);
    assert!(speed_decoupling(&track, &course(&track)).unwrap() < -7.0);
    assert!(power_decoupling(&track).unwrap() < -7.0);
}

#[test]
fn a_strap_that_says_zero_says_nothing() {
    let mut track = halves([(12.0, 140), (11.7, 146)]);
    let (power, speed) =
        (power_decoupling(&track).unwrap(), speed_decoupling(&track, &course(&track)).unwrap());
    for sample in track.samples.iter_mut().skip(100).step_by(7) {
        sample.heart_rate = Some(BeatsPerMinute(0));
    }
    assert!((power_decoupling(&track).unwrap() - power).abs() < 0.01);
    assert!((speed_decoupling(&track, &course(&track)).unwrap() - speed).abs() < 0.01);
}

#[test]
fn the_middle_is_that_of_the_time_and_a_piece_across_it_is_parted() {
    let sample = |(second, watts, rate): (u32, u16, u16)| Sample {
        at: Milliseconds(second * 1000),
        power: Some(Watts(watts)),
        heart_rate: Some(BeatsPerMinute(rate)),
        ..Sample::default()
    };
    // The middle of 60 s lies within the second piece.
    let samples = [(0, 200, 100), (20, 100, 100), (45, 100, 100), (60, 0, 100)].map(sample).to_vec();
    let first = (20.0 * 200.0 + 10.0 * 100.0) / 30.0;
    let expected = (first - 100.0) / first * 100.0;
    assert!((power_decoupling(&Track { samples }).unwrap() - expected).abs() < 1e-9);
}
