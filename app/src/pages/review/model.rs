//! What the page of a week says.

use crate::pages::coached::Coached;
use crate::parts::{Numbers, Tile, Way};
use crate::words;
use chrono::NaiveDate;
use domain::load::LoadTenths;
use domain::pace;
use domain::quantity::Units;
use domain::review::Review;
use domain::trend::{Change, Metric, Totals};
use domain::week::Week;

/// The page of a week as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewPage {
    pub(super) when: String,
    pub(super) finding: String,
    pub(super) ways: Vec<Way>,
    pub(super) sentences: Vec<String>,
    pub(super) tiles: Vec<Tile>,
    pub(super) days: Numbers,
    /// Where its workouts are, for those who may see them.
    pub(super) workouts: Option<String>,
}

impl ReviewPage {
    /// The page of a week of a log.
    pub fn new(review: &Review, today: NaiveDate, units: Units) -> Self {
        let week = review.week;
        let sunday = week.days().last().unwrap_or(review.until);
        let mut sentences = review.sentences().into_iter();
        Self {
            when: format!("Week {week}: {}", words::span(week.monday(), sunday)),
            finding: sentences.next().unwrap_or_default(),
            ways: ways(week, today),
            sentences: sentences.collect(),
            tiles: tiles(review, units),
            days: numbers(review, units),
            workouts: (review.totals.workouts > 0)
                .then(|| format!("/workouts?from={}&to={sunday}", week.monday())),
        }
    }

    /// The same of somebody else's log, if it is that.
    #[must_use]
    pub fn within(mut self, log: Option<&Coached>) -> Self {
        let Some(log) = log else { return self };
        for way in &mut self.ways {
            way.href = log.href(&way.href);
        }
        let workouts = self.workouts.take().filter(|_| log.shows_workouts());
        Self { workouts: workouts.map(|href| log.href(&href)), ..self }
    }
}

/// The week before, this one, and the ones after it until today's.
fn ways(week: Week, today: NaiveDate) -> Vec<Way> {
    let way =
        |other: Week, name: String| Way { href: format!("/review?week={other}"), name, here: other == week };
    let this = Week::of(today);
    let next = (week < this.previous()).then(|| way(week.next(), week.next().to_string()));
    let last = (week < this).then(|| way(this, "This week".to_owned()));
    let here = if week == this { "This week".to_owned() } else { week.to_string() };
    let before = [way(week.previous(), week.previous().to_string()), way(week, here)];
    before.into_iter().chain(next).chain(last).collect()
}

fn tiles(review: &Review, units: Units) -> Vec<Tile> {
    let before = if review.is_over { "in the week before" } else { "on the same days of the week before" };
    let tile = |name, metric, value: String| Tile {
        name,
        value,
        unit: String::new(),
        change: match review.change(metric) {
            Change::None => String::new(),
            change => change.than(before),
        },
        course: String::new(),
    };
    let Totals { workouts, duration, distance, .. } = review.totals;
    vec![
        tile("Workouts", Metric::Workouts, workouts.to_string()),
        tile("Time", Metric::Duration, words::hours(duration)),
        tile("Distance", Metric::Distance, pace::distance(distance, units)),
        tile("Load", Metric::Load, load(&review.totals)),
    ]
}

fn load(totals: &Totals) -> String {
    totals.known_load().map(LoadTenths::value).map_or("–".to_owned(), |load| format!("{load:.1}"))
}

fn numbers(review: &Review, units: Units) -> Numbers {
    let row = |(date, totals): &(NaiveDate, Totals)| {
        vec![
            words::day(*date),
            totals.workouts.to_string(),
            words::clock(totals.duration),
            pace::distance(totals.distance, units),
            load(totals),
        ]
    };
    Numbers {
        caption: "The days of the week".to_owned(),
        columns: ["Day", "Workouts", "Time", "Distance", "Load"].map(str::to_owned).to_vec(),
        rows: review.days.iter().map(row).collect(),
    }
}
