//! How long each value of a measurement held.

use crate::quantity::Milliseconds;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Values, the lowest first, and how long each of them held in all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Histogram(Vec<(u16, Milliseconds)>);

impl Histogram {
    /// Whether nothing was measured.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Each value and how long it held.
    pub fn iter(&self) -> impl Iterator<Item = (u16, Milliseconds)> {
        self.0.iter().copied()
    }
}

impl FromIterator<(u16, Milliseconds)> for Histogram {
    fn from_iter<I: IntoIterator<Item = (u16, Milliseconds)>>(held: I) -> Self {
        let mut sums: BTreeMap<u16, u32> = BTreeMap::new();
        for (value, time) in held {
            let sum = sums.entry(value).or_default();
            *sum = sum.saturating_add(time.0);
        }
        Self(sums.into_iter().map(|(value, time)| (value, Milliseconds(time))).collect())
    }
}
