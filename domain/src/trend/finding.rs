//! What the days say, in words.

use super::{Totals, Window};
use crate::quantity::nearest;
use chrono::NaiveDate;
use std::fmt;

/// What can be compared between two windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// How many workouts.
    Workouts,
    /// Elapsed time in seconds.
    Duration,
    /// Distance in metres.
    Distance,
    /// Climb in metres.
    Ascent,
    /// Training load.
    Load,
}

impl Metric {
    /// The value in `totals`; `None` for the load of workouts that all lack one.
    pub fn of(self, totals: &Totals) -> Option<f64> {
        match self {
            Self::Workouts => Some(f64::from(totals.workouts)),
            Self::Duration => Some(totals.duration.as_f64()),
            Self::Distance => Some(totals.distance.as_f64()),
            Self::Ascent => Some(totals.ascent.as_f64()),
            Self::Load => totals.known_load().map(crate::load::LoadTenths::value),
        }
    }

    /// Its name at the beginning of a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Self::Workouts => "Number of workouts",
            Self::Duration => "Training time",
            Self::Distance => "Distance",
            Self::Ascent => "Climbing",
            Self::Load => "Training load",
        }
    }
}

/// How one window compares with the one before it.
///
/// Less than 3 % either way is no change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// More than before, by so many per cent.
    More(u32),
    /// Less than before, by so many per cent.
    Less(u32),
    /// About the same as before.
    Same,
    /// Something where there was nothing.
    New,
    /// Nothing to compare: both are zero, or one is not known.
    None,
}

/// The smallest change that is told, as a share.
const NOTICEABLE: f64 = 0.03;

impl Change {
    /// The change from `before` to `now`.
    pub fn between(now: Option<f64>, before: Option<f64>) -> Self {
        let (Some(now), Some(before)) = (now, before) else { return Self::None };
        if before <= 0.0 {
            return if now > 0.0 { Self::New } else { Self::None };
        }
        let share = (now - before) / before;
        let percent = nearest(share.abs() * 100.0);
        match share {
            share if share.abs() < NOTICEABLE => Self::Same,
            share if share > 0.0 => Self::More(percent),
            _ => Self::Less(percent),
        }
    }

    /// The change as a tile says it: `9 % more than in the 30 days before`.
    ///
    /// Empty where there is nothing to compare.
    pub fn words(self, days: u16) -> String {
        if self == Self::None { String::new() } else { self.than(&before(days)) }
    }

    /// The change beside other days, which follow `than`: `9 % more than in the week before`.
    ///
    /// Those days alone where there is nothing to compare.
    pub fn than(self, before: &str) -> String {
        match self {
            Self::More(percent) if percent > 900 => format!("more than ten times as much as {before}"),
            Self::More(percent) if percent >= 200 => {
                let times = f64::from(percent + 100) / 100.0;
                format!("{times:.1} times as much as {before}")
            }
            Self::More(percent) => format!("{percent} % more than {before}"),
            Self::Less(percent) => format!("{percent} % less than {before}"),
            Self::Same => format!("about the same as {before}"),
            Self::New => format!("nothing {before}"),
            Self::None => before.to_owned(),
        }
    }
}

/// What a window says beside the one before it, as one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// No workouts now, nor before.
    Empty {
        /// The length of the window.
        days: u16,
    },
    /// No workouts now, some before.
    Paused {
        /// The length of the window.
        days: u16,
        /// How many workouts there were before.
        before: u32,
    },
    /// Workouts now, none before.
    First {
        /// The length of the window.
        days: u16,
        /// How many workouts there are now.
        workouts: u32,
    },
    /// Workouts in both, but those before begin too late to compare with.
    Begun {
        /// The length of the window.
        days: u16,
        /// How many workouts there are now.
        workouts: u32,
        /// The day of the first one before.
        first: NaiveDate,
    },
    /// Workouts in both.
    Compared {
        /// The length of the window.
        days: u16,
        /// What was compared.
        metric: Metric,
        /// How it changed.
        change: Change,
    },
}

impl Finding {
    /// The finding for `metric` over the totals of `window` and the one before.
    ///
    /// `late` is when the workouts of the one before begin, if that is too late for a comparison.
    pub fn new(
        window: Window,
        metric: Metric,
        (now, before): (&Totals, &Totals),
        late: Option<NaiveDate>,
    ) -> Self {
        let days = window.days();
        match (now.workouts, before.workouts, late) {
            (0, 0, _) => Self::Empty { days },
            (0, before, _) => Self::Paused { days, before },
            (workouts, 0, _) => Self::First { days, workouts },
            (workouts, _, Some(first)) => Self::Begun { days, workouts, first },
            _ => Self::Compared { days, metric, change: Change::between(metric.of(now), metric.of(before)) },
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Empty { days } => write!(f, "No workouts {} yet.", within(days)),
            Self::Paused { days, before: count } => {
                write!(f, "No workouts {}; {count} {}.", within(days), before(days))
            }
            Self::First { days, workouts } => {
                write!(f, "{} {}; none {}.", counted(workouts), within(days), before(days))
            }
            Self::Begun { days, workouts, first } => write!(
                f,
                "{} {}. Nothing to compare with yet: the first {} was on {}.",
                counted(workouts),
                within(days),
                before(days),
                first.format("%-d %B %Y"),
            ),
            Self::Compared { days, metric, change } => {
                let course = match change {
                    Change::More(_) | Change::New => "rising",
                    Change::Less(_) => "falling",
                    Change::Same | Change::None => "steady",
                };
                write!(f, "{} is {course}: {}.", metric.name(), change.words(days))
            }
        }
    }
}

fn counted(workouts: u32) -> String {
    if workouts == 1 { "1 workout".to_owned() } else { format!("{workouts} workouts") }
}

fn within(days: u16) -> String {
    if days == 1 { "on this day".to_owned() } else { format!("in these {days} days") }
}

fn before(days: u16) -> String {
    if days == 1 { "on the day before".to_owned() } else { format!("in the {days} days before") }
}
