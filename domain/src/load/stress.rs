//! Stress scores: an hour at threshold is 100, whatever it was measured by.

use super::Heart;
use crate::quantity::{BeatsPerMinute, ExactWatts, MetresPerSecond, Seconds, Watts};

/// Seconds in the hour at threshold that is worth 100.
const HOUR: Seconds = Seconds(3600);

/// Heart-rate stress (hrTSS): 100 · TRIMP / TRIMP of one hour at threshold.
///
/// `impulse` is a sum of [`Heart::impulse`] of the same heart. `None` where the threshold is not above the heart's
/// rate at rest. `GoldenCheetah` calls it TRIMP(100), Elevate HRSS.
pub fn heart_rate_stress(heart: Heart, impulse: f64, threshold: BeatsPerMinute) -> Option<f64> {
    let hour = heart.impulse(HOUR, threshold);
    (hour > 0.0).then(|| 100.0 * impulse / hour)
}

/// Running stress (rTSS): hours · IF² · 100, with IF the ratio of grade-adjusted to threshold speed.
///
/// A ratio of speeds, not of paces: at 5:00 /km against 4:30 /km it is 0.9. `None` for a threshold of zero.
/// `McGregor`, for Training Peaks.
pub fn pace_stress(time: Seconds, adjusted: MetresPerSecond, threshold: MetresPerSecond) -> Option<f64> {
    let factor = share(adjusted.as_f64(), threshold.as_f64())?;
    Some(time.as_f64() / HOUR.as_f64() * factor.powi(2) * 100.0)
}

/// The intensity factor (IF): normalised power over functional threshold power; `None` for a threshold of zero.
///
/// Coggan, in Allen and Coggan, Training and Racing with a Power Meter, 2006.
pub fn intensity_factor(normalized: ExactWatts, threshold: Watts) -> Option<f64> {
    share(normalized.as_f64(), threshold.as_f64())
}

/// The training stress score (TSS): s · NP · IF / (FTP · 3600) · 100; `None` for a threshold of zero.
///
/// Coggan, in Allen and Coggan, Training and Racing with a Power Meter, 2006.
pub fn power_stress(time: Seconds, normalized: ExactWatts, threshold: Watts) -> Option<f64> {
    let factor = intensity_factor(normalized, threshold)?;
    Some(time.as_f64() / HOUR.as_f64() * factor.powi(2) * 100.0)
}

fn share(of: f64, threshold: f64) -> Option<f64> {
    Some(of / threshold).filter(|share| threshold > 0.0 && share.is_finite() && *share >= 0.0)
}
