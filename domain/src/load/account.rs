//! Every load of a workout, and which of them counts.

use super::{FORMULAS, Facts, Formulas, Inputs, Load, LoadTenths, Method};
use crate::athlete::Sex;
use crate::body::Body;
use crate::quantity::Seconds;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A load with everything that it was computed from, so that it can be checked by hand.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Computed {
    /// The formula.
    pub method: Method,
    /// The number.
    pub value: LoadTenths,
    /// What went in.
    pub inputs: Inputs,
    /// The constants that the formula took; the others are absent.
    #[serde(default)]
    pub constants: Body,
    /// How much of the workout the measurements cover, where they were measured along a track.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
}

impl Computed {
    /// The formula with its constants in place.
    pub fn formula(&self) -> &'static str {
        match self.method {
            Method::PowerStress => "hours · (normalised power ÷ threshold power)² · 100",
            Method::PaceStress => "hours · (grade-adjusted speed ÷ threshold speed)² · 100",
            Method::HeartRateStress => "100 · impulse ÷ impulse of one hour at threshold, by Banister",
            Method::TrimpBanister if self.constants.sex == Some(Sex::Female) => {
                "Σ minutes · x · 0.86 · e^(1.67 x), x = share of the reserve"
            }
            Method::TrimpBanister => "Σ minutes · x · 0.64 · e^(1.92 x), x = share of the reserve",
            Method::TrimpEdwards => {
                "Σ minutes · zone, zones 1 to 5 from 50, 60, 70, 80 and 90 % of the highest"
            }
            Method::TrimpLucia => {
                "Σ minutes · zone, zones 1 to 3 below, between and above the ventilatory thresholds"
            }
            Method::SessionRpe => "effort of 10 · minutes",
        }
    }
}

/// How much of a workout's active time something was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The time with a measurement.
    pub with: Seconds,
    /// The active time.
    pub of: Seconds,
}

/// Every load of a workout by version of the formulas, the preferred method first.
///
/// A new version stands beside the old ones and changes none of their numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Account {
    versions: BTreeMap<u16, Vec<Computed>>,
    /// The method that the athlete wants to count; the first one, where there is no such wish or no such load.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    choice: Option<Method>,
}

impl Account {
    /// Every load that the facts allow, by every version that this Longrun knows.
    pub fn of(facts: &Facts<'_>) -> Self {
        Self::by(&FORMULAS, facts)
    }

    /// Every load that the facts allow, by these versions.
    pub fn by(formulas: &[Formulas], facts: &Facts<'_>) -> Self {
        let computed = |formulas: &Formulas| (formulas.version, formulas.loads(facts));
        Self { versions: formulas.iter().map(computed).collect(), choice: None }
    }

    /// The same with another wish.
    #[must_use]
    pub fn choosing(self, choice: Option<Method>) -> Self {
        Self { choice, ..self }
    }

    /// The method that the athlete wants to count.
    pub fn choice(&self) -> Option<Method> {
        self.choice
    }

    /// The loads by one version, the preferred first.
    pub fn loads(&self, version: u16) -> &[Computed] {
        self.versions.get(&version).map_or(&[], Vec::as_slice)
    }

    /// The versions by which loads were computed, the oldest first; a version may have found none.
    pub fn versions(&self) -> impl Iterator<Item = u16> {
        self.versions.keys().copied()
    }

    /// The load that counts among those of one version: that of the athlete's choice, else the preferred one.
    pub fn counted(&self, version: u16) -> Option<Load> {
        let loads = self.loads(version);
        let chosen = loads.iter().find(|load| Some(load.method) == self.choice);
        let Computed { method, value, inputs, .. } = *chosen.or_else(|| loads.first())?;
        Some(Load { value, method, version, inputs })
    }
}

impl From<Option<Load>> for Account {
    /// The account of a workout of which only the load that counts was kept.
    fn from(load: Option<Load>) -> Self {
        let version = load.map_or(super::VERSION, |load| load.version);
        let computed = load.map(|Load { value, method, inputs, .. }| Computed {
            method,
            value,
            inputs,
            constants: Body::default(),
            coverage: None,
        });
        Self { versions: BTreeMap::from([(version, computed.into_iter().collect())]), choice: None }
    }
}
