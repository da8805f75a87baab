//! What the page of consistency says.

use crate::pages::coached::Coached;
use crate::parts::{Tile, Way};
use crate::words;
use chrono::{Datelike as _, NaiveDate};
use domain::consistency::{Consistency, Rest, Streak};
use domain::history::History;
use domain::quantity::Seconds;
use domain::trend::{Totals, Window};
use domain::week::Week;

/// Which days one looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    /// The 365 days until today.
    #[default]
    Recent,
    /// A year of the calendar, until today.
    Year(i32),
}

impl Span {
    /// The span by its word in an address; the usual one for any other.
    pub fn read(word: &str) -> Self {
        word.parse().ok().filter(|year| (1..=9999).contains(year)).map_or(Self::Recent, Self::Year)
    }

    /// Its days until `today`; the usual ones for a year that is still to come.
    pub fn window(self, today: NaiveDate, zone: chrono_tz::Tz) -> Option<Window> {
        let Self::Year(year) = self else { return Window::new(365, today, zone) };
        let last = NaiveDate::from_ymd_opt(year, 12, 31)?.min(today);
        if last.year() < year {
            return Self::Recent.window(today, zone);
        }
        Window::new(u16::try_from(last.ordinal()).ok()?, last, zone)
    }
}

/// The page of consistency as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsistencyPage {
    pub(super) span: String,
    pub(super) finding: String,
    pub(super) spans: Vec<Way>,
    pub(super) rests: Vec<Way>,
    pub(super) content: Option<Content>,
    pub(super) is_own: bool,
}

/// What there is to show of a log with workouts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) tiles: Vec<Tile>,
    pub(super) weeks: Vec<WeekColumn>,
    pub(super) rule: String,
}

/// A week, with those of its days that are looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WeekColumn {
    pub(super) monday: NaiveDate,
    pub(super) review: String,
    pub(super) days: Vec<Option<Cell>>,
    pub(super) totals: Totals,
}

/// A day of the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) date: NaiveDate,
    pub(super) duration: Seconds,
    /// 0 for rest, to 4 for the longest days.
    pub(super) step: u8,
    /// Its workouts, for those who may see them.
    pub(super) href: Option<String>,
}

impl Cell {
    fn new(date: NaiveDate, totals: &Totals) -> Self {
        let step = match (totals.workouts, totals.duration.0 / 60) {
            (0, _) => 0,
            (_, 0..30) => 1,
            (_, 30..60) => 2,
            (_, 60..90) => 3,
            _ => 4,
        };
        let href = (step > 0).then(|| format!("/workouts?from={date}&to={date}"));
        Self { date, duration: totals.duration, step, href }
    }

    pub(super) fn said(&self) -> String {
        let told = if self.step == 0 { "rest".to_owned() } else { words::hours(self.duration) };
        format!("{}: {told}", words::dated(self.date))
    }
}

impl ConsistencyPage {
    /// The page of these days of a log.
    pub fn new(consistency: &Consistency, (span, rest): (Span, Rest), history: &History) -> Self {
        let window = consistency.window;
        Self {
            span: words::span(window.from(), window.until()),
            finding: consistency.finding(),
            spans: spans((span, rest), history),
            rests: (0..=4).filter_map(Rest::new).map(|other| forgiving(other, (span, rest))).collect(),
            content: (!history.is_empty()).then(|| Content {
                tiles: tiles(consistency),
                weeks: consistency.weeks.iter().map(|week| column(week, window, history)).collect(),
                rule: rule(rest),
            }),
            is_own: true,
        }
    }

    /// The same of somebody else's log, if it is that.
    #[must_use]
    pub fn within(mut self, log: Option<&Coached>) -> Self {
        let Some(log) = log else { return self };
        for way in self.spans.iter_mut().chain(&mut self.rests) {
            way.href = log.href(&way.href);
        }
        for week in self.content.iter_mut().flat_map(|content| &mut content.weeks) {
            week.review = log.href(&week.review);
            for cell in week.days.iter_mut().flatten() {
                let href = cell.href.take().filter(|_| log.shows_workouts());
                cell.href = href.map(|href| log.href(&href));
            }
        }
        Self { is_own: false, ..self }
    }
}

fn address(span: Span, rest: Rest) -> String {
    let year = if let Span::Year(year) = span { format!("year={year}&") } else { String::new() };
    format!("/consistency?{year}rest={}", rest.days())
}

/// The last twelve months, and every year with a workout, the latest first.
fn spans((here, rest): (Span, Rest), history: &History) -> Vec<Way> {
    let years: std::collections::BTreeSet<_> = history.days().map(|(date, _)| date.year()).collect();
    let spans = std::iter::once(Span::Recent).chain(years.into_iter().rev().map(Span::Year));
    let way = |span| Way {
        href: address(span, rest),
        name: if let Span::Year(year) = span { year.to_string() } else { "12 months".to_owned() },
        here: span == here,
    };
    spans.map(way).collect()
}

fn forgiving(rest: Rest, (span, here): (Span, Rest)) -> Way {
    let name = match rest.days() {
        0 => "No rest".to_owned(),
        days => words::count(u32::from(days), "rest day"),
    };
    Way { href: address(span, rest), name, here: rest == here }
}

fn tiles(consistency: &Consistency) -> Vec<Tile> {
    let tile = |name, (value, unit): (String, &str), change: String| Tile {
        name,
        value,
        unit: unit.to_owned(),
        change,
        course: String::new(),
    };
    let streak = |streak: Option<Streak>| match streak.map_or(0, Streak::days) {
        1 => ("1".to_owned(), "day"),
        days => (days.to_string(), "days"),
    };
    let since = consistency.current.map(|streak| format!("since {}", words::dated(streak.from)));
    let span = consistency.longest.map(|streak| match streak.days() {
        1 => words::dated(streak.from),
        _ => words::span(streak.from, streak.until),
    });
    vec![
        tile(
            "Days trained",
            (consistency.days_trained.to_string(), ""),
            format!("of {}", consistency.window.days()),
        ),
        tile(
            "Weeks trained",
            (consistency.weeks_trained().to_string(), ""),
            format!("of {}", consistency.weeks.len()),
        ),
        tile(
            "Current streak",
            streak(consistency.current),
            since.unwrap_or("the next workout begins one".to_owned()),
        ),
        tile("Longest streak", streak(consistency.longest), span.unwrap_or_default()),
    ]
}

fn column((week, totals): (&Week, &Totals), window: Window, history: &History) -> WeekColumn {
    let cell = |date| window.contains(date).then(|| Cell::new(date, &history.day(date)));
    WeekColumn {
        monday: week.monday(),
        review: format!("/review?week={week}"),
        days: week.days().map(cell).collect(),
        totals: *totals,
    }
}

fn rule(rest: Rest) -> String {
    let forgiven = match rest.days() {
        0 => "Days in a row, each with a workout".to_owned(),
        1 => "Days in a row of which any seven have at most one without a workout".to_owned(),
        days => format!("Days in a row of which any seven have at most {days} without a workout"),
    };
    format!(
        "{forgiven}. It begins and ends with a workout, rest within it counts, and today is not yet a day of rest. One that began before the days shown counts from its own beginning."
    )
}
