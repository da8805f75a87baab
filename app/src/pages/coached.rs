//! Somebody else's log, as whoever coaches them sees it.

use crate::parts::{Variant, link};
use domain::scope::{Scope, Scopes};
use leptos::prelude::*;

/// Whose log a coach looks at, and how far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coached {
    base: String,
    name: String,
    scopes: Scopes,
}

impl Coached {
    /// The log of the athlete with this id, who wants to be called `name`, with what they granted.
    pub fn new(athlete: &str, name: String, scopes: Scopes) -> Self {
        Self { base: format!("/athletes/{athlete}"), name, scopes }
    }

    /// Where one of our own paths leads within that log.
    pub(super) fn href(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Where a page of sums and trends is in that log, if those may be read.
    pub(super) fn trends_at(&self, path: &str) -> Option<String> {
        self.scopes.has(Scope::TrendsRead).then(|| self.href(path))
    }

    /// Whether the workouts themselves may be read.
    pub(super) fn shows_workouts(&self) -> bool {
        self.scopes.has(Scope::WorkoutsRead)
    }
}

/// A page of that log, under the word that it is not the visitor's own.
pub fn coached<V: IntoView + 'static>(model: &Coached, body: V) -> impl IntoView + use<V> {
    let pages = [
        (Scope::TrendsRead, "/dashboard", "Dashboard"),
        (Scope::TrendsRead, "/load", "Load"),
        (Scope::TrendsRead, "/records", "Records"),
        (Scope::TrendsRead, "/consistency", "Consistency"),
        (Scope::TrendsRead, "/review", "Week"),
        (Scope::WorkoutsRead, "/workouts", "Workouts"),
    ];
    let ways = pages.into_iter().filter(|(scope, ..)| model.scopes.has(*scope));
    let ways = ways.map(|(_, path, label)| link(model.href(path), label, Variant::Quiet)).collect_view();
    view! {
        <aside class="notice whose" aria-label="Whose log this is">
            <p>"You are looking at " <strong>{model.name.clone()}</strong> "’s log. You can change nothing in it."</p>
            <div class="actions">{ways} {link("/dashboard", "Back to your own", Variant::Quiet)}</div>
        </aside>
        {body}
    }
}
