//! Days, or the weeks of a long window, with their means.

use crate::words;
use chrono::NaiveDate;
use domain::quantity::{METRES_PER_MILE, Units};
use domain::trend::{Mean, Metric, Trend};

/// Windows of more days than this are drawn in weeks.
const MOST_BARS: u16 = 120;

/// One bar: a day or a week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
    /// The sum over it; `None` where it is not known or there was no workout.
    pub value: Option<f64>,
    /// The running mean that ends with it.
    pub mean: Option<f64>,
    /// The running mean at the same place of the window before.
    pub before: Option<f64>,
}

/// A metric over the slots of a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// What is counted.
    pub metric: Metric,
    /// The unit of every value.
    pub unit: &'static str,
    /// Whether slots are weeks.
    pub weekly: bool,
    /// The slots, oldest first.
    pub slots: Vec<Slot>,
}

impl Series {
    /// The metric over the window of a trend: days with seven-day means, or weeks with four-week means.
    pub fn new(trend: &Trend, metric: Metric, units: Units) -> Self {
        let weekly = trend.window.days() > MOST_BARS;
        let (unit, per_unit) = scale(metric, units, weekly);
        let slots = if weekly { weeks(trend, metric) } else { days(trend, metric) };
        let scaled = |value: Option<f64>| value.map(|value| value / per_unit);
        let slots = slots
            .into_iter()
            .map(|slot| Slot {
                value: scaled(slot.value),
                mean: scaled(slot.mean),
                before: scaled(slot.before).filter(|_| trend.has_before()),
                ..slot
            })
            .collect();
        Self { metric, unit, weekly, slots }
    }

    /// What a slot says when it is pointed at.
    pub fn reading(&self, slot: &Slot) -> String {
        let value = slot.value.map_or("–".to_owned(), |value| self.told(value));
        let mean = slot.mean.map(|mean| format!(" · mean {}", self.told(mean))).unwrap_or_default();
        format!("{}: {value}{mean}", self.name(slot))
    }

    /// The slot's name: its day or its week.
    pub fn name(&self, slot: &Slot) -> String {
        if self.weekly {
            format!("Week to {}", slot.last.format("%-d %b %Y"))
        } else {
            words::day(slot.first)
        }
    }

    /// A value with its unit.
    pub fn told(&self, value: f64) -> String {
        if self.unit.is_empty() { number(value) } else { format!("{} {}", number(value), self.unit) }
    }
}

/// A number of a chart: one decimal below ten, none above.
pub fn number(value: f64) -> String {
    if value.abs() < 9.95 && value != 0.0 { format!("{value:.1}") } else { words::grouped(value) }
}

/// A number of an axis whose numbers lie `step` apart: with as many decimals as that needs, at most three.
pub fn tick(value: f64, step: f64) -> String {
    let whole = |decimals: &i32| {
        let scaled = step * 10f64.powi(*decimals);
        (scaled - scaled.round()).abs() < 1e-6
    };
    match (0..3).find(whole).unwrap_or(3) {
        0 => words::grouped(value),
        decimals => format!("{value:.precision$}", precision = usize::try_from(decimals).unwrap_or(0)),
    }
}

/// The unit of a metric and how many of its own make one.
fn scale(metric: Metric, units: Units, weekly: bool) -> (&'static str, f64) {
    match (metric, units) {
        (Metric::Distance, Units::Metric) => ("km", 1000.0),
        (Metric::Distance, Units::Imperial) => ("mi", METRES_PER_MILE),
        (Metric::Duration, _) if weekly => ("h", 3600.0),
        (Metric::Duration, _) => ("min", 60.0),
        (Metric::Ascent, Units::Metric) => ("m", 1.0),
        (Metric::Ascent, Units::Imperial) => ("ft", domain::quantity::METRES_PER_FOOT),
        (Metric::Workouts | Metric::Load, _) => ("", 1.0),
    }
}

/// A metric's mean per day, in its own unit; of the climb none is kept.
pub(crate) fn mean_of(mean: &Mean, metric: Metric) -> Option<f64> {
    match metric {
        Metric::Distance => Some(mean.distance_m),
        Metric::Duration => Some(mean.duration_s),
        Metric::Load => mean.load,
        Metric::Workouts => Some(mean.workouts),
        Metric::Ascent => None,
    }
}

fn days(trend: &Trend, metric: Metric) -> Vec<Slot> {
    let previous = trend.previous.mean_7d.iter();
    let means = trend.mean_7d.iter().zip(previous);
    trend
        .days
        .iter()
        .zip(means)
        .map(|(day, (mean, before))| Slot {
            first: day.date,
            last: day.date,
            value: metric.of(&day.totals).filter(|_| day.totals.workouts > 0),
            mean: mean_of(mean, metric),
            before: mean_of(before, metric),
        })
        .collect()
}

