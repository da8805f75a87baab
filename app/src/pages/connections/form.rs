//! The forms in which something is registered or granted.

use crate::parts::{Choice, Control, Field, Variant, button, error_summary, field, hidden, link, unseen};
use crate::words;
use domain::profile::NAME_CHARACTERS;
use domain::scope::Scope;
use domain::workout::FieldError;
use leptos::prelude::*;

/// What was typed into a form, by the names of its fields, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed(pub Vec<(String, String)>);

impl Typed {
    /// What was typed into a field; nothing, if it did not come.
    pub fn one(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// What was ticked, parted by spaces.
    pub fn all(&self, name: &str) -> String {
        let values = self.0.iter().filter(|(field, _)| field == name).map(|(_, value)| value.as_str());
        values.collect::<Vec<_>>().join(" ")
    }

    /// The same with another value in a field.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.retain(|(field, _)| field != name);
        self.0.push((name.to_owned(), value.into()));
        self
    }
}

/// For how many days something may be granted, and what that is called; nothing means until it is withdrawn.
pub const LASTS: [(&str, &str); 4] =
    [("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("", "Until withdrawn")];

/// A form, with what was typed and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormView {
    /// What the page is called.
    pub title: &'static str,
    lead: &'static str,
    action: &'static str,
    label: &'static str,
    /// What makes a second submission harmless, where one would do harm.
    key: String,
    fields: Vec<Field>,
    whole: Option<&'static str>,
}

impl FormView {
    /// A machine to be registered with the embedded provider.
    pub fn machine(typed: &Typed, errors: &[FieldError]) -> Self {
        let fields =
            vec![name("What you call it."), scopes("What it may do", &Scope::LOG), lasts(), proof(), keys()];
        Self {
            title: "Register a machine",
            lead: "It gets an id, and may do with your log what you tick, when nobody is there.",
            action: "/settings/connections/machine",
            label: "Register it",
            ..Self::filled(fields, typed, errors)
        }
    }

    /// A machine that an administrator of another provider made.
    pub fn foreign_machine(typed: &Typed, errors: &[FieldError]) -> Self {
        let id = Field::new("client_id", "Client id")
            .required()
            .maxlength(255)
            .hint("As whoever runs your sign-in service told you.");
        Self {
            title: "Grant a machine",
            lead: "For a machine that your administrator made: it may do with your log what you tick, when nobody is there.",
            action: "/settings/connections/machine",
            label: "Grant it",
            ..Self::filled(
                vec![id, name("What you call it."), scopes("What it may do", &Scope::LOG), lasts()],
                typed,
                errors,
            )
        }
    }

    /// An app to be registered with the embedded provider.
    pub fn app(typed: &Typed, errors: &[FieldError]) -> Self {
        let kinds = vec![Choice::new("web", "On a server"), Choice::new("native", "On people's devices")];
        let kind = Field::new("kind", "Where it runs")
            .control(Control::Chips(kinds))
            .required()
            .hint("On a server it keeps a secret; on a device it cannot.");
        let addresses = Field::new("redirect_uris", "Redirect addresses")
            .control(Control::Area(3))
            .required()
            .hint("Where people come back to after they signed in: one a line, at most ten, compared to the letter.");
        Self {
            title: "Register an app",
            lead: "People sign in to it through this Longrun, and see first what it asks for.",
            action: "/settings/connections/app",
            label: "Register it",
            ..Self::filled(vec![name("What people read when it asks."), kind, addresses], typed, errors)
        }
    }

    /// A person who may read.
    pub fn coach(typed: &Typed, errors: &[FieldError]) -> Self {
        let email = Field::new("email", "E-mail address")
            .control(Control::Input("email"))
            .required()
            .maxlength(254)
            .hint("The one that they signed up with. They must have signed in here before.");
        let read = [Scope::WorkoutsRead, Scope::TrendsRead, Scope::ProfileRead];
        Self {
            title: "Let somebody read",
            lead: "A coach sees your pages as you do, and can change nothing.",
            action: "/settings/connections/coach",
            label: "Let them read",
            ..Self::filled(vec![email, scopes("What they may do", &read), lasts()], typed, errors)
        }
    }

    fn filled(fields: Vec<Field>, typed: &Typed, errors: &[FieldError]) -> Self {
        let with = |field: Field| {
            let error = errors.iter().find(|error| error.field == field.name);
            let value = typed.all(field.name);
            field.value(value).error(error.map(|error| error.message.clone()))
        };
        let fields: Vec<_> = fields.into_iter().map(with).collect();
        Self {
            title: "",
            lead: "",
            action: "",
            label: "",
            key: typed.one("key").to_owned(),
            whole: unseen(errors, &fields),
            fields,
        }
    }
}

fn name(hint: &'static str) -> Field {
    Field::new("name", "Name").required().maxlength(NAME_CHARACTERS).hint(hint)
}

fn scopes(label: &str, offered: &[Scope]) -> Field {
    let choices = offered.iter().map(|scope| Choice::new(scope.name(), words::scope(*scope))).collect();
    Field::new("scopes", label).control(Control::Ticks(choices)).required()
}

fn lasts() -> Field {
    let choices = LASTS.map(|(value, label)| Choice::new(value, label)).to_vec();
    Field::new("expires_at", "How long").control(Control::Chips(choices)).required()
}

fn proof() -> Field {
    let choices = vec![Choice::new("secret", "With a secret"), Choice::new("keys", "With a key of its own")];
    Field::new("proof", "How it proves itself").control(Control::Chips(choices)).required()
}

fn keys() -> Field {
    Field::new("keys", "Its public keys").control(Control::Area(4)).hint(
        "Only for a key of its own: a JWK set, without any private part. It signs with it (private_key_jwt).",
    )
}

/// The form.
pub fn form(model: FormView) -> impl IntoView {
    let summary = error_summary(model.whole, &model.fields);
    view! {
        <div class="stack narrow-page">
            <div class="heading">
                <h1>{model.title}</h1>
                <p>{model.lead}</p>
            </div>
            {summary}
            <form class="sheet" method="post" action=model.action novalidate>
                {hidden("key", model.key)}
                {model.fields.iter().map(field).collect_view()}
                <div class="actions">
                    {button(model.label, Variant::Primary)} {link("/settings/connections", "Cancel", Variant::Quiet)}
                </div>
            </form>
        </div>
    }
}
