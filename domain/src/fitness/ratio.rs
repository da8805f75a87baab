//! The last week beside the weeks before: a ratio, and no more than that.
//!
//! Whether it foretells injuries is disputed (Lolli et al., Br J Sports Med 53:921, 2019; Impellizzeri et al., Int J
//! Sports Physiol Perform 15:907, 2020), so nothing is claimed of it.

use crate::load::LoadTenths;

/// Acute to chronic load, coupled: the mean of the last 7 of 28 days over the mean of all of them.
///
/// Oldest day first. `None` where there was no load. Hulin et al., Br J Sports Med 48:708, 2014.
pub fn coupled_ratio(days: &[LoadTenths; 28]) -> Option<f64> {
    ratio(mean(&days[21..]), mean(days))
}

/// Acute to chronic load, uncoupled: the mean of the last 7 of 28 days over that of the 21 before them.
///
/// Oldest day first. `None` where those had no load. Windt and Gabbett, Br J Sports Med 53:988, 2019.
pub fn uncoupled_ratio(days: &[LoadTenths; 28]) -> Option<f64> {
    ratio(mean(&days[21..]), mean(&days[..21]))
}

/// Acute to chronic load by exponential means with λ = 2/(N + 1), N of 7 and 28 days, from the first day's load.
///
/// Oldest day first. `None` for no days and where there was no load. Williams et al., Br J Sports Med 51:209, 2017.
pub fn smoothed_ratio(days: &[LoadTenths]) -> Option<f64> {
    let (first, rest) = days.split_first()?;
    let smooth = |days: f64| {
        let towards = |mean: f64, day: &LoadTenths| mean + (day.value() - mean) * 2.0 / (days + 1.0);
        rest.iter().fold(first.value(), towards)
    };
    ratio(smooth(7.0), smooth(28.0))
}

fn ratio(acute: f64, chronic: f64) -> Option<f64> {
    (chronic > 0.0).then(|| acute / chronic)
}

fn mean(days: &[LoadTenths]) -> f64 {
    let (sum, count) = days.iter().fold((0.0, 0.0), |(sum, count), day| (sum + day.value(), count + 1.0));
    sum / count
}
