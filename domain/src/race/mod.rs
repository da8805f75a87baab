//! What a race says about a runner, and about other distances.

mod estimate;
mod paces;
mod vdot;

pub use estimate::{Equivalent, Estimate};
pub use paces::Paces;
pub use vdot::Vdot;

use crate::quantity::{MeasuredMetres, Milliseconds, nearest};

/// A race: how far in which time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Race {
    distance: MeasuredMetres,
    time: Milliseconds,
}

/// How much longer twice the distance takes, as a power: Riegel's for running.
const RIEGEL: f64 = 1.06;

impl Race {
    /// A race, `None` unless both its distance and its time are above zero.
    pub fn new(distance: MeasuredMetres, time: Milliseconds) -> Option<Self> {
        let real = distance.as_f64().is_finite() && distance.as_f64() > 0.0 && time.0 > 0;
        real.then_some(Self { distance, time })
    }

    /// How far.
    pub fn distance(self) -> MeasuredMetres {
        self.distance
    }

    /// How long it took.
    pub fn time(self) -> Milliseconds {
        self.time
    }

    /// The time over another distance by Riegel: T · (D₂/D₁)^1.06.
    ///
    /// Made for races of 3½ minutes to about four hours. Riegel, American Scientist 69:285, 1981.
    pub fn riegel(self, distance: MeasuredMetres) -> Milliseconds {
        let times_as_far = distance.as_f64() / self.distance.as_f64();
        Milliseconds(nearest(self.time.as_f64() * times_as_far.powf(RIEGEL)))
    }

    /// The time over another distance by Cameron: T · D₂/D₁ · f(D₁)/f(D₂), f(d) = 13.49681 − 0.000030363 d + 835.7114/d^0.7905.
    ///
    /// Made for 400 m to 50 miles; d in metres. Cameron, 1998.
    pub fn cameron(self, distance: MeasuredMetres) -> Milliseconds {
        let f = |metres: f64| 13.49681 - 0.000_030_363 * metres + 835.7114 / metres.powf(0.7905);
        let (from, to) = (self.distance.as_f64(), distance.as_f64());
        Milliseconds(nearest(self.time.as_f64() * to / from * f(from) / f(to)))
    }
}
