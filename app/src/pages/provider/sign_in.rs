//! Where people type their password, and the only page that asks for it on the way in.

use super::{alert, current_password, email};
use crate::parts::{Variant, button, field, hidden};
use leptos::prelude::*;

/// The sign-in form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignIn {
    /// The sealed request that is answered after the password.
    pub request: String,
    /// What the client is called.
    pub client: String,
    /// The address that stands in the form.
    pub email: String,
    /// Why the last attempt failed.
    pub alert: Option<String>,
}

/// The sign-in page.
pub fn sign_in(page: SignIn) -> impl IntoView {
    view! {
        <div class="stack narrow-page">
            <h1>"Sign in"</h1>
            <p>{format!("to go on to {}", page.client)}</p>
            {alert(page.alert)}
            <form class="sheet" method="post" action="/idp/sign-in">
                {hidden("request", page.request)}
                {field(&email(&page.email))}
                {field(&current_password("password", "Password"))}
                <div class="actions">{button("Sign in", Variant::Primary)}</div>
            </form>
            <p>
                <a href="/idp/password">"Change your password"</a>
            </p>
            <p>
                "No account yet, or no way in? Whoever runs this Longrun can give you a one-time link."
            </p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_attempt_is_said_at_once_and_keeps_the_address_but_no_password() {
        let page = SignIn {
            request: "sealed".into(),
            client: "Longrun".into(),
            email: "ada@longrun.test".into(),
            alert: Some("That did not match.".into()),
        };
        let html = sign_in(page).into_view().to_html();
        assert!(html.contains("role=\"alert\""), "{html}");
        assert!(html.contains("value=\"ada@longrun.test\""), "{html}");
        assert!(html.contains("autocomplete=\"current-password\""), "{html}");
        assert!(html.contains("type=\"password\" value=\"\""), "{html}");
    }
}
