//! What the pages of imports show.

use crate::words;
use chrono_tz::Tz;
use domain::import::{Found, Import, ImportFile, Outcome, State, Tally};
use domain::pace;
use domain::quantity::Units;
use domain::sport::{Rate, Sport};
use domain::workout::WorkoutId;
use std::collections::BTreeSet;

/// More files than this are counted on the page, but not listed.
const LISTED: usize = 500;

/// One import among those so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PastLine {
    pub(super) href: String,
    pub(super) machine: String,
    pub(super) begun: String,
    pub(super) state: &'static str,
    pub(super) holds: String,
}

/// Where files are brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportsView {
    pub(super) error: Option<String>,
    pub(super) past: Vec<PastLine>,
}

impl ImportsView {
    /// The imports so far as they are told in `zone`, and what was wrong with the upload just tried.
    pub fn new<'a>(past: impl Iterator<Item = (&'a str, &'a Import)>, zone: Tz, error: Option<&str>) -> Self {
        let line = |(id, import): (&str, &Import)| {
            let begun = import.begun_at.with_timezone(&zone);
            PastLine {
                href: format!("/import/{id}"),
                machine: words::machine(begun.fixed_offset()),
                begun: begun.format("%-d %B %Y, %H:%M").to_string(),
                state: state(import),
                holds: import.tally.map_or_else(|| words::count(import.files, "file"), holds),
            }
        };
        Self { error: error.map(str::to_owned), past: past.map(line).collect() }
    }
}

fn state(import: &Import) -> &'static str {
    match (import.state, import.tally) {
        (State::Preview, None) => "Reading",
        (State::Preview, Some(_)) => "Waiting for you",
        (State::Storing, _) => "Storing",
        (State::Stored, _) => "Stored",
        (State::Undone, _) => "Undone",
        (State::Failed, _) => "Failed",
    }
}

fn holds(tally: Tally) -> String {
    let mut parts = vec![words::count(tally.workouts, "new workout")];
    if tally.duplicate > 0 {
        parts.push(format!("{} known already", words::count(tally.duplicate, "file")));
    }
    if tally.without > 0 {
        parts.push(format!("{} without a workout", words::count(tally.without, "file")));
    }
    parts.join(", ")
}

/// One file of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileLine {
    pub(super) name: String,
    pub(super) outcome: &'static str,
    pub(super) kind: &'static str,
    pub(super) reason: String,
    pub(super) workouts: Vec<WorkoutLine>,
}

/// One workout of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WorkoutLine {
    pub(super) href: Option<String>,
    pub(super) machine: String,
    pub(super) told: String,
    pub(super) note: &'static str,
}

impl WorkoutLine {
    fn new(found: &Found, waiting: &BTreeSet<&WorkoutId>, units: Units) -> Self {
        let rate = Sport::from_code(&found.sport).map_or(Rate::Speed, |sport| sport.rate());
        let start = found.start().local();
        let title = if found.title.is_empty() { found.sport_label() } else { found.title.clone() };
        let distance = found.distance.filter(|distance| distance.0 > 0);
        let told = [
            Some(title),
            Some(start.format("%a %-d %b %Y, %H:%M").to_string()),
            Some(pace::duration(found.duration)),
            distance.map(|distance| pace::distance_for(rate, distance, units)),
        ];
        let here = if found.stored { Some(&found.workout) } else { found.duplicate_of.as_ref() };
        Self {
            // What only another file of the import holds has no page yet.
            href: here.filter(|id| !waiting.contains(id)).map(|id| format!("/workouts/{id}")),
            machine: words::machine(start),
            told: told.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            note: if found.duplicate_of.is_some() { "known already" } else { "" },
        }
    }
}

