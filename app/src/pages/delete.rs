//! Deleting a workout, asked once more.

use crate::pages::workouts::{LogLine, log};
use crate::parts::{Variant, button, hidden, link};
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
            line: LogLine::new(workout, units),
            has_file: matches!(workout.source, Source::File(_)),
        }
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
