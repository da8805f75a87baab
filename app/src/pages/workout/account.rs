//! How the load of a workout came about: every method that its measurements allow, to be checked by hand.

use crate::parts::{Variant, button, hidden};
use domain::athlete::Sex;
use domain::body::Body;
use domain::load::{Account, Computed, Coverage, Inputs, Load, Method};
use domain::pace;
use domain::quantity::{BeatsPerMinute, Units};
use domain::sport::Rate;
use domain::workout::Workout;
use leptos::prelude::*;

/// The loads of a workout and where another of them is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AccountView {
    /// The workout's version, which a choice is made over.
    version: u64,
    /// Whether the athlete has chosen a method.
    chosen: bool,
    /// By the newest version of the formulas first.
    series: Vec<Series>,
}

/// The loads by one version of the formulas.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Series {
    version: u16,
    loads: Vec<LoadView>,
}

/// One load, opened.
#[derive(Clone, Debug, PartialEq, Eq)]
struct LoadView {
    code: &'static str,
    name: &'static str,
    value: String,
    counts: bool,
    formula: &'static str,
    facts: Vec<(&'static str, String)>,
}

impl AccountView {
    /// `None` where nothing was computed.
    pub(super) fn new(workout: &Workout, account: &Account, units: Units) -> Option<Self> {
        let mut series: Vec<_> =
            account.versions().map(|version| Series::new(account, version, units)).collect();
        series.retain(|series| !series.loads.is_empty());
        series.reverse();
        let chosen = account.choice().is_some();
        (!series.is_empty()).then_some(Self { version: workout.version, chosen, series })
    }
}

impl Series {
    fn new(account: &Account, version: u16, units: Units) -> Self {
        let counted = account.counted(version).map(|load| load.method);
        let opened = |load: &Computed| LoadView::new(load, counted == Some(load.method), units);
        Self { version, loads: account.loads(version).iter().map(opened).collect() }
    }
}

impl LoadView {
    fn new(load: &Computed, counts: bool, units: Units) -> Self {
        let mut facts = vec![("From", from(load.inputs).to_owned())];
        facts.extend(load.coverage.map(|coverage| ("Measured", measured(coverage))));
        facts.extend(constants(&load.constants, units));
        Self {
            code: load.method.code(),
            name: name(load.method),
            value: format!("{:.1}", load.value.value()),
            counts,
            formula: load.formula(),
            facts,
        }
    }
}

/// The load's method, version and inputs as a sentence, or what it lacks.
pub(super) fn sentence(workout: &Workout) -> String {
    let Some(Load { value, method, version, inputs }) = workout.load else {
        let lacking = match workout.details.average_heart_rate {
            Some(_) => "from the heart rate it needs your resting and your highest heart rate and your sex",
            None => "neither heart rate nor effort is known",
        };
        return format!("No load yet: {lacking}.");
    };
    format!("Load {:.1} by {}, version {version}, from {}.", value.value(), name(method), from(inputs))
}

fn name(method: Method) -> &'static str {
    match method {
        Method::PowerStress => "power stress (TSS)",
        Method::PaceStress => "running stress (rTSS)",
        Method::HeartRateStress => "heart-rate stress (hrTSS)",
        Method::TrimpBanister => "Banister's training impulse",
        Method::TrimpEdwards => "Edwards' training impulse",
        Method::TrimpLucia => "Lucía's training impulse",
        Method::SessionRpe => "Foster's session rating of perceived exertion",
    }
}

fn from(inputs: Inputs) -> &'static str {
    match inputs {
        Inputs::TrackPower => "power along the track",
        Inputs::TrackPace => "speed and slope along the track",
        Inputs::TrackHeartRate => "heart rate along the track",
        Inputs::AverageHeartRate => "average heart rate over the moving time",
        Inputs::Effort => "effort over the whole duration",
    }
}

fn measured(coverage: Coverage) -> String {
    let share = 100.0 * coverage.with.as_f64() / coverage.of.as_f64().max(1.0);
    format!("{} of {} ({share:.0} %)", pace::duration(coverage.with), pace::duration(coverage.of))
}

/// The constants that the formula took.
fn constants(body: &Body, units: Units) -> Vec<(&'static str, String)> {
    let beats = |name, beats: Option<BeatsPerMinute>| Some((name, format!("{} bpm", beats?.0)));
    let sex = body.sex.map(|sex| match sex {
        Sex::Female => ("Constants for", "women".to_owned()),
        Sex::Male => ("Constants for", "men".to_owned()),
    });
    let pace = |speed| Some(("Threshold pace", pace::of_speed(Rate::Pace, speed, units)?));
    [
        beats("At rest", body.resting_heart_rate),
        beats("Highest", body.max_heart_rate),
        sex,
        beats("Threshold", body.threshold_heart_rate),
        beats("First ventilatory threshold", body.first_ventilatory),
        beats("Second ventilatory threshold", body.second_ventilatory),
        body.threshold_speed.and_then(pace),
        body.threshold_power.map(|power| ("Threshold power", format!("{} W", power.0))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The account, folded; `href` is where the workout is changed, if the visitor can.
pub(super) fn account(view: AccountView, href: Option<&str>) -> impl IntoView + use<> {
    let AccountView { version, chosen, series } = view;
    let several = series.len() > 1;
    let action = href.map(|href| format!("{href}/load"));
    let series = series
        .into_iter()
        .map(|series| {
            let title = several.then(|| view! { <h3>{format!("Version {}", series.version)}</h3> });
            let action = action.clone();
            view! {
                {title}
                <ol class="account">
                    {series.loads.into_iter().map(|load| opened(load, action.clone(), version)).collect_view()}
                </ol>
            }
        })
        .collect_view();
    let back =
        action.filter(|_| chosen).map(|action| choice(action, version, "", "Let the order decide again"));
    view! {
        <details class="folded">
            <summary>"How it was counted"</summary>
            <p class="origin">
                "Every method that this workout's measurements allow. The first counts, unless you choose another; "
                <a href="/load#conventions">"conventions"</a>"."
            </p>
            {series}
            {back}
        </details>
    }
}

fn opened(load: LoadView, action: Option<String>, version: u64) -> impl IntoView {
    let LoadView { code, name, value, counts, formula, facts } = load;
    let mark = counts.then(|| view! { <strong class="mark">"counts"</strong> });
    let choose = action.filter(|_| !counts).map(|action| choice(action, version, code, "Count this one"));
    view! {
        <li>
            <p class="account-head">
                <span>{name}</span>
                <b>{value}</b>
                {mark}
            </p>
            <p class="formula">{formula}</p>
            <dl>
                {facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }).collect_view()}
            </dl>
            {choose}
        </li>
    }
}

fn choice(action: String, version: u64, method: &'static str, label: &'static str) -> impl IntoView {
    view! {
        <form method="post" action=action>
            {hidden("version", version.to_string())}
            {hidden("method", method)}
            {button(label, Variant::Quiet)}
        </form>
    }
}
