//! Deleting a workout, asked once more, and bringing it back.

use crate::pages::workouts::{LogLine, log};
use crate::parts::{Variant, button, hidden, link};
use chrono::DateTime;
use chrono_tz::Tz;
use domain::quantity::Units;
use domain::workout::{Source, Workout};
use leptos::prelude::*;

/// The workout that would be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteView {
    href: String,
    version: u64,
    line: LogLine,
    has_file: bool,
}

impl DeleteView {
    /// The question about `workout`.
    pub fn new(workout: &Workout, units: Units) -> Self {
        Self {
            href: format!("/workouts/{}", workout.id),
            version: workout.version,
            line: LogLine::dated(workout, units),
            has_file: matches!(workout.source, Source::File(_)),
        }
    }
}

/// A workout that was deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeletedView {
    restore: String,
    until: String,
    line: LogLine,
}

impl DeletedView {
    /// `workout`, which can be brought back until then.
    pub fn new(workout: &Workout, until: DateTime<Tz>, units: Units) -> Self {
        Self {
            restore: format!("/workouts/{}/restore", workout.id),
            until: until.format("%-d %B, %H:%M").to_string(),
            line: LogLine::dated(workout, units),
        }
    }
}

/// What was deleted, and the way back.
pub fn deleted(model: DeletedView) -> impl IntoView {
    view! {
        <div class="stack narrow-page">
            <h1>"This workout was deleted"</h1>
            {log(vec![model.line])}
            <p>"It can be taken back until " {model.until} "; after that it is gone for good."</p>
            <form method="post" action=model.restore>
                <div class="actions">
                    {button("Take it back", Variant::Primary)} {link("/workouts", "Go to the log", Variant::Secondary)}
                </div>
            </form>
        </div>
    }
}

/// The question.
pub fn delete(model: DeleteView) -> impl IntoView {
    let file = model
        .has_file
        .then_some(" Its track goes with it, and the file it came from when no other workout needs it.");
    let action = format!("{}/delete", model.href);
    view! {
        <div class="stack narrow-page">
            <h1>"Delete this workout?"</h1>
            {log(vec![model.line])}
            <p>"You can take it back for a day; after that it is gone for good." {file}</p>
            <form method="post" action=action>
                {hidden("version", model.version.to_string())}
                <div class="actions">
                    {button("Delete it", Variant::Danger)} {link(model.href, "Keep it", Variant::Secondary)}
                </div>
            </form>
        </div>
    }
}
