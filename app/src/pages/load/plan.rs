//! What the page of load draws.

use crate::parts::Chart;
use crate::series::{Line, Lines};
use chrono::{Days, NaiveDate};
use domain::fitness::{Development, Fitness};
use std::collections::BTreeMap;

/// The most points of a line; of longer spans every second day is drawn, or every seventh.
const MOST_POINTS: usize = 104;

/// How far back one can look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    /// Ninety days.
    #[default]
    Quarter,
    /// 365 days.
    Year,
    /// Since the first workout.
    All,
}

impl Span {
    /// Every span with its word in an address and its name.
    pub const ALL: [(Self, &'static str, &'static str); 3] =
        [(Self::Quarter, "90", "90 days"), (Self::Year, "365", "1 year"), (Self::All, "all", "All")];

    /// The span by its word; the usual one for any other.
    pub fn read(word: &str) -> Self {
        Self::ALL.iter().find(|(_, known, _)| *known == word).map_or(Self::default(), |(span, _, _)| *span)
    }

    /// The first day of the span that ends on `until`, of a log that begins on `first`.
    pub fn from(self, until: NaiveDate, first: Option<NaiveDate>) -> NaiveDate {
        let back = |days: u64| until.checked_sub_days(Days::new(days - 1)).unwrap_or(until);
        match self {
            Self::Quarter => back(90),
            Self::Year => back(365),
            Self::All => first.unwrap_or(until).min(back(90)),
        }
    }
}

/// What a line is called, and what of a day it shows.
type Told = (&'static str, fn(&Fitness) -> f64);

/// What is drawn of a development, before it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Fitness and fatigue.
    pub fitness: Lines,
    /// Form.
    pub form: Lines,
}

impl Plan {
    /// What is drawn of `development`.
    pub fn new(development: &Development) -> Self {
        let (points, ahead) = points(development);
        let lines = |lines: &[Told]| Lines {
            days: points.keys().copied().collect(),
            ahead,
            lines: lines
                .iter()
                .map(|(name, of)| Line { name, values: points.values().map(of).collect() })
                .collect(),
        };
        Self {
            fitness: lines(&[("Fitness", |state| state.fitness), ("Fatigue", |state| state.fatigue)]),
            form: lines(&[("Form", |state| state.form)]),
        }
    }
}

/// What was drawn of a [`Plan`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawings {
    /// Fitness and fatigue.
    pub fitness: Chart,
    /// Form.
    pub form: Chart,
}

/// The days that are drawn, counted from today to both sides, and how many of them have been.
fn points(development: &Development) -> (BTreeMap<NaiveDate, Fitness>, usize) {
    let (days, ahead) = (&development.days, &development.ahead);
    let step = (days.len() + ahead.len()).div_ceil(MOST_POINTS);
    let step = if step > 2 { step.next_multiple_of(7) } else { step };
    let been: BTreeMap<_, _> = days.iter().rev().step_by(step).map(|day| (day.date, day.state)).collect();
    let (count, today) = (been.len(), days.last().map(|day| day.date).unwrap_or_default());
    let coming = ahead.iter().zip(1_u64..).skip(step - 1).step_by(step);
    let coming = coming.map(|(state, offset)| (today + Days::new(offset), *state));
    (been.into_iter().chain(coming).collect(), count)
}
