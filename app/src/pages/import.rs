//! Bringing files: the form, the preview of what they hold, and the imports so far.

use crate::parts::{Variant, button, link};
use crate::words;
use chrono_tz::Tz;
use domain::import::{Found, Import, ImportFile, Outcome, State, Tally};
use domain::pace;
use domain::quantity::Units;
use domain::sport::{Rate, Sport};
use leptos::prelude::*;

/// More files than this are counted on the page, but not listed.
const LISTED: usize = 500;

/// One import among those so far.
#[derive(Clone, Debug, PartialEq, Eq)]
struct PastLine {
    href: String,
    machine: String,
    begun: String,
    state: &'static str,
    holds: String,
}

/// Where files are brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportsView {
    error: Option<String>,
    past: Vec<PastLine>,
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
struct FileLine {
    name: String,
    outcome: &'static str,
    kind: &'static str,
    reason: String,
    workouts: Vec<WorkoutLine>,
}

/// One workout of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct WorkoutLine {
    href: Option<String>,
    machine: String,
    told: String,
    note: &'static str,
}

impl WorkoutLine {
    fn new(found: &Found, units: Units) -> Self {
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
            href: here.map(|id| format!("/workouts/{id}")),
            machine: words::machine(start),
            told: told.into_iter().flatten().collect::<Vec<_>>().join(" · "),
            note: if found.duplicate_of.is_some() { "known already" } else { "" },
        }
    }
}

impl FileLine {
    fn new(file: &ImportFile, units: Units) -> Self {
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
            workouts: file.workouts.iter().map(|found| WorkoutLine::new(found, units)).collect(),
        }
    }
}

/// One import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportView {
    action: String,
    title: &'static str,
    lead: String,
    progress: Option<(usize, usize)>,
    commit: Option<String>,
    undo: Option<&'static str>,
    files: Vec<FileLine>,
    unlisted: usize,
}

impl ImportView {
    /// The import `id` with its files, in the athlete's units.
    pub fn new(id: &str, import: &Import, files: &[ImportFile], units: Units) -> Self {
        let tally = import.tally.unwrap_or_default();
        let ready = import.state == State::Preview && import.tally.is_some();
        Self {
            action: format!("/import/{id}"),
            title: title(import),
            lead: lead(import),
            progress: import.is_unfinished().then(|| (done(import, files), files.len())),
            commit: (ready && tally.workouts > 0)
                .then(|| format!("Store {}", words::count(tally.workouts, "workout"))),
            undo: match import.state {
                State::Preview => Some("Throw away"),
                State::Stored if tally.workouts > 0 => Some("Undo this import"),
                _ => None,
            },
            files: files.iter().take(LISTED).map(|file| FileLine::new(file, units)).collect(),
            unlisted: files.len().saturating_sub(LISTED),
        }
    }
}

fn title(import: &Import) -> &'static str {
    match (import.state, import.tally) {
        (State::Preview, None) => "Reading your files",
        (State::Preview, Some(_)) => "What your files hold",
        (State::Storing, _) => "Storing your workouts",
        (State::Stored, _) => "Your workouts are stored",
        (State::Undone, _) => "This import was undone",
        (State::Failed, _) => "This import failed",
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
        (State::Failed, _) => "Nothing of it was lost: bring the files again.".to_owned(),
    }
}

fn done(import: &Import, files: &[ImportFile]) -> usize {
    let settled = |file: &&ImportFile| match import.state {
        State::Storing => file.workouts.iter().all(|found| found.stored || found.duplicate_of.is_some()),
        _ => file.outcome.is_some(),
    };
    files.iter().filter(settled).count()
}

/// Where files are brought.
pub fn imports(model: ImportsView) -> impl IntoView {
    let wrong = model.error.is_some();
    let error =
        model.error.map(|error| view! { <p class="error" id="f-file-error" role="alert">{error}</p> });
    let past = (!model.past.is_empty()).then(|| past(model.past));
    view! {
        <div class="stack narrow-page">
            <h1>"Import"</h1>
            <p class="lead">"Bring what your watch has kept. You see what is in it before anything is stored."</p>
            <form class="sheet" method="post" action="/import" enctype="multipart/form-data">
                <div class="field">
                    <label for="f-file">"Files"</label>
                    <p class="hint" id="f-file-hint">
                        "FIT, TCX or GPX, many at once, also as .gz, or a zip of them such as Strava's export. Up to 512 MB."
                    </p>
                    <input
                        type="file"
                        id="f-file"
                        name="file"
                        multiple
                        required
                        aria-describedby=if wrong { "f-file-hint f-file-error" } else { "f-file-hint" }
                        aria-invalid=wrong.then_some("true")
                    />
                    {error}
                </div>
                <div class="actions">{button("Look into the files", Variant::Primary)}</div>
            </form>
            {past}
        </div>
    }
}

fn past(lines: Vec<PastLine>) -> impl IntoView {
    let line = |line: PastLine| {
        view! {
            <li>
                <a href=line.href>
                    <time datetime=line.machine>{line.begun}</time>
                    <strong>{line.state}</strong>
                    <span>{line.holds}</span>
                </a>
            </li>
        }
    };
    view! {
        <section class="stack">
            <h2>"Imports so far"</h2>
            <ol class="imports" role="list">{lines.into_iter().map(line).collect_view()}</ol>
        </section>
    }
}

/// One import.
pub fn import(model: ImportView) -> impl IntoView {
    let progress = model.progress.map(|(done, of)| progress(done, of));
    let actions = actions(&model);
    let more = (model.unlisted > 0).then(
        || view! { <p class="hint">{format!("{} more files are not listed here.", model.unlisted)}</p> },
    );
    view! {
        <div class="stack">
            <div class="heading">
                <h1>{model.title}</h1>
                <p>{model.lead}</p>
            </div>
            {progress}
            {actions}
            <ol class="files" role="list">{model.files.into_iter().map(file).collect_view()}</ol>
            {more}
        </div>
    }
}

fn progress(done: usize, of: usize) -> impl IntoView {
    view! {
        <p class="progress" role="status">
            <progress value=done.to_string() max=of.to_string() aria-label="Files done"></progress>
            {format!("{done} of {of} files")}
        </p>
    }
}

fn actions(model: &ImportView) -> impl IntoView + use<> {
    let action = model.action.clone();
    let form = |verb: &str, label: String, variant: Variant| {
        let action = format!("{action}/{verb}");
        view! { <form method="post" action=action>{button(label, variant)}</form> }
    };
    view! {
        <div class="actions">
            {model.commit.clone().map(|label| form("commit", label, Variant::Primary))}
            {model.undo.map(|label| form("undo", label.to_owned(), Variant::Secondary))}
            {link("/import", "Bring other files", Variant::Quiet)}
        </div>
    }
}

fn file(line: FileLine) -> impl IntoView {
    let reason = (!line.reason.is_empty()).then(|| view! { <p class="reason">{line.reason}</p> });
    let workouts = (!line.workouts.is_empty()).then(|| {
        view! { <ul role="list">{line.workouts.into_iter().map(workout).collect_view()}</ul> }
    });
    view! {
        <li data-outcome=line.kind>
            <h2>{line.name}</h2>
            <p class="outcome">{line.outcome}</p>
            {reason}
            {workouts}
        </li>
    }
}

fn workout(line: WorkoutLine) -> impl IntoView {
    let told = match line.href {
        Some(href) => view! { <a href=href>{line.told}</a> }.into_any(),
        None => line.told.into_any(),
    };
    view! { <li><time datetime=line.machine>{told}</time> <small>{line.note}</small></li> }
}
