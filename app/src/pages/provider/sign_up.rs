//! Where somebody with a one-time link makes their account.

use super::{alert, email, new_password};
use crate::parts::{Choice, Control, Field, Variant, button, error_summary, field, hidden};
use chrono_tz::TZ_VARIANTS;
use domain::profile::NAME_CHARACTERS;
use leptos::prelude::*;

/// The sign-up form, with what was typed and what was wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignUp {
    /// Why the last attempt failed, if that was not for what was typed.
    pub alert: Option<String>,
    /// The ticket of the one-time link.
    pub ticket: String,
    /// Whether this is the first account, which may invite others.
    pub is_owner: bool,
    /// What they want to be called.
    pub name: String,
    /// What is wrong with the name.
    pub name_error: Option<String>,
    /// Their address.
    pub email: String,
    /// What is wrong with the address.
    pub email_error: Option<String>,
    /// What is wrong with the password.
    pub password_error: Option<String>,
    /// The name of their time zone.
    pub time_zone: String,
    /// What is wrong with the time zone.
    pub time_zone_error: Option<String>,
}

impl SignUp {
    /// Whether nothing is wrong.
    pub fn is_right(&self) -> bool {
        let errors = [&self.name_error, &self.email_error, &self.password_error, &self.time_zone_error];
        errors.iter().all(|error| error.is_none())
    }

    fn fields(&self) -> [Field; 4] {
        [
            Field::new("name", "Name")
                .value(&self.name)
                .hint("What Longrun calls you.")
                .error(self.name_error.clone())
                .required()
                .autocomplete("name")
                .maxlength(NAME_CHARACTERS),
            email(&self.email).error(self.email_error.clone()),
            new_password("password", "Password").error(self.password_error.clone()),
            Field::new("time_zone", "Time zone")
                .control(Control::Select(time_zones()))
                .value(&self.time_zone)
                .hint("Where your days begin. You can change it later.")
                .error(self.time_zone_error.clone())
                .required(),
        ]
    }
}

/// Every zone of the database, by name. None is chosen unless it was: whoever overlooks it would have wrong days.
fn time_zones() -> Vec<Choice> {
    let choice = |zone: &chrono_tz::Tz| Choice::new(zone.name(), zone.name().replace('_', " "));
    std::iter::once(Choice::new("", "Choose one")).chain(TZ_VARIANTS.iter().map(choice)).collect()
}

/// The sign-up page.
pub fn sign_up(page: SignUp) -> impl IntoView {
    let fields = page.fields();
    let lead = if page.is_owner {
        "This is the first account: it owns this Longrun and can invite others."
    } else {
        "This link is good for one account."
    };
    view! {
        <div class="stack narrow-page">
            <h1>"Create your account"</h1>
            <p>{lead}</p>
            {alert(page.alert)}
            {error_summary(None, &fields)}
            <form class="sheet" method="post" action="/idp/sign-up">
                {hidden("ticket", page.ticket)}
                {fields.iter().map(field).collect_view()}
                <div class="actions">{button("Create account", Variant::Primary)}</div>
            </form>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_failed_without_a_mistake_is_said_too() {
        let page = SignUp { alert: Some("Try again in a few seconds.".into()), ..SignUp::default() };
        let html = sign_up(page).into_view().to_html();
        assert!(html.contains("role=\"alert\"") && html.contains("<p>Try again in a few seconds."), "{html}");
    }

    #[test]
    fn the_chosen_zone_is_selected_and_what_is_wrong_is_linked() {
        let page = SignUp {
            time_zone: "Europe/Berlin".into(),
            password_error: Some("must have at least 10 characters".into()),
            ..SignUp::default()
        };
        assert!(!page.is_right());
        let html = sign_up(page).into_view().to_html().replace("<!>", "");
        assert!(html.contains("<option value=\"Europe/Berlin\" selected>"), "{html}");
        assert!(html.contains("<a href=\"#f-password\">Password must have at least 10 characters</a>"));
    }
}
