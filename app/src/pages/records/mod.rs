//! Records: the best over distances and times, each with the way to it, and what it replaced.
//!
//! [`Plan`] says what is drawn, the server draws it into [`Drawings`], [`RecordsPage`] puts it in words.

mod model;
mod plan;
mod races;
mod words;

pub use model::RecordsPage;
pub use plan::{Drawings, FamilyPlan, Plan, Span};

pub(in crate::pages) use model::Dated;
pub(in crate::pages) use words::{Tongue, gain, title, told};

use crate::parts::{figure, nothing_yet, switch};
use leptos::prelude::*;
use model::{FamilyView, RecordTile};

/// What a log without any wants.
const WHY_NOTHING: &str = "The first workout sets them. The track of a watch has times over distances, power and heart rate; what is typed counts for the longest.";

/// The page.
pub fn records(model: RecordsPage) -> impl IntoView {
    let RecordsPage { finding, when, sports, spans, families, races, is_own } = model;
    let content = match (families.is_empty(), sports.is_empty()) {
        (false, _) => families.into_iter().map(family).collect_view().into_any(),
        (true, false) => none_of_the_sport().into_any(),
        (true, true) => nothing_yet("No records yet", WHY_NOTHING, is_own).into_any(),
    };
    let ways = (!sports.is_empty()).then(|| {
        view! { <div class="with-actions">{switch("Sport", sports)} {switch("Span of the curves", spans)}</div> }
    });
    view! {
        <div class="heading">
            <p>{when}</p>
            <h1>{finding}</h1>
        </div>
        {ways}
        {content}
        {races.map(races::races)}
    }
}

fn family(family: FamilyView) -> impl IntoView {
    let FamilyView { id, title, tiles, curve } = family;
    view! {
        <section class="records" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <ul class="tiles" role="list">{tiles.into_iter().map(tile).collect_view()}</ul>
        </section>
        {curve.map(figure)}
    }
}

fn tile(tile: RecordTile) -> impl IntoView {
    let RecordTile { name, value, beside, set, replaced, way } = tile;
    let replaced = replaced.map(|(gain, before)| view! { ", " {gain} " than on " {dated(before)} });
    view! {
        <li class="tile">
            <h3>{name}</h3>
            <p class="value">{value} " " {beside.map(|beside| view! { <small>{beside}</small> })}</p>
            <p class="change">{dated(set)} {replaced}</p>
            <div class="chart course" aria-hidden="true" inner_html=way></div>
        </li>
    }
}

/// A day, leading to the workout for those who may see it.
pub(in crate::pages) fn dated(day: Dated) -> impl IntoView {
    let time = view! { <time datetime=day.date.to_string()>{crate::words::dated(day.date)}</time> };
    match day.href {
        Some(href) => view! { <a href=href>{time}</a> }.into_any(),
        None => time.into_any(),
    }
}

fn none_of_the_sport() -> impl IntoView {
    view! {
        <section class="panel empty">
            <h2>"No records of this sport"</h2>
            <p>"Each sport has records of its own, and nothing in this log is of this one."</p>
        </section>
    }
}
