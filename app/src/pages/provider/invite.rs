//! Where the owner makes a one-time link for somebody else.

use super::{alert, current_password, email};
use crate::parts::{Variant, button, field};
use leptos::prelude::*;

/// The form that asks who invites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Invite {
    /// The address that stands in the form.
    pub email: String,
    /// Why the last attempt failed.
    pub alert: Option<String>,
}

/// A link that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The link.
    pub link: String,
    /// How many days it is good for.
    pub days: i64,
}

/// The page that asks the owner who they are.
pub fn invite(page: Invite) -> impl IntoView {
    view! {
        <div class="stack narrow-page">
            <h1>"Invite somebody"</h1>
            <p>"You get a link that is good for one account. Only the owner of this Longrun can make one."</p>
            {alert(page.alert)}
            <form class="sheet" method="post" action="/idp/invite">
                {field(&email(&page.email))} {field(&current_password("password", "Password"))}
                <div class="actions">{button("Make a link", Variant::Primary)}</div>
            </form>
        </div>
    }
}

/// The page that shows the link, once.
pub fn invited(page: Invited) -> impl IntoView {
    view! {
        <div class="stack narrow-page">
            <h1>"Your link"</h1>
            <p>
                {format!("It makes one account, within {} days. It is shown only now: copy it and send it.", page.days)}
            </p>
            <p class="field">
                <label for="f-link">"One-time link"</label>
                <input id="f-link" type="text" readonly value=page.link />
            </p>
            <p>
                <a href="/idp/invite">"Make another"</a>
            </p>
        </div>
    }
}
