//! VDOT: the oxygen that a race would have taken a runner of ordinary economy.

use super::Race;
use crate::quantity::{MeasuredMetres, Milliseconds, nearest};

/// Halvings until a time is known to far less than a millisecond.
const HALVINGS: u32 = 60;
/// The slowest and the fastest speed that times are sought between, in metres per minute.
const SPEEDS: (f64, f64) = (30.0, 1200.0);

/// VDOT, in millilitres of oxygen per kilogram and minute.
///
/// Daniels and Gilbert, Oxygen Power: Performance Tables for Distance Runners, 1979.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Vdot(f64);

impl Vdot {
    /// A VDOT, `None` unless it is above zero.
    pub fn new(value: f64) -> Option<Self> {
        (value.is_finite() && value > 0.0).then_some(Self(value))
    }

    /// The VDOT of a race: the oxygen that its speed takes over the share that can be held for its time.
    ///
    /// VO2 = −4.60 + 0.182258 v + 0.000104 v², v in metres per minute; share = 0.8 + 0.1894393 e^(−0.012778 t) +
    /// 0.2989558 e^(−0.1932605 t), t in minutes. `None` for what is slower than the formula knows (25 m a minute).
    pub fn of(race: Race) -> Option<Self> {
        Self::new(vdot(race.distance().as_f64(), race.time().as_f64() / 60_000.0))
    }

    /// The number.
    pub fn value(self) -> f64 {
        self.0
    }

    /// The time over a distance for this VDOT, to the nearest millisecond; the formula is solved by halving.
    ///
    /// `None` where it would be slower than 30 or faster than 1,200 metres a minute.
    pub fn time_over(self, distance: MeasuredMetres) -> Option<Milliseconds> {
        let metres = distance.as_f64();
        let (mut short, mut long) = (metres / SPEEDS.1, metres / SPEEDS.0);
        // The longer it takes, the less it is worth.
        let within = vdot(metres, short) >= self.0 && self.0 >= vdot(metres, long);
        for _ in 0..HALVINGS {
            let middle = f64::midpoint(short, long);
            (short, long) = if vdot(metres, middle) > self.0 { (middle, long) } else { (short, middle) };
        }
        within.then(|| Milliseconds(nearest(long * 60_000.0)))
    }

    /// The speed, in metres per minute, at which a share of this VDOT is used.
    pub(super) fn speed_at(self, share: f64) -> f64 {
        let (a, b, c) = (0.000_104, 0.182_258, -4.60 - share * self.0);
        (-b + (b * b - 4.0 * a * c).sqrt()) / (2.0 * a)
    }
}

/// VDOT of `metres` in `minutes`.
fn vdot(metres: f64, minutes: f64) -> f64 {
    let speed = metres / minutes;
    let oxygen = -4.60 + 0.182_258 * speed + 0.000_104 * speed * speed;
    let share =
        0.8 + 0.189_439_3 * (-0.012_778 * minutes).exp() + 0.298_955_8 * (-0.193_260_5 * minutes).exp();
    oxygen / share
}
