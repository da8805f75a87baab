//! Bringing files: the form, the preview of what they hold, and the imports so far.

mod model;

pub use model::{Files, ImportView, ImportsView, Listing, can_be_undone, done};

use crate::parts::{Variant, button, link};
use crate::words;
use domain::import::Import;
use leptos::prelude::*;
use model::{FileLine, PastLine, WorkoutLine};

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
    let beyond = model.beyond.iter().any(Option::is_some).then(|| beyond(model.beyond));
    view! {
        <div class="stack">
            <div class="heading">
                <h1>{model.title}</h1>
                <p>{model.lead}</p>
                {model.left_out.map(|sentence| view! { <p>{sentence}</p> })}
            </div>
            {progress}
            {actions}
            {model.listed.map(|told| view! { <p class="hint">{told}</p> })}
            <ol class="files" role="list">{model.files.into_iter().map(file).collect_view()}</ol>
            {beyond}
        </div>
    }
}

/// The ways to the files before and after those that are listed.
fn beyond(ways: [Option<(String, String)>; 2]) -> impl IntoView {
    let way = |(href, name): (String, String)| link(href, name, Variant::Secondary);
    let ways = ways.into_iter().flatten().map(way).collect_view();
    view! { <nav class="actions beyond" aria-label="More files">{ways}</nav> }
}

fn progress(done: usize, of: u32) -> impl IntoView {
    view! {
        <p class="progress" role="status">
            <progress value=done.to_string() max=of.to_string() aria-label="Files done"></progress>
            {format!("{done} of {}", words::count(of, "file"))}
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
            {model.discard.then(|| form("undo", "Throw away".to_owned(), Variant::Secondary))}
            {model.undo.then(|| link(format!("{}/undo", model.action), "Undo this import", Variant::Secondary))}
            {link("/import", "Bring other files", Variant::Quiet)}
        </div>
    }
}

/// Asks once more before what was stored is taken out of the log.
pub fn undo(id: &str, import: &Import) -> impl IntoView + use<> {
    let (href, action) = (format!("/import/{id}"), format!("/import/{id}/undo"));
    let stored = words::count(import.tally.unwrap_or_default().workouts, "workout");
    view! {
        <div class="stack narrow-page">
            <h1>"Undo this import?"</h1>
            <p>
                {stored} " and whatever you changed in them since leave your log. Each can be taken back from its own page for a day."
            </p>
            <form method="post" action=action>
                <div class="actions">
                    {button("Undo it", Variant::Danger)} {link(href, "Keep it", Variant::Secondary)}
                </div>
            </form>
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
    view! { <li><time datetime=line.machine>{told}</time> " " <small>{line.note}</small></li> }
}
