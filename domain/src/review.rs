//! What a week of training says, in sentences.

use crate::consistency::{Consistency, Rest, Streak};
use crate::fitness::Development;
use crate::history::History;
use crate::pace::hours;
use crate::quantity::Seconds;
use crate::trend::{Change, Metric, Totals, Window};
use crate::week::Week;
use chrono::{Days, NaiveDate};

/// How many weeks before make what is usual.
const USUAL_WEEKS: u32 = 4;

/// A week beside those before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// The week.
    pub week: Week,
    /// The last day it is about: Sunday, or today while the week goes on.
    pub until: NaiveDate,
    /// Whether it is over: today it is not.
    pub is_over: bool,
    /// Its days so far with their sums, Monday first.
    pub days: Vec<(NaiveDate, Totals)>,
    /// Their sums.
    pub totals: Totals,
    /// The sums of the same days of the week before.
    pub before: Totals,
    /// The mean time of the four weeks before; `None` where the log does not reach back so far.
    pub usual: Option<Seconds>,
    /// Fitness before its first and after its last day.
    pub fitness: (f64, f64),
    /// The streak that goes on at its end.
    pub streak: Option<Streak>,
    /// How many records were set on its days.
    pub records: usize,
}

impl Review {
    /// The week of a log that is known from its beginning; `None` if the week has not begun `today`.
    pub fn new(week: Week, today: NaiveDate, history: &History, records: usize) -> Option<Self> {
        let until = week.days().rfind(|day| *day <= today)?;
        let days: Vec<_> =
            week.days().filter(|day| *day <= until).map(|day| (day, history.day(day))).collect();
        let sum = |week: Week| week.days().take(days.len()).map(|day| history.day(day)).collect::<Vec<_>>();
        let sunday = week.monday().checked_sub_days(Days::new(1))?;
        let development = Development::new(sunday, until, history);
        let window = Window::new(u16::try_from(days.len()).ok()?, until, chrono_tz::UTC)?;
        Some(Self {
            week,
            until,
            is_over: week.next().monday() <= today,
            totals: sum(week).iter().sum(),
            before: sum(week.previous()).iter().sum(),
            usual: usual(week, history),
            fitness: (development.days.first()?.state.fitness, development.today().fitness),
            streak: Consistency::new(window, history, Rest::default()).current,
            records,
            days,
        })
    }

    /// How a metric compares with the same days of the week before.
    pub fn change(&self, metric: Metric) -> Change {
        Change::between(metric.of(&self.totals), metric.of(&self.before))
    }

    /// What it all says, the most important first.
    pub fn sentences(&self) -> Vec<String> {
        let all = [
            Some(self.summary()),
            self.time(),
            self.usual_time(),
            self.rest(),
            self.longest_day(),
            self.load(),
            self.records_set(),
            self.streak(),
        ];
        all.into_iter().flatten().collect()
    }

    fn summary(&self) -> String {
        let so_far = if self.is_over { "" } else { " so far" };
        match self.totals.workouts {
            0 => format!("No workouts{so_far}."),
            1 => format!("1 workout{so_far}, of {}.", hours(self.totals.duration)),
            many => format!("{many} workouts{so_far}, {} in all.", hours(self.totals.duration)),
        }
    }

    /// With what it is compared.
    fn than(&self, change: Change) -> String {
        change.than(if self.is_over { "in the week before" } else { "on the same days of the week before" })
    }

    fn time(&self) -> Option<String> {
        match (self.totals.workouts, self.before.workouts) {
            (0, 0) => None,
            (0, 1) => Some(format!("There was 1 {}.", self.than(Change::None))),
            (0, before) => Some(format!("There were {before} {}.", self.than(Change::None))),
            (_, 0) => Some(format!("There were none {}.", self.than(Change::None))),
            _ => Some(format!("Time: {}.", self.than(self.change(Metric::Duration)))),
        }
    }

    fn usual_time(&self) -> Option<String> {
        let usual = self.usual.filter(|usual| usual.0 > 0)?;
        Some(format!("The four weeks before had {} a week.", hours(usual)))
    }

    fn rest(&self) -> Option<String> {
        let rested: Vec<_> = self.days.iter().filter(|(_, totals)| totals.workouts == 0).collect();
        let rested: Vec<_> = rested.iter().map(|(day, _)| weekday(*day)).collect();
        let (trained, days) = (self.days.len() - rested.len(), self.days.len());
        match (trained, rested.as_slice()) {
            (0, _) => None,
            (_, []) if days > 1 => Some("Training on every day.".to_owned()),
            (_, []) => None,
            (1, _) => Some(format!("Training on 1 day of {days}.")),
            (_, rested) => Some(format!("Training on {trained} days of {days}, rest on {}.", listed(rested))),
        }
    }

    fn longest_day(&self) -> Option<String> {
        let trained = self.days.iter().filter(|(_, totals)| totals.workouts > 0);
        let (day, totals) = trained.clone().max_by_key(|(_, totals)| totals.duration)?;
        (trained.count() > 1).then(|| format!("Most on {}: {}.", weekday(*day), hours(totals.duration)))
    }

    fn load(&self) -> Option<String> {
        let load = self.totals.known_load().filter(|load| load.0 > 0)?;
        let change = match self.change(Metric::Load) {
            Change::New | Change::None => String::new(),
            change => format!(", {}", self.than(change)),
        };
        let (before, now) = self.fitness;
        Some(format!("Load {:.1}{change}; fitness went from {before:.1} to {now:.1}.", load.value()))
    }

    fn records_set(&self) -> Option<String> {
        match self.records {
            0 => None,
            1 => Some("1 record was set.".to_owned()),
            many => Some(format!("{many} records were set.")),
        }
    }

    fn streak(&self) -> Option<String> {
        let days = self.streak.map(Streak::days).filter(|days| *days > 1)?;
        let goes_on = if self.is_over { "went on at its end" } else { "goes on" };
        Some(format!("A streak of {days} days {goes_on}; it forgives one day of rest in any seven."))
    }
}

/// The mean time of the weeks before, of a log that reaches back to the first of them.
fn usual(week: Week, history: &History) -> Option<Seconds> {
    let from = week.monday().checked_sub_days(Days::new(7 * u64::from(USUAL_WEEKS)))?;
    let begun = history.first().is_some_and(|first| first <= from);
    let days = history.days().filter(|(date, _)| (from..week.monday()).contains(date));
    let sum: Totals = days.map(|(_, totals)| totals).sum();
    begun.then_some(Seconds(sum.duration.0 / USUAL_WEEKS))
}

fn weekday(date: NaiveDate) -> String {
    date.format("%A").to_string()
}

/// Words in a row: `Monday, Friday and Sunday`.
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [some @ .., last] => format!("{} and {last}", some.join(", ")),
    }
}
