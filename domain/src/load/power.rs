//! Normalised power: what a steady effort of the same strain would have been.

use crate::per_second::PerSecond;
use crate::quantity::{ExactWatts, Watts};
use crate::track::Track;

/// Seconds over which power is averaged before it is weighed: about as long as the body takes to answer.
const ROLLING: usize = 30;

/// Normalised power (NP) in watts: the fourth root of the mean fourth power of the thirty-second rolling mean.
///
/// Power is taken once a second, as it holds until the next value. Seconds without power are left out, as a device
/// that paused would have; only whole thirty seconds count, so that the first mean is that of seconds 1 to 30.
/// `None` below thirty seconds of power. Coggan, in Allen and Coggan, Training and Racing with a Power Meter, 2006.
pub fn normalized_power(track: &Track) -> Option<ExactWatts> {
    let seconds = PerSecond::of(track, |sample| sample.power.map(|Watts(watts)| watts));
    let watts: Vec<f64> = seconds.values().flatten().map(f64::from).collect();
    let rolling = watts.windows(ROLLING).map(mean);
    let (sum, count) = rolling.fold((0.0, 0.0), |(sum, count), mean| (sum + mean.powi(4), count + 1.0));
    (count > 0.0).then(|| ExactWatts((sum / count).powf(0.25)))
}

fn mean(window: &[f64]) -> f64 {
    window.iter().sum::<f64>() / 30.0
}
