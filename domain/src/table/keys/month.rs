//! Months of the calendar.

use chrono::{Datelike as _, NaiveDate};
use std::fmt;

/// A month of the calendar: 2026-11.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    pub(in crate::table) fn of(date: NaiveDate) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// The month that its name tells.
    pub(in crate::table) fn parse(name: &str) -> Option<Self> {
        let (year, month) = name.rsplit_once('-')?;
        Some(Self { year: year.parse().ok()?, month: month.parse().ok()? })
    }

    /// Its first day, if the calendar goes so far.
    pub(in crate::table) fn first(self) -> Option<NaiveDate> {
        self.day(1)
    }

    /// Its last day, if the calendar goes so far.
    pub(in crate::table) fn last(self) -> Option<NaiveDate> {
        (28..=31).rev().find_map(|day| self.day(day))
    }

    /// The month after it.
    pub(in crate::table) fn next(self) -> Self {
        match self.month {
            12 => Self { year: self.year + 1, month: 1 },
            month => Self { month: month + 1, ..self },
        }
    }

    /// The day of this month, if it has so many.
    pub(in crate::table) fn day(self, day: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year, self.month, day)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}
