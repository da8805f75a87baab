//! The masthead with the way to every page, and the colophon at the end.

use super::{Chrome, Visitor};
use crate::parts::{Way, switch};
use leptos::prelude::*;

/// Address and name of every page in the navigation, in order.
const PLACES: [(&str, &str); 6] = [
    ("/dashboard", "Dashboard"),
    ("/load", "Load"),
    ("/workouts", "Workouts"),
    ("/workouts/new", "Log"),
    ("/import", "Import"),
    ("/settings", "Settings"),
];

/// The top of the page: the name, and for visitors who are signed in the navigation and the way out.
pub(super) fn masthead(chrome: &Chrome) -> impl IntoView + use<> {
    let home = if chrome.visitor.is_some() { "/dashboard" } else { "/" };
    let nav = chrome.visitor.is_some().then(|| navigation(&chrome.path));
    view! {
        <header class="masthead">
            <a class="brand" href=home>
                {mark()} "Longrun"
            </a>
            {nav}
            {chrome.visitor.clone().map(way_out)}
        </header>
    }
}

fn navigation(path: &str) -> impl IntoView + use<> {
    let here = place_of(path);
    let items = PLACES
        .map(|(href, name)| {
            let current = (here == Some(href)).then_some("page");
            view! { <li><a href=href aria-current=current>{name}</a></li> }
        })
        .collect_view();
    view! {
        <nav class="places" aria-label="Longrun">
            <ul role="list">{items}</ul>
        </nav>
    }
}

/// The place in the navigation that a path lies under: the longest that fits.
fn place_of(path: &str) -> Option<&'static str> {
    let under =
        |place: &str| path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let (training, _) = TRAINING[0];
    if TRAINING.iter().any(|(href, _)| path == *href) {
        return Some(training);
    }
    PLACES.iter().map(|(href, _)| *href).filter(|href| under(href)).max_by_key(|href| href.len())
}

fn way_out(visitor: Visitor) -> impl IntoView {
    view! {
        <form class="way-out" method="post" action="/auth/logout">
            <span>{visitor.display_name}</span>
            <button data-variant="quiet">"Sign out"</button>
        </form>
    }
}

/// The mark: two lanes of a running track.
fn mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 36 24" width="36" height="24" aria-hidden="true">
            <rect x="1.5" y="1.5" width="33" height="21" rx="10.5" />
            <rect x="7.5" y="7.5" width="21" height="9" rx="4.5" />
        </svg>
    }
}

/// Address and name of every page about what training amounts to, in order; all lie at one place of the navigation.
const TRAINING: [(&str, &str); 4] =
    [("/load", "Load"), ("/records", "Records"), ("/consistency", "Consistency"), ("/review", "Week")];

/// The way between those pages, on each of them.
pub(super) fn training(chrome: &Chrome) -> Option<impl IntoView + use<>> {
    let here = TRAINING.iter().any(|(href, _)| chrome.path == *href);
    let way = |(href, name): (&str, &str)| Way {
        href: href.to_owned(),
        name: name.to_owned(),
        here: chrome.path == href,
    };
    here.then(|| switch("Training", TRAINING.map(way).to_vec()))
}

/// The end of the page.
pub(super) fn colophon() -> impl IntoView {
    view! {
        <footer class="colophon">
            <p>
                "Longrun draws every page on its own server. No key to your data is ever given to a browser, and nothing is fetched from anyone else."
            </p>
            <a href="/api">"API"</a>
        </footer>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_lies_under_the_longest_place_that_fits() {
        assert_eq!(place_of("/workouts/new"), Some("/workouts/new"));
        assert_eq!(place_of("/workouts/01J"), Some("/workouts"));
        assert_eq!(place_of("/workouts"), Some("/workouts"));
        assert_eq!(place_of("/workoutsx"), None);
        assert_eq!(place_of("/"), None);
        assert_eq!(place_of("/review"), Some("/load"));
    }
}
