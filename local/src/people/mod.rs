//! The two athletes of the demo and the year they trained.
//!
//! Everything here is arithmetic over the day it is asked for: the same day gives the same year. There is an
//! easy week in every four, one race, ten days of illness, and, as in life, sessions missed, straps forgotten
//! and efforts not noted down.

mod habit;
mod route;

use crate::chance::Chance;
use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use domain::athlete::{Profile, Sex};
use domain::body::Body;
use domain::quantity::{
    BeatsPerMinute, Effort, Kilojoules, Metres, MetresPerSecond, RevolutionsPerMinute, Seconds, Units, Watts,
    nearest,
};
use domain::sport::Sport;
use domain::thresholds::{Measured, Thresholds};
use domain::track::Track;
use domain::workout::{Details, Start};
use habit::Habit;

/// How many days back there are tracks.
const TRACKED_DAYS: i64 = 40;
/// The days of illness, counted back from today.
const ILL: std::ops::RangeInclusive<i64> = 130..=139;
/// The race is on the Sunday so many weeks before the current one.
const RACE_WEEKS_AGO: i64 = 5;

/// One of the demo's athletes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Athlete {
    /// Runs in Berlin, in kilometres.
    Ada,
    /// Rides around Denver, in miles.
    Ben,
}

/// What the athlete tells about themselves.
pub fn profile(athlete: Athlete) -> Profile {
    match athlete {
        Athlete::Ada => Profile {
            resting_heart_rate: Some(BeatsPerMinute(52)),
            max_heart_rate: Some(BeatsPerMinute(188)),
            sex_for_load: Some(Sex::Female),
            birth_year: Some(1990),
            thresholds: tested(),
            ..Profile::new("Ada".to_owned(), chrono_tz::Europe::Berlin)
        },
        Athlete::Ben => Profile {
            units: Units::Imperial,
            resting_heart_rate: Some(BeatsPerMinute(48)),
            max_heart_rate: Some(BeatsPerMinute(182)),
            sex_for_load: Some(Sex::Male),
            birth_year: Some(1984),
            ..Profile::new("Ben".to_owned(), chrono_tz::America::Denver)
        },
    }
}

/// What Ada was tested for.
fn tested() -> Thresholds {
    let body = Body {
        threshold_heart_rate: Some(BeatsPerMinute(169)),
        threshold_speed: Some(MetresPerSecond(3.5)),
        threshold_power: Some(Watts(205)),
        ..Body::default()
    };
    let measured = Measured { body, heart_zones: None };
    NaiveDate::from_ymd_opt(2020, 1, 1)
        .and_then(|day| Thresholds::default().with(day, measured))
        .unwrap_or_default()
}

/// The workouts of the 365 days before `today`, oldest first.
///
/// The outdoor runs and rides of the last forty days have their tracks.
pub fn year(athlete: Athlete, today: NaiveDate) -> Vec<(Details, Option<Track>)> {
    let dates = (1..=365).rev().filter_map(|back| today.checked_sub_days(Days::new(back)));
    dates.flat_map(|date| day(athlete, today, date)).collect()
}

fn day(athlete: Athlete, today: NaiveDate, date: NaiveDate) -> Vec<(Details, Option<Track>)> {
    let days_ago = (today - date).num_days();
    if ILL.contains(&days_ago) {
        return Vec::new();
    }
    if is_race(today, date) {
        return Session::race(athlete, date).log(days_ago).into_iter().collect();
    }
    let habits = habit::habits(athlete).iter().filter(|habit| habit.weekday == date.weekday());
    let volume = volume(weeks_ago(today, date));
    habits
        .filter_map(|habit| Session::new(athlete, habit, date, volume).unless_missed()?.log(days_ago))
        .collect()
}

fn weeks_ago(today: NaiveDate, date: NaiveDate) -> i64 {
    let monday = |day: NaiveDate| i64::from(day.num_days_from_ce() - 1).div_euclid(7);
    monday(today) - monday(date)
}

fn is_race(today: NaiveDate, date: NaiveDate) -> bool {
    date.weekday() == chrono::Weekday::Sun && weeks_ago(today, date) == RACE_WEEKS_AGO
}

/// The share of a habit's minutes that is trained in a week.
///
/// A third more over the year, less in every fourth week.
fn volume(weeks_ago: i64) -> f64 {
    let weeks = f64::from(i32::try_from(weeks_ago).unwrap_or(0));
    let growth = 1.1 - 0.3 * weeks / 52.0;
    if weeks_ago % 4 == RACE_WEEKS_AGO % 4 { growth * 0.6 } else { growth }
}

/// One session on its way to be logged.
struct Session {
    profile: Profile,
    athlete: Athlete,
    habit: &'static Habit,
    date: NaiveDate,
    volume: f64,
    /// How far time and distance may be off the plan, as a share; races are measured.
    spread: f64,
    chance: Chance,
}

impl Session {
    fn new(athlete: Athlete, habit: &'static Habit, date: NaiveDate, volume: f64) -> Self {
        let day = u64::from(date.num_days_from_ce().unsigned_abs());
        let seed = day * 64 + u64::from(habit.hour) * 2 + u64::from(athlete == Athlete::Ben);
        Self {
            profile: profile(athlete),
            athlete,
            habit,
            date,
            volume,
            spread: 0.1,
            chance: Chance::new(seed),
        }
    }

    fn race(athlete: Athlete, date: NaiveDate) -> Self {
        Self { spread: 0.0, ..Self::new(athlete, habit::race(athlete), date, 1.0) }
    }

