//! How durations, distances and speeds are told, and how they are read back from what was typed.
//!
//! Pages and the browser's preview share this room, so it knows no clock and no time zone.

mod typed;

use typed::climb_in;

pub use typed::{
    decimal, parse_ascent, parse_distance, parse_duration, type_ascent, type_distance, type_duration,
};

use crate::quantity::{
    METRES_PER_FOOT, METRES_PER_MILE, METRES_PER_YARD, Metres, MetresPerSecond, Seconds, Units, nearest,
};
use crate::sport::{Rate, Sport};

/// The unit in which a distance is read and typed: `km` or `mi`.
pub fn distance_unit(units: Units) -> &'static str {
    match units {
        Units::Metric => "km",
        Units::Imperial => "mi",
    }
}

/// The unit in which a climb is read and typed: `m` or `ft`.
pub fn ascent_unit(units: Units) -> &'static str {
    match units {
        Units::Metric => "m",
        Units::Imperial => "ft",
    }
}

/// A duration as `1:05:09`, or `45:12` below an hour.
pub fn duration(time: Seconds) -> String {
    let (hours, minutes, seconds) = (time.0 / 3600, time.0 / 60 % 60, time.0 % 60);
    if hours == 0 { format!("{minutes}:{seconds:02}") } else { format!("{hours}:{minutes:02}:{seconds:02}") }
}

/// A sum of times: `45 min`, `12 h 40 min`.
pub fn hours(time: Seconds) -> String {
    let minutes = time.0.div_ceil(60);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// A distance as `10.24 km` or `6.4 mi`, with less detail the longer it is.
pub fn distance(distance: Metres, units: Units) -> String {
    let value = distance.as_f64() / metres_per_unit(units);
    let decimals = if value < 100.0 { 2 } else { usize::from(value < 1000.0) };
    format!("{} {}", grouped(&trimmed(value, decimals)), distance_unit(units))
}

/// A distance as its sport tells it: swims in whole metres or yards.
///
/// Every other sport tells it as [`distance()`] does.
pub fn distance_for(rate: Rate, length: Metres, units: Units) -> String {
    match (rate, units) {
        (Rate::SwimPace, Units::Metric) => format!("{} m", grouped(&length.0.to_string())),
        (Rate::SwimPace, Units::Imperial) => {
            format!("{} yd", grouped(&nearest(length.as_f64() / METRES_PER_YARD).to_string()))
        }
        _ => distance(length, units),
    }
}

/// A climb as `85 m` or `279 ft`.
pub fn ascent(climb: Metres, units: Units) -> String {
    format!("{} {}", grouped(&climb_in(climb, units).to_string()), ascent_unit(units))
}

/// Speed as the sport tells it: `5:12 /km`, `1:45 /100 m`, `28.4 km/h`, `8:22 /mi`.
///
/// `None` for sports that tell none and where distance or time is zero.
pub fn rate(rate: Rate, distance: Metres, time: Seconds, units: Units) -> Option<String> {
    if distance.0 == 0 || time.0 == 0 {
        return None;
    }
    let (length, label) = match (rate, units) {
        (Rate::None, _) => return None,
        (Rate::Speed, _) => return Some(speed(distance, time, units)),
        (Rate::RowPace, _) => (500.0, "/500 m"),
        (Rate::Pace, Units::Metric) => (1000.0, "/km"),
        (Rate::Pace, Units::Imperial) => (METRES_PER_MILE, "/mi"),
        (Rate::SwimPace, Units::Metric) => (100.0, "/100 m"),
        (Rate::SwimPace, Units::Imperial) => (100.0 * METRES_PER_YARD, "/100 yd"),
    };
    let pace = nearest(time.as_f64() * length / distance.as_f64());
    Some(format!("{} {label}", duration(Seconds(pace))))
}

/// A speed as the sport tells it; `None` for sports that tell none and for no speed at all.
pub fn of_speed(rate: Rate, speed: MetresPerSecond, units: Units) -> Option<String> {
    let far = Metres(100_000);
    let time = Seconds(nearest(far.as_f64() / speed.as_f64()));
    (speed.as_f64() > 0.0).then(|| self::rate(rate, far, time, units))?
}

/// What the form shows while it is filled in; `None` until both fields can be read.
pub fn preview(sport_code: &str, duration: &str, distance: &str, units: Units) -> Option<String> {
    let sport = Sport::from_code(sport_code)?;
    rate(sport.rate(), parse_distance(distance, units)?, parse_duration(duration)?, units)
}

fn speed(distance: Metres, time: Seconds, units: Units) -> String {
    let per_hour = distance.as_f64() / metres_per_unit(units) / (time.as_f64() / 3600.0);
    let label = match units {
        Units::Metric => "km/h",
        Units::Imperial => "mph",
    };
    format!("{per_hour:.1} {label}")
}

fn metres_per_unit(units: Units) -> f64 {
    match units {
        Units::Metric => 1000.0,
        Units::Imperial => METRES_PER_MILE,
    }
}

/// `10.50` with two decimals becomes `10.5`, `5.00` becomes `5`.
fn trimmed(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// `12345` becomes `12,345`; what is behind a decimal point stays.
fn grouped(number: &str) -> String {
    let (whole, fraction) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut text = String::with_capacity(number.len() + 2);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text + fraction
}
