//! Daniels' training paces.

use super::Vdot;
use crate::quantity::{METRES_PER_MILE, MeasuredMetres, MetresPerSecond};

/// The share of VDOT used at the slow and the fast end of easy running.
const EASY: (f64, f64) = (0.62, 0.70);
/// The share of VDOT used at threshold.
const THRESHOLD: f64 = 0.88;
/// The share of VDOT used in intervals.
const INTERVAL: f64 = 0.975;

/// Training speeds for a VDOT.
///
/// The shares are those that the published paces amount to from VDOT 39 on. Below it Daniels publishes quicker paces than
/// these, by a rule that is not published. Daniels, Daniels' Running Formula, 3rd edition, 2013.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paces {
    /// Easy running, the slow end: 62 % of VDOT.
    pub easy_from: MetresPerSecond,
    /// Easy running, the fast end: 70 % of VDOT.
    pub easy_to: MetresPerSecond,
    /// Marathon: the speed of the equivalent marathon.
    pub marathon: MetresPerSecond,
    /// Threshold: 88 % of VDOT.
    pub threshold: MetresPerSecond,
    /// Interval: 97.5 % of VDOT.
    pub interval: MetresPerSecond,
    /// Repetition: the speed of the equivalent mile.
    pub repetition: MetresPerSecond,
}

impl Paces {
    /// The speeds for a VDOT, `None` where it has no equivalent marathon or mile.
    pub fn of(vdot: Vdot) -> Option<Self> {
        let at = |share| MetresPerSecond::nearest(vdot.speed_at(share) / 60.0);
        let over = |metres| {
            Some(MetresPerSecond::nearest(
                metres * 1000.0 / vdot.time_over(MeasuredMetres(narrow(metres)))?.as_f64(),
            ))
        };
        Some(Self {
            easy_from: at(EASY.0),
            easy_to: at(EASY.1),
            marathon: over(42_195.0)?,
            threshold: at(THRESHOLD),
            interval: at(INTERVAL),
            repetition: over(METRES_PER_MILE)?,
        })
    }
}

#[expect(clippy::cast_possible_truncation, reason = "seven digits are more than a race is measured to")]
fn narrow(value: f64) -> f32 {
    value as f32
}
