//! What the dashboard draws.

use crate::pages::workouts::OTHER;
use crate::parts::Chart;
use crate::series::{Series, mean_of};
use domain::quantity::{Metres, Units};
use domain::sport::Sport;
use domain::trend::{Finding, Metric, SportTotals, Trend};

/// The windows one can look at, in days.
pub const WINDOWS: [u16; 4] = [7, 30, 90, 365];

/// The tiles, in order.
pub const TILES: [Metric; 4] = [Metric::Distance, Metric::Duration, Metric::Workouts, Metric::Load];

/// The most sports that are told apart in the split.
const MOST_SPORTS: usize = 6;

/// What is drawn of a trend, before it is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The units of every value.
    pub units: Units,
    /// The metric of the finding, day by day.
    pub main: Series,
    /// The load, day by day.
    pub load: Series,
    /// The sports with their share of the time, between 0 and 1, the largest first.
    pub split: Vec<(String, f64)>,
    /// For each of the [`TILES`] the mean of the seven days that end on every day.
    pub courses: [Vec<Option<f64>>; 4],
}

impl Plan {
    /// What is drawn of `trend` in the athlete's units.
    pub fn new(trend: &Trend, units: Units) -> Self {
        Self {
            units,
            main: Series::new(trend, metric_of(trend), units),
            load: Series::new(trend, Metric::Load, units),
            split: split(&trend.by_sport),
            courses: TILES.map(|metric| trend.mean_7d.iter().map(|mean| mean_of(mean, metric)).collect()),
        }
    }
}

/// What was drawn of a [`Plan`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawings {
    /// The days.
    pub main: Chart,
    /// The load.
    pub load: Chart,
    /// The split by sport.
    pub split: Chart,
    /// The course of every tile.
    pub courses: [String; 4],
}

/// The metric that the finding is about.
fn metric_of(trend: &Trend) -> Metric {
    match trend.finding {
        Finding::Compared { metric, .. } => metric,
        _ if trend.totals.distance > Metres(0) => Metric::Distance,
        _ => Metric::Duration,
    }
}

fn split(sports: &[SportTotals]) -> Vec<(String, f64)> {
    let total: f64 = sports.iter().map(|sport| sport.totals.duration.as_f64()).sum();
    if total <= 0.0 {
        return Vec::new();
    }
    let share = |sport: &SportTotals| sport.totals.duration.as_f64() / total;
    let (told, rest) = sports.split_at(sports.len().min(MOST_SPORTS));
    let mut shares: Vec<_> = told.iter().map(|sport| (sport_label(&sport.sport), share(sport))).collect();
    if !rest.is_empty() {
        shares.push(("The rest".to_owned(), rest.iter().map(share).sum()));
    }
    shares
}

pub(super) fn sport_label(code: &str) -> String {
    Sport::from_code(code).map_or_else(|| OTHER.to_owned(), |sport| sport.label().to_owned())
}
