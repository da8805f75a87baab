//! A week in sentences.

mod model;

pub use model::ReviewPage;

use crate::parts::{Variant, link, switch, table, tile};
use leptos::prelude::*;

/// The page.
pub fn review(model: ReviewPage) -> impl IntoView {
    let ReviewPage { when, finding, ways, sentences, tiles, days, workouts } = model;
    let said = (!sentences.is_empty()).then(|| {
        view! {
            <section class="panel" aria-labelledby="said">
                <h2 id="said">"What changed"</h2>
                <ul class="sentences">{sentences.into_iter().map(|one| view! { <li>{one}</li> }).collect_view()}</ul>
            </section>
        }
    });
    view! {
        <div class="heading">
            <p>{when}</p>
            <h1>{finding}</h1>
        </div>
        <div class="with-actions">
            {switch("Week", ways)} {workouts.map(|href| link(href, "Workouts of the week", Variant::Quiet))}
        </div>
        <section aria-labelledby="sums">
            <h2 id="sums" class="unseen">"The week’s sums"</h2>
            <ul class="tiles" role="list">{tiles.into_iter().map(tile).collect_view()}</ul>
        </section>
        {said}
        <section class="panel" aria-labelledby="days">
            <h2 id="days">"Day by day"</h2>
            {table(days)}
        </section>
    }
}
