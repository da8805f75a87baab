//! How regularly somebody trains: days, weeks, streaks, and a year in which every day opens.

mod calendar;
mod model;

pub use model::{ConsistencyPage, Span};

use crate::parts::{Way, nothing_yet, switch, tile};
use calendar::calendar;
use leptos::prelude::*;
use model::Content;

/// What a log without any wants.
const WHY_NOTHING: &str = "The first workout begins a streak. A day of rest now and then does not end one.";

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
            None => nothing_yet("No day of training yet", WHY_NOTHING, is_own).into_any(),
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
