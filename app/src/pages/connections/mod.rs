//! Who may do something with the athlete's log beside them: machines, apps and coaches.
//!
//! What is granted is listed on one page; whatever is registered or granted anew has a form of its own.

mod form;
mod model;
mod once;

pub use form::{FormView, LASTS, Typed, form};
pub use model::{ConnectionsView, Known, Question};
pub use once::{Once, once, question};

use crate::parts::{Variant, button, link};
use leptos::prelude::*;
use model::{Athlete, Card};

/// Everybody who may.
pub fn connections(model: ConnectionsView) -> impl IntoView {
    let ConnectionsView { own_provider, machines, apps, former, own_apps, coaches, athletes } = model;
    let machine = if own_provider { "Register a machine" } else { "Grant a machine" };
    let app = own_provider.then_some(("/settings/connections/app", "Register an app of your own"));
    view! {
        <div class="stack narrow-page">
            <div class="heading">
                <h1>"Connections"</h1>
                <p>"Who may do something with your log beside you. Whatever you withdraw ends with the next request."</p>
            </div>
            {section(
                ("Machines", "Programs that work when nobody is there: a scale, a script, another service."),
                list(machines, "No machine may do anything with your log."),
                Some(("/settings/connections/machine", machine)),
            )}
            {section(
                ("Apps", "Programs to which you lent a token by signing in through them."),
                view! { {list(apps, "No app has used a token of yours.")} {former_apps(former, own_provider)} },
                None,
            )}
            {app.map(|way| section(
                ("Apps of your own", "Programs that you made, for people to sign in to."),
                list(own_apps, "You have not registered one."),
                Some(way),
            ))}
            {section(
                ("Coaches", "People who may look at your log, and change nothing."),
                list(coaches, "Nobody else may look at your log."),
                Some(("/settings/connections/coach", "Let somebody read")),
            )}
            {section(("Athletes who let you read", "Their logs, as they let you see them."), athletes_list(athletes), None)}
        </div>
    }
}

fn section<V: IntoView + 'static>(
    (title, about): (&'static str, &'static str),
    content: V,
    way: Option<(&'static str, &'static str)>,
) -> impl IntoView {
    let way =
        way.map(|(href, label)| view! { <div class="actions">{link(href, label, Variant::Secondary)}</div> });
    view! {
        <section class="group">
            <h2>{title}</h2>
            <p>{about}</p>
            {content}
            {way}
        </section>
    }
}

fn list(cards: Vec<Card>, none: &'static str) -> AnyView {
    if cards.is_empty() {
        return view! { <p class="none">{none}</p> }.into_any();
    }
    view! { <ul class="connections" role="list">{cards.into_iter().map(card).collect_view()}</ul> }.into_any()
}

fn card(card: Card) -> impl IntoView {
    let may = card.may.into_iter().map(|may| view! { <li>{may}</li> }).collect_view();
    let facts = card.facts.into_iter().map(|fact| view! { <li>{fact}</li> }).collect_view();
    let name = card.name.clone();
    let secret = card.new_secret.map(|href| way(href, "New secret", name.clone()));
    let withdraw = card.asks.map(|(href, label)| way(href, label, name.clone()));
    let at_once = card.at_once.map(|(action, label)| view! { <form method="post" action=action>{button(label, Variant::Secondary)}</form> });
    view! {
        <li>
            <h3>{card.name}</h3>
            {card.known_as.map(|id| view! { <code class="id">{id}</code> })}
            <ul class="may">{may}</ul>
            <ul class="facts-in-line" role="list">{facts}</ul>
            <div class="actions">{secret} {withdraw} {at_once}</div>
        </li>
    }
}

/// A link that is read out with what it is about.
fn way(href: String, label: &'static str, name: String) -> impl IntoView {
    view! {
        <a class="button" data-variant="secondary" href=href>
            <span>{label} <span class="unseen">" " {name}</span></span>
        </a>
    }
}

fn former_apps(cards: Vec<Card>, own_provider: bool) -> Option<impl IntoView> {
    let how = if own_provider {
        ""
    } else {
        " If your provider's tokens do not tell when that was, allow it here."
    };
    (!cards.is_empty()).then(|| {
        view! {
            <details>
                <summary>"Withdrawn"</summary>
                <p class="hint">"An app is allowed again when you sign in there anew." {how}</p>
                {list(cards, "")}
            </details>
        }
    })
}

fn athletes_list(athletes: Vec<Athlete>) -> AnyView {
    if athletes.is_empty() {
        return view! { <p class="none">"Nobody has let you read their log."</p> }.into_any();
    }
    let athlete = |it: Athlete| {
        let pages =
            it.pages.into_iter().map(|(href, label)| way(href, label, it.name.clone())).collect_view();
        view! { <li><h3>{it.name.clone()}</h3><div class="actions">{pages}</div></li> }
    };
    view! { <ul class="connections" role="list">{athletes.into_iter().map(athlete).collect_view()}</ul> }
        .into_any()
}
