//! What tracks amount to.

use crate::recording::{counted, heart_rates, powers, ride};
use domain::digest::Digest;
use domain::quantity::{Metres, Seconds};
use domain::records::Kind;
use domain::sport::Sport;
use domain::track::Track;

fn fastest(metres: u32) -> Kind {
    Kind::Fastest(Metres(metres))
}

/// Twelve kilometres in an hour, 200 m in each minute.
fn hour() -> Track {
    let minutes: Vec<(u32, f32)> =
        (0..=60_u16).map(|minute| (u32::from(minute) * 60_000, f32::from(minute) * 200.0)).collect();
    counted(&minutes)
}

fn distances(sport: &Sport) -> Vec<u32> {
    let efforts = Digest::of(sport, Some(&hour())).efforts;
    let metres = efforts.iter().map(|(kind, _)| if let Kind::Fastest(metres) = kind { metres.0 } else { 0 });
    metres.collect()
}

#[test]
fn times_over_distances_are_in_whole_seconds() {
    let efforts = Digest::of(&Sport::Run, Some(&hour())).efforts;
    let told = [400, 1000, 1609, 5000, 10_000].map(|metres| efforts.get(fastest(metres)));
    assert_eq!(told, [Some(120), Some(300), Some(483), Some(1500), Some(3000)], "12 km/h");
    assert_eq!(efforts.get(fastest(21_098)), None, "nobody was so far");
}

#[test]
fn a_sport_has_times_over_the_distances_that_people_compare() {
    assert_eq!(distances(&Sport::Run), [400, 800, 1000, 1609, 5000, 10_000]);
    assert_eq!(distances(&Sport::Row), distances(&Sport::Run));
    assert_eq!(distances(&Sport::Ride), [5000, 10_000]);
    assert_eq!(distances(&Sport::Yoga), [0; 0]);
    let swum: Vec<(u32, f32)> =
        (0..=400_u16).map(|minute| (u32::from(minute) * 60_000, f32::from(minute) * 60.0)).collect();
    let of_ride = Digest::of(&Sport::Ride, Some(&counted(&swum))).efforts;
    assert_eq!(of_ride.get(fastest(21_098)), None);
    let efforts = Digest::of(&Sport::SwimOpenWater, Some(&counted(&swum))).efforts;
    assert_eq!((efforts.get(fastest(10_000)), efforts.get(fastest(21_098))), (Some(10_000), None));
}

#[test]
fn means_over_times_are_those_of_the_curve() {
    let efforts = Digest::of(&Sport::Ride, Some(&ride())).efforts;
    let power = [5, 60, 3600].map(|time| efforts.get(Kind::HighestPower(Seconds(time))));
    assert_eq!(power, [Some(286), Some(220), Some(199)], "286.0, 219.5 and 198.9 W");
    let heart_rate = [5, 300].map(|time| efforts.get(Kind::HighestHeartRate(Seconds(time))));
    assert_eq!(heart_rate, [Some(167), Some(163)], "167.2 and 162.8 bpm");
}

#[test]
fn nothing_is_no_record() {
    assert!(Digest::of(&Sport::Ride, None).is_empty());
    assert!(Digest::of(&Sport::Ride, Some(&powers(&[0; 600]))).is_empty(), "a meter that was never pedalled");
    let short = Digest::of(&Sport::Run, Some(&heart_rates(&[(7, 150)]))).efforts;
    assert_eq!(short.iter().collect::<Vec<_>>(), [(Kind::HighestHeartRate(Seconds(5)), 150)]);
}

#[test]
fn a_digest_is_short_and_comes_back() {
    let digest = Digest::of(&Sport::Ride, Some(&ride()));
    let text = serde_json::to_string(&digest).unwrap();
    assert!(text.len() < 8000, "{text}");
    assert_eq!(serde_json::from_str::<Digest>(&text).unwrap(), digest);
    assert_eq!(serde_json::to_string(&Digest::default()).unwrap(), "{}");
    assert_eq!(serde_json::from_str::<Digest>("{}").unwrap(), Digest::default());
}
