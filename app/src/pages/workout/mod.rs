//! One workout: what was done, its course, its load, and where the record came from.

mod account;
mod model;
mod records;

pub use model::{Drawn, WorkoutView};

use crate::parts::{Numbers, Variant, drawn, figure, link, numbers};
use leptos::prelude::*;
use model::{Fact, ProfileView};

/// The workout.
pub fn workout(model: WorkoutView) -> impl IntoView {
    let WorkoutView {
        href,
        title,
        machine,
        when,
        facts,
        load,
        account,
        records,
        wants_settings,
        notes,
        origin,
        route,
        profiles,
        numbers: table,
        zones,
    } = model;
    let account = account.map(|account| account::account(account, href.as_deref()));
    let course = (!profiles.is_empty()).then(|| course(profiles, table));
    view! {
        <div class="with-actions">
            <div class="heading">
                <h1>{title}</h1>
                <p><time datetime=machine>{when}</time></p>
            </div>
            {href.map(|href| changes(&href))}
        </div>
        <section class="panel" aria-label="Numbers">
            <dl class="facts">{facts.into_iter().map(fact).collect_view()}</dl>
            <p class="origin">{load} {wants_settings.then(way_to_a_load)}</p>
            {account}
        </section>
        {records::records(records)}
        {(!notes.is_empty()).then(|| view! { <p class="prose">{notes}</p> })}
        {(!route.is_empty()).then(|| route_figure(route))}
        {course}
        {zones.into_iter().map(figure).collect_view()}
        <footer class="origin">{origin.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}</footer>
    }
}

fn changes(href: &str) -> impl IntoView + use<> {
    view! {
        <div class="actions">
            {link(format!("{href}/edit"), "Edit", Variant::Secondary)}
            {link(format!("{href}/delete"), "Delete", Variant::Danger)}
        </div>
    }
}

fn way_to_a_load() -> impl IntoView {
    view! {
        " Tell them in your "
        <a href="/settings">"settings"</a>
        " and it is counted, or edit this workout and tell how hard it was."
    }
}

fn fact(fact: Fact) -> impl IntoView {
    view! {
        <div>
            <dt>{fact.name}</dt>
            <dd>{fact.value} {fact.beside.map(|beside| view! { <small class="beside">{beside}</small> })}</dd>
        </div>
    }
}

fn route_figure(route: String) -> impl IntoView {
    view! {
        <figure class="panel" aria-labelledby="route">
            <figcaption id="route">
                <h2>"Route"</h2>
                <p>"North is up. It begins at the ring and ends at the dot."</p>
            </figcaption>
            <div class="chart route" aria-hidden="true" inner_html=route></div>
        </figure>
    }
}

fn course(profiles: Vec<ProfileView>, table: Option<Numbers>) -> impl IntoView {
    view! {
        <figure class="panel" aria-labelledby="course">
            <figcaption id="course">
                <h2>"Course"</h2>
                <p>"Over the time since the start."</p>
            </figcaption>
            {profiles
                .into_iter()
                .map(|profile| {
                    view! {
                        <div class="profile">
                            <h3>{profile.name} <small>" " {profile.summary}</small></h3>
                            {drawn(profile.chart, profile.name.to_owned(), profile.readings)}
                        </div>
                    }
                })
                .collect_view()}
            {table.map(numbers)}
        </figure>
    }
}
