//! How dates, times and counts are said on a page.

use chrono::{DateTime, FixedOffset, NaiveDate};
pub use domain::pace::hours;
use domain::quantity::Seconds;
use domain::scope::Scope;

/// A day among others of its year: `Mon 2 Nov`.
pub fn day(date: NaiveDate) -> String {
    date.format("%a %-d %b").to_string()
}

/// A day of any year: `Mon 2 Nov 2026`.
pub fn dated(date: NaiveDate) -> String {
    date.format("%a %-d %b %Y").to_string()
}

/// A day for itself: `Monday, 2 November 2026`.
pub fn full_day(date: NaiveDate) -> String {
    date.format("%A, %-d %B %Y").to_string()
}

/// A month: `November 2026`.
pub fn month(date: NaiveDate) -> String {
    date.format("%B %Y").to_string()
}

/// A time of day with its offset, as a machine reads it.
pub fn machine(start: DateTime<FixedOffset>) -> String {
    start.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// The days from one to another: `25 October – 23 November 2026`.
pub fn span(from: NaiveDate, until: NaiveDate) -> String {
    let same_year = from.format("%Y").to_string() == until.format("%Y").to_string();
    let first = if same_year { from.format("%-d %B") } else { from.format("%-d %B %Y") };
    format!("{first} – {}", until.format("%-d %B %Y"))
}

/// A sum of times as the clock would show it: `0:45`, `12:40`.
pub fn clock(time: Seconds) -> String {
    let minutes = time.0.div_ceil(60);
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// A whole number with its thousands apart: `14,988`.
pub fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    groups.join(",")
}

/// A share that can be negative, with one decimal and a true minus: `−2.4 %`.
pub fn per_cent(percent: f64) -> String {
    let text = format!("{:.1} %", percent + 0.0);
    if text == "-0.0 %" { "0.0 %".to_owned() } else { text.replace('-', "\u{2212}") }
}

/// So many of something: `1 workout`, `12 workouts`.
pub fn count(number: u32, thing: &str) -> String {
    if number == 1 { format!("1 {thing}") } else { format!("{number} {thing}s") }
}

/// What a scope is good for, to follow "it may".
pub fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::WorkoutsRead => "read your workouts, with their tracks and files",
        Scope::WorkoutsWrite => "log, import, change and delete workouts",
        Scope::TrendsRead => "read your sums and trends",
        Scope::ProfileRead => "read your profile",
        Scope::ProfileWrite => "change your profile",
        Scope::InstallationRead => "see every client and what was refused, if you own this Longrun",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_span_tells_the_first_year_only_if_it_differs() {
        assert_eq!(span(date("2026-10-25"), date("2026-11-23")), "25 October – 23 November 2026");
        assert_eq!(span(date("2025-12-25"), date("2026-01-23")), "25 December 2025 – 23 January 2026");
    }

    #[test]
    fn large_numbers_are_told_in_thousands() {
        assert_eq!(
            [0.0, 999.4, 1000.0, 14_988.0, 1e6].map(grouped),
            ["0", "999", "1,000", "14,988", "1,000,000"]
        );
        assert_eq!([0, 2700, 750_000].map(|seconds| clock(Seconds(seconds))), ["0:00", "0:45", "208:20"]);
    }

    #[test]
    fn a_share_below_nothing_has_a_true_minus() {
        assert_eq!([6.507, -2.44, -0.01].map(per_cent), ["6.5 %", "\u{2212}2.4 %", "0.0 %"]);
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(count(1, "workout"), "1 workout");
        assert_eq!(count(0, "workout"), "0 workouts");
    }
}
