//! Where people see what a program of somebody else's asks for, and allow all of it, some of it or nothing.

use crate::parts::{Variant, answer_button, hidden};
use domain::scope::Scope;
use leptos::prelude::*;

/// What a program asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Consent {
    /// The sealed request that is answered with what is allowed.
    pub request: String,
    /// What the program is called, by whoever registered it.
    pub client: String,
    /// The host that the answer goes to; `None` for programs on people's own machines.
    pub host: Option<String>,
    /// The address of the account that was opened.
    pub email: String,
    /// The names of the scopes that are asked for.
    pub scopes: Vec<&'static str>,
}

/// The page that asks.
pub fn consent(page: Consent) -> impl IntoView {
    let Consent { request, client, host, email, scopes } = page;
    let place = host.unwrap_or_else(|| "a program on your computer".to_owned());
    view! {
        <div class="stack narrow-page">
            <h1>{format!("Allow {client}?")}</h1>
            <p>
                <strong>{client}</strong>
                " asks for the account "
                <strong>{email}</strong>
                ". The answer goes to "
                <strong>{place}</strong>
                "."
            </p>
            <form class="sheet" method="post" action="/idp/consent">
                {hidden("request", request)}
                <fieldset class="field">
                    <legend>"It may"</legend>
                    {scopes.into_iter().map(tick).collect_view()}
                </fieldset>
                <p>
                    "Untick what you do not want to allow. The name was chosen by whoever registered the program: go on only if you know where you came from."
                </p>
                <div class="actions">
                    {answer_button("Allow", "allow", Variant::Primary)}
                    {answer_button("Deny", "deny", Variant::Secondary)}
                </div>
            </form>
        </div>
    }
}

/// A scope that can be unticked. Without the first thing to know, who somebody is, there is no sign-in to allow.
fn tick(scope: &'static str) -> impl IntoView {
    let id = format!("f-{}", scope.replace(':', "-"));
    view! {
        <div class="tick">
            <input id=id.clone() type="checkbox" name="scope" value=scope checked disabled=scope == "openid" />
            <label for=id>{words(scope)}</label>
        </div>
    }
}

/// What a scope means, to follow "it may".
fn words(scope: &'static str) -> &'static str {
    match scope {
        "openid" => "know who you are",
        "profile" => "know your name and time zone",
        "email" => "know your e-mail address",
        "offline_access" => "stay connected until you withdraw this",
        other => Scope::from_name(other).map_or(other, crate::words::scope),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(host: Option<&str>) -> String {
        let page = Consent {
            request: "sealed".into(),
            client: "<b>Meadow".into(),
            host: host.map(str::to_owned),
            email: "ada@longrun.test".into(),
            scopes: vec!["openid", "offline_access", "workouts:read"],
        };
        consent(page).into_view().to_html().replace("<!>", "")
    }

    #[test]
    fn it_says_who_asks_for_whom_and_where_the_answer_goes() {
        let html = html(Some("meadow.example"));
        for said in ["&lt;b&gt;Meadow", "ada@longrun.test", "meadow.example", "value=\"sealed\""] {
            assert!(html.contains(said), "{said}: {html}");
        }
        assert!(super::tests::html(None).contains("a program on your computer"));
    }

    #[test]
    fn every_scope_is_ticked_and_only_the_first_thing_to_know_is_fixed() {
        let html = html(None);
        assert_eq!(html.matches("type=\"checkbox\"").count(), 3, "{html}");
        assert_eq!(html.matches(" checked").count(), 3, "{html}");
        assert_eq!(html.matches(" disabled").count(), 1, "{html}");
        assert!(html.contains("<label for=\"f-workouts-read\">read your workouts"), "{html}");
        assert!(html.contains("stay connected until you withdraw"), "{html}");
    }

    #[test]
    fn every_scope_of_ours_is_said_in_words() {
        for scope in Scope::ALL {
            assert_ne!(words(scope.name()), scope.name());
        }
    }
}
