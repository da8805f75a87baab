//! Thresholds as they are typed, before they are known to be right.

use super::{HeartZones, Measured};
use crate::body::Body;
use crate::field::{Errors, FieldError};
use crate::pace;
use crate::profile::{MAX_HEART_RATE_BPM, RESTING_HEART_RATE_BPM};
use crate::quantity::{BeatsPerMinute, METRES_PER_MILE, MetresPerSecond, Seconds, Units, Watts, nearest};
use crate::workout::bounds;
use crate::zones::{self, Zones};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Functional threshold power in watts.
const THRESHOLD_POWER_W: RangeInclusive<u16> = 30..=600;
/// Threshold pace in seconds per kilometre: 2:00 to 15:00.
const THRESHOLD_PACE_S: RangeInclusive<f64> = 120.0..=900.0;

/// The form as it was typed; what was left out is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ThresholdsDraft {
    /// The first day on which it applies: year-month-day.
    pub from: String,
    /// Beats per minute.
    pub resting_heart_rate: String,
    /// Beats per minute.
    pub max_heart_rate: String,
    /// Beats per minute.
    pub threshold_heart_rate: String,
    /// Beats per minute.
    pub first_ventilatory: String,
    /// Beats per minute.
    pub second_ventilatory: String,
    /// Minutes and seconds per kilometre or mile.
    pub threshold_pace: String,
    /// Watts.
    pub threshold_power: String,
    /// `max`, `reserve`, `threshold`, `own` or empty.
    pub heart_zones: String,
    /// Lower bounds in beats per minute, with commas or blanks between them.
    pub own_zones: String,
    /// The version of the profile that the form was filled in from.
    pub version: String,
}

impl ThresholdsDraft {
    /// The day, what was typed for it, and the profile's version, or everything that is wrong at once.
    pub fn parse(&self, units: Units) -> Result<(NaiveDate, Measured, u64), Vec<FieldError>> {
        let mut errors = Errors::default();
        let from = errors.keep("from", bounds::date(self.from.trim())).unwrap_or_default();
        let version = self.version.parse().map_err(|_| "must be a whole number".to_owned());
        let version = errors.keep("version", version).unwrap_or(0);
        let body = self.body(&mut errors, units);
        let heart_zones = self.heart_zones(&mut errors);
        if errors.0.is_empty() { Ok((from, Measured { body, heart_zones }, version)) } else { Err(errors.0) }
    }

    /// The form that shows what was told of a day.
    pub fn of(from: NaiveDate, measured: &Measured, units: Units, version: u64) -> Self {
        let body = &measured.body;
        let beats = |rate: Option<BeatsPerMinute>| rate.map_or(String::new(), |rate| rate.0.to_string());
        let own = match &measured.heart_zones {
            Some(HeartZones::Own(bounds)) => {
                bounds.iter().map(|bound| bound.0.to_string()).collect::<Vec<_>>().join(", ")
            }
            _ => String::new(),
        };
        Self {
            from: from.to_string(),
            resting_heart_rate: beats(body.resting_heart_rate),
            max_heart_rate: beats(body.max_heart_rate),
            threshold_heart_rate: beats(body.threshold_heart_rate),
            first_ventilatory: beats(body.first_ventilatory),
            second_ventilatory: beats(body.second_ventilatory),
            threshold_pace: body.threshold_speed.map_or(String::new(), |speed| typed_pace(speed, units)),
            threshold_power: body.threshold_power.map_or(String::new(), |power| power.0.to_string()),
            heart_zones: measured.heart_zones.as_ref().map_or("", HeartZones::code).to_owned(),
            own_zones: own,
            version: version.to_string(),
        }
    }

    fn body(&self, errors: &mut Errors, units: Units) -> Body {
        let heart = &bounds::HEART_RATE_BPM;
        let mut beats = |field, typed: &str, range| errors.number(field, typed, range).map(BeatsPerMinute);
        let mut body = Body {
            resting_heart_rate: beats(
                "resting_heart_rate",
                &self.resting_heart_rate,
                &RESTING_HEART_RATE_BPM,
            ),
            max_heart_rate: beats("max_heart_rate", &self.max_heart_rate, &MAX_HEART_RATE_BPM),
            threshold_heart_rate: beats("threshold_heart_rate", &self.threshold_heart_rate, heart),
            first_ventilatory: beats("first_ventilatory", &self.first_ventilatory, heart),
            second_ventilatory: beats("second_ventilatory", &self.second_ventilatory, heart),
            ..Body::default()
        };
        body.threshold_power =
            errors.number("threshold_power", &self.threshold_power, &THRESHOLD_POWER_W).map(Watts);
        body.threshold_speed = errors.keep("threshold_pace", pace(&self.threshold_pace, units)).flatten();
        in_order(&body, errors);
        body
    }

    fn heart_zones(&self, errors: &mut Errors) -> Option<HeartZones> {
        let own = match (self.heart_zones.as_str(), self.own_zones.trim()) {
            ("own", bounds) => return Some(HeartZones::Own(errors.keep("own_zones", own(bounds))?)),
            ("", "") => return None,
            (_, own) => own,
        };
        if !own.is_empty() {
            errors.0.push(FieldError::new("own_zones", "must be empty unless the zones are your own"));
        }
        let zones = [HeartZones::Max, HeartZones::Reserve, HeartZones::Threshold];
        let chosen = zones.into_iter().find(|zones| zones.code() == self.heart_zones);
        let told = chosen.is_some() || self.heart_zones.is_empty();
        if !told {
            errors.0.push(FieldError::new("heart_zones", "must be one of the list"));
        }
        chosen
    }
}

