//! The last thirty days, or another window, beside as many days before.
//!
//! [`Plan`] says what is drawn, the server draws it into [`Drawings`], [`DashboardView`] puts it in words.

mod figures;
mod model;
mod plan;

pub use model::DashboardView;
pub use plan::{Drawings, Plan, TILES, WINDOWS};

use crate::pages::workouts::{LogLine, log};
use crate::parts::{Variant, figure, link, nothing_yet, switch, tile};
use leptos::prelude::*;
use model::Content;

/// What somebody sees in a log that is not theirs.
const NOTHING_YET: &str = "The last thirty days appear here as soon as there is a workout.";
/// What somebody new does first.
const WELCOME: &str = "Log today's workout, or bring the files of your watch: the last thirty days appear here as soon as there is one.";

/// The dashboard.
pub fn dashboard(model: DashboardView) -> impl IntoView {
    let content = match (model.content, model.all_sports) {
        (Some(content), _) => filled(content, model.workouts).into_any(),
        (None, Some(all_sports)) => none_of_the_sport(all_sports).into_any(),
        (None, None) if model.is_own => nothing_yet("Your log is empty", WELCOME, true).into_any(),
        (None, None) => nothing_yet("This log is empty", NOTHING_YET, false).into_any(),
    };
    view! {
        <div class="heading">
            <p>{model.span}</p>
            <h1>{model.finding}</h1>
        </div>
        <div class="with-actions">
            {switch("Window", model.windows)} {switch("Sport", model.sports)}
        </div>
        {content}
    }
}

fn filled(content: Content, workouts: Option<String>) -> impl IntoView {
    let latest = workouts.map(|href| latest(href, content.recent));
    view! {
        <section aria-labelledby="totals">
            <h2 id="totals" class="unseen">"Totals"</h2>
            <ul class="tiles" role="list">{content.tiles.into_iter().map(tile).collect_view()}</ul>
        </section>
        {figure(content.main)}
        <div class="halves">{figure(content.load)} {content.split.map(figure)}</div>
        {latest}
    }
}

fn latest(href: String, recent: Vec<LogLine>) -> impl IntoView {
    view! {
        <section class="month">
            <div class="with-actions">
                <h2>"Latest workouts"</h2>
                {link(href, "All workouts", Variant::Quiet)}
            </div>
            {log(recent)}
        </section>
    }
}

fn none_of_the_sport(all_sports: String) -> impl IntoView {
    view! {
        <section class="panel empty">
            <h2>"No workout of this sport"</h2>
            <p>"Nothing in this log is of it."</p>
            <div class="actions">{link(all_sports, "All sports", Variant::Secondary)}</div>
        </section>
    }
}
