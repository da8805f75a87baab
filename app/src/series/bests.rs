//! The way to a record, and bests over distances or times.

use super::course::tick_of;
use chrono::NaiveDate;
use domain::sport::Rate;

/// The way to a record: what was the best from which day on.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// The bests, the earliest first.
    pub steps: Vec<(NaiveDate, f64)>,
    /// The day up to which the last one stands.
    pub until: NaiveDate,
    /// Whether less is better.
    pub falls: bool,
}

/// Bests of a span beside those of all time, over distances or times that grow.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Curve {
    /// The distances or times.
    pub names: Vec<String>,
    /// The bests of the span; `None` where there is none.
    pub span: Vec<Option<f64>>,
    /// The bests of all time.
    pub ever: Vec<Option<f64>>,
    /// How a value is told where it is a speed, in units of distance per hour.
    pub pace: Option<Rate>,
}

impl Curve {
    /// Every value of it.
    pub fn values(&self) -> impl Iterator<Item = f64> {
        self.span.iter().chain(&self.ever).flatten().copied()
    }

    /// A value as the chart's axis tells it.
    pub fn tick(&self, value: f64) -> String {
        tick_of(self.pace, value)
    }
}
