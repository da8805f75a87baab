//! Pages and their parts as HTML, from view-models.

#![expect(clippy::unwrap_used, reason = "what helps a test may fail it")]

mod course;
mod dashboard;
mod field;
mod import;
mod islands;
mod reference;
mod workout_form;
mod workouts;

use app::document::{Assets, Chrome, render};
use domain::athlete::ColorScheme;
use leptos::prelude::IntoView;

/// A page for nobody in particular, without the marks that leptos puts between texts.
pub(crate) fn page<V: IntoView + 'static>(body: impl FnOnce() -> V) -> String {
    let chrome = Chrome {
        nonce: "n0nce".into(),
        assets: Assets::default(),
        color_scheme: ColorScheme::Auto,
        visitor: None,
        path: "/".into(),
        notice: None,
    };
    render(&chrome, "A page", true, body).replace("<!>", "")
}
