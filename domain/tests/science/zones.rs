//! Zones and the time in them.

use crate::conformance::{Row, WORKED, rows};
use crate::recording::heart_rates;
use domain::body::Body;
use domain::course::Course;
use domain::digest::Digest;
use domain::quantity::{BeatsPerMinute, MetresPerSecond, Milliseconds, Watts};
use domain::sport::Sport;
use domain::thresholds::{HeartZones, Measured, Thresholds};
use domain::track::{Position, Sample, Track};
use domain::zones::{By, MOST, Spent, TimeInZones, Zones, speeds};
use proptest::prelude::*;

fn beats(bounds: &[u16]) -> Vec<BeatsPerMinute> {
    bounds.iter().copied().map(BeatsPerMinute).collect()
}

fn own(bounds: &[u16]) -> Option<Zones<BeatsPerMinute>> {
    Zones::new(beats(bounds))
}

/// Friel's zones and levels as he had them printed for readers of 220 Triathlon.
const FRIEL: &str = "Friel, 220triathlon.com";

pub(crate) fn published() -> Vec<Row> {
    let bounds = |max| {
        let zones = Zones::of_reserve(BeatsPerMinute(60), BeatsPerMinute(max)).unwrap();
        move |index: usize| zones.bounds()[index].as_f64()
    };
    let (of_190, of_180) = (bounds(190), bounds(180));
    [
        rows(
            "Karvonen",
            WORKED,
            [
                ("50 % of 60 to 190", 125.0, of_190(0), 0.0),
                ("60 % of 60 to 190", 138.0, of_190(1), 0.0),
                ("70 % of 60 to 190", 151.0, of_190(2), 0.0),
                ("80 % of 60 to 190", 164.0, of_190(3), 0.0),
                ("90 % of 60 to 190", 177.0, of_190(4), 0.0),
            ],
        ),
        rows(
            "Karvonen",
            "trainerforce.net",
            [("60 % of 60 to 190", 138.0, of_190(1), 0.0), ("70 % of 60 to 190", 151.0, of_190(2), 0.0)],
        ),
        rows(
            "Karvonen",
            "trainingwithfausto.com",
            [
                ("60 % of 60 to 180", 132.0, of_180(1), 0.0),
                ("70 % of 60 to 180", 144.0, of_180(2), 0.0),
                ("80 % of 60 to 180", 156.0, of_180(3), 0.0),
                ("90 % of 60 to 180", 168.0, of_180(4), 0.0),
            ],
        ),
        tables(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The tables that their authors had printed, in per cent of a threshold of 100.
fn tables() -> Vec<Row> {
    let heart = Zones::<BeatsPerMinute>::of_threshold(BeatsPerMinute(100)).unwrap();
    let heart = |zone: usize| heart.bounds()[zone - 1].as_f64();
    let power = Zones::<Watts>::of_threshold(Watts(100)).unwrap();
    let power = |zone: usize| power.bounds()[zone - 1].as_f64();
    let pace = Zones::<MetresPerSecond>::of_threshold(MetresPerSecond(10.0)).unwrap();
    let pace = |zone: usize| 1000.0 / pace.bounds()[zone - 1].as_f64();
    [
        rows(
            "Friel, heart rate",
            FRIEL,
            [
                ("zone 2, from 85 %", 85.0, heart(2), 0.0),
                ("zone 3, from 90 %", 90.0, heart(3), 0.0),
                ("zone 4, from 95 %", 95.0, heart(4), 0.0),
                ("zone 5a, from 100 %", 100.0, heart(5), 0.0),
                ("zone 5b, from 103 %", 103.0, heart(6), 0.0),
                ("zone 5c, above 106 %", 106.0, heart(7), 0.0),
            ],
        ),
        rows(
            "Coggan, power",
            FRIEL,
            [
                ("level 2, from 55 %", 55.0, power(2), 0.0),
                ("level 3, from 75 %", 75.0, power(3), 0.0),
                ("level 4, from 90 %", 90.0, power(4), 0.0),
                ("level 5, from 105 %", 105.0, power(5), 0.0),
                ("level 6, above 120 %", 120.0, power(6), 0.0),
            ],
        ),
        rows("Coggan, power", "joefrielsblog.com, 2010", [("level 7, above 150 %", 150.0, power(7), 0.0)]),
        // Zones in whole per cent leave one per cent between them.
        rows(
            "Friel, pace",
            FRIEL,
            [
                ("zone 2, to 129 %", 129.0, pace(2), 0.001),
                ("zone 3, to 113 %", 113.0, pace(3), 1.001),
                ("zone 4, to 105 %", 105.0, pace(4), 1.001),
                ("zone 5a, to 100 %", 100.0, pace(5), 0.001),
                ("zone 5b, to 96 %", 96.0, pace(6), 1.001),
                ("zone 5c, faster than 90 %", 90.0, pace(7), 0.001),
            ],
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn zones_of_the_highest_rate_are_its_tenths() {
    assert_eq!(Zones::of_max(BeatsPerMinute(190)).unwrap().bounds(), beats(&[95, 114, 133, 152, 171]));
}

#[test]
fn friels_zones_follow_the_threshold() {
    let zones = Zones::<BeatsPerMinute>::of_threshold(BeatsPerMinute(170)).unwrap();
    assert_eq!(zones.bounds(), beats(&[0, 145, 153, 162, 170, 175, 180]));
    assert_eq!((zones.zone(BeatsPerMinute(169)), zones.zone(BeatsPerMinute(170))), (4, 5));
}

#[test]
fn coggans_levels_follow_the_threshold() {
    let zones = Zones::<Watts>::of_threshold(Watts(250)).unwrap();
    assert_eq!(zones.bounds(), [0, 138, 188, 225, 263, 300, 375].map(Watts));
}

#[test]
fn a_faster_pace_is_a_higher_zone() {
    let threshold = MetresPerSecond(1000.0 / 240.0);
    let zones = Zones::<MetresPerSecond>::of_threshold(threshold).unwrap();
    let zone = |seconds: f32| zones.zone(MetresPerSecond(1000.0 / seconds));
    // 4:00 /km at threshold: 129 % is 5:09.6, 114 % 4:33.6, 106 % 4:14.4, 97 % 3:52.8, 90 % 3:36.
    assert_eq!([320.0, 300.0, 270.0, 250.0, 239.9, 230.0, 210.0].map(zone), [1, 2, 3, 4, 5, 6, 7]);
}

#[test]
fn own_zones_rise_and_are_not_too_many() {
    assert!(own(&[100, 140, 160]).is_some() && own(&[0]).is_some());
    assert_eq!((own(&[]), own(&[140, 140]), own(&[150, 140])), (None, None, None));
    let many: Vec<u16> = (1..=11).collect();
    assert!(own(&many[..MOST]).is_some() && own(&many).is_none());
    assert_eq!(Zones::new(vec![MetresPerSecond(f32::NAN), MetresPerSecond(1.0)]), None);
    assert_eq!(Zones::new(vec![MetresPerSecond(f32::NAN)]), None);
    assert_eq!(Zones::of_max(BeatsPerMinute(3)), None);
    assert_eq!(Zones::of_reserve(BeatsPerMinute(190), BeatsPerMinute(60)), None);
}

/// The heart rates of a track and how long each held.
fn beats_of(track: &Track) -> impl Iterator<Item = (BeatsPerMinute, Milliseconds)> {
    track.held(|sample| sample.heart_rate).map(|held| (held.value, held.time()))
}

#[test]
fn time_is_counted_in_the_zone_that_a_heart_rate_is_in() {
    let track = heart_rates(&[(60, 99), (120, 100), (30, 139), (300, 140), (10, 200)]);
    let times = own(&[100, 140]).unwrap().time(beats_of(&track));
    let expected =
        TimeInZones { below: Milliseconds(60_000), zones: [150_000, 310_000].map(Milliseconds).to_vec() };
    assert_eq!(times, expected);
}

#[test]
fn a_course_tells_the_time_at_a_pace_where_the_device_did_not() {
    let place = |(second, metres): (u32, f64)| Sample {
        at: Milliseconds(second * 1000),
        position: Some(Position { latitude: metres / 111_195.08, longitude: 0.0 }),
        ..Sample::default()
    };
    // Ten minutes at 3 m/s, a pause of five, ten at 4 m/s; each place is half a metre off to one side or the other.
    let restless = |second: u32| if second.is_multiple_of(2) { 0.5 } else { -0.5 };
    let slow = (0..=600).map(|second| (second, 3.0 * f64::from(second) + restless(second)));
    let fast = (0..=600).map(|second| (900 + second, 1800.0 + 4.0 * f64::from(second) + restless(second)));
    let track = Track { samples: slow.chain(fast).map(place).collect() };
    let zones = Zones::new([2.0, 2.8, 3.2, 3.8, 4.2].map(MetresPerSecond).to_vec()).unwrap();
    let times = zones.time(speeds(&Course::of(&track, MetresPerSecond(12.5))));
    let minutes: Vec<u32> = times.zones.iter().map(|time| (time.0 + 30_000) / 60_000).collect();
    assert_eq!((times.below, minutes), (Milliseconds(0), vec![0, 10, 0, 10, 0]));
}

proptest! {
    #[test]
    fn the_times_in_all_zones_are_the_whole_time(held in prop::collection::vec((1_u32..100, 40_u16..220), 1..20)) {
        let times = own(&[100, 120, 140, 160]).unwrap().time(beats_of(&heart_rates(&held)));
        let sum = times.below.0 + times.zones.iter().map(|time| time.0).sum::<u32>();
        prop_assert_eq!(sum, 1000 * held.iter().map(|(seconds, _)| seconds).sum::<u32>());
    }
}

#[test]
fn time_is_spent_in_the_zones_of_what_is_known_of_a_body() {
    let run = Digest::of(&Sport::Run, Some(&heart_rates(&[(60, 100), (120, 150), (30, 185)])));
    let nothing = Spent::of(&run, &Measured::default());
    assert_eq!(nothing.iter().count(), 0);
    let body = Body { max_heart_rate: Some(BeatsPerMinute(200)), ..Body::default() };
    let by_max = Measured { body, heart_zones: None };
    let seconds = |measured: &Measured| -> Vec<u32> {
        let spent = Spent::of(&run, measured);
        let (by, times) = spent.iter().next().unwrap();
        assert_eq!(by, By::HeartRate);
        times.zones.iter().map(|time| time.0 / 1000).collect()
    };
    assert_eq!(seconds(&by_max), [60, 0, 120, 0, 30]);
    let own = HeartZones::Own([100, 150].map(BeatsPerMinute).to_vec());
    let own = Measured { heart_zones: Some(own), ..by_max.clone() };
    assert_eq!(seconds(&own), [60, 150]);
    // What is chosen but cannot be made of what is known is no zone.
    let by_threshold = Measured { heart_zones: Some(HeartZones::Threshold), ..by_max.clone() };
    assert_eq!(Spent::of(&run, &by_threshold), Spent::default());
    let both = Spent::of(&run, &by_max).plus(Spent::of(&run, &own));
    let (_, times) = both.iter().next().unwrap();
    assert_eq!(times.zones.iter().map(|time| time.0 / 1000).collect::<Vec<_>>(), [120, 150, 120, 0, 30]);
}

#[test]
fn a_digest_tells_the_time_at_a_pace_as_the_course_does() {
    let place = |second: u32| Sample {
        at: Milliseconds(second * 1000),
        position: Some(Position { latitude: 3.5 * f64::from(second) / 111_195.08, longitude: 0.0 }),
        ..Sample::default()
    };
    let track = Track { samples: (0..=600).map(place).collect() };
    let body = Body { threshold_speed: Some(MetresPerSecond(3.7)), ..Body::default() };
    let spent = Spent::of(&Digest::of(&Sport::Run, Some(&track)), &Measured { body, heart_zones: None });
    let (by, times) = spent.iter().next().unwrap();
    // 3.5 of 3.7 m/s is 106 % of the time per kilometre: zone 3 ends there.
    assert_eq!((by, times.zones[3].0 + times.zones[2].0), (By::Pace, 600_000));
    let ride = Digest::of(&Sport::Ride, Some(&track));
    assert!(ride.speed.is_empty(), "the pace of a ride has no zones");
}

proptest! {
    #[test]
    fn the_zones_that_hold_on_a_day_are_those_of_the_latest_day_before(
        days in prop::collection::btree_map(0_u64..400, 100_u16..200, 0..12), asked in 0_u64..400,
    ) {
        let first = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let date = |day: u64| first + chrono::Days::new(day);
        let told = |rate: u16| {
            let body = Body { threshold_heart_rate: Some(BeatsPerMinute(rate)), ..Body::default() };
            Measured { body, heart_zones: None }
        };
        let thresholds = days.iter().fold(Thresholds::default(), |held, (day, rate)| {
            held.with(date(*day), told(*rate)).unwrap()
        });
        let expected = days.range(..=asked).next_back().map(|(_, rate)| BeatsPerMinute(*rate));
        prop_assert_eq!(thresholds.on(date(asked), Body::default()).body.threshold_heart_rate, expected);
        // Taking a day out leaves what the others tell.
        let without = days.keys().fold(thresholds, |held, day| held.with(date(*day), Measured::default()).unwrap());
        prop_assert!(without.is_empty());
    }
}
