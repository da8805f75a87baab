//! How records are said.

use domain::pace;
use domain::quantity::{Metres, Seconds, Units};
use domain::records::Kind;
use domain::sport::Rate;

/// In which units a log's records are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) struct Tongue {
    /// How the sport tells speed.
    pub(in crate::pages) rate: Rate,
    /// The reader's units.
    pub(in crate::pages) units: Units,
}

/// The distance or the time of a kind: `half marathon`, `5 min`; of the longest what it is the longest of.
pub(super) fn extent(kind: Kind) -> String {
    match kind {
        Kind::Fastest(Metres(metres)) => match metres {
            1609 => "mile".to_owned(),
            21_098 => "half marathon".to_owned(),
            42_195 => "marathon".to_owned(),
            _ if metres.is_multiple_of(1000) => format!("{} km", metres / 1000),
            _ => format!("{metres} m"),
        },
        Kind::HighestPower(Seconds(time)) | Kind::HighestHeartRate(Seconds(time)) => match time {
            3600 => "1 h".to_owned(),
            _ if time.is_multiple_of(60) => format!("{} min", time / 60),
            _ => format!("{time} s"),
        },
        Kind::LongestDistance => "distance".to_owned(),
        Kind::LongestDuration => "time".to_owned(),
    }
}

/// A kind as it stands before its value: `Fastest 5 km`.
pub(in crate::pages) fn title(kind: Kind) -> String {
    let extent = extent(kind);
    match kind {
        Kind::Fastest(_) => format!("Fastest {extent}"),
        Kind::HighestPower(_) => format!("Highest power over {extent}"),
        Kind::HighestHeartRate(_) => format!("Highest heart rate over {extent}"),
        Kind::LongestDistance | Kind::LongestDuration => format!("Longest {extent}"),
    }
}

/// With a capital letter, if it begins with one.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// A value of a kind with its unit.
pub(in crate::pages) fn told(kind: Kind, value: u32, tongue: Tongue) -> String {
    match kind {
        Kind::Fastest(_) | Kind::LongestDuration => pace::duration(Seconds(value)),
        Kind::HighestPower(_) => format!("{value} W"),
        Kind::HighestHeartRate(_) => format!("{value} bpm"),
        Kind::LongestDistance => pace::distance_for(tongue.rate, Metres(value), tongue.units),
    }
}

/// By how much a value beats the one before: `12 s faster`.
pub(in crate::pages) fn gain(kind: Kind, (value, before): (u32, u32), tongue: Tongue) -> String {
    let by = value.abs_diff(before);
    let time = if by < 60 { format!("{by} s") } else { pace::duration(Seconds(by)) };
    match kind {
        Kind::Fastest(_) => format!("{time} faster"),
        Kind::HighestPower(_) => format!("{by} W more"),
        Kind::HighestHeartRate(_) => format!("{by} bpm higher"),
        Kind::LongestDistance => format!("{} farther", told(kind, by, tongue)),
        Kind::LongestDuration => format!("{time} longer"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_title_of_its_own() {
        let titles: std::collections::BTreeSet<_> = Kind::all().map(title).collect();
        assert_eq!(titles.len(), Kind::all().count());
        for told in ["Fastest 400 m", "Fastest 1 km", "Fastest half marathon", "Highest power over 20 min"] {
            assert!(titles.contains(told), "{told}: {titles:?}");
        }
        assert_eq!(capital(&extent(Kind::Fastest(Metres(42_195)))), "Marathon");
    }

    #[test]
    fn a_gain_is_told_in_the_unit_of_its_kind() {
        let tongue = Tongue { rate: Rate::Pace, units: Units::Imperial };
        let gain = |kind, values| gain(kind, values, tongue);
        assert_eq!(gain(Kind::Fastest(Metres(5000)), (1258, 1270)), "12 s faster");
        assert_eq!(gain(Kind::Fastest(Metres(5000)), (1258, 1323)), "1:05 faster");
        assert_eq!(gain(Kind::HighestPower(Seconds(300)), (260, 252)), "8 W more");
        assert_eq!(gain(Kind::HighestHeartRate(Seconds(300)), (181, 180)), "1 bpm higher");
        assert_eq!(gain(Kind::LongestDistance, (20_000, 16_781)), "2 mi farther");
        assert_eq!(gain(Kind::LongestDuration, (7200, 7000)), "3:20 longer");
    }
}
