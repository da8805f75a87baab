//! What was measured of the athlete's body, from which day on, and the zones that follow from it.

mod model;

pub use model::{State, ThresholdsView};

use crate::parts::{Variant, button, error_summary, field, hidden, link};
use leptos::prelude::*;
use model::{ToldView, ZonesView};

/// The thresholds: what holds now, the form, and what was told so far.
pub fn thresholds(model: ThresholdsView) -> impl IntoView {
    let summary = error_summary(model.whole, &model.fields());
    let ThresholdsView { version, heading, body, zones, today, told, counting, removable, .. } = model;
    view! {
        <div class="stack narrow-page">
            <p><a href="/settings">"Settings"</a></p>
            <h1>"Thresholds and zones"</h1>
            <p>
                "Each value holds from its day on, until a later one: workouts before it keep what held then. With a threshold, load is told as a stress score, in which an hour at threshold is 100."
            </p>
            {counting.map(|text| view! { <p class="notice" role="status">{text}</p> })}
            {summary}
            <form class="sheet" method="post" action="/settings/thresholds" novalidate>
                {hidden("version", version)}
                <section class="group">
                    <h2>{heading}</h2>
                    <p>"Only what is new on this day; the rest may stay empty."</p>
                    {body.iter().map(field).collect_view()}
                </section>
                <section class="group">
                    <h2>"Zones of heart rate"</h2>
                    {zones.iter().map(field).collect_view()}
                </section>
                <div class="actions">
                    {button("Save", Variant::Primary)}
                    {removable.then(|| link("/settings/thresholds", "Another day", Variant::Secondary))}
                </div>
            </form>
            {in_force(today)}
            {so_far(told)}
        </div>
    }
}

fn in_force(today: Vec<ZonesView>) -> impl IntoView {
    (!today.is_empty()).then(|| {
        view! {
            <section class="group">
                <h2>"Your zones today"</h2>
                <div class="zone-tables">{today.into_iter().map(table).collect_view()}</div>
            </section>
        }
    })
}

fn table(zones: ZonesView) -> impl IntoView {
    let rows = zones.rows.into_iter().enumerate().map(|(index, range)| {
        view! {
            <tr>
                <th scope="row">{index + 1}</th>
                <td>{range}</td>
            </tr>
        }
    });
    view! {
        <table class="zones">
            <caption>{zones.title}</caption>
            <thead>
                <tr>
                    <th scope="col">"Zone"</th>
                    <th scope="col">"From"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}

fn so_far(told: Vec<ToldView>) -> impl IntoView {
    (!told.is_empty()).then(|| {
        view! {
            <section class="group">
                <h2>"Told so far"</h2>
                <ol class="told">{told.into_iter().map(day).collect_view()}</ol>
            </section>
        }
    })
}

fn day(told: ToldView) -> impl IntoView {
    let ToldView { href, from, machine, values, version } = told;
    view! {
        <li>
            <p>
                <a href=href><time datetime=machine.clone()>{from}</time></a>
                " "
                <span>{values}</span>
            </p>
            <details class="sure">
                <summary>"Remove"</summary>
                <form method="post" action="/settings/thresholds/remove">
                    {hidden("version", version)} {hidden("from", machine)}
                    <p>"Workouts since then are counted by what was told before."</p>
                    {button("Remove this day", Variant::Danger)}
                </form>
            </details>
        </li>
    }
}