impl FileLine {
    fn new(file: &ImportFile, waiting: &BTreeSet<&WorkoutId>, units: Units) -> Self {
        let (outcome, kind) = match file.outcome {
            None => ("Waiting", "waiting"),
            Some(Outcome::New) => ("New", "good"),
            Some(Outcome::Partial) => ("Damaged", "partial"),
            Some(Outcome::Duplicate) => ("Known", "known"),
            Some(Outcome::NotAnActivity) => ("No workout", "without"),
            Some(Outcome::Unreadable) => ("Not read", "bad"),
        };
        Self {
            name: file.name.clone(),
            outcome,
            kind,
            reason: file.reason.clone().unwrap_or_default(),
            workouts: file.workouts.iter().map(|found| WorkoutLine::new(found, waiting, units)).collect(),
        }
    }
}

/// One import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportView {
    pub(super) action: String,
    pub(super) title: &'static str,
    pub(super) lead: String,
    pub(super) left_out: Option<String>,
    pub(super) progress: Option<(usize, usize)>,
    pub(super) commit: Option<String>,
    pub(super) undo: Option<&'static str>,
    pub(super) files: Vec<FileLine>,
    pub(super) unlisted: usize,
}

impl ImportView {
    /// The import `id` with its files, in the athlete's units.
    pub fn new(id: &str, import: &Import, files: &[ImportFile], units: Units) -> Self {
        let tally = import.tally.unwrap_or_default();
        let ready = import.state == State::Preview && import.tally.is_some();
        let found = files.iter().flat_map(|file| &file.workouts);
        let waiting = found.filter(|found| !found.stored).map(|found| &found.workout).collect();
        Self {
            action: format!("/import/{id}"),
            title: title(import),
            lead: lead(import),
            left_out: import.left_out.clone(),
            progress: import.is_unfinished().then(|| (done(import, files), files.len())),
            commit: (ready && tally.workouts > 0)
                .then(|| format!("Store {}", words::count(tally.workouts, "workout"))),
            undo: match import.state {
                State::Preview => Some("Throw away"),
                State::Stored if tally.workouts > 0 => Some("Undo this import"),
                State::Failed => Some("Undo this import"),
                _ => None,
            },
            files: files.iter().take(LISTED).map(|file| FileLine::new(file, &waiting, units)).collect(),
            unlisted: files.len().saturating_sub(LISTED),
        }
    }
}

fn title(import: &Import) -> &'static str {
    match (import.state, import.tally) {
        (State::Preview, None) => "Reading your files",
        (State::Preview, Some(_)) => "What your files hold",
        (State::Storing, _) => "Storing your workouts",
        (State::Stored, Some(Tally { workouts: 0, .. })) => "Nothing was stored",
        (State::Stored, _) => "Your workouts are stored",
        (State::Undone, _) => "This import was undone",
        (State::Failed, _) => "This import has failed",
    }
}

fn lead(import: &Import) -> String {
    match (import.state, import.tally) {
        (State::Preview, None) => "Nothing is stored yet. You can leave this page and come back.".to_owned(),
        (State::Preview, Some(tally)) if tally.workouts == 0 => {
            format!("{}. There is nothing to store.", holds(tally))
        }
        (State::Preview, Some(tally)) => format!("{}. Nothing is stored yet.", holds(tally)),
        (State::Storing, _) => "You can leave this page: it goes on.".to_owned(),
        (State::Stored, tally) => format!("{}.", holds(tally.unwrap_or_default())),
        (State::Undone, _) => "Nothing of it is in your log. The same files can be brought again.".to_owned(),
        (State::Failed, _) => {
            "It could not go on, and the fault is ours. Undo it, to take out what it may have stored; then bring the files again."
                .to_owned()
        }
    }
}

fn done(import: &Import, files: &[ImportFile]) -> usize {
    let settled = |file: &&ImportFile| match import.state {
        State::Storing => file.workouts.iter().all(|found| found.stored || found.duplicate_of.is_some()),
        _ => file.outcome.is_some(),
    };
    files.iter().filter(settled).count()
}