/// Weeks counted back from the last day; the first one may be short.
fn weeks(trend: &Trend, metric: Metric) -> Vec<Slot> {
    let mut slots: Vec<_> = trend
        .days
        .rchunks(7)
        .enumerate()
        .filter_map(|(back, days)| {
            let known: Vec<f64> = days
                .iter()
                .filter(|day| day.totals.workouts > 0)
                .filter_map(|day| metric.of(&day.totals))
                .collect();
            Some(Slot {
                first: days.first()?.date,
                last: days.last()?.date,
                value: (!known.is_empty()).then(|| known.iter().sum()),
                mean: four_weeks(&trend.mean_7d, metric, back),
                before: four_weeks(&trend.previous.mean_7d, metric, back),
            })
        })
        .collect();
    slots.reverse();
    slots
}

/// The mean of the four weeks that end `back` weeks before the end; `None` where fewer are known.
fn four_weeks(means: &[Mean], metric: Metric, back: usize) -> Option<f64> {
    let ends = means.iter().rev().skip(7 * back).step_by(7).take(4);
    let weeks: Vec<f64> = ends.filter_map(|mean| mean_of(mean, metric)).map(|mean| mean * 7.0).collect();
    (weeks.len() == 4).then(|| weeks.iter().sum::<f64>() / 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::quantity::{Metres, Seconds};
    use domain::trend::{Day, Totals, Window};
    use std::collections::BTreeMap;

    fn trend(length: u16, distance: impl Fn(u32) -> u32) -> Trend {
        let until: NaiveDate = "2026-11-23".parse().unwrap();
        let window = Window::new(length, until, chrono_tz::UTC).unwrap();
        let days: Vec<_> = window
            .lead_in()
            .start()
            .iter_days()
            .take_while(|date| *date <= until)
            .zip(0..)
            .filter(|(_, index)| distance(*index) > 0)
            .map(|(date, index)| {
                let totals = Totals {
                    workouts: 1,
                    distance: Metres(distance(index)),
                    duration: Seconds(1800),
                    ..Totals::default()
                };
                Day { date, by_sport: BTreeMap::from([("run".to_owned(), totals)]) }
            })
            .collect();
        Trend::new(window, &days, None)
    }

    #[test]
    fn thirty_days_are_thirty_bars_and_rest_days_have_none() {
        let trend = trend(30, |index| if index % 2 == 0 { 8000 } else { 0 });
        let series = Series::new(&trend, Metric::Distance, Units::Metric);
        assert_eq!((series.slots.len(), series.unit, series.weekly), (30, "km", false));
        assert_eq!(series.slots.iter().filter(|slot| slot.value.is_some()).count(), 15);
        assert!(series.slots.iter().all(|slot| slot.mean.is_some() && slot.before.is_some()));
    }

    #[test]
    fn a_year_is_drawn_in_weeks_that_add_up_to_it() {
        let trend = trend(365, |_| 1000);
        let series = Series::new(&trend, Metric::Distance, Units::Metric);
        assert_eq!((series.slots.len(), series.weekly), (53, true));
        let sum: f64 = series.slots.iter().filter_map(|slot| slot.value).sum();
        assert!((sum - 365.0).abs() < 1e-9);
        let last = series.slots.last().unwrap();
        assert_eq!((last.value, last.mean), (Some(7.0), Some(7.0)));
        assert_eq!(series.slots[0].first, trend.window.from());
    }

    #[test]
    fn a_window_before_that_cannot_be_compared_with_is_not_drawn() {
        let drawn = |begins| {
            let trend = trend(365, |index| if index < begins { 0 } else { 1000 });
            let slots = Series::new(&trend, Metric::Distance, Units::Metric).slots;
            slots.iter().filter(|slot| slot.before.is_some()).count()
        };
        let (late, never) = (6 + 365 - 30, 6 + 365);
        assert_eq!([drawn(late), drawn(never)], [0, 0]);
        assert!(drawn(0) > 40);
    }

    #[test]
    fn a_reading_names_the_day_the_value_and_the_mean() {
        let trend = trend(30, |_| 10_240);
        let series = Series::new(&trend, Metric::Distance, Units::Metric);
        assert_eq!(series.reading(&series.slots[29]), "Mon 23 Nov: 10 km · mean 10 km");
        let rest = Slot { value: None, mean: None, ..series.slots[29] };
        assert_eq!(series.reading(&rest), "Mon 23 Nov: –");
    }

    #[test]
    fn the_numbers_of_an_axis_have_the_decimals_of_its_step() {
        let quarters = [0.25, 0.5, 0.75, 1.0].map(|value| tick(value, 0.25));
        assert_eq!(quarters, ["0.25", "0.50", "0.75", "1.00"]);
        assert_eq!([2.5, 10.0].map(|value| tick(value, 2.5)), ["2.5", "10.0"]);
        assert_eq!([5.0, 1500.0].map(|value| tick(value, 5.0)), ["5", "1,500"]);
    }

    #[test]
    fn numbers_lose_detail_as_they_grow() {
        assert_eq!([0.0, 0.44, 9.94, 9.96, 123.4].map(number), ["0", "0.4", "9.9", "10", "123"]);
    }
}
