//! What an athlete types about themselves, before it is known to be right.

use crate::athlete::{ColorScheme, Profile, Sex};
use crate::field::{Errors, FieldError, expected};
use crate::quantity::{BeatsPerMinute, Units};
use chrono::{DateTime, Datelike as _, Utc};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use unicode_normalization::UnicodeNormalization as _;

/// Longest name in Unicode scalar values.
pub const NAME_CHARACTERS: usize = 80;
/// Heart rate at rest in beats per minute.
pub const RESTING_HEART_RATE_BPM: RangeInclusive<u16> = 20..=120;
/// Highest heart rate in beats per minute.
pub const MAX_HEART_RATE_BPM: RangeInclusive<u16> = 100..=250;
/// Nobody alive was born before.
const EARLIEST_BIRTH: u16 = 1900;

/// The settings form as it was typed; what was left out is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileDraft {
    /// One line; required.
    pub display_name: String,
    /// `metric` or `imperial`.
    pub units: String,
    /// An IANA zone.
    pub time_zone: String,
    /// `auto`, `light` or `dark`.
    pub color_scheme: String,
    /// Beats per minute.
    pub resting_heart_rate: String,
    /// Beats per minute.
    pub max_heart_rate: String,
    /// `female`, `male` or empty.
    pub sex_for_load: String,
    /// Four digits.
    pub birth_year: String,
    /// The version of the profile that the form was filled in from.
    pub version: String,
}

impl ProfileDraft {
    /// The profile that was typed over the one before, or everything that is wrong with it at once.
    pub fn parse(&self, before: &Profile, now: DateTime<Utc>) -> Result<Profile, Vec<FieldError>> {
        let mut errors = Errors::default();
        let born = EARLIEST_BIRTH..=u16::try_from(now.year()).unwrap_or(u16::MAX);
        let profile = Profile {
            display_name: errors.keep("display_name", display_name(&self.display_name)).unwrap_or_default(),
            units: errors.keep("units", units(&self.units)).unwrap_or_default(),
            time_zone: errors.keep("time_zone", zone(&self.time_zone)).unwrap_or_default(),
            color_scheme: errors.keep("color_scheme", color_scheme(&self.color_scheme)).unwrap_or_default(),
            resting_heart_rate: errors
                .number("resting_heart_rate", &self.resting_heart_rate, &RESTING_HEART_RATE_BPM)
                .map(BeatsPerMinute),
            max_heart_rate: errors
                .number("max_heart_rate", &self.max_heart_rate, &MAX_HEART_RATE_BPM)
                .map(BeatsPerMinute),
            sex_for_load: errors.keep("sex_for_load", sex(&self.sex_for_load)).flatten(),
            birth_year: errors.number("birth_year", &self.birth_year, &born),
            thresholds: before.thresholds.clone(),
            version: errors
                .keep("version", self.version.parse().map_err(expected("a whole number")))
                .unwrap_or(0),
        };
        errors.order(&profile);
        if errors.0.is_empty() { Ok(profile) } else { Err(errors.0) }
    }

    /// The form that shows `profile`.
    pub fn from_profile(profile: &Profile) -> Self {
        let text = |value: Option<String>| value.unwrap_or_default();
        Self {
            display_name: profile.display_name.clone(),
            units: match profile.units {
                Units::Metric => "metric",
                Units::Imperial => "imperial",
            }
            .to_owned(),
            time_zone: profile.time_zone.name().to_owned(),
            color_scheme: match profile.color_scheme {
                ColorScheme::Auto => "auto",
                ColorScheme::Light => "light",
                ColorScheme::Dark => "dark",
            }
            .to_owned(),
            resting_heart_rate: text(profile.resting_heart_rate.map(|rate| rate.0.to_string())),
            max_heart_rate: text(profile.max_heart_rate.map(|rate| rate.0.to_string())),
            sex_for_load: match profile.sex_for_load {
                Some(Sex::Female) => "female",
                Some(Sex::Male) => "male",
                None => "",
            }
            .to_owned(),
            birth_year: text(profile.birth_year.map(|year| year.to_string())),
            version: profile.version.to_string(),
        }
    }
}

impl Errors {
    fn order(&mut self, profile: &Profile) {
        let rates = profile.resting_heart_rate.zip(profile.max_heart_rate);
        if rates.is_some_and(|(resting, max)| resting >= max) {
            self.0.push(FieldError::new("max_heart_rate", "must be above the resting heart rate"));
        }
    }
}

