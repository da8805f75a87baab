//! Weeks of the calendar.

use chrono::{Datelike as _, Days, IsoWeek, NaiveDate, Weekday};
use std::fmt;
use std::str::FromStr;

/// A week of ISO 8601, from Monday to Sunday, written `2026-W47`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Week(IsoWeek);

impl Week {
    /// The week of a day.
    pub fn of(date: NaiveDate) -> Self {
        Self(date.iso_week())
    }

    /// Its Monday.
    pub fn monday(self) -> NaiveDate {
        self.day(Weekday::Mon)
    }

    /// One of its days; the calendar's first, of the week in which that begins.
    pub fn day(self, day: Weekday) -> NaiveDate {
        NaiveDate::from_isoywd_opt(self.0.year(), self.0.week(), day).unwrap_or(NaiveDate::MIN)
    }

    /// Its days, Monday first.
    pub fn days(self) -> impl DoubleEndedIterator<Item = NaiveDate> {
        (0..7).filter_map(move |day| self.monday().checked_add_days(Days::new(day)))
    }

    /// The week before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::of(self.monday().checked_sub_days(Days::new(7)).unwrap_or(NaiveDate::MIN))
    }

    /// The week after.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.monday().checked_add_days(Days::new(7)).unwrap_or(NaiveDate::MAX))
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.0.year(), self.0.week())
    }
}

impl FromStr for Week {
    type Err = &'static str;

    /// Reads what [`fmt::Display`] writes, of the years 1 to 9999.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "must be a week as 2026-W47";
        let (year, week) = text.split_once("-W").ok_or(wrong)?;
        let is_written =
            |text: &str, digits| text.len() == digits && text.bytes().all(|it| it.is_ascii_digit());
        if !is_written(year, 4) || !is_written(week, 2) || year == "0000" {
            return Err(wrong);
        }
        let (year, week) = (year.parse().map_err(|_| wrong)?, week.parse().map_err(|_| wrong)?);
        NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).map(Self::of).ok_or(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_is_written_as_iso_8601_does_and_read_back() {
        for (day, told) in
            [("2026-11-24", "2026-W48"), ("2027-01-01", "2026-W53"), ("2027-01-04", "2027-W01")]
        {
            let week = Week::of(date(day));
            assert_eq!((week.to_string().as_str(), told.parse()), (told, Ok(week)));
        }
        for wrong in
            ["", "2026", "2026-W00", "2025-W53", "2026-W54", "2026-W5", "+026-W05", "0000-W10", "2026-w47"]
        {
            assert!(wrong.parse::<Week>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn weeks_follow_each_other_over_the_new_year() {
        let last = Week::of(date("2027-01-03"));
        assert_eq!(last.days().collect::<Vec<_>>().first(), Some(&date("2026-12-28")));
        assert_eq!((last.next().monday(), last.next().previous()), (date("2027-01-04"), last));
    }
}
