//! What is shown once, and what is asked once more.

use super::model::Question;
use crate::parts::{Sample, Variant, button, hidden, link, sample};
use leptos::prelude::*;

/// What somebody has to take along now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    /// What was done.
    pub title: String,
    /// The client's id.
    pub client_id: String,
    /// Its secret, if it has one.
    pub secret: Option<String>,
    /// What it does first, line by line.
    pub samples: Vec<Sample>,
}

/// The page that shows it.
pub fn once(model: Once) -> impl IntoView {
    let text = match model.secret {
        Some(_) => "Take the secret along now: it is kept here as a hash only, and nobody can show it again.",
        None => "There is no secret to take along.",
    };
    let id = Sample { name: "Client id", text: model.client_id, whole: true };
    let secret = model.secret.map(|text| Sample { name: "Secret", text, whole: true });
    let samples = [id].into_iter().chain(secret).chain(model.samples).map(sample).collect_view();
    view! {
        <div class="stack narrow-page">
            <div class="heading">
                <h1>{model.title}</h1>
                <p>{text}</p>
            </div>
            {samples}
            <div class="actions">
                {link("/settings/connections", "To the connections", Variant::Primary)}
                {link("/api", "How to use the API", Variant::Secondary)}
            </div>
        </div>
    }
}

/// The page that asks once more.
pub fn question(model: Question) -> impl IntoView {
    view! {
        <div class="stack narrow-page">
            <h1>{model.title}</h1>
            <p>{model.text}</p>
            <form method="post" action=model.action>
                {model.key.map(|key| hidden("key", key))}
                <div class="actions">
                    {button(model.label, Variant::Danger)}
                    {link("/settings/connections", "Leave it", Variant::Secondary)}
                </div>
            </form>
        </div>
    }
}