    fn off_plan(&mut self, spread: f64) -> f64 {
        self.chance.between(1.0 - spread, 1.0 + spread)
    }

    fn unless_missed(mut self) -> Option<Self> {
        let missed = self.chance.happens(7);
        (!missed).then_some(self)
    }

    fn log(mut self, days_ago: i64) -> Option<(Details, Option<Track>)> {
        let mut details = self.details()?;
        let tracked = days_ago <= TRACKED_DAYS && route::is_outdoors(&details.sport);
        let track = if tracked { route::along(self.athlete, &details, &mut self.chance) } else { None };
        if let Some(track) = &track {
            (details.average_heart_rate, details.max_heart_rate) = heart_rates(track);
        }
        Some((details, track))
    }

    fn details(&mut self) -> Option<Details> {
        let seconds = self.habit.minutes * 60.0 * self.volume * self.off_plan(self.spread);
        let moving = nearest(seconds);
        let measured = self.habit.speed > 0.0;
        let metres = seconds * self.habit.speed * self.off_plan(self.spread * 0.4);
        let strapped = self.has_heart_rate();
        let average = strapped.then(|| self.heart_rate(self.habit.intensity));
        let peak = strapped.then(|| self.heart_rate((self.habit.intensity + 0.14).min(0.98)));
        let power = self.power();
        Some(Details {
            sport: self.habit.sport.clone(),
            start: self.start()?,
            elapsed: Seconds(moving + if measured { nearest(seconds * self.spread * 0.3) } else { 0 }),
            moving: measured.then_some(Seconds(moving)),
            distance: measured.then(|| Metres(nearest(metres))),
            ascent: (self.habit.climb > 0.0).then(|| Metres(nearest(metres / 1000.0 * self.habit.climb))),
            average_heart_rate: average,
            max_heart_rate: peak.max(average),
            average_power: power,
            average_cadence: self.cadence(),
            energy: power.map(|power| Kilojoules(nearest(power.as_f64() * seconds / 1000.0))),
            effort: self.effort(),
            title: self.habit.title.to_owned(),
            notes: self.notes().to_owned(),
        })
    }

    fn start(&mut self) -> Option<Start> {
        let time = NaiveTime::from_hms_opt(self.habit.hour, 0, 0)?;
        let late = TimeDelta::minutes(i64::from(nearest(self.chance.between(0.0, 40.0))));
        let zone = self.profile.time_zone;
        let instant = zone.from_local_datetime(&(self.date.and_time(time) + late)).earliest()?;
        Some(Start::new(instant.with_timezone(&Utc), zone))
    }

    fn has_heart_rate(&mut self) -> bool {
        match self.habit.sport {
            Sport::Yoga | Sport::Strength => self.chance.happens(20),
            Sport::SwimPool => self.chance.happens(60),
            _ => self.chance.happens(93),
        }
    }

    fn heart_rate(&mut self, intensity: f64) -> BeatsPerMinute {
        let resting = self.profile.resting_heart_rate.unwrap_or_default().as_f64();
        let max = self.profile.max_heart_rate.unwrap_or_default().as_f64();
        BeatsPerMinute(small(resting + (max - resting) * intensity + self.chance.between(-3.0, 3.0)))
    }

    fn effort(&mut self) -> Option<Effort> {
        let noted = match self.habit.sport {
            Sport::Yoga | Sport::Strength => 85,
            _ => 50,
        };
        let halves = nearest(self.habit.intensity * 22.0 - 4.0 + self.chance.between(-1.5, 1.5)).clamp(2, 20);
        if self.chance.happens(noted) { Effort::new(f64::from(halves) / 2.0) } else { None }
    }

    fn power(&mut self) -> Option<Watts> {
        let metered =
            self.athlete == Athlete::Ben && matches!(self.habit.sport, Sport::Ride | Sport::IndoorRide);
        metered.then(|| Watts(small(290.0 * self.habit.intensity * self.chance.between(0.95, 1.05))))
    }

    fn cadence(&mut self) -> Option<RevolutionsPerMinute> {
        let usual = match self.habit.sport {
            Sport::Run => 85.0,
            Sport::IndoorRide => 90.0,
            _ => return None,
        };
        Some(RevolutionsPerMinute(small(usual + self.chance.between(-3.0, 3.0))))
    }

    fn notes(&mut self) -> &'static str {
        if !self.chance.happens(30) {
            return "";
        }
        match self.habit.intensity {
            hard if hard > 0.75 => {
                self.chance.one_of(&["Tough, but even to the end.", "Legs heavy from the start."])
            }
            easy if easy < 0.6 => {
                self.chance.one_of(&["Felt easy.", "Kept it relaxed.", "With Mia, talked all the way."])
            }
            _ => self.chance.one_of(&["Good rhythm.", "Windy on the way back.", "Slept badly, still fine."]),
        }
    }
}

fn heart_rates(track: &Track) -> (Option<BeatsPerMinute>, Option<BeatsPerMinute>) {
    let rates: Vec<BeatsPerMinute> = track.samples.iter().filter_map(|sample| sample.heart_rate).collect();
    let count = f64::from(u32::try_from(rates.len()).unwrap_or(u32::MAX));
    let sum: f64 = rates.iter().map(|rate| rate.as_f64()).sum();
    let average = (count > 0.0).then(|| BeatsPerMinute(small(sum / count)));
    (average, rates.into_iter().max())
}

/// The nearest whole number that fits 16 bits.
fn small(value: f64) -> u16 {
    u16::try_from(nearest(value)).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests;
