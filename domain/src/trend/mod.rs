//! Days side by side: totals, means and what they say.
//!
//! A [`Window`] says which days to fetch, [`Trend::new`] makes everything the dashboard, the API and the
//! agents tell about them. A day without workouts is a day with zeros; a load that nobody knows is absent.

mod finding;
mod window;

pub use finding::{Change, Finding, Metric};
pub use window::{MOST_DAYS, Window};

use crate::load::LoadTenths;
use crate::quantity::{Metres, Seconds};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Sum;

/// Sums over workouts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// How many workouts.
    pub workouts: u32,
    /// Their elapsed time.
    pub duration: Seconds,
    /// Their distance.
    pub distance: Metres,
    /// Their climb.
    pub ascent: Metres,
    /// Their load, over those that have one.
    pub load: LoadTenths,
    /// How many of them have a load.
    pub with_load: u32,
}

impl Totals {
    /// The load; absent where there are workouts of which none has one.
    pub fn known_load(&self) -> Option<LoadTenths> {
        (self.with_load > 0 || self.workouts == 0).then_some(self.load)
    }

    /// Whether so many of the workouts have a load that it stands for all of them: three quarters.
    fn load_is_known(&self) -> bool {
        u64::from(self.with_load) * 4 >= u64::from(self.workouts) * 3
    }

    /// These and the others together; stays at the largest number rather than wrap.
    #[must_use]
    pub fn plus(self, other: &Self) -> Self {
        Self {
            workouts: self.workouts.saturating_add(other.workouts),
            duration: Seconds(self.duration.0.saturating_add(other.duration.0)),
            distance: Metres(self.distance.0.saturating_add(other.distance.0)),
            ascent: Metres(self.ascent.0.saturating_add(other.ascent.0)),
            load: LoadTenths(self.load.0.saturating_add(other.load.0)),
            with_load: self.with_load.saturating_add(other.with_load),
        }
    }
}

impl<'a> Sum<&'a Totals> for Totals {
    fn sum<I: Iterator<Item = &'a Totals>>(totals: I) -> Self {
        totals.fold(Self::default(), Totals::plus)
    }
}

/// One day's sums by sport code; a day without workouts has none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// The day, in the zone of each workout.
    pub date: NaiveDate,
    /// Sums by [`crate::sport::Sport::code`]; all `other` sports share one.
    pub by_sport: BTreeMap<String, Totals>,
}

/// A window of days with their sums, and what they say beside the one before.
#[derive(Clone, Debug, PartialEq)]
pub struct Trend {
    /// The days it is about.
    pub window: Window,
    /// Every day of the window, oldest first.
    pub days: Vec<DayTotals>,
    /// The sums over the window.
    pub totals: Totals,
    /// The means of the seven days that end on each day of the window.
    pub mean_7d: Vec<Mean>,
    /// As many days right before.
    pub previous: Previous,
    /// The window's sums by sport, the longest time first.
    pub by_sport: Vec<SportTotals>,
    /// The codes of every sport of the window, whichever was asked for.
    pub sports: BTreeSet<String>,
    /// What it all says.
    pub finding: Finding,
}

/// The days right before a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Previous {
    /// The days.
    pub window: Window,
    /// The sums over them.
    pub totals: Totals,
    /// The means of the seven days that end on each of them.
    pub mean_7d: Vec<Mean>,
}

/// One day's sums over the sports asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayTotals {
    /// The day.
    pub date: NaiveDate,
    /// Its sums; [`Totals::known_load`] tells an absent load from none.
    pub totals: Totals,
}

/// Means over the seven calendar days that end on a day.
///
/// Days without workouts count as zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The last of the seven days.
    pub date: NaiveDate,
    /// Workouts per day.
    pub workouts: f64,
    /// Elapsed time per day, in seconds.
    pub duration_s: f64,
    /// Distance per day, in metres.
    pub distance_m: f64,
    /// Load per day; absent where there were workouts of which none has one.
    pub load: Option<f64>,
}

/// One sport's sums.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SportTotals {
    /// The sport's code.
    pub sport: String,
    /// Its sums.
    pub totals: Totals,
}

impl Trend {
    /// The trend over `window` of one sport's code, or of all.
    ///
    /// `days` are those of [`Window::lead_in`] that have workouts, in any order; others are ignored.
    pub fn new(window: Window, days: &[Day], sport: Option<&str>) -> Self {
        let calendar = Calendar::new(days, sport);
        let previous = window.previous();
        let inside = days.iter().filter(|day| window.contains(day.date));
        let totals = calendar.totals(window);
        let previous_totals = calendar.totals(previous);
        Self {
            window,
            days: window.dates().map(|date| calendar.day(date)).collect(),
            totals,
            mean_7d: calendar.means(window),
            previous: Previous {
                window: previous,
                totals: previous_totals,
                mean_7d: calendar.means(previous),
            },
            by_sport: calendar.by_sport(window),
            sports: inside.flat_map(|day| day.by_sport.keys().cloned()).collect(),
            finding: Finding::new(
                window,
                calendar.metric(window),
                (&totals, &previous_totals),
                calendar.late_beginning(previous),
            ),
        }
    }

