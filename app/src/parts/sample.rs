//! Lines and texts to be copied or looked at.

use leptos::prelude::*;

/// Something to be copied or looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// What it is.
    pub name: &'static str,
    /// How it goes.
    pub text: String,
    /// Whether one touch selects all of it.
    pub whole: bool,
}

/// It takes the focus, so that it can be scrolled by keys.
pub fn sample(it: Sample) -> impl IntoView {
    view! {
        <figure class="code" data-copied=it.whole.then_some("whole")>
            <figcaption>{it.name}</figcaption>
            <pre tabindex="0">
                <code>{it.text}</code>
            </pre>
        </figure>
    }
}
