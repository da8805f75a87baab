//! How regularly somebody trains: days, weeks, streaks, and a year in which every day opens.

mod calendar;
mod model;

pub use model::{ConsistencyPage, Span};

use crate::parts::{Variant, Way, link, switch, tile};
use calendar::calendar;
use leptos::prelude::*;
use model::Content;

/// The page.
pub fn consistency(model: ConsistencyPage) -> impl IntoView {
    let ConsistencyPage { span, finding, spans, rests, content, is_own } = model;
    view! {
        <div class="heading">
            <p>{span}</p>
            <h1>{finding}</h1>
        </div>
        {match content {
            Some(content) => filled(content, spans, rests).into_any(),
            None => nothing_there(is_own).into_any(),
        }}
    }
}

fn filled(content: Content, spans: Vec<Way>, rests: Vec<Way>) -> impl IntoView {
    view! {
        <div class="with-actions">{switch("Year", spans)} {switch("Days of rest that a streak forgives in any seven", rests)}</div>
        <section aria-labelledby="sums">
            <h2 id="sums" class="unseen">"Days, weeks and streaks"</h2>
            <ul class="tiles" role="list">{content.tiles.into_iter().map(tile).collect_view()}</ul>
        </section>
        {calendar(&content.weeks)}
        <section class="panel" aria-labelledby="rule">
            <h2 id="rule">"What a streak is"</h2>
            <p>{content.rule}</p>
        </section>
    }
}

fn nothing_there(is_own: bool) -> impl IntoView {
    let actions = is_own.then(|| {
        view! {
            <div class="actions">
                {link("/workouts/new", "Log a workout", Variant::Primary)}
                {link("/import", "Import files", Variant::Secondary)}
            </div>
        }
    });
    view! {
        <section class="panel empty">
            <h2>"No day of training yet"</h2>
            <p>"The first workout begins a streak. A day of rest now and then does not end one."</p>
            {actions}
        </section>
    }
}
