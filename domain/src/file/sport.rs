//! Which sport a file means by its words.

use super::recording::{self, Point};
use crate::sport::{Sport, SportName};

/// The sport that a file calls `kind`, or that its title speaks of where it has no kind.
///
/// Of a swim few say where it was, so its `points` do.
pub(super) fn from_words(kind: &str, title: &str, points: &[Point]) -> Sport {
    let kind = kind.trim();
    let outdoors = recording::outdoors(points);
    stravas(kind)
        .or_else(|| named(kind, outdoors))
        .or_else(|| own_word(kind))
        .or_else(|| named(title, outdoors))
        .unwrap_or_else(unnamed)
}

/// What is left when a file does not say: the athlete can.
pub(super) fn unnamed() -> Sport {
    other("Activity").unwrap_or_else(|| unreachable!("`Activity` is a sport's name"))
}

/// The athlete's or device's own word for a sport, if it can be one.
pub(super) fn other(word: &str) -> Option<Sport> {
    let word: String = word.chars().filter(|c| !c.is_control()).take(40).collect();
    SportName::parse(&word).map(Sport::Other)
}

fn own_word(kind: &str) -> Option<Sport> {
    let says_something =
        kind.chars().any(char::is_alphabetic) && !NOTHING.contains(&kind.to_lowercase().as_str());
    says_something.then(|| other(kind)).flatten()
}

/// Strava writes its own numbers into GPX.
fn stravas(kind: &str) -> Option<Sport> {
    match kind {
        "1" => Some(Sport::Ride),
        "9" => Some(Sport::Run),
        _ => None,
    }
}

/// Words that stand where a sport should and say nothing.
const NOTHING: [&str; 5] = ["unknown", "other", "generic", "uncategorized", "default"];

/// The first rule all of whose words occur; a word may be one of several, split by `|`.
fn named(text: &str, outdoors: bool) -> Option<Sport> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let occurs = |choice: &str| choice.split('|').any(|word| words.contains(&word));
    let rule = RULES.iter().find(|(all, _)| all.split(' ').all(occurs))?;
    match rule.1 {
        "swim" if outdoors => Some(Sport::SwimOpenWater),
        "swim" => Some(Sport::SwimPool),
        code => Sport::from_code(code),
    }
}

const RULES: &[(&str, &str)] = &[
    ("treadmill", "treadmill"),
    ("trail run|running", "trail_run"),
    ("trailrun|trailrunning", "trail_run"),
    ("mtb", "mountain_bike"),
    ("mountain biking|bike|ride|cycling", "mountain_bike"),
    ("mountainbike|mountainbiking|mountainbikeride", "mountain_bike"),
    ("gravel", "gravel_ride"),
    ("gravelride", "gravel_ride"),
    ("indoor|virtual|spin|trainer|stationary ride|bike|biking|cycling", "indoor_ride"),
    ("virtualride|spinning|zwift", "indoor_ride"),
    ("pool|lap swim|swimming", "swim_pool"),
    ("open swim|swimming", "swim_open_water"),
    ("run|running|jog|jogging|virtualrun|lauf|laufen", "run"),
    ("ride|bike|biking|cycling|cycle|bicycle|ebikeride", "ride"),
    ("swim|swimming", "swim"),
    ("walk|walking", "walk"),
    ("hike|hiking|trekking", "hike"),
    ("ski|skiing|nordicski|backcountryski|alpineski", "ski"),
    ("row|rowing|virtualrow", "row"),
    ("strength|weights|weighttraining|weightlifting", "strength"),
    ("yoga", "yoga"),
    ("climb|climbing|rockclimbing|bouldering", "climb"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_taken_at_its_word() {
        for (kind, title, code) in [
            ("running", "", "run"),
            ("Biking", "", "ride"),
            ("trail_running", "", "trail_run"),
            ("mountain biking", "", "mountain_bike"),
            ("9", "", "run"),
            ("", "Morning Ride", "ride"),
            ("unknown", "Evening walk", "walk"),
        ] {
            assert_eq!(from_words(kind, title, &[]).code(), code, "{kind} {title}");
        }
    }

    #[test]
    fn an_unknown_word_stays_the_athletes_own() {
        assert_eq!(from_words("Kite surfing", "Morning run", &[]).label(), "Kite surfing");
        assert_eq!(from_words("", "2021-01-07", &[]).label(), "Activity");
    }
}
