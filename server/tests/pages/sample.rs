//! A year of one athlete, the same on every run.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::athlete::Sex;
use domain::body::Body;
use domain::load::{Inputs, Load, LoadTenths, Method};
use domain::quantity::{
    BeatsPerMinute, Effort, MeasuredMetres, Metres, MetresPerSecond, Milliseconds, Seconds, Watts,
};
use domain::sport::Sport;
use domain::track::{Position, Sample, Track};
use domain::trend::{Day, Totals, Trend, Window};
use domain::workout::{Details, DeviceTotals, FileKind, FileSource, Source, Start, Workout, WorkoutId};
use std::collections::BTreeMap;

/// The moment everything is seen from.
pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-23T18:00:00Z".parse().unwrap()
}

/// What was done on the day so many days ago, if anything.
fn plan(ago: u64) -> Option<(Sport, u32, u32)> {
    let easy = if ago / 7 % 4 == 3 { 6 } else { 10 };
    let build = 12 - u32::try_from(ago / 40).unwrap();
    let (sport, minutes, metres) = match ago % 7 {
        0 => (Sport::Run, 52, 9400),
        2 => (Sport::SwimPool, 45, 2100),
        3 => (Sport::Run, 61, 12_100),
        4 => (Sport::Strength, 40, 0),
        6 => (Sport::Ride, 134, 58_300),
        _ => return None,
    };
    let scaled =
        |value: u32| value * easy * build / 100 + u32::try_from(ago * 37 % 11).unwrap() * value / 100;
    (!(150..164).contains(&ago)).then(|| (sport, scaled(minutes) * 60, scaled(metres)))
}

/// The trend over the days to today.
pub(crate) fn trend(length: u16, sport: Option<&str>) -> Trend {
    let window = Window::ending_today(length, now(), chrono_tz::UTC).unwrap();
    let days: Vec<_> = (0..740).filter_map(day).collect();
    Trend::new(window, &days, sport)
}

/// The trend of somebody who has logged nothing.
pub(crate) fn empty() -> Trend {
    Trend::new(Window::ending_today(30, now(), chrono_tz::UTC).unwrap(), &[], None)
}

fn day(ago: u64) -> Option<Day> {
    let (sport, seconds, metres) = plan(ago % 365)?;
    let totals = Totals {
        workouts: 1,
        duration: Seconds(seconds),
        distance: Metres(metres),
        ascent: Metres(metres / 90),
        load: LoadTenths(seconds / 5),
        with_load: 1,
    };
    let date: NaiveDate = now().date_naive() - Days::new(ago);
    Some(Day { date, by_sport: BTreeMap::from([(sport.code().to_owned(), totals)]) })
}

/// The latest workouts.
pub(crate) fn workouts(count: usize) -> Vec<Workout> {
    (0..).filter_map(logged).take(count).collect()
}

fn logged(ago: u64) -> Option<Workout> {
    let (sport, seconds, metres) = plan(ago)?;
    let started = now() - TimeDelta::days(i64::try_from(ago).unwrap()) - TimeDelta::hours(11);
    let title = match ago % 7 {
        3 => "Intervals on the track, 6 × 800 m",
        6 => "Over the three passes with the Wednesday group and a long lunch",
        _ => "",
    };
    let details = Details {
        sport,
        start: Start::new(started, chrono_tz::Europe::Berlin),
        elapsed: Seconds(seconds),
        moving: None,
        distance: (metres > 0).then_some(Metres(metres)),
        ascent: None,
        average_heart_rate: None,
        max_heart_rate: None,
        average_power: None,
        average_cadence: None,
        energy: None,
        effort: Effort::new(6.5),
        title: title.to_owned(),
        notes: "Legs heavy after the first hour.\nAte too late.".to_owned(),
    };
    Some(Workout {
        id: WorkoutId::new(started, u128::from(ago)),
        version: 1,
        load: Some(Load {
            value: LoadTenths(seconds / 5),
            method: Method::SessionRpe,
            version: 1,
            inputs: Inputs::Effort,
        }),
        details,
        source: Source::Manual,
        has_track: false,
        created_at: started,
        updated_at: started,
    })
}

/// A run that a watch recorded.
pub(crate) fn recorded() -> Workout {
    let typed = logged(0).unwrap();
    let details = Details {
        moving: Some(Seconds(3010)),
        distance: Some(Metres(10_240)),
        ascent: Some(Metres(184)),
        average_heart_rate: Some(BeatsPerMinute(148)),
        max_heart_rate: Some(BeatsPerMinute(176)),
        title: "Around the lake".to_owned(),
        ..typed.details.clone()
    };
    let file = FileSource {
        format: FileKind::Fit,
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
        leg: 0,
        device: Some("Garmin Forerunner 255".to_owned()),
        totals: DeviceTotals {
            distance: Some(Metres(10_310)),
            moving: Some(Seconds(3004)),
            ascent: Some(Metres(171)),
        },
        truncated: true,
        import: None,
    };
    Workout { details, source: Source::File(file), has_track: true, ..typed }
}

/// Its track: once around a lake, with a rest.
pub(crate) fn track() -> Track {
    Track { samples: (0..3120).filter(|second| !(1500..1640).contains(second)).map(sample).collect() }
}

fn sample(second: u32) -> Sample {
    let at = f64::from(second);
    let turn = at / 3120.0 * std::f64::consts::TAU;
    let radius = 0.011 + 0.002 * (turn * 3.0).sin() + 0.0012 * (turn * 7.0).cos();
    let place =
        Position { latitude: 52.43 + radius * turn.sin(), longitude: 13.18 + 1.9 * radius * turn.cos() };
    let beats = 128.0 + 30.0 * (at / 3120.0) + 12.0 * (at / 180.0).sin();
    Sample {
        at: Milliseconds(second * 1000),
        position: Some(place),
        altitude: Some(MeasuredMetres(f(42.0 + 14.0 * (turn * 2.0).sin() + 3.0 * (turn * 9.0).sin()))),
        distance: Some(MeasuredMetres(f(at * 3.28))),
        speed: Some(MetresPerSecond(f(3.28 + 0.5 * (at / 180.0).sin() + 0.1 * (at * 0.7).sin()))),
        heart_rate: Some(BeatsPerMinute(u16::try_from(domain::quantity::nearest(beats)).unwrap())),
        cadence: None,
        power: None,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a sample holds what a device would, in single precision"
)]
fn f(value: f64) -> f32 {
    value as f32
}

/// A body of which everything is known.
pub(crate) fn body() -> Body {
    let beats = |rate| Some(BeatsPerMinute(rate));
    Body {
        resting_heart_rate: beats(52),
        max_heart_rate: beats(188),
        sex: Some(Sex::Female),
        threshold_heart_rate: beats(168),
        first_ventilatory: beats(140),
        second_ventilatory: beats(165),
        threshold_speed: Some(MetresPerSecond(3.7)),
        threshold_power: Some(Watts(240)),
    }
}
