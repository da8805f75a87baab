//! What training load amounts to: fitness, fatigue, form, and the next fourteen days.
//!
//! [`Plan`] says what is drawn, the server draws it into [`Drawings`], [`LoadPage`] puts it in words.

mod model;
mod plan;

pub use model::LoadPage;
pub use plan::{Drawings, Plan, Span};

use crate::parts::{Figure, figure, nothing_yet, switch, tile};
use leptos::prelude::*;
use model::Content;

/// What a log without any wants.
const WHY_NOTHING: &str =
    "A workout has one if its heart rate is known, and yours at rest and at most, or how hard it was.";

/// The page.
pub fn load(model: LoadPage) -> impl IntoView {
    let LoadPage { span, finding, ways, content, is_own } = model;
    view! {
        <div class="heading">
            <p>{span}</p>
            <h1>{finding}</h1>
        </div>
        {switch("Window", ways)}
        {match content {
            Some(content) => filled(content).into_any(),
            None => nothing_yet("No load is known yet", WHY_NOTHING, is_own).into_any(),
        }}
    }
}

fn filled(content: Content) -> impl IntoView {
    let Content { tiles, figures, facts, coverage, zones } = content;
    view! {
        <section aria-labelledby="today">
            <h2 id="today" class="unseen">"Today"</h2>
            <ul class="tiles" role="list">{tiles.into_iter().map(tile).collect_view()}</ul>
        </section>
        {figures.into_iter().map(|one: Figure| figure(one)).collect_view()}
        <section class="panel" aria-labelledby="week">
            <h2 id="week">"The last seven days"</h2>
            <dl class="facts">
                {facts
                    .into_iter()
                    .map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> })
                    .collect_view()}
            </dl>
            <p class="origin">
                "Monotony is the mean of the seven days over their standard deviation (Foster), strain their load times that. Acute to chronic is their mean over that of 28 days: a ratio, from which nothing follows about injuries."
            </p>
        </section>
        {zones.into_iter().map(figure).collect_view()}
        <section class="panel" aria-labelledby="conventions">
            <h2 id="conventions">"How it is computed"</h2>
            <p>
                "Fitness and fatigue are exponential means of the load per day over 42 and 7 days, y + (load − y) · (1 − e"
                <sup>"−1/n"</sup>
                "), from zero at the first workout. Form is fitness less fatigue of the day before. Other programs divide by n, or start from the first load, and show other numbers."
            </p>
            <p>
                "A load by how hard a workout was (Foster) is in units of its own, about three times those by heart rate, pace or power. Where a log has both, its sums hold both; a workout’s page says which counts, and lets another count."
            </p>
            <p>{coverage}</p>
        </section>
    }
}
