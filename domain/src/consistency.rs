//! How regularly somebody trains: days, weeks and streaks that forgive a planned rest.

use crate::history::History;
use crate::trend::{Totals, Window};
use crate::week::Week;
use chrono::{Days, NaiveDate};
use std::collections::{BTreeMap, VecDeque};

/// How many days of rest in any seven a streak forgives, 0 to 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rest(u8);

impl Rest {
    /// So many days in any seven, `None` for seven or more: that is no streak.
    pub fn new(days: u8) -> Option<Self> {
        (days < 7).then_some(Self(days))
    }

    /// How many days in any seven.
    pub fn days(self) -> u8 {
        self.0
    }
}

impl Default for Rest {
    /// One day in any seven.
    fn default() -> Self {
        Self(1)
    }
}

/// Days on which every seven in a row have no more rest than is forgiven; the first and the last were trained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Streak {
    /// The first day.
    pub from: NaiveDate,
    /// The last day with a workout.
    pub until: NaiveDate,
}

impl Streak {
    /// How many days, those of forgiven rest included.
    pub fn days(self) -> u32 {
        u32::try_from(self.until.signed_duration_since(self.from).num_days() + 1).unwrap_or(0)
    }
}

/// How regularly somebody trained in a window, and the streaks that reach into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consistency {
    /// The days it is about.
    pub window: Window,
    /// Days of the window with a workout.
    pub days_trained: u32,
    /// Days of the window without.
    pub rest_days: u32,
    /// The weeks that touch the window, with the sums of their days within it, in order.
    pub weeks: BTreeMap<Week, Totals>,
    /// The longest streak that reaches into the window, counted from its own beginning; the latest of several.
    pub longest: Option<Streak>,
    /// The streak that goes on: a workout on the last day, or on the next one, would continue it.
    pub current: Option<Streak>,
}

impl Consistency {
    /// What the days of a log amount to; the window's last day is today, and days after it are ignored.
    ///
    /// `history` should reach back to the log's first day, for streaks that began before the window. Today is not yet
    /// a day of rest.
    pub fn new(window: Window, history: &History, rest: Rest) -> Self {
        let mut weeks: BTreeMap<Week, Totals> =
            window.dates().map(|date| (Week::of(date), Totals::default())).collect();
        let mut days_trained = 0;
        for (date, totals) in history.days().filter(|(date, _)| window.contains(*date)) {
            let week = weeks.entry(Week::of(date)).or_default();
            *week = week.plus(totals);
            days_trained += 1;
        }
        let (longest, current) = streaks(history, window, rest);
        let rest_days = u32::from(window.days()).saturating_sub(days_trained);
        Self { window, days_trained, rest_days, weeks, longest, current }
    }

    /// What it comes to, in a sentence.
    pub fn finding(&self) -> String {
        let days = format!("Training on {} of {} days", self.days_trained, self.window.days());
        match self.current.map(Streak::days) {
            Some(streak) if streak > 1 => format!("{days}; a streak of {streak} days goes on."),
            _ => format!("{days}."),
        }
    }

    /// How many of the weeks have a workout.
    pub fn weeks_trained(&self) -> usize {
        self.weeks.values().filter(|week| week.workouts > 0).count()
    }
}

/// The longest streak that reaches into the window and the one that goes on at its end.
fn streaks(history: &History, window: Window, rest: Rest) -> (Option<Streak>, Option<Streak>) {
    let mut run = Run::new(rest);
    let mut longest: Option<Streak> = None;
    for (date, _) in history.days().take_while(|(date, _)| *date <= window.until()) {
        run.train(date);
        let streak = run.streak();
        if date >= window.from() && longest.map(Streak::days) <= streak.map(Streak::days) {
            longest = streak;
        }
    }
    run.rest_until(window.until());
    (longest, run.streak())
}

/// A streak while its days pass.
struct Run {
    rest: Rest,
    /// The first day that can still belong to it.
    earliest: NaiveDate,
    trained: VecDeque<NaiveDate>,
    rests: VecDeque<NaiveDate>,
}

impl Run {
    fn new(rest: Rest) -> Self {
        Self { rest, earliest: NaiveDate::MIN, trained: VecDeque::new(), rests: VecDeque::new() }
    }

    fn train(&mut self, date: NaiveDate) {
        self.rest_until(date);
        self.trained.push_back(date);
    }

    /// The days between the last workout and `date` were rest; after seven of them nothing is left of a streak.
    fn rest_until(&mut self, date: NaiveDate) {
        let Some(last) = self.trained.back().copied() else { return };
        let days = (1..=7).filter_map(|day| last.checked_add_days(Days::new(day)));
        for day in days.take_while(|day| *day < date) {
            self.rest_on(day);
        }
    }

    /// One more than is forgiven in seven days: the streak begins after the first of them.
    fn rest_on(&mut self, date: NaiveDate) {
        self.rests.push_back(date);
        if self.rests.len() > usize::from(self.rest.0) {
            let first = self.rests.pop_front().unwrap_or(date);
            if date.signed_duration_since(first).num_days() < 7 {
                self.earliest = first.succ_opt().unwrap_or(first);
                while self.trained.front().is_some_and(|day| *day < self.earliest) {
                    self.trained.pop_front();
                }
            }
        }
    }

    fn streak(&self) -> Option<Streak> {
        Some(Streak { from: *self.trained.front()?, until: *self.trained.back()? })
    }
}
