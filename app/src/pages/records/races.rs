//! What the best effort says of races: VDOT, what it is worth over other distances, and the paces to train at.

use super::words::{self, Tongue};
use super::{Dated, dated};
use crate::parts::{Numbers, table};
use domain::pace;
use domain::quantity::{MetresPerSecond, Milliseconds, Seconds, nearest};
use domain::race::{Equivalent, Estimate, Paces};
use domain::records::Kind;
use leptos::prelude::*;

/// What is told of races.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RacesView {
    finding: String,
    effort: String,
    pub(super) set: Dated,
    equivalents: Numbers,
    paces: Option<Numbers>,
}

impl RacesView {
    /// Of an estimate from the efforts of a span, which is named as `the last 90 days`.
    pub(super) fn new(estimate: &Estimate, tongue: Tongue, span: &str) -> Self {
        let effort = words::extent(Kind::Fastest(estimate.distance));
        Self {
            finding: format!("VDOT {:.1}", estimate.vdot.value()),
            effort: format!(
                "By Daniels’ formula, from the effort of {span} that is worth the most: {effort} in {}, on",
                pace::duration(Seconds(estimate.of.value))
            ),
            set: Dated::new(&estimate.of),
            equivalents: Numbers {
                caption: "Races that are worth as much".to_owned(),
                columns: ["Distance", "by VDOT", "by Riegel"].map(str::to_owned).to_vec(),
                rows: estimate.equivalents.iter().map(equivalent).collect(),
            },
            paces: estimate.paces.as_ref().map(|paces| Numbers {
                caption: "Paces to train at".to_owned(),
                columns: ["Training", "Pace"].map(str::to_owned).to_vec(),
                rows: training(paces, tongue),
            }),
        }
    }
}

fn equivalent(race: &Equivalent) -> Vec<String> {
    let told = |time: Milliseconds| pace::duration(Seconds(nearest(time.as_f64() / 1000.0)));
    vec![
        words::capital(&words::extent(Kind::fastest(race.distance))),
        race.vdot.map_or("–".to_owned(), told),
        told(race.riegel),
    ]
}

fn training(paces: &Paces, tongue: Tongue) -> Vec<Vec<String>> {
    let told = |speed: MetresPerSecond| pace::of_speed(tongue.rate, speed, tongue.units).unwrap_or_default();
    let easy = format!("{} to {}", told(paces.easy_from), told(paces.easy_to));
    let rows = [
        ("Easy", easy),
        ("Marathon", told(paces.marathon)),
        ("Threshold", told(paces.threshold)),
        ("Interval", told(paces.interval)),
        ("Repetition", told(paces.repetition)),
    ];
    rows.map(|(name, pace)| vec![name.to_owned(), pace]).to_vec()
}

pub(super) fn races(view: RacesView) -> impl IntoView {
    let RacesView { finding, effort, set, equivalents, paces } = view;
    view! {
        <section class="panel" aria-labelledby="races">
            <h2 id="races">{finding}</h2>
            <p>{effort} " " {dated(set)} "."</p>
            <div class="races">{table(equivalents)} {paces.map(table)}</div>
            <p class="origin">
                "A formula from one effort, not a promise: a stretch of a training run is rarely all that somebody can do, and a longer race wants the training for it."
            </p>
        </section>
    }
}
