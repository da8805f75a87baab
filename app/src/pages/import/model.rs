//! What the pages of imports show.

use crate::words;
use chrono_tz::Tz;
use domain::import::{Found, Import, ImportFile, Outcome, State, Tally};
use domain::pace;
use domain::quantity::Units;
use domain::sport::{Rate, Sport};
use domain::workout::WorkoutId;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// Which files of an import a page lists, by their numbers, which begin with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listing {
    first: u32,
    of: u32,
}

impl Listing {
    /// The most files that one page lists.
    pub const MOST: u32 = 500;

    /// The page that begins with file `first` of `of` files; `None` if there is no such file.
    pub fn new(first: u32, of: u32) -> Option<Self> {
        (1..=of).contains(&first).then_some(Self { first, of })
    }

    /// The numbers of its files.
    pub fn numbers(self) -> RangeInclusive<u32> {
        self.first..=self.last()
    }

    fn last(self) -> u32 {
        self.of.min(self.first.saturating_add(Self::MOST - 1))
    }

    /// Which files these are, unless they are all.
    fn told(self) -> Option<String> {
        let Self { first, of } = self;
        let is_whole = first == 1 && self.last() == of;
        (!is_whole).then(|| format!("Files {first} to {} of {of}", self.last()))
    }

    /// The way to the files before these.
    fn earlier(self) -> Option<(String, String)> {
        let first = self.first.saturating_sub(Self::MOST).max(1);
        (self.first > 1).then(|| (format!("?from={first}"), "Earlier files".to_owned()))
    }

    /// The way to the files after these.
    fn next(self) -> Option<(String, String)> {
        let rest = self.of - self.last();
        let name = match rest.min(Self::MOST) {
            1 => "The last file".to_owned(),
            count => format!("Next {count} files"),
        };
        (rest > 0).then(|| (format!("?from={}", self.last() + 1), name))
    }
}

/// The files that a page lists, and what else it has to know.
#[derive(Clone, Debug)]
pub struct Files {
    /// Which they are.
    pub listing: Listing,
    /// The files themselves.
    pub files: Vec<ImportFile>,
    /// Which of the workouts that are the same as theirs are in the log: the others have no page.
    pub logged: BTreeSet<WorkoutId>,
    /// How many files of the import are done, while somebody works on it.
    pub done: Option<usize>,
}

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
        (State::Undone, _) => taken_back(import),
        (State::Failed, _) => "Failed",
    }
}

/// A preview that was thrown away has no tally any more.
fn taken_back(import: &Import) -> &'static str {
    if import.tally.is_some() { "Undone" } else { "Thrown away" }
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
    fn new(found: &Found, logged: &BTreeSet<WorkoutId>, units: Units) -> Self {
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
        let known = found.duplicate_of.as_ref().filter(|id| logged.contains(id));
        let here = if found.stored { Some(&found.workout) } else { known };
        Self {
            href: here.map(|id| format!("/workouts/{id}")),
            machine: words::machine(start),
            // A dot stays with what is before it: a line does not begin with one.
            told: told.into_iter().flatten().collect::<Vec<_>>().join("\u{a0}· "),
            note: if found.duplicate_of.is_some() { "known already" } else { "" },
        }
    }
}

impl FileLine {
    fn new(file: &ImportFile, import: &Import, logged: &BTreeSet<WorkoutId>, units: Units) -> Self {
        let (outcome, kind) = match file.outcome {
            None => ("Waiting", "waiting"),
            Some(Outcome::New | Outcome::Partial) if import.state == State::Undone => {
                (taken_back(import), "without")
            }
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
            workouts: file.workouts.iter().map(|found| WorkoutLine::new(found, logged, units)).collect(),
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
    pub(super) progress: Option<(usize, u32)>,
    pub(super) commit: Option<String>,
    /// Whether it can be thrown away before it is stored.
    pub(super) discard: bool,
    /// Whether it can be taken out of the log.
    pub(super) undo: bool,
    pub(super) listed: Option<String>,
    pub(super) files: Vec<FileLine>,
    /// The addresses and names of the files before these and of those after them.
    pub(super) beyond: [Option<(String, String)>; 2],
}

impl ImportView {
    /// The import `id` with some of its files, in the athlete's units.
    pub fn new(id: &str, import: &Import, files: &Files, units: Units) -> Self {
        let Files { listing, files, logged, done } = files;
        let tally = import.tally.unwrap_or_default();
        let ready = import.state == State::Preview && import.tally.is_some();
        Self {
            action: format!("/import/{id}"),
            title: title(import),
            lead: lead(import),
            left_out: import.left_out.clone(),
            progress: done.map(|done| (done, import.files)),
            commit: (ready && tally.workouts > 0)
                .then(|| format!("Store {}", words::count(tally.workouts, "workout"))),
            discard: import.state == State::Preview,
            undo: can_be_undone(import),
            listed: listing.told(),
            files: files.iter().map(|file| FileLine::new(file, import, logged, units)).collect(),
            beyond: [listing.earlier(), listing.next()],
        }
    }
}

/// Whether something of it may be in the log.
pub fn can_be_undone(import: &Import) -> bool {
    match import.state {
        State::Stored => import.tally.is_some_and(|tally| tally.workouts > 0),
        State::Failed => true,
        State::Preview | State::Storing | State::Undone => false,
    }
}

fn title(import: &Import) -> &'static str {
    match (import.state, import.tally) {
        (State::Preview, None) => "Reading your files",
        (State::Preview, Some(_)) => "What your files hold",
        (State::Storing, _) => "Storing your workouts",
        (State::Stored, Some(Tally { workouts: 0, .. })) => "Nothing was stored",
        (State::Stored, _) => "Your workouts are stored",
        (State::Undone, Some(_)) => "This import was undone",
        (State::Undone, None) => "Thrown away",
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
        (State::Undone, None) => {
            "Nothing of it was stored. The same files can be brought again.".to_owned()
        }
        (State::Undone, Some(_)) => "It was taken out of your log. The same files can be brought again.".to_owned(),
        (State::Failed, _) => {
            "It could not go on, and the fault is ours. Undo it, to take out what it may have stored; then bring the files again."
                .to_owned()
        }
    }
}

/// How many of all the files of an import that is worked on are done.
pub fn done<'a>(import: &Import, files: impl Iterator<Item = &'a ImportFile>) -> usize {
    let settled = |file: &&ImportFile| match import.state {
        State::Storing => file.workouts.iter().all(|found| found.stored || found.duplicate_of.is_some()),
        _ => file.outcome.is_some(),
    };
    files.filter(settled).count()
}
