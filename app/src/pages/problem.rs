//! Pages for what did not work, each with a way out.

use crate::parts::{Variant, button, hidden, link};
use leptos::prelude::*;

/// Where people sign out: by a form, so that as a way out it is a button.
const SIGN_OUT: &str = "/auth/logout";

/// What did not work, said to a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemView {
    /// The HTTP status code.
    pub status: u16,
    /// What happened.
    pub title: &'static str,
    /// What it means and what can be done.
    pub text: String,
    /// Address and name of the way out.
    pub way_out: (&'static str, &'static str),
    /// What to quote when asking for help: the id of the request.
    pub reference: Option<String>,
    /// What was typed, to be sent again.
    pub kept: Option<Kept>,
}

/// A form that was refused, and can be sent again as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    action: String,
    fields: Vec<(String, String)>,
}

impl ProblemView {
    /// The page for an HTTP status; unknown ones read as 500 does.
    pub fn new(status: u16, signed_in: bool) -> Self {
        let (title, text) = words(status);
        let way_out = match (status, signed_in) {
            (401, _) => ("/auth/login", "Sign in"),
            (_, true) => ("/dashboard", "Go to the dashboard"),
            (_, false) => ("/", "Go to the start"),
        };
        Self { status, title, text: text.to_owned(), way_out, reference: None, kept: None }
    }

    /// The page for a sign-in that came to nothing: by itself, or with 503 because somebody does not answer.
    pub fn no_sign_in(status: u16) -> Self {
        let (title, text, way) = match status {
            503 => (
                "Nobody can sign in just now",
                "The service that knows your password does not answer. Nothing is lost; try again in a moment.",
                "Try again",
            ),
            _ => (
                "The sign-in did not work",
                "It took too long, was begun in another browser, or was called off. Nobody was signed in; start again.",
                "Start again",
            ),
        };
        Self {
            status,
            title,
            text: text.to_owned(),
            way_out: ("/auth/login", way),
            reference: None,
            kept: None,
        }
    }

    /// The page for a sign-out that came to nothing.
    pub fn still_signed_in(status: u16) -> Self {
        let title = "You are still signed in";
        let text = "Longrun could not end your session, so this device can still open your log. Try again in a moment.";
        let way_out = (SIGN_OUT, "Sign out");
        Self { status, title, text: text.to_owned(), way_out, reference: None, kept: None }
    }

    /// With a text of its own instead of the usual one.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    /// With the fields of a form that its sender may send again once they are signed in.
    #[must_use]
    pub fn kept(self, action: String, fields: Vec<(String, String)>) -> Self {
        let text = "Your session ended before this was sent. What you typed is kept on this page: sign in in another tab, come back here and send it again.";
        Self { kept: Some(Kept { action, fields }), ..self.text(text) }
    }

    /// With what to quote when asking for help.
    #[must_use]
    pub fn reference(self, reference: impl Into<String>) -> Self {
        Self { reference: Some(reference.into()), ..self }
    }
}

fn words(status: u16) -> (&'static str, &'static str) {
    match status {
        400 => {
            ("That request could not be read", "Something in it was not as expected. Go back and try again.")
        }
        401 => (
            "You are not signed in",
            "Your session ended, perhaps because it was not used for a while. Sign in and repeat what you did.",
        ),
        403 => (
            "That is not open to you",
            "The request came from another site, or your session ended in the meantime. Open the page again and repeat what you did.",
        ),
        404 => ("There is nothing here", "The page may have moved, or what it showed was deleted."),
        405 => ("That cannot be done here", "The page exists, but not for this kind of request."),
        408 => (
            "It did not arrive",
            "For too long nothing came, or hardly anything, and others may be waiting. Nothing of it is in your log; look at your connection and send it again. Of many files, bring fewer at once.",
        ),
        409 => (
            "Somebody was faster",
            "This was changed after you opened it, perhaps by yourself on another device. Look at it again before you change it.",
        ),
        413 => (
            "That is too large",
            "Send less at once: several smaller uploads arrive where one large one does not.",
        ),
        422 => ("Some of that cannot be used", "Go back, correct it and send it again."),
        429 => ("Too many tries", "Wait a few minutes and try again."),
        503 => (
            "Not just now",
            "Longrun is starting or very busy. Nothing that was stored is lost; go back and try again in a moment.",
        ),
        _ => (
            "Something went wrong",
            "The fault is ours and has been written down. Nothing you stored is lost.",
        ),
    }
}

/// The page for something that did not work.
pub fn problem(model: ProblemView) -> impl IntoView {
    let ProblemView { status, title, text, way_out, reference, kept } = model;
    let ways = match kept {
        Some(kept) => again(kept, way_out).into_any(),
        None if way_out.0 == SIGN_OUT => view! {
            <form method="post" action=SIGN_OUT>
                {button(way_out.1, Variant::Primary)}
            </form>
        }
        .into_any(),
        None => view! { <p>{link(way_out.0, way_out.1, Variant::Primary)}</p> }.into_any(),
    };
    view! {
        <article class="problem">
            <p class="status">{status}</p>
            <h1>{title}</h1>
            <p class="lead">{text}</p>
            {ways}
            {reference
                .map(|id| {
                    view! { <p class="reference">"If you ask for help, quote " <code>{id}</code></p> }
                })}
        </article>
    }
}

/// The way out in a tab of its own, so that this page and what it keeps stay.
fn again(kept: Kept, (href, name): (&'static str, &'static str)) -> impl IntoView {
    let fields = kept.fields.into_iter().map(|(name, value)| hidden(name, value)).collect_view();
    view! {
        <form method="post" action=kept.action>
            {fields}
            <div class="actions">
                <a class="button" data-variant="primary" href=href target="_blank">{name} " in another tab"</a>
                {button("Send it again", Variant::Secondary)}
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_its_own_words_and_a_way_out() {
        let known = [400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 500, 503];
        let titles: std::collections::BTreeSet<_> =
            known.iter().map(|status| ProblemView::new(*status, false).title).collect();
        assert_eq!(titles.len(), known.len());
        assert_eq!(ProblemView::new(404, true).way_out.0, "/dashboard");
        assert_eq!(ProblemView::new(404, false).way_out.0, "/");
        assert_eq!(ProblemView::new(418, false).title, ProblemView::new(500, false).title);
    }

    #[test]
    fn whoever_could_not_sign_out_can_try_again() {
        let html = problem(ProblemView::still_signed_in(503)).into_view().to_html();
        let (_, form) = html.split_once("<form method=\"post\" action=\"/auth/logout\">").unwrap();
        assert!(form.contains("<button") && html.contains("You are still signed in"), "{html}");
    }

    #[test]
    fn a_problem_page_repeats_what_it_was_told_as_text() {
        let model = ProblemView::new(400, false).text("<b>").reference("<i>");
        let html = problem(model).into_view().to_html();
        assert!(html.contains("&lt;b&gt;") && html.contains("&lt;i&gt;"), "{html}");
    }
}
