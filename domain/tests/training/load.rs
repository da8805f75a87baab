//! Training load against the worked examples of the literature, and which of its formulas is taken.

use crate::draft::{now, typed};
use domain::athlete::{Profile, Sex};
use domain::load::{
    Account, Facts, Heart, Inputs, LONGEST_GAP, Load, LoadTenths, Method, VERSION, session_rpe,
};
use domain::quantity::{BeatsPerMinute, Effort, Milliseconds, Seconds, Units};
use domain::track::{Sample, Track};
use domain::workout::Details;
use proptest::prelude::*;

fn heart(resting: u16, max: u16, sex: Sex) -> Heart {
    Heart::new(BeatsPerMinute(resting), BeatsPerMinute(max), sex).unwrap()
}

fn minutes(minutes: u32) -> Seconds {
    Seconds(minutes * 60)
}

#[track_caller]
fn close(value: f64, expected: f64) {
    assert!((value - expected).abs() < 0.005, "{value} is not {expected}");
}

/// A recording with the given heart rates at the given milliseconds.
fn track(rates: impl IntoIterator<Item = (u32, Option<u16>)>) -> Track {
    let sample = |(at_ms, rate): (u32, Option<u16>)| Sample {
        at: Milliseconds(at_ms),
        heart_rate: rate.map(BeatsPerMinute),
        ..Sample::default()
    };
    Track { samples: rates.into_iter().map(sample).collect() }
}

fn steady(minutes: u32, rate: u16) -> Track {
    track((0..=minutes * 60).map(|second| (second * 1000, Some(rate))))
}

/// The load that counts.
fn counted(details: &Details, track: Option<&Track>, profile: &Profile) -> Option<Load> {
    Account::of(&Facts::new(details, track, profile)).counted(VERSION)
}

fn run() -> Details {
    typed().parse(Units::Metric, chrono_tz::UTC, now()).unwrap()
}

fn known() -> Profile {
    Profile {
        resting_heart_rate: Some(BeatsPerMinute(55)),
        max_heart_rate: Some(BeatsPerMinute(190)),
        sex_for_load: Some(Sex::Male),
        ..Profile::new("Ada".to_owned(), chrono_tz::UTC)
    }
}

#[test]
fn banisters_impulse_is_that_of_the_worked_examples() {
    close(heart(40, 200, Sex::Male).impulse(minutes(30), BeatsPerMinute(130)), 31.803);
    close(heart(55, 190, Sex::Male).impulse(minutes(60), BeatsPerMinute(155)), 117.94);
    close(heart(55, 190, Sex::Female).impulse(minutes(60), BeatsPerMinute(155)), 131.69);
    close(heart(55, 190, Sex::Male).impulse(minutes(1), BeatsPerMinute(190)), 4.365);
}

#[test]
fn session_rpe_is_that_of_the_worked_examples() {
    let units = |effort, time| session_rpe(Effort::new(effort).unwrap(), minutes(time));
    close(units(7.0, 60), 420.0);
    close(units(6.0, 120), 720.0);
}

#[test]
fn a_steady_track_gives_what_its_average_gives() {
    let heart = heart(40, 200, Sex::Male);
    let covered = heart.impulse_along(&steady(30, 130));
    close(covered.impulse, 31.803);
    close(covered.minutes, 30.0);
}

#[test]
fn intervals_weigh_more_than_their_average() {
    let rates = (0..=1800).map(|second| (second * 1000, Some(if second / 60 % 2 == 0 { 170 } else { 110 })));
    let heart = heart(50, 190, Sex::Male);
    let average = heart.impulse(minutes(30), BeatsPerMinute(140));
    assert!(heart.impulse_along(&track(rates)).impulse > average * 1.04);
}

#[test]
fn a_gap_longer_than_thirty_seconds_is_a_pause_and_does_not_count() {
    let heart = heart(40, 200, Sex::Male);
    let across = |gap| heart.impulse_along(&track([(0, Some(130)), (gap, Some(130))])).minutes;
    close(across(LONGEST_GAP.0), 0.5);
    close(across(LONGEST_GAP.0 + 1), 0.0);
}