impl HeartZones {
    /// The word for it in a form.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Max => "max",
            Self::Reserve => "reserve",
            Self::Threshold => "threshold",
            Self::Own(_) => "own",
        }
    }
}

/// Rates of which one must be below the other.
fn in_order(body: &Body, errors: &mut Errors) {
    let pairs = [
        (
            body.resting_heart_rate,
            body.max_heart_rate,
            "max_heart_rate",
            "must be above the resting heart rate",
        ),
        (
            body.resting_heart_rate,
            body.threshold_heart_rate,
            "threshold_heart_rate",
            "must be above the resting heart rate",
        ),
        (
            body.threshold_heart_rate,
            body.max_heart_rate,
            "threshold_heart_rate",
            "must be below the highest heart rate",
        ),
        (body.first_ventilatory, body.second_ventilatory, "second_ventilatory", "must be above the first"),
    ];
    for (low, high, field, message) in pairs {
        if low.zip(high).is_some_and(|(low, high)| low >= high) {
            errors.0.push(FieldError::new(field, message));
        }
    }
}

/// The speed of a pace that was typed, if one was.
fn pace(typed: &str, units: Units) -> Result<Option<MetresPerSecond>, String> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let Some(Seconds(seconds)) = pace::parse_duration(typed) else {
        return Err("must be minutes and seconds, like 4:30".to_owned());
    };
    let per_kilometre = f64::from(seconds) * 1000.0 / metres(units);
    if !THRESHOLD_PACE_S.contains(&per_kilometre) {
        return Err("must be between 2:00 and 15:00 per kilometre".to_owned());
    }
    Ok(Some(MetresPerSecond::nearest(1000.0 / per_kilometre)))
}

fn typed_pace(speed: MetresPerSecond, units: Units) -> String {
    pace::duration(Seconds(nearest(metres(units) / speed.as_f64())))
}

fn metres(units: Units) -> f64 {
    match units {
        Units::Metric => 1000.0,
        Units::Imperial => METRES_PER_MILE,
    }
}

/// Own lower bounds, each above the last.
fn own(typed: &str) -> Result<Vec<BeatsPerMinute>, String> {
    let expected = || format!("must be 1 to {} rising heart rates, like 120, 140, 155, 170", zones::MOST);
    let words = typed.split([',', ';', ' ']).filter(|word| !word.is_empty());
    let bounds: Option<Vec<_>> = words.map(|word| word.parse().ok().map(BeatsPerMinute)).collect();
    let bounds = bounds.filter(|all| all.iter().all(|bound| bounds::HEART_RATE_BPM.contains(&bound.0)));
    let zones = bounds.and_then(Zones::new).ok_or_else(expected)?;
    Ok(zones.bounds().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> ThresholdsDraft {
        ThresholdsDraft {
            from: "2026-03-01".into(),
            resting_heart_rate: "50".into(),
            max_heart_rate: "190".into(),
            threshold_heart_rate: "170".into(),
            first_ventilatory: "140".into(),
            second_ventilatory: "168".into(),
            threshold_pace: "4:30".into(),
            threshold_power: "250".into(),
            heart_zones: "own".into(),
            own_zones: "120, 140 155;170".into(),
            version: "3".into(),
        }
    }

    #[test]
    fn a_form_filled_in_from_thresholds_gives_them_in_either_unit() {
        for units in [Units::Metric, Units::Imperial] {
            let pace = if units == Units::Metric { "4:30" } else { "7:15" };
            let draft = ThresholdsDraft { threshold_pace: pace.into(), ..typed() };
            let (from, measured, version) = draft.parse(units).unwrap();
            let again = ThresholdsDraft::of(from, &measured, units, version);
            assert_eq!(again.threshold_pace, pace);
            assert_eq!(again.parse(units), Ok((from, measured, version)));
        }
    }

    #[test]
    fn what_is_out_of_order_or_unreadable_is_named_field_by_field() {
        let wrong = ThresholdsDraft {
            from: "2026-02-30".into(),
            resting_heart_rate: "180".into(),
            max_heart_rate: "beats".into(),
            threshold_heart_rate: "10".into(),
            first_ventilatory: "170".into(),
            second_ventilatory: "150".into(),
            threshold_pace: "1:00".into(),
            threshold_power: "9".into(),
            heart_zones: "own".into(),
            own_zones: "140, 120".into(),
            version: "x".into(),
        };
        let fields: Vec<_> = wrong.parse(Units::Metric).unwrap_err().into_iter().map(|it| it.field).collect();
        let all = "from version resting_heart_rate max_heart_rate threshold_heart_rate threshold_power \
                   threshold_pace second_ventilatory own_zones";
        assert_eq!(fields.join(" "), all);
        let crossed = ThresholdsDraft { threshold_heart_rate: "191".into(), ..typed() };
        assert_eq!(crossed.parse(Units::Metric).unwrap_err()[0].field, "threshold_heart_rate");
        let chosen = ThresholdsDraft { heart_zones: "guess".into(), own_zones: String::new(), ..typed() };
        assert_eq!(chosen.parse(Units::Metric).unwrap_err()[0].field, "heart_zones");
    }

    #[test]
    fn own_zones_without_choosing_them_are_not_dropped_silently() {
        let draft = ThresholdsDraft { heart_zones: "max".into(), ..typed() };
        assert_eq!(draft.parse(Units::Metric).unwrap_err()[0].field, "own_zones");
    }
}
