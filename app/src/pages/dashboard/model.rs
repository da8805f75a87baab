//! What the dashboard says.

use super::figures::{load_figure, main_figure, split_figure};
use super::plan::{Drawings, Plan, TILES, WINDOWS};
use crate::pages::coached::Coached;
use crate::pages::workouts::{LogLine, sport_choices};
use crate::parts::{Choice, Figure, Tile, Way};
use crate::words;
use domain::pace;
use domain::quantity::Units;
use domain::trend::{Metric, Trend};
use domain::workout::Workout;

/// The dashboard as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DashboardView {
    pub(super) finding: String,
    pub(super) span: String,
    pub(super) windows: Vec<Way>,
    pub(super) sports: Vec<Way>,
    pub(super) content: Option<Content>,
    /// The way to all sports, where one is chosen.
    pub(super) all_sports: Option<String>,
    /// The way to all workouts, if they may be read.
    pub(super) workouts: Option<String>,
    /// Whether it is the visitor's own log.
    pub(super) is_own: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) tiles: Vec<Tile>,
    pub(super) main: Figure,
    pub(super) load: Figure,
    pub(super) split: Option<Figure>,
    pub(super) recent: Vec<LogLine>,
}

impl DashboardView {
    /// The dashboard over `trend`, narrowed to the code of one `sport` or not, with the latest workouts.
    pub fn new(
        trend: &Trend,
        plan: &Plan,
        drawings: Drawings,
        sport: Option<&str>,
        recent: &[Workout],
    ) -> Self {
        let (days, units) = (trend.window.days(), plan.units);
        let active = trend.totals.workouts > 0 || trend.previous.totals.workouts > 0 || !recent.is_empty();
        Self {
            finding: trend.finding.to_string(),
            span: words::span(trend.window.from(), trend.window.until()),
            windows: windows(days, sport),
            sports: sports(trend, days, sport),
            all_sports: sport.map(|_| address(days, None)),
            workouts: Some("/workouts".to_owned()),
            is_own: true,
            content: active.then(|| Content {
                tiles: tiles(trend, drawings.courses, units),
                main: main_figure(trend, &plan.main, drawings.main),
                load: load_figure(trend, &plan.load, drawings.load),
                split: (sport.is_none() && !plan.split.is_empty())
                    .then(|| split_figure(trend, &plan.split, drawings.split, units)),
                recent: recent.iter().map(|workout| LogLine::dated(workout, units)).collect(),
            }),
        }
    }
}

impl DashboardView {
    /// The same of somebody else's log, if it is that.
    #[must_use]
    pub fn within(self, log: Option<&Coached>) -> Self {
        let Some(log) = log else { return self };
        let ways =
            |ways: Vec<Way>| ways.into_iter().map(|way| Way { href: log.href(&way.href), ..way }).collect();
        let content = self.content.map(|content| Content {
            recent: content.recent.into_iter().map(|line| line.within(log)).collect(),
            ..content
        });
        Self {
            windows: ways(self.windows),
            sports: ways(self.sports),
            all_sports: self.all_sports.map(|href| log.href(&href)),
            workouts: log.shows_workouts().then(|| log.href("/workouts")),
            is_own: false,
            content,
            ..self
        }
    }
}

fn address(days: u16, sport: Option<&str>) -> String {
    let sport = sport.map(|sport| format!("&sport={sport}")).unwrap_or_default();
    format!("/dashboard?days={days}{sport}")
}

fn windows(days: u16, sport: Option<&str>) -> Vec<Way> {
    WINDOWS
        .into_iter()
        .map(|window| Way {
            href: address(window, sport),
            name: format!("{window} days"),
            here: window == days,
        })
        .collect()
}

/// All sports, and those of the window; the chosen one is there even if the window has none of it.
fn sports(trend: &Trend, days: u16, chosen: Option<&str>) -> Vec<Way> {
    let present =
        |choice: &Choice| chosen == Some(choice.value.as_str()) || trend.sports.contains(&choice.value);
    let way = |choice: Choice| Way {
        href: address(days, Some(&choice.value)),
        here: chosen == Some(choice.value.as_str()),
        name: choice.label,
    };
    let all = Way { href: address(days, None), name: "All sports".to_owned(), here: chosen.is_none() };
    std::iter::once(all).chain(sport_choices().filter(present).map(way)).collect()
}

fn tiles(trend: &Trend, courses: [String; 4], units: Units) -> Vec<Tile> {
    TILES
        .into_iter()
        .zip(courses)
        .map(|(metric, course)| {
            let (value, unit) = told(trend, metric, units);
            let name = match metric {
                Metric::Distance => "Distance",
                Metric::Duration => "Time",
                Metric::Workouts => "Sessions",
                Metric::Load => "Load",
                Metric::Ascent => "Climb",
            };
            Tile { name, value, unit, change: change(trend, metric), course }
        })
        .collect()
}

/// The change in words; of a load that is known also how many workouts it leaves out.
fn change(trend: &Trend, metric: Metric) -> String {
    let change = trend.change(metric).words(trend.window.days());
    let unknown = trend.totals.workouts - trend.totals.with_load;
    if metric != Metric::Load || trend.totals.known_load().is_none() || unknown == 0 {
        return change;
    }
    let left_out = format!("{} not counted", words::count(unknown, "workout"));
    if change.is_empty() { left_out } else { format!("{change}; {left_out}") }
}

/// A total and its unit.
fn told(trend: &Trend, metric: Metric, units: Units) -> (String, String) {
    let totals = &trend.totals;
    let parts = |text: String| {
        text.split_once(' ')
            .map(|(value, unit)| (value.to_owned(), unit.to_owned()))
            .unwrap_or((text, String::new()))
    };
    match metric {
        Metric::Distance => parts(pace::distance(totals.distance, units)),
        Metric::Ascent => parts(pace::ascent(totals.ascent, units)),
        Metric::Duration => (words::clock(totals.duration), "hours".to_owned()),
        Metric::Workouts => (totals.workouts.to_string(), String::new()),
        Metric::Load => match totals.known_load() {
            Some(load) => (words::grouped(load.value()), String::new()),
            None => ("–".to_owned(), "not known".to_owned()),
        },
    }
}
