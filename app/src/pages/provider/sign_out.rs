//! Where a sign-out is confirmed, and where it ends when nobody waits for the visitor.

use crate::parts::{Variant, button, hidden, link};
use leptos::prelude::*;

/// A sign-out that nobody vouches for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignOut {
    /// The sealed address to go on to.
    pub request: String,
}

/// The page that asks first.
pub fn sign_out(page: SignOut) -> impl IntoView {
    view! {
        <section class="narrow">
            <h1>"Sign out?"</h1>
            <p>"A page asked to sign you out. If that was not you, simply leave."</p>
            <form method="post" action="/idp/end-session/confirm">
                {hidden("request", page.request)}
                {button("Sign out", Variant::Primary)}
            </form>
        </section>
    }
}

/// The page at the end.
pub fn signed_out() -> impl IntoView {
    view! {
        <section class="narrow">
            <h1>"You are signed out"</h1>
            <p>{link("/", "Go to Longrun", Variant::Secondary)}</p>
        </section>
    }
}