    /// Whether the window before can be shown beside this one: there was something, and not only towards its end.
    pub fn has_before(&self) -> bool {
        matches!(self.finding, Finding::Paused { .. } | Finding::Compared { .. })
    }

    /// How a metric compares with the window before, if that can be compared with.
    pub fn change(&self, metric: Metric) -> Change {
        let load_is_known = self.totals.load_is_known() && self.previous.totals.load_is_known();
        if matches!(self.finding, Finding::Begun { .. }) || (metric == Metric::Load && !load_is_known) {
            return Change::None;
        }
        Change::between(metric.of(&self.totals), metric.of(&self.previous.totals))
    }
}

/// The days that have workouts, found by date, with the sports that were asked for.
struct Calendar<'a> {
    by_date: BTreeMap<NaiveDate, Vec<(&'a str, Totals)>>,
}

impl<'a> Calendar<'a> {
    fn new(days: &'a [Day], sport: Option<&str>) -> Self {
        let mut by_date: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for day in days {
            let asked = day.by_sport.iter().filter(|(code, _)| sport.is_none_or(|sport| sport == *code));
            let sports = asked.map(|(code, totals)| (code.as_str(), *totals));
            by_date.entry(day.date).or_default().extend(sports);
        }
        Self { by_date }
    }

    fn day(&self, date: NaiveDate) -> DayTotals {
        let sports = self.by_date.get(&date).into_iter().flatten();
        DayTotals { date, totals: sports.map(|(_, totals)| totals).sum() }
    }

    fn cells(&self, window: Window) -> impl Iterator<Item = &(&'a str, Totals)> {
        self.by_date.range(window.from()..=window.until()).flat_map(|(_, sports)| sports)
    }

    fn totals(&self, window: Window) -> Totals {
        self.cells(window).map(|(_, totals)| totals).sum()
    }

    fn means(&self, window: Window) -> Vec<Mean> {
        window.dates().map(|date| self.mean(date)).collect()
    }

    fn mean(&self, date: NaiveDate) -> Mean {
        let week: Vec<Totals> = Window::week_to(date).map(|date| self.day(date).totals).collect();
        let sum: Totals = week.iter().sum();
        Mean {
            date,
            workouts: f64::from(sum.workouts) / 7.0,
            duration_s: sum.duration.as_f64() / 7.0,
            distance_m: sum.distance.as_f64() / 7.0,
            load: sum.known_load().map(|load| load.value() / 7.0),
        }
    }

    fn by_sport(&self, window: Window) -> Vec<SportTotals> {
        let mut by_code: BTreeMap<&str, Totals> = BTreeMap::new();
        for (code, totals) in self.cells(window) {
            let sum = by_code.entry(code).or_default();
            *sum = sum.plus(totals);
        }
        let mut sports: Vec<_> = by_code
            .into_iter()
            .map(|(code, totals)| SportTotals { sport: code.to_owned(), totals })
            .collect();
        sports.sort_by_key(|sport| std::cmp::Reverse(sport.totals.duration));
        sports
    }

    /// The first day with workouts, if more than a quarter of the window and the week before it have none.
    fn late_beginning(&self, window: Window) -> Option<NaiveDate> {
        let mut known = self.by_date.range(window.first_of_means()..=window.until());
        let (first, _) = known.find(|(_, sports)| !sports.is_empty())?;
        let silent = (*first - window.from()).num_days();
        (silent * 4 > i64::from(window.days())).then_some(*first)
    }

    /// Distance where most workouts of both windows have one, else time.
    fn metric(&self, window: Window) -> Metric {
        let tells = self.mostly_with_distance(window) && self.mostly_with_distance(window.previous());
        if tells { Metric::Distance } else { Metric::Duration }
    }

    /// A day's workouts of one sport count as having a distance if their sum does.
    fn mostly_with_distance(&self, window: Window) -> bool {
        let all: u32 = self.cells(window).map(|(_, totals)| totals.workouts).sum();
        let with = self.cells(window).filter(|(_, totals)| totals.distance.0 > 0);
        2 * with.map(|(_, totals)| totals.workouts).sum::<u32>() > all
    }
}