#[test]
fn samples_without_heart_rate_are_passed_over() {
    let heart = heart(40, 200, Sex::Male);
    let covered =
        heart.impulse_along(&track([(0, Some(130)), (10_000, None), (20_000, Some(130)), (80_000, None)]));
    close(covered.minutes, 1.0 / 3.0);
}

#[test]
fn below_rest_is_rest_and_above_the_highest_rate_is_the_highest() {
    let heart = heart(55, 190, Sex::Male);
    close(heart.impulse(minutes(60), BeatsPerMinute(40)), 0.0);
    close(heart.impulse(minutes(1), BeatsPerMinute(240)), 4.365);
}

#[test]
fn a_heart_needs_a_highest_rate_above_rest() {
    let heart = |resting, max| Heart::new(BeatsPerMinute(resting), BeatsPerMinute(max), Sex::Male);
    assert_eq!((heart(60, 60), heart(61, 60)), (None, None));
}

#[test]
fn the_track_is_preferred_then_the_average_then_the_effort() {
    let average = Some(BeatsPerMinute(155));
    let details = Details { average_heart_rate: average, effort: Effort::new(5.0), ..run() };
    let of = |details: &Details, track: Option<&Track>| counted(details, track, &known()).unwrap();
    let track = steady(53, 150);
    assert_eq!(of(&details, Some(&track)).inputs, Inputs::TrackHeartRate);
    let from_average = of(&details, None);
    assert_eq!((from_average.inputs, from_average.method), (Inputs::AverageHeartRate, Method::TrimpBanister));
    let from_effort = of(&Details { average_heart_rate: None, ..details }, None);
    assert_eq!((from_effort.inputs, from_effort.method), (Inputs::Effort, Method::SessionRpe));
    assert_eq!((from_effort.value, from_effort.version), (LoadTenths(2650), 1));
}

#[test]
fn the_average_counts_over_the_moving_time_and_effort_over_the_whole() {
    let details = Details {
        elapsed: minutes(90),
        moving: Some(minutes(60)),
        average_heart_rate: Some(BeatsPerMinute(155)),
        effort: Effort::new(4.0),
        ..run()
    };
    assert_eq!(counted(&details, None, &known()).unwrap().value, LoadTenths(1179));
    let unknown = Profile { sex_for_load: None, ..known() };
    assert_eq!(counted(&details, None, &unknown).unwrap().value, LoadTenths(3600));
}

#[test]
fn a_strap_that_fell_silent_makes_a_workout_neither_lighter_nor_heavier() {
    let details = Details { average_heart_rate: Some(BeatsPerMinute(150)), ..run() };
    let load = |track| counted(&details, Some(&track), &known()).unwrap();
    let whole = load(steady(53, 150)).value;
    for (minutes, inputs) in [(26, Inputs::AverageHeartRate), (27, Inputs::TrackHeartRate)] {
        let load = load(steady(minutes, 150));
        assert_eq!((load.inputs, load.value), (inputs, whole), "{minutes} of 53 minutes");
    }
}

#[test]
fn nothing_known_gives_no_load_and_not_a_load_of_zero() {
    assert_eq!(counted(&run(), None, &known()), None);
    assert_eq!(counted(&run(), Some(&Track::default()), &known()), None);
    let stranger = Profile::new("Ben".to_owned(), chrono_tz::UTC);
    let details = Details { average_heart_rate: Some(BeatsPerMinute(150)), ..run() };
    assert_eq!(counted(&details, Some(&steady(53, 150)), &stranger), None);
}

proptest! {
    #[test]
    fn a_higher_heart_rate_never_gives_less(rate in 20_u16..250, time in 1_u32..20_000, female: bool) {
        let heart = heart(50, 190, if female { Sex::Female } else { Sex::Male });
        let impulse = |rate| heart.impulse(Seconds(time), BeatsPerMinute(rate));
        prop_assert!(impulse(rate) <= impulse(rate + 1));
    }

    #[test]
    fn any_samples_in_any_order_give_a_finite_impulse(
        rates in proptest::collection::vec((any::<u32>(), proptest::option::of(any::<u16>())), 0..50),
    ) {
        let covered = heart(50, 190, Sex::Female).impulse_along(&track(rates));
        prop_assert!(covered.impulse.is_finite() && covered.impulse >= 0.0);
    }
}
