//! One of several ways to look at the same thing.

use leptos::prelude::*;

/// A way to look, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub name: String,
    /// Whether it is the one that is shown.
    pub here: bool,
}

/// The ways side by side.
pub fn switch(label: &'static str, ways: Vec<Way>) -> impl IntoView {
    let items = ways
        .into_iter()
        .map(|way| {
            let here = way.here.then_some("true");
            view! { <li><a href=way.href aria-current=here>{way.name}</a></li> }
        })
        .collect_view();
    view! {
        <nav class="switch" aria-label=label>
            <ul role="list">{items}</ul>
        </nav>
    }
}
