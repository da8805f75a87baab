//! Fitness, fatigue and form from the loads of days.
//!
//! A state that is carried on day by day, so that nobody reads a whole history to know today; days without training are
//! computed in one step, however many. How many of the workouts had a load is told beside it, never in it.

mod development;
mod ratio;
mod week;

pub use development::{DevelopedDay, Development, LEAD_IN_DAYS};
pub use ratio::{coupled_ratio, smoothed_ratio, uncoupled_ratio};
pub use week::{HIGHEST_MONOTONY, monotony, strain};

use crate::load::LoadTenths;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Days over which fitness (CTL) fades to 1/e.
pub const FITNESS_DAYS: u16 = 42;
/// Days over which fatigue (ATL) fades to 1/e.
pub const FATIGUE_DAYS: u16 = 7;
/// Days that are told ahead.
pub const AHEAD: usize = 14;

/// Fitness, fatigue and form at the end of a day, in units of load per day.
///
/// Exponential means with α = 1 − e^(−1/n), n of 42 and 7 days, from zero: y + (load − y) · α. Banister et al., Aust J
/// Sports Med 7:57, 1975; Coggan's performance manager, 2003.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Fitness {
    /// Chronic training load (CTL).
    pub fitness: f64,
    /// Acute training load (ATL).
    pub fatigue: f64,
    /// Training stress balance (TSB): fitness less fatigue of the day before.
    pub form: f64,
    /// How many days it was carried on, from the first.
    pub days: u32,
}

impl Fitness {
    /// After one more day with that much load; a day of rest has none.
    #[must_use]
    pub fn after(self, load: LoadTenths) -> Self {
        let towards = |mean: f64, days| mean + (load.value() - mean) * -(-1.0 / f64::from(days)).exp_m1();
        Self {
            fitness: towards(self.fitness, FITNESS_DAYS),
            fatigue: towards(self.fatigue, FATIGUE_DAYS),
            form: self.fitness - self.fatigue,
            days: self.days.saturating_add(1),
        }
    }

    /// After so many days of rest, in one step: y · e^(−days/n).
    #[must_use]
    pub fn after_rest(self, days: u32) -> Self {
        let Some(before) = days.checked_sub(1) else { return self };
        let left = |mean: f64, days: u32, of: u16| mean * (-f64::from(days) / f64::from(of)).exp();
        let fitness = |days| left(self.fitness, days, FITNESS_DAYS);
        let fatigue = |days| left(self.fatigue, days, FATIGUE_DAYS);
        Self {
            fitness: fitness(days),
            fatigue: fatigue(days),
            form: fitness(before) - fatigue(before),
            days: self.days.saturating_add(days),
        }
    }

    /// At the end of `until`, from the first day of `loads` on; later days are ignored.
    ///
    /// Days that are not there are days of rest. Costs as much as there are days with a load.
    pub fn until(until: NaiveDate, loads: &BTreeMap<NaiveDate, LoadTenths>) -> Self {
        let mut state = (Self::default(), None);
        for (date, load) in loads.range(..=until) {
            state = (rested(state, *date).after(*load), Some(*date));
        }
        until.succ_opt().map_or(state.0, |end| rested(state, end))
    }

    /// The days ahead if nothing is done, tomorrow first.
    pub fn ahead(self) -> [Self; AHEAD] {
        let mut state = self;
        std::array::from_fn(|_| {
            state = state.after(LoadTenths(0));
            state
        })
    }

    /// Which day of the first 42 this is, `None` afterwards: until then it starts from nothing and tells too little.
    pub fn building(self) -> Option<u32> {
        (self.days < u32::from(FITNESS_DAYS)).then_some(self.days)
    }
}

/// The state on the eve of `date`, after the days of rest since `last`.
fn rested((state, last): (Fitness, Option<NaiveDate>), date: NaiveDate) -> Fitness {
    let between = last.map_or(0, |last| date.signed_duration_since(last).num_days() - 1);
    state.after_rest(u32::try_from(between).unwrap_or(0))
}
