//! The start: what Longrun is, what is true about tokens, and the way in.

use crate::parts::{Variant, link};
use leptos::prelude::*;

/// The start, as a visitor sees it who is not signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LandingView {
    /// Whether the demo athletes are here to sign in as.
    pub demo: bool,
}

/// The start.
pub fn landing(model: LandingView) -> impl IntoView {
    view! {
        <section class="hero">
            <div class="stack">
                <h1>"Thirty days of training, read at a glance."</h1>
                <p class="lead">
                    "Longrun is a training log. Write down a workout in half a minute, bring the files of your watch, and see what the last month adds up to."
                </p>
                <p class="actions">
                {link("/auth/login?remember=0", "Sign in", Variant::Primary)}
                {link("/auth/login?remember=1", "Keep me signed in on this device", Variant::Secondary)}
            </p>
                {model.demo.then(demo)}
            </div>
            {oval()}
        </section>
        <section class="promises" aria-label="What Longrun does">
            {promise(
                "Log",
                "Sport, time, distance, how hard it was. A workout belongs to the day it was lived, in the time zone it was lived in.",
            )}
            {promise(
                "Bring",
                "FIT, TCX and GPX, one file or a whole archive. You see what would be stored before it is, and can take it back after.",
            )}
            {promise(
                "Read",
                "Totals, trends and load beside the thirty days before, drawn on the server. Every method has a name and a version.",
            )}
        </section>
        {tokens()}
    }
}

/// A running track of six lanes, three quarters of a lap into it.
fn oval() -> impl IntoView {
    let lanes = (0..6)
        .map(|lane| 8 + lane * 16)
        .map(|inset| {
            let (width, height) = (480 - 2 * inset, 320 - 2 * inset);
            view! { <rect x=inset y=inset width=width height=height rx=height / 2 /> }
        })
        .collect_view();
    view! {
        <svg class="oval" viewBox="0 0 480 320" aria-hidden="true">
            {lanes}
            <path class="lap" d="M240 280 H320 A120 120 0 0 0 320 40 H160 A120 120 0 0 0 54 104" />
        </svg>
    }
}

fn promise(title: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <div>
            <h2>{title}</h2>
            <p>{text}</p>
        </div>
    }
}

fn demo() -> impl IntoView {
    view! {
        <p class="hint">
            "This is a demonstration. Sign in as " <code>"ada@longrun.test"</code> " or " <code>"ben@longrun.test"</code>
            " with the password " <code>"longrun-demo-1"</code> "."
        </p>
    }
}

fn tokens() -> impl IntoView {
    view! {
        <section class="panel keys">
            <h2>"Where the keys are"</h2>
            <ul>
                <li>
                    "No token ever reaches your browser. It holds one cookie that no script can read and that means nothing anywhere else."
                </li>
                <li>"Access and refresh tokens stay on the server, each sealed under a key of its own."</li>
                <li>"Signing out ends the session on the server and takes the tokens back from whoever issued them."</li>
                <li>"Pages load nothing from third parties: no fonts, no map tiles, no analytics."</li>
            </ul>
        </section>
    }
}
