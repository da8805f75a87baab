//! The versions of the formulas, and in which order each prefers its methods.

use super::{
    Computed, Coverage, Edwards, Heart, Inputs, LoadTenths, Lucia, Method, TRACK_COVERAGE, VERSION,
    heart_rate_stress, normalized_power, pace_stress, power_stress, session_rpe,
};
use crate::athlete::Profile;
use crate::body::Body;
use crate::course::{self, Course};
use crate::grade;
use crate::load::Covered;
use crate::per_second::PerSecond;
use crate::quantity::{Seconds, nearest};
use crate::track::Track;
use crate::workout::Details;

/// What a load can be computed from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// What is said about the workout.
    pub details: &'a Details,
    /// What the device recorded.
    pub track: Option<&'a Track>,
    /// The athlete's body on its day.
    pub body: Body,
}

impl<'a> Facts<'a> {
    /// What is known of a workout of this athlete.
    pub fn new(details: &'a Details, track: Option<&'a Track>, profile: &Profile) -> Self {
        Self { details, track, body: profile.measured_on(details.start.date()).body }
    }
}

/// A way to compute a load; `None` where the facts do not allow it.
pub type Formula = fn(&Facts<'_>) -> Option<Computed>;

/// One version of the formulas: the first of them that the facts allow is preferred.
#[derive(Clone, Copy, Debug)]
pub struct Formulas {
    /// Counts up when a formula, a constant or the order changes.
    pub version: u16,
    /// The formulas, the preferred first.
    pub order: &'static [Formula],
}

/// Every version that loads are computed by, the oldest first.
///
/// Power before pace before heart rate, as the effort itself is measured before the body's answer to it; stress scores
/// need a threshold that somebody has told. Then Banister's impulse, along the track before by the average, and the
/// rating, which needs no sensor. Impulses by zones know less of the same heart rate: they are there to be chosen.
pub const FORMULAS: [Formulas; 1] = [Formulas {
    version: VERSION,
    order: &[
        by_power,
        by_pace,
        by_heart_rate,
        by_banister,
        by_average_heart_rate,
        by_effort,
        by_edwards,
        by_lucia,
    ],
}];

impl Formulas {
    /// Every load that the facts allow, the preferred first; of each method only the first.
    pub(super) fn loads(&self, facts: &Facts<'_>) -> Vec<Computed> {
        let mut loads: Vec<Computed> = Vec::new();
        for computed in self.order.iter().filter_map(|formula| formula(facts)) {
            if loads.iter().all(|load| load.method != computed.method) {
                loads.push(computed);
            }
        }
        loads
    }
}

impl Facts<'_> {
    fn active(&self) -> Seconds {
        self.details.active()
    }

    fn heart(&self) -> Option<Heart> {
        Heart::of(&self.body)
    }

    /// What the heart's impulses are computed by.
    fn heart_constants(&self) -> Body {
        let Body { resting_heart_rate, max_heart_rate, sex, .. } = self.body;
        Body { resting_heart_rate, max_heart_rate, sex, ..Body::default() }
    }

    /// The share of the active time that was measured, if it is enough to stand for the rest.
    fn coverage(&self, seconds: f64) -> Option<Coverage> {
        let of = self.active();
        let enough = seconds > 0.0 && seconds >= TRACK_COVERAGE * of.as_f64();
        enough.then(|| Coverage { with: Seconds(nearest(seconds)), of })
    }

    /// An impulse along the track as if all of the active time had been as what was measured of it.
    fn along_track(&self, sum: impl Fn(&Track) -> Covered) -> Option<(f64, Coverage)> {
        let covered = sum(self.track?);
        let coverage = self.coverage(covered.minutes * 60.0)?;
        let whole = covered.impulse * (self.active().as_f64() / 60.0 / covered.minutes).max(1.0);
        Some((whole, coverage))
    }
}

