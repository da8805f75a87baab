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
        <div class="stack narrow-page">
            <h1>"Sign out?"</h1>
            <p>"A page asked to sign you out. If that was not you, simply leave."</p>
            <form class="sheet" method="post" action="/idp/end-session/confirm">
                {hidden("request", page.request)}
                <div class="actions">{button("Sign out", Variant::Primary)}</div>
            </form>
        </div>
    }
}

/// The page at the end.
pub fn signed_out() -> impl IntoView {
    view! {
        <div class="stack narrow-page">
            <h1>"Nobody is signed in here"</h1>
            <p>"The page that asks for passwords remembers nobody. Where Longrun still knows you, sign out there."</p>
            <p>{link("/", "Go to Longrun", Variant::Secondary)}</p>
        </div>
    }
}
