//! Buttons, links that look like them, and what a form carries unseen.

use leptos::prelude::*;

/// How much a button asks for attention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// What the page is for; at most one on a page.
    #[default]
    Primary,
    /// A way that is also open.
    Secondary,
    /// No more than a word.
    Quiet,
    /// What cannot easily be taken back.
    Danger,
}

impl Variant {
    fn name(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

/// A button that sends its form.
pub fn button(label: impl Into<String>, variant: Variant) -> impl IntoView {
    view! {
        <button type="submit" data-variant=variant.name()>
            {label.into()}
        </button>
    }
}

/// A button that sends its form with `answer` under that name, where a form has several.
pub fn answer_button(label: &'static str, answer: &'static str, variant: Variant) -> impl IntoView {
    view! {
        <button type="submit" name="answer" value=answer data-variant=variant.name()>
            {label}
        </button>
    }
}

/// A link that looks like a button.
pub fn link(href: impl Into<String>, label: impl Into<String>, variant: Variant) -> impl IntoView {
    view! {
        <a class="button" href=href.into() data-variant=variant.name()>
            {label.into()}
        </a>
    }
}

/// A value that a form carries unseen.
pub fn hidden(name: impl Into<String>, value: impl Into<String>) -> impl IntoView {
    view! { <input type="hidden" name=name.into() value=value.into() /> }
}
