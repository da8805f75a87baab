//! The dashboard's charts with their findings and their numbers.

use super::plan::sport_label;
use crate::parts::{Chart, Figure, Numbers};
use crate::series::Series;
use crate::words;
use domain::pace;
use domain::quantity::Units;
use domain::trend::{Metric, Trend};

pub(super) fn main_figure(trend: &Trend, series: &Series, chart: Chart) -> Figure {
    let last = series.slots.last().and_then(|slot| slot.mean);
    let finding = match (series.weekly, last) {
        (false, Some(mean)) => format!("{} a day over the last seven", series.told(mean)),
        (true, Some(mean)) => format!("{} a week over the last four", series.told(mean)),
        (_, None) => series.metric.name().to_owned(),
    };
    course_figure("days", finding, trend, series, chart)
}

pub(super) fn load_figure(trend: &Trend, series: &Series, chart: Chart) -> Figure {
    let days = trend.window.days();
    let finding = match series.slots.last().and_then(|slot| slot.mean) {
        Some(mean) if series.weekly => format!("Load {} a week over the last four", series.told(mean)),
        Some(mean) => format!("Load {} a day over the last seven", series.told(mean)),
        None => match trend.totals.known_load() {
            Some(load) => format!("Load {} in these {days} days", words::grouped(load.value())),
            None => format!("No load is known in these {days} days"),
        },
    };
    course_figure("load", finding, trend, series, chart)
}

fn course_figure(id: &'static str, finding: String, trend: &Trend, series: &Series, chart: Chart) -> Figure {
    let days = trend.window.days();
    let name = match series.metric {
        Metric::Load => "Load",
        Metric::Duration => "Time",
        metric => metric.name(),
    };
    let unit = if series.unit.is_empty() { String::new() } else { format!(" in {}", series.unit) };
    let (bars, mean) = if series.weekly { ("weeks", "four\u{2011}week") } else { ("days", "7\u{2011}day") };
    let before = format!(", the dots are that mean in the {days} days before");
    let before = if trend.has_before() { before } else { String::new() };
    Figure {
        id,
        finding,
        data: format!("{name}{unit}. Bars are {bars}, the line is the {mean} mean{before}."),
        chart,
        readings: series.slots.iter().map(|slot| series.reading(slot)).collect(),
        numbers: numbers(name, series, mean),
    }
}

fn numbers(name: &str, series: &Series, mean: &str) -> Numbers {
    let unit = if series.unit.is_empty() { String::new() } else { format!(" ({})", series.unit) };
    let cell = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.1}"));
    let rows = series
        .slots
        .iter()
        .rev()
        .map(|slot| vec![series.name(slot), cell(slot.value), cell(slot.mean), cell(slot.before)]);
    Numbers {
        caption: format!("{name}{unit}, the latest first"),
        columns: [if series.weekly { "Week" } else { "Day" }, name, &format!("{mean} mean"), "Mean before"]
            .map(str::to_owned)
            .to_vec(),
        rows: rows.collect(),
    }
}

pub(super) fn split_figure(trend: &Trend, split: &[(String, f64)], chart: Chart, units: Units) -> Figure {
    let finding = split
        .first()
        .map(|(name, share)| format!("{name}: {:.0} % of the time", share * 100.0))
        .unwrap_or_default();
    let rows = trend.by_sport.iter().map(|sport| {
        let totals = &sport.totals;
        vec![
            sport_label(&sport.sport),
            totals.workouts.to_string(),
            words::hours(totals.duration),
            pace::distance(totals.distance, units),
        ]
    });
    Figure {
        id: "split",
        finding,
        data: "Share of the time by sport.".to_owned(),
        chart,
        readings: Vec::new(),
        numbers: Numbers {
            caption: "Sums by sport".to_owned(),
            columns: ["Sport", "Sessions", "Time", "Distance"].map(str::to_owned).to_vec(),
            rows: rows.collect(),
        },
    }
}