fn by_power(facts: &Facts<'_>) -> Option<Computed> {
    let threshold = facts.body.threshold_power.filter(|_| facts.details.sport.is_cycling())?;
    let track = facts.track?;
    let known = PerSecond::of(track, |sample| sample.power.map(|power| power.0));
    let seconds = u32::try_from(known.values().flatten().count()).unwrap_or(u32::MAX);
    let coverage = facts.coverage(f64::from(seconds))?;
    let value = power_stress(facts.active(), normalized_power(track)?, threshold)?;
    let constants = Body { threshold_power: Some(threshold), ..Body::default() };
    Some(computed(Method::PowerStress, value, Inputs::TrackPower, constants).over(coverage))
}

fn by_pace(facts: &Facts<'_>) -> Option<Computed> {
    let threshold = facts.body.threshold_speed.filter(|_| facts.details.sport.is_running())?;
    let course = Course::of(facts.track?, course::fastest(&facts.details.sport));
    let (adjusted, seconds) = grade::adjusted(&course)?;
    let coverage = facts.coverage(seconds)?;
    let value = pace_stress(facts.active(), adjusted, threshold)?;
    let constants = Body { threshold_speed: Some(threshold), ..Body::default() };
    Some(computed(Method::PaceStress, value, Inputs::TrackPace, constants).over(coverage))
}

fn by_heart_rate(facts: &Facts<'_>) -> Option<Computed> {
    let (heart, threshold) = (facts.heart()?, facts.body.threshold_heart_rate?);
    let constants = Body { threshold_heart_rate: Some(threshold), ..facts.heart_constants() };
    let stress = |impulse| heart_rate_stress(heart, impulse, threshold);
    let along = facts.along_track(|track| heart.impulse_along(track));
    if let Some((impulse, coverage)) = along {
        let stress = computed(Method::HeartRateStress, stress(impulse)?, Inputs::TrackHeartRate, constants);
        return Some(stress.over(coverage));
    }
    let impulse = heart.impulse(facts.active(), facts.details.average_heart_rate?);
    Some(computed(Method::HeartRateStress, stress(impulse)?, Inputs::AverageHeartRate, constants))
}

fn by_banister(facts: &Facts<'_>) -> Option<Computed> {
    let heart = facts.heart()?;
    let (impulse, coverage) = facts.along_track(|track| heart.impulse_along(track))?;
    let constants = facts.heart_constants();
    Some(computed(Method::TrimpBanister, impulse, Inputs::TrackHeartRate, constants).over(coverage))
}

fn by_average_heart_rate(facts: &Facts<'_>) -> Option<Computed> {
    let impulse = facts.heart()?.impulse(facts.active(), facts.details.average_heart_rate?);
    Some(computed(Method::TrimpBanister, impulse, Inputs::AverageHeartRate, facts.heart_constants()))
}

fn by_edwards(facts: &Facts<'_>) -> Option<Computed> {
    let max = facts.body.max_heart_rate?;
    let zones = Edwards::new(max)?;
    let (impulse, coverage) = facts.along_track(|track| zones.impulse_along(track))?;
    let constants = Body { max_heart_rate: Some(max), ..Body::default() };
    Some(computed(Method::TrimpEdwards, impulse, Inputs::TrackHeartRate, constants).over(coverage))
}

fn by_lucia(facts: &Facts<'_>) -> Option<Computed> {
    let (first, second) = (facts.body.first_ventilatory?, facts.body.second_ventilatory?);
    let zones = Lucia::new(first, second)?;
    let (impulse, coverage) = facts.along_track(|track| zones.impulse_along(track))?;
    let constants =
        Body { first_ventilatory: Some(first), second_ventilatory: Some(second), ..Body::default() };
    Some(computed(Method::TrimpLucia, impulse, Inputs::TrackHeartRate, constants).over(coverage))
}

fn by_effort(facts: &Facts<'_>) -> Option<Computed> {
    let value = session_rpe(facts.details.effort?, facts.details.elapsed);
    Some(computed(Method::SessionRpe, value, Inputs::Effort, Body::default()))
}

fn computed(method: Method, value: f64, inputs: Inputs, constants: Body) -> Computed {
    Computed { method, value: LoadTenths::from_value(value), inputs, constants, coverage: None }
}

impl Computed {
    fn over(self, coverage: Coverage) -> Self {
        Self { coverage: Some(coverage), ..self }
    }
}
