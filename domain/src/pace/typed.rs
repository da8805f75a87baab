//! Reading what people type, and writing it back into the form.

use super::{METRES_PER_FOOT, METRES_PER_MILE, METRES_PER_YARD, Metres, Seconds, Units, nearest, trimmed};

/// A duration from `h:mm:ss`, `m:ss` or minutes: `1:05:09`, `45:12`, `45`, `7.5`.
pub fn parse_duration(typed: &str) -> Option<Seconds> {
    let parts: Vec<&str> = typed.trim().split(':').collect();
    let seconds = match parts[..] {
        [minutes] => nearest(decimal(minutes)? * 60.0),
        [minutes, seconds] => digits(minutes)? * 60 + sexagesimal(seconds)?,
        [hours, minutes, seconds] => {
            digits(hours)? * 3600 + sexagesimal(minutes)? * 60 + sexagesimal(seconds)?
        }
        _ => return None,
    };
    Some(Seconds(seconds))
}

/// A distance from a number in kilometres or miles, or with its own unit.
///
/// `10.24`, `10,24`, `1500 m`, `3 miles`, `400 yd`. Three decimals of a metre or yard are refused: `1,500 m` could be
/// meant as one and a half. So is `5 m` of who thinks in miles.
pub fn parse_distance(typed: &str, units: Units) -> Option<Metres> {
    let (number, unit) = split_unit(typed);
    let (metres, small) = match (unit.to_ascii_lowercase().as_str(), units) {
        ("km" | "kilometres" | "kilometers", _) | ("", Units::Metric) => (1000.0, false),
        ("mi" | "mile" | "miles", _) | ("", Units::Imperial) => (METRES_PER_MILE, false),
        ("m", Units::Metric) | ("metres" | "meters", _) => (1.0, true),
        ("yd" | "yards", _) => (METRES_PER_YARD, true),
        _ => return None,
    };
    if small && looks_grouped(number) {
        return None;
    }
    Some(Metres(nearest(decimal(number)? * metres)))
}

/// A climb from a number in metres or feet, or with its own unit.
///
/// `1,500` is refused: it could be meant as one and a half.
pub fn parse_ascent(typed: &str, units: Units) -> Option<Metres> {
    let (number, unit) = split_unit(typed);
    let metres = match (unit.to_ascii_lowercase().as_str(), units) {
        ("m" | "metres" | "meters", _) | ("", Units::Metric) => 1.0,
        ("ft" | "feet", _) | ("", Units::Imperial) => METRES_PER_FOOT,
        _ => return None,
    };
    if looks_grouped(number) {
        return None;
    }
    Some(Metres(nearest(decimal(number)? * metres)))
}

/// A number of at most nine digits and nine decimals after a point or a comma; one side of it may be empty.
pub fn decimal(typed: &str) -> Option<f64> {
    let text = typed.trim().replace(',', ".");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let is_part = |part: &str| part.len() <= 9 && part.bytes().all(|byte| byte.is_ascii_digit());
    // A point alone is no number for the parser either.
    (is_part(whole) && is_part(fraction)).then(|| text.parse().ok()).flatten()
}

/// The duration as the form shows it, always readable by [`parse_duration`].
pub fn type_duration(time: Seconds) -> String {
    super::duration(time)
}

/// The distance as the form shows it: as few decimals as give the same metres back.
pub fn type_distance(distance: Metres, units: Units) -> String {
    let value = distance.as_f64() / super::metres_per_unit(units);
    let exact = (2..=4)
        .map(|decimals| trimmed(value, decimals))
        .find(|text| parse_distance(text, units) == Some(distance));
    exact.unwrap_or_else(|| trimmed(value, 6))
}

/// The climb as the form shows it.
pub fn type_ascent(climb: Metres, units: Units) -> String {
    climb_in(climb, units).to_string()
}

/// A climb in its unit: of the feet that are the same metres the roundest, which are likely those that were typed.
pub(super) fn climb_in(climb: Metres, units: Units) -> u32 {
    let feet = climb.as_f64() / METRES_PER_FOOT;
    let to = |step: u32| nearest(feet / f64::from(step)) * step;
    let same = |feet: &u32| nearest(f64::from(*feet) * METRES_PER_FOOT) == climb.0;
    match units {
        Units::Metric => climb.0,
        Units::Imperial => [100, 10, 5].map(to).into_iter().find(same).unwrap_or_else(|| nearest(feet)),
    }
}

fn split_unit(typed: &str) -> (&str, &str) {
    let typed = typed.trim();
    let number = typed.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    (number.trim_end(), &typed[number.len()..])
}

fn looks_grouped(number: &str) -> bool {
    number.split_once([',', '.']).is_some_and(|(_, fraction)| fraction.len() == 3)
}

/// Up to six digits, so that hours of them fit 32 bits of seconds.
fn digits(text: &str) -> Option<u32> {
    let fits = (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

fn sexagesimal(text: &str) -> Option<u32> {
    if text.len() == 2 { digits(text).filter(|value| *value < 60) } else { None }
}
