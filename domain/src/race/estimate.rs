//! What somebody's bests over distances say of races.

use super::{Paces, Race, Vdot};
use crate::quantity::{MeasuredMetres, Metres, Milliseconds, nearest};
use crate::records::{Best, Kind, Ways};

/// The distances of races: of shorter efforts the formulas say too much.
const RACES: [MeasuredMetres; 5] = [
    MeasuredMetres(1_609.344),
    MeasuredMetres(5_000.0),
    MeasuredMetres(10_000.0),
    MeasuredMetres(21_097.5),
    MeasuredMetres(42_195.0),
];

/// What the best of several efforts is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The effort that is worth the most.
    pub of: Best,
    /// How far it was.
    pub distance: Metres,
    /// What it is worth.
    pub vdot: Vdot,
    /// What it is worth over other distances, the shortest first.
    pub equivalents: Vec<Equivalent>,
    /// At which speeds to train; `None` where the formula does not reach.
    pub paces: Option<Paces>,
}

/// A race that is worth as much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Equivalent {
    /// How far.
    pub distance: MeasuredMetres,
    /// The time by VDOT; `None` where the formula does not reach.
    pub vdot: Option<Milliseconds>,
    /// The time by Riegel.
    pub riegel: Milliseconds,
}

impl Estimate {
    /// Of the fastest times of a runner from a mile on, that with the highest VDOT; `None` where there is none.
    pub fn of(bests: &Ways) -> Option<Self> {
        let all = bests.iter().filter_map(|(kind, way)| worth(*kind, way.last()?));
        let (of, race, vdot) = all.reduce(|most, one| if one.2 > most.2 { one } else { most })?;
        let equivalent =
            |distance| Equivalent { distance, vdot: vdot.time_over(distance), riegel: race.riegel(distance) };
        Some(Self {
            distance: Metres(nearest(race.distance().as_f64())),
            equivalents: RACES.map(equivalent).to_vec(),
            paces: Paces::of(vdot),
            of,
            vdot,
        })
    }
}

fn worth(kind: Kind, best: &Best) -> Option<(Best, Race, Vdot)> {
    let Kind::Fastest(Metres(metres)) = kind else { return None };
    let time = Milliseconds(best.value.checked_mul(1000)?);
    let exact = RACES.into_iter().find(|race| (race.as_f64() - f64::from(metres)).abs() < 1.0);
    let race = Race::new(exact?, time)?;
    Some((best.clone(), race, Vdot::of(race)?))
}
