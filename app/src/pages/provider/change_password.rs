//! Where people change their password.

use super::{alert, current_password, email, new_password};
use crate::parts::{Field, Variant, button, error_summary, field, link};
use leptos::prelude::*;

/// What a new password does to sign-ins: each ends when its tokens are next renewed.
const AGAIN: &str =
    "Wherever you are signed in, you will have to sign in again within minutes, in this browser too.";

/// The form, with what was wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangePassword {
    /// The address that stands in the form.
    pub email: String,
    /// Why the last attempt failed.
    pub alert: Option<String>,
    /// What is wrong with the new password.
    pub new_password_error: Option<String>,
}

impl ChangePassword {
    fn fields(&self) -> [Field; 3] {
        [
            email(&self.email),
            current_password("password", "Current password"),
            new_password("new_password", "New password").error(self.new_password_error.clone()),
        ]
    }
}

/// The page with the form.
pub fn change_password(page: ChangePassword) -> impl IntoView {
    let fields = page.fields();
    view! {
        <div class="stack narrow-page">
            <h1>"Change your password"</h1>
            <p>{AGAIN}</p>
            {alert(page.alert)}
            {error_summary(None, &fields)}
            <form class="sheet" method="post" action="/idp/password">
                {fields.iter().map(field).collect_view()}
                <div class="actions">{button("Change password", Variant::Primary)}</div>
            </form>
        </div>
    }
}

/// The page that says it is done.
pub fn password_changed() -> impl IntoView {
    view! {
        <div class="stack narrow-page">
            <h1>"Your password is changed"</h1>
            <p>"From now on only the new one opens your account."</p>
            <p>{AGAIN}</p>
            <p>{link("/", "Go to Longrun", Variant::Primary)}</p>
        </div>
    }
}
