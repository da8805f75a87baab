//! What is known of an athlete's body on a day: the constants that formulas and zones take.

use crate::athlete::Sex;
use crate::quantity::{BeatsPerMinute, MetresPerSecond, Watts};
use serde::{Deserialize, Serialize};

/// The constants of one body. What is not known is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Body {
    /// Heart rate at rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resting_heart_rate: Option<BeatsPerMinute>,
    /// Highest heart rate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_heart_rate: Option<BeatsPerMinute>,
    /// Which of Banister's constants to take.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// Heart rate at lactate threshold: what can be held for about an hour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold_heart_rate: Option<BeatsPerMinute>,
    /// Heart rate at the first ventilatory threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_ventilatory: Option<BeatsPerMinute>,
    /// Heart rate at the second ventilatory threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_ventilatory: Option<BeatsPerMinute>,
    /// Running speed at threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold_speed: Option<MetresPerSecond>,
    /// Functional threshold power on the bicycle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold_power: Option<Watts>,
}

impl Body {
    /// This body with what the later one knows put over it.
    #[must_use]
    pub fn then(self, later: Self) -> Self {
        Self {
            resting_heart_rate: later.resting_heart_rate.or(self.resting_heart_rate),
            max_heart_rate: later.max_heart_rate.or(self.max_heart_rate),
            sex: later.sex.or(self.sex),
            threshold_heart_rate: later.threshold_heart_rate.or(self.threshold_heart_rate),
            first_ventilatory: later.first_ventilatory.or(self.first_ventilatory),
            second_ventilatory: later.second_ventilatory.or(self.second_ventilatory),
            threshold_speed: later.threshold_speed.or(self.threshold_speed),
            threshold_power: later.threshold_power.or(self.threshold_power),
        }
    }
}
