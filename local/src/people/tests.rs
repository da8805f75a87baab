use super::*;
use domain::load::{Account, Facts, Inputs, Load, VERSION};
use domain::track::Position;
use domain::workout::Draft;
use std::collections::BTreeSet;

/// The load that counts.
fn counted(details: &Details, track: Option<&Track>, profile: &Profile) -> Option<Load> {
    Account::of(&Facts::new(details, track, profile)).counted(VERSION)
}

const BOTH: [Athlete; 2] = [Athlete::Ada, Athlete::Ben];

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn codes(year: &[(Details, Option<Track>)]) -> BTreeSet<&'static str> {
    year.iter().map(|(details, _)| details.sport.code()).collect()
}

#[test]
fn the_same_day_gives_the_same_year_in_order_and_before_today() {
    for athlete in BOTH {
        let year = year(athlete, today());
        assert_eq!(year, super::year(athlete, today()));
        assert!(year.is_sorted_by_key(|(details, _)| details.start.instant()));
        assert!(year.iter().all(|(details, _)| details.start.date() < today()));
        assert!((200..400).contains(&year.len()), "{}", year.len());
    }
}

#[test]
fn runs_rides_swims_and_strength_are_there() {
    for athlete in BOTH {
        let year = year(athlete, today());
        for code in ["run", "ride", "swim_pool", "strength"] {
            assert!(codes(&year).contains(code), "{athlete:?} {code}");
        }
    }
}

#[test]
fn the_form_would_have_taken_every_workout() {
    let now = today().and_time(NaiveTime::MIN).and_utc();
    for athlete in BOTH {
        let units = profile(athlete).units;
        for (details, _) in year(athlete, today()) {
            let draft = Draft::from_workout(&details, units);
            assert_eq!(draft.parse(units, chrono_tz::UTC, now).as_ref(), Ok(&details));
        }
    }
}

#[test]
fn there_is_one_race_and_an_illness_without_workouts() {
    for athlete in BOTH {
        let year = year(athlete, today());
        let races = year.iter().filter(|(details, _)| details.title == habit::race(athlete).title);
        let lengths: Vec<_> = races.map(|(details, _)| details.distance).collect();
        assert_eq!(lengths, [Some(Metres(if athlete == Athlete::Ada { 21_098 } else { 100_000 }))]);
        let ill = |details: &Details| ILL.contains(&(today() - details.start.date()).num_days());
        assert!(!year.iter().any(|(details, _)| ill(details)));
    }
}

#[test]
fn every_fourth_week_is_easy() {
    for athlete in BOTH {
        let minutes = |remainder| {
            let year = year(athlete, today()).into_iter();
            let weeks = year.filter(|(details, _)| weeks_ago(today(), details.start.date()) % 4 == remainder);
            weeks.map(|(details, _)| details.elapsed.0 / 60).sum::<u32>()
        };
        let easy = minutes(1);
        for usual in [0, 2, 3].map(minutes) {
            assert!(easy * 10 < usual * 8, "{athlete:?}: {easy} of {usual}");
        }
    }
}

#[test]
fn most_workouts_have_a_load_and_some_have_none() {
    for athlete in BOTH {
        let year = year(athlete, today());
        let loads = year.iter().map(|(details, track)| counted(details, track.as_ref(), &profile(athlete)));
        let without = loads.filter(Option::is_none).count();
        assert!(without > 0 && without * 5 < year.len(), "{athlete:?}: {without} of {}", year.len());
    }
}

#[test]
fn the_latest_outdoor_workouts_have_a_closed_track_that_agrees_with_them() {
    for athlete in BOTH {
        let tracked: Vec<_> = year(athlete, today())
            .into_iter()
            .filter_map(|(details, track)| Some((details, track?)))
            .collect();
        assert!(tracked.len() >= 8);
        for (details, track) in &tracked {
            let (first, last) = (track.samples.first().unwrap(), track.samples.last().unwrap());
            let gap = metres_between(first.position.unwrap(), last.position.unwrap());
            assert!(gap < 0.01 * details.distance.unwrap().as_f64(), "{gap} metres from end to start");
            assert!(track.samples.is_sorted_by_key(|sample| sample.at));
            assert!(last.at.0 <= details.elapsed.0 * 1000);
            let difference = last.distance.unwrap().as_f64() - details.distance.unwrap().as_f64();
            assert!(difference.abs() < 0.02 * details.distance.unwrap().as_f64());
        }
    }
}

#[test]
fn a_tracks_climb_length_and_heart_rates_are_those_of_its_workout() {
    let (details, track) = latest_tracked();
    let pairs = || track.samples.windows(2).map(|pair| (pair[0], pair[1]));
    let climb: f32 = pairs().map(|(a, b)| (b.altitude.unwrap().0 - a.altitude.unwrap().0).max(0.0)).sum();
    assert!(
        (f64::from(climb) - details.ascent.unwrap().as_f64()).abs() < 2.0,
        "{climb} {:?}",
        details.ascent
    );
    let length: f64 = pairs().map(|(a, b)| metres_between(a.position.unwrap(), b.position.unwrap())).sum();
    assert!((length / details.distance.unwrap().as_f64() - 1.0).abs() < 0.02, "{length}");
    assert_eq!(details.max_heart_rate, track.samples.iter().filter_map(|sample| sample.heart_rate).max());
    let load = counted(&details, Some(&track), &profile(Athlete::Ada)).unwrap();
    assert_eq!(load.inputs, Inputs::TrackHeartRate);
}

fn latest_tracked() -> (Details, Track) {
    let year = year(Athlete::Ada, today());
    let tracked = year.into_iter().rev().filter_map(|(details, track)| Some((details, track?)));
    tracked.into_iter().find(|(details, _)| details.average_heart_rate.is_some()).unwrap()
}

fn metres_between(a: Position, b: Position) -> f64 {
    let east = (b.longitude - a.longitude) * 111_320.0 * a.latitude.to_radians().cos();
    ((b.latitude - a.latitude) * 111_320.0).hypot(east)
}
