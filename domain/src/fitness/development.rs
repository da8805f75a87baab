//! Load, fitness, fatigue and form day by day.

use super::{AHEAD, FITNESS_DAYS, Fitness, coupled_ratio, monotony, strain};
use crate::history::History;
use crate::load::LoadTenths;
use chrono::{Days, NaiveDate};
use std::array;
use std::ops::RangeInclusive;

/// How many days before a window are read: of what lies further back, e^(−730/42) is left, less than a tenth of any
/// fitness below a million.
pub const LEAD_IN_DAYS: u64 = 730;

/// A day of a [`Development`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DevelopedDay {
    /// The day.
    pub date: NaiveDate,
    /// Its load; absent where there were workouts of which none has one.
    pub load: Option<LoadTenths>,
    /// What the days up to its end amount to.
    pub state: Fitness,
    /// Monotony of the seven days that end on it; absent without load.
    pub monotony: Option<f64>,
    /// Strain of the same days.
    pub strain: Option<f64>,
    /// The load of the same days beside that of the 28, coupled.
    pub acute_chronic: Option<f64>,
}

/// How load made fitness, fatigue and form over some days, and what comes if nothing is done.
#[derive(Clone, Debug, PartialEq)]
pub struct Development {
    /// The state on the eve of the first day.
    pub before: Fitness,
    /// Every day, the oldest first.
    pub days: Vec<DevelopedDay>,
    /// The days after the last one without any load, tomorrow first.
    pub ahead: [Fitness; AHEAD],
    /// How many workouts of the days have a load, and how many there are.
    pub coverage: (u32, u32),
}

impl Development {
    /// The days `from` to `until` of a history that knows [`LEAD_IN_DAYS`] before them, and where the log begins.
    pub fn new(from: NaiveDate, until: NaiveDate, history: &History) -> Self {
        let loads = history.loads();
        let eve = from.pred_opt().unwrap_or(from);
        let before = Fitness::until(eve, &loads);
        let mut state = before;
        let begun = |date| history.first().is_some_and(|first| first <= date);
        let days = from.iter_days().take_while(|date| *date <= until).map(|date| {
            if begun(date) {
                state = state.after(history.day(date).load);
            }
            day(date, state, history)
        });
        let days: Vec<_> = days.collect();
        let totals = days.iter().map(|day| history.day(day.date));
        let coverage = totals.fold((0, 0), |(with, of), day| (with + day.with_load, of + day.workouts));
        Self { before, days, ahead: state.ahead(), coverage }
    }

    /// The days that must be known for these.
    pub fn lead_in(from: NaiveDate, until: NaiveDate) -> RangeInclusive<NaiveDate> {
        from.checked_sub_days(Days::new(LEAD_IN_DAYS)).unwrap_or(NaiveDate::MIN)..=until
    }

    /// What became of fitness over the days, in a sentence.
    pub fn finding(&self) -> String {
        let (today, days) = (self.today(), self.days.len());
        let (now, change) = (today.fitness, today.fitness - self.before.fitness);
        match today.building() {
            Some(day) => format!("Building: day {day} of {FITNESS_DAYS}, fitness is {now:.1}"),
            None if change.abs() < 1.0 => format!("Fitness is steady at {now:.1}"),
            None if change > 0.0 => {
                format!("Fitness is rising: {now:.1}, {change:.1} more than {days} days ago")
            }
            None => format!("Fitness is falling: {now:.1}, {:.1} less than {days} days ago", -change),
        }
    }

    /// The state at the end of the last day.
    pub fn today(&self) -> Fitness {
        self.days.last().map(|day| day.state).unwrap_or_default()
    }
}

fn day(date: NaiveDate, state: Fitness, history: &History) -> DevelopedDay {
    let week = last::<7>(date, history);
    DevelopedDay {
        date,
        load: history.day(date).known_load(),
        state,
        monotony: monotony(&week),
        strain: strain(&week),
        acute_chronic: coupled_ratio(&last::<28>(date, history)),
    }
}

/// The loads of the days that end on `date`, the oldest first.
fn last<const DAYS: usize>(date: NaiveDate, history: &History) -> [LoadTenths; DAYS] {
    array::from_fn(|index| {
        let back = Days::new(u64::try_from(DAYS - 1 - index).unwrap_or(0));
        date.checked_sub_days(back).map(|date| history.day(date).load).unwrap_or_default()
    })
}
