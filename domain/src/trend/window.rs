//! Days in a row.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use std::ops::RangeInclusive;

/// The most days a window can have: a leap year.
pub const MOST_DAYS: u16 = 366;

/// How many days before a day a seven-day mean reaches back.
const LEAD_IN: u64 = 6;

/// The days `from` to `until`, both inclusive, in one zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    days: u16,
    from: NaiveDate,
    until: NaiveDate,
    zone: Tz,
}

impl Window {
    /// The `days` days that end on `until`.
    ///
    /// `None` unless 1 ≤ `days` ≤ [`MOST_DAYS`] and the calendar reaches back far enough.
    pub fn new(days: u16, until: NaiveDate, zone: Tz) -> Option<Self> {
        if !(1..=MOST_DAYS).contains(&days) {
            return None;
        }
        let from = until.checked_sub_days(Days::new(u64::from(days) - 1))?;
        from.checked_sub_days(Days::new(u64::from(days) + LEAD_IN))?;
        Some(Self { days, from, until, zone })
    }

    /// The `days` days that end today, as the clock stands in `zone`.
    pub fn ending_today(days: u16, now: DateTime<Utc>, zone: Tz) -> Option<Self> {
        Self::new(days, now.with_timezone(&zone).date_naive(), zone)
    }

    /// How many days.
    pub fn days(self) -> u16 {
        self.days
    }

    /// The first day.
    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day.
    pub fn until(self) -> NaiveDate {
        self.until
    }

    /// The zone whose calendar it is.
    pub fn zone(self) -> Tz {
        self.zone
    }

    /// Whether the day is one of these.
    pub fn contains(self, date: NaiveDate) -> bool {
        (self.from..=self.until).contains(&date)
    }

    /// Every day, oldest first.
    pub fn dates(self) -> impl Iterator<Item = NaiveDate> {
        (0..u64::from(self.days)).map(move |day| self.from + Days::new(day))
    }

    /// As many days, right before these.
    #[must_use]
    pub fn previous(self) -> Self {
        let until = self.from - Days::new(1);
        Self { until, from: self.from - Days::new(u64::from(self.days)), ..self }
    }

    /// The days that must be known for a [`super::Trend`].
    ///
    /// These, the previous ones, and the six before them for their first mean.
    pub fn lead_in(self) -> RangeInclusive<NaiveDate> {
        self.previous().first_of_means()..=self.until
    }

    /// The first of the days that the first mean of these looks at.
    pub(super) fn first_of_means(self) -> NaiveDate {
        self.from - Days::new(LEAD_IN)
    }

    /// The seven days that end on `date`, which a rolling mean looks at.
    pub(super) fn week_to(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        (0..=LEAD_IN).filter_map(move |back| date.checked_sub_days(Days::new(back)))
    }
}
