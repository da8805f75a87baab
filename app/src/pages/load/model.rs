//! What the page of load says.

use super::plan::{Drawings, Plan, Span};
use crate::pages::coached::Coached;
use crate::parts::{Chart, Figure, Numbers, Tile, Way};
use crate::series::Lines;
use crate::words;
use chrono::NaiveDate;
use domain::fitness::{Development, FITNESS_DAYS};

/// The page of load as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadPage {
    pub(super) span: String,
    pub(super) finding: String,
    pub(super) ways: Vec<Way>,
    pub(super) content: Option<Content>,
    pub(super) is_own: bool,
}

/// What there is to show of a log with a load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) tiles: Vec<Tile>,
    pub(super) figures: Vec<Figure>,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) coverage: String,
    pub(super) zones: Vec<Figure>,
}

impl LoadPage {
    /// The page of these days, with what was drawn of them.
    pub fn new(development: &Development, span: Span, plan: &Plan, drawings: Drawings) -> Self {
        let known = development.today().fitness > 0.0 || development.coverage.0 > 0;
        let ends = development.days.first().zip(development.days.last());
        Self {
            span: ends.map(|(first, last)| words::span(first.date, last.date)).unwrap_or_default(),
            finding: if known { development.finding() } else { "Load".to_owned() },
            ways: ways(span),
            content: known.then(|| Content {
                tiles: tiles(development),
                figures: vec![
                    fitness_figure(development, &plan.fitness, drawings.fitness),
                    form_figure(development, &plan.form, drawings.form),
                ],
                facts: facts(development),
                coverage: coverage(development),
                zones: Vec::new(),
            }),
            is_own: true,
        }
    }

    /// The same with the time in zones.
    #[must_use]
    pub fn with_zones(self, zones: Vec<Figure>) -> Self {
        let content = self.content.map(|content| Content { zones, ..content });
        Self { content, ..self }
    }

    /// The same of somebody else's log, if it is that.
    #[must_use]
    pub fn within(self, log: Option<&Coached>) -> Self {
        let Some(log) = log else { return self };
        let ways = self.ways.into_iter().map(|way| Way { href: log.href(&way.href), ..way }).collect();
        Self { ways, is_own: false, ..self }
    }
}

fn ways(here: Span) -> Vec<Way> {
    let way = |(span, word, name): (Span, &str, &str)| Way {
        href: format!("/load?span={word}"),
        name: name.to_owned(),
        here: span == here,
    };
    Span::ALL.map(way).to_vec()
}

fn tiles(development: &Development) -> Vec<Tile> {
    let today = development.today();
    let ago = development.days.len().checked_sub(8).map(|index| development.days[index].state);
    let tile = |name, value: f64, before: Option<f64>| Tile {
        name,
        value: signed(value),
        unit: String::new(),
        change: before.map(|before| format!("{} a week ago", signed(before))).unwrap_or_default(),
        course: String::new(),
    };
    vec![
        tile("Fitness", today.fitness, ago.map(|ago| ago.fitness)),
        tile("Fatigue", today.fatigue, ago.map(|ago| ago.fatigue)),
        tile("Form", today.form, ago.map(|ago| ago.form)),
    ]
}

/// A number with one decimal and a true minus.
fn signed(value: f64) -> String {
    let text = format!("{value:.1}");
    match text.strip_prefix('-') {
        Some("0.0") => "0.0".to_owned(),
        Some(rest) => format!("\u{2212}{rest}"),
        None => text,
    }
}

fn fitness_figure(development: &Development, lines: &Lines, chart: Chart) -> Figure {
    let today = development.today();
    let building = today.building().map_or(String::new(), |day| {
        format!(" Building, day {day} of {FITNESS_DAYS}: it starts from nothing and tells too little yet.")
    });
    Figure {
        id: "fitness",
        finding: format!("Fitness {}, fatigue {}", signed(today.fitness), signed(today.fatigue)),
        data: format!(
            "Load per day. The smoother line is fitness, the other fatigue; after the upright rule, if nothing is done.{building}"
        ),
        chart,
        readings: (0..lines.days.len()).map(|index| lines.reading(index)).collect(),
        numbers: numbers("Fitness and fatigue", lines),
    }
}

fn form_figure(development: &Development, lines: &Lines, chart: Chart) -> Figure {
    let finding = match development.ahead.iter().position(|state| state.form > 0.0) {
        Some(0) | None => format!("Form {}", signed(development.today().form)),
        Some(days) => {
            let days = words::count(u32::try_from(days + 1).unwrap_or(u32::MAX), "day");
            format!("Form {}, above zero after {days} of rest", signed(development.today().form))
        }
    };
    Figure {
        id: "form",
        finding,
        data: "Fitness less fatigue of the day before; after the upright rule, if nothing is done."
            .to_owned(),
        chart,
        readings: (0..lines.days.len()).map(|index| lines.reading(index)).collect(),
        numbers: numbers("Form", lines),
    }
}

fn numbers(caption: &str, lines: &Lines) -> Numbers {
    let day = |index: usize, date: NaiveDate| {
        let ahead = if index < lines.ahead { "" } else { ", if nothing is done" };
        format!("{}{ahead}", words::dated(date))
    };
    let row = |(index, date): (usize, &NaiveDate)| {
        let values = lines.lines.iter().map(|line| signed(line.values[index]));
        std::iter::once(day(index, *date)).chain(values).collect()
    };
    let names = lines.lines.iter().map(|line| line.name.to_owned());
    Numbers {
        caption: format!("{caption}, the latest first"),
        columns: std::iter::once("Day".to_owned()).chain(names).collect(),
        rows: lines.days.iter().enumerate().rev().map(row).collect(),
    }
}

fn facts(development: &Development) -> Vec<(&'static str, String)> {
    let Some(last) = development.days.last() else { return Vec::new() };
    let told = |value: Option<f64>, decimals: usize| {
        value.map_or("–".to_owned(), |value| format!("{value:.decimals$}"))
    };
    vec![
        ("Monotony", told(last.monotony, 1)),
        ("Strain", told(last.strain, 0)),
        ("Acute to chronic", told(last.acute_chronic, 2)),
    ]
}

fn coverage(development: &Development) -> String {
    let (with, of) = development.coverage;
    match of - with {
        0 if of == 1 => "The one workout of these days has a load.".to_owned(),
        0 => format!("All {of} workouts of these days have a load."),
        without => format!(
            "{with} of {} of these days have a load; of the other {without} neither heart rate nor effort is known, and they count as rest.",
            words::count(of, "workout")
        ),
    }
}
