//! How alike the days of a week are, and what that makes of its load.

use crate::load::LoadTenths;

/// The highest monotony that is told: days that are all alike have no spread to divide by.
pub const HIGHEST_MONOTONY: f64 = 10.0;

/// Monotony of seven days: their mean load over its standard deviation, at most [`HIGHEST_MONOTONY`].
///
/// Days of rest count as zero, several sessions of a day as their sum. The deviation is that of the population (divided
/// by 7, not 6). `None` for a week without load. Above 2 is high. Foster, MSSE 30:1164, 1998.
pub fn monotony(week: &[LoadTenths; 7]) -> Option<f64> {
    let mean = sum(week) / 7.0;
    let variance = week.iter().map(|day| (day.value() - mean).powi(2)).sum::<f64>() / 7.0;
    (mean > 0.0).then(|| (mean / variance.sqrt()).min(HIGHEST_MONOTONY))
}

/// Strain of seven days: their load times their monotony; `None` for a week without load.
///
/// Foster, MSSE 30:1164, 1998.
pub fn strain(week: &[LoadTenths; 7]) -> Option<f64> {
    Some(sum(week) * monotony(week)?)
}

fn sum(week: &[LoadTenths; 7]) -> f64 {
    f64::from(week.iter().map(|day| day.0).fold(0, u32::saturating_add)) / 10.0
}
