//! Of what records are kept, and what a workout reached of it.

use crate::best::{DISTANCES, TIMES};
use crate::quantity::{MeasuredMetres, Metres, Seconds, nearest};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Of what a record is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Kind {
    /// The shortest time over a distance, in whole seconds; the distance is named by its nearest metre.
    Fastest(Metres),
    /// The highest mean power over a time, in watts.
    HighestPower(Seconds),
    /// The highest mean heart rate over a time, in beats per minute.
    HighestHeartRate(Seconds),
    /// The farthest, in metres.
    LongestDistance,
    /// The longest active time, in seconds.
    LongestDuration,
}

impl Kind {
    /// Of the fastest time over `distance`.
    pub fn fastest(distance: MeasuredMetres) -> Self {
        Self::Fastest(Metres(nearest(distance.as_f64())))
    }

    /// Every kind, in the order in which they are told.
    pub fn all() -> impl Iterator<Item = Self> {
        let fastest = DISTANCES.into_iter().map(Self::fastest);
        let power = TIMES.into_iter().map(Self::HighestPower);
        let heart_rate = TIMES.into_iter().map(Self::HighestHeartRate);
        fastest.chain(power).chain(heart_rate).chain([Self::LongestDistance, Self::LongestDuration])
    }

    /// The word for it on the wire.
    pub fn code(self) -> String {
        match self {
            Self::Fastest(Metres(metres)) => format!("fastest_{metres}_m"),
            Self::HighestPower(Seconds(seconds)) => format!("highest_power_{seconds}_s"),
            Self::HighestHeartRate(Seconds(seconds)) => format!("highest_heart_rate_{seconds}_s"),
            Self::LongestDistance => "longest_distance".to_owned(),
            Self::LongestDuration => "longest_duration".to_owned(),
        }
    }

    /// Whether `value` beats `other`; an equal one does not.
    pub fn beats(self, value: u32, other: u32) -> bool {
        if let Self::Fastest(_) = self { value < other } else { value > other }
    }
}

impl From<Kind> for String {
    /// As the table has it, where it stands thousands of times: `f5000`, `p300`, `h60`, `d`, `t`.
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Fastest(Metres(metres)) => format!("f{metres}"),
            Kind::HighestPower(Seconds(seconds)) => format!("p{seconds}"),
            Kind::HighestHeartRate(Seconds(seconds)) => format!("h{seconds}"),
            Kind::LongestDistance => "d".to_owned(),
            Kind::LongestDuration => "t".to_owned(),
        }
    }
}

impl TryFrom<String> for Kind {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let number = |prefix| text.strip_prefix(prefix).and_then(|number| number.parse().ok());
        match text.as_str() {
            "d" => Ok(Self::LongestDistance),
            "t" => Ok(Self::LongestDuration),
            _ => number('f')
                .map(|metres| Self::Fastest(Metres(metres)))
                .or_else(|| number('p').map(|seconds| Self::HighestPower(Seconds(seconds))))
                .or_else(|| number('h').map(|seconds| Self::HighestHeartRate(Seconds(seconds))))
                .ok_or("an unknown kind of record"),
        }
    }
}

/// What was reached, of each kind in its unit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Efforts(BTreeMap<Kind, u32>);

impl Efforts {
    /// What was reached of this kind.
    pub fn get(&self, kind: Kind) -> Option<u32> {
        self.0.get(&kind).copied()
    }

    /// What was reached of every kind.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, u32)> {
        self.0.iter().map(|(kind, value)| (*kind, *value))
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Leaves of `tried` what beats these, and takes that over.
    pub(super) fn beaten_by(&mut self, tried: &mut Self) {
        tried.0.retain(|kind, value| self.get(*kind).is_none_or(|best| kind.beats(*value, best)));
        self.0.extend(tried.iter());
    }
}

impl FromIterator<(Kind, u32)> for Efforts {
    fn from_iter<I: IntoIterator<Item = (Kind, u32)>>(efforts: I) -> Self {
        Self(efforts.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_comes_back_from_the_table_and_has_a_word_of_its_own() {
        let efforts: Efforts = Kind::all().zip(1..).collect();
        let text = serde_json::to_string(&efforts).unwrap();
        assert_eq!(serde_json::from_str::<Efforts>(&text).unwrap(), efforts);
        let codes: std::collections::BTreeSet<_> = Kind::all().map(Kind::code).collect();
        assert_eq!(codes.len(), 8 + 12 + 12 + 2);
        assert!(codes.contains("fastest_5000_m") && codes.contains("highest_power_300_s"), "{codes:?}");
        for wrong in ["", "f", "fast", "x60", "p-1"] {
            assert!(Kind::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