/// What somebody wants to be called, in Normalization Form C: here and where they make their account.
pub fn display_name(typed: &str) -> Result<String, String> {
    let name: String = typed.trim().nfc().collect();
    let fits = (1..=NAME_CHARACTERS).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits { Ok(name) } else { Err(format!("must be 1 to {NAME_CHARACTERS} characters on one line")) }
}

fn units(code: &str) -> Result<Units, String> {
    match code {
        "metric" => Ok(Units::Metric),
        "imperial" => Ok(Units::Imperial),
        _ => Err("must be metric or imperial".to_owned()),
    }
}

fn zone(typed: &str) -> Result<chrono_tz::Tz, String> {
    typed.trim().parse().map_err(expected("a time zone such as Europe/Berlin"))
}

fn color_scheme(code: &str) -> Result<ColorScheme, String> {
    match code {
        "auto" => Ok(ColorScheme::Auto),
        "light" => Ok(ColorScheme::Light),
        "dark" => Ok(ColorScheme::Dark),
        _ => Err("must be auto, light or dark".to_owned()),
    }
}

fn sex(code: &str) -> Result<Option<Sex>, String> {
    match code {
        "" => Ok(None),
        "female" => Ok(Some(Sex::Female)),
        "male" => Ok(Some(Sex::Male)),
        _ => Err("must be female, male or nothing".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-22T12:00:00Z".parse().unwrap()
    }

    fn typed() -> ProfileDraft {
        ProfileDraft {
            display_name: " Ada ".into(),
            units: "imperial".into(),
            time_zone: "Europe/Berlin".into(),
            color_scheme: "dark".into(),
            resting_heart_rate: "52".into(),
            max_heart_rate: "188".into(),
            sex_for_load: "female".into(),
            birth_year: "1990".into(),
            version: "3".into(),
        }
    }

    #[test]
    fn a_form_filled_in_from_a_profile_gives_that_profile() {
        let profile = typed().parse(&Profile::default(), now()).unwrap();
        assert_eq!(profile.display_name, "Ada");
        assert_eq!(ProfileDraft::from_profile(&profile).parse(&Profile::default(), now()), Ok(profile));
    }

    #[test]
    fn a_name_is_one_line_of_at_most_eighty_characters() {
        let named = |name: String| {
            ProfileDraft { display_name: name, ..typed() }.parse(&Profile::default(), now()).is_ok()
        };
        assert!(named("é".repeat(80)));
        for wrong in ["é".repeat(81), " ".to_owned(), "a\nb".to_owned()] {
            assert!(!named(wrong.clone()), "{wrong:?}");
        }
    }

    #[test]
    fn what_is_not_told_is_absent() {
        let draft = ProfileDraft {
            resting_heart_rate: String::new(),
            max_heart_rate: " ".into(),
            sex_for_load: String::new(),
            birth_year: String::new(),
            ..typed()
        };
        let profile = draft.parse(&Profile::default(), now()).unwrap();
        let told =
            (profile.resting_heart_rate, profile.max_heart_rate, profile.sex_for_load, profile.birth_year);
        assert_eq!(told, (None, None, None, None));
    }

    #[test]
    fn every_error_comes_at_once() {
        let draft = ProfileDraft {
            display_name: "\u{7}".into(),
            units: "stone".into(),
            time_zone: "Mars/Olympus".into(),
            color_scheme: "pink".into(),
            resting_heart_rate: "0".into(),
            max_heart_rate: "1e9".into(),
            sex_for_load: "x".into(),
            birth_year: "2027".into(),
            version: "-1".into(),
        };
        let fields: Vec<_> = draft
            .parse(&Profile::default(), now())
            .unwrap_err()
            .into_iter()
            .map(|error| error.field)
            .collect();
        let all = "display_name units time_zone color_scheme resting_heart_rate max_heart_rate sex_for_load birth_year version";
        assert_eq!(fields.join(" "), all);
    }

    #[test]
    fn the_highest_heart_rate_is_above_the_resting_one() {
        let draft =
            ProfileDraft { resting_heart_rate: "110".into(), max_heart_rate: "105".into(), ..typed() };
        let errors = draft.parse(&Profile::default(), now()).unwrap_err();
        assert_eq!(errors.iter().map(|error| &*error.field).collect::<Vec<_>>(), ["max_heart_rate"]);
    }
}
