//! What an athlete tells about themselves, and what each of it is for.

use crate::parts::{Choice, Control, Field, Variant, button, error_summary, field, hidden, link, unseen};
use chrono_tz::TZ_VARIANTS;
use domain::profile::{NAME_CHARACTERS, ProfileDraft};
use domain::workout::FieldError;
use leptos::prelude::*;

/// What the page tells beside the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beside {
    /// Whether the embedded provider keeps the password.
    pub own_account: bool,
    /// Whether the visitor stays signed in on this device.
    pub remembered: bool,
    /// The athlete's id.
    pub athlete: String,
    /// What of the installation they may see.
    pub installation: Installation,
}

/// Which pages about the installation somebody may see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installation {
    /// Every client.
    pub clients: bool,
    /// What was refused.
    pub refusals: bool,
}

/// The settings form with everything that stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsView {
    version: String,
    whole: Option<&'static str>,
    about: Vec<Field>,
    pages: Vec<Field>,
    body: Vec<Field>,
    beside: Beside,
}

impl SettingsView {
    /// The form with what was typed and what is wrong with it.
    pub fn new(draft: &ProfileDraft, errors: &[FieldError], beside: Beside) -> Self {
        let with = |field: Field, value: &str| {
            let error = errors.iter().find(|error| error.field == field.name);
            field.value(value).error(error.map(|error| error.message.clone()))
        };
        let view = Self {
            version: draft.version.clone(),
            whole: None,
            about: vec![with(name(), &draft.display_name)],
            pages: vec![
                with(units(), &draft.units),
                with(time_zone(), &draft.time_zone),
                with(color_scheme(), &draft.color_scheme),
            ],
            body: vec![
                with(resting_heart_rate(), &draft.resting_heart_rate),
                with(max_heart_rate(), &draft.max_heart_rate),
                with(sex_for_load(), &draft.sex_for_load),
                with(birth_year(), &draft.birth_year),
            ],
            beside,
        };
        Self { whole: unseen(errors, &view.fields()), ..view }
    }

    /// The form of somebody whose settings were changed after they opened it; it carries the newer version.
    #[must_use]
    pub fn overtaken(self) -> Self {
        let whole = "Your settings were changed after you opened this page, perhaps by yourself on another device. What you typed is below and not saved. Save it to put it in the place of that change.";
        Self { whole: Some(whole), ..self }
    }

    fn fields(&self) -> Vec<Field> {
        [self.about.as_slice(), &self.pages, &self.body].concat()
    }
}

fn name() -> Field {
    Field::new("display_name", "Name")
        .required()
        .autocomplete("name")
        .maxlength(NAME_CHARACTERS)
        .hint("What you want to be called on these pages.")
}

fn units() -> Field {
    let choices = vec![Choice::new("metric", "Kilometres, metres"), Choice::new("imperial", "Miles, feet")];
    Field::new("units", "Units")
        .control(Control::Chips(choices))
        .required()
        .hint("How distances and climbs are shown and read. What is stored stays the same.")
}

fn time_zone() -> Field {
    let zones =
        TZ_VARIANTS.iter().map(|zone| Choice::new(zone.name(), zone.name().replace('_', " "))).collect();
    Field::new("time_zone", "Time zone")
        .control(Control::Select(zones))
        .required()
        .hint("Where your day begins. Workouts keep the zone they were lived in.")
}

fn color_scheme() -> Field {
    let choices = vec![
        Choice::new("auto", "As the device"),
        Choice::new("light", "Light"),
        Choice::new("dark", "Dark"),
    ];
    Field::new("color_scheme", "Colours")
        .control(Control::Chips(choices))
        .required()
        .hint("Light or dark pages, whatever is easier to read where you are. Paper stays white.")
}

fn resting_heart_rate() -> Field {
    Field::new("resting_heart_rate", "Resting heart rate")
        .inputmode("numeric")
        .unit("bpm")
        .hint("The lower end of your heart-rate reserve. Load from heart rate needs it.")
}

fn max_heart_rate() -> Field {
    Field::new("max_heart_rate", "Highest heart rate")
        .inputmode("numeric")
        .unit("bpm")
        .hint("The upper end of your reserve: the highest you have measured, not a formula.")
}

fn sex_for_load() -> Field {
    let choices =
        vec![Choice::new("", "Not told"), Choice::new("female", "Female"), Choice::new("male", "Male")];
    Field::new("sex_for_load", "Sex, for the load").control(Control::Chips(choices)).hint(
        "Banister's formula has two sets of constants; this chooses one. Without it, load comes from effort.",
    )
}

fn birth_year() -> Field {
    Field::new("birth_year", "Year of birth")
        .inputmode("numeric")
        .autocomplete("bday-year")
        .hint("Not used yet: no load is computed from it.")
}

/// The settings.
pub fn settings(model: SettingsView) -> impl IntoView {
    let summary = error_summary(model.whole, &model.fields());
    view! {
        <div class="stack narrow-page">
            <h1>"Settings"</h1>
            {summary}
            <form class="sheet" method="post" action="/settings" novalidate>
                {hidden("version", model.version)} {model.about.iter().map(field).collect_view()}
                {group("Pages", "How they look and count.", &model.pages)}
                {group(
                    "Body",
                    "Used for the load of every workout: when you change it, loads are counted anew. All of it may stay empty.",
                    &model.body,
                )} <div class="actions">{button("Save settings", Variant::Primary)}</div>
            </form>
            {thresholds()}
            {connections()}
            {installation(model.beside.installation)}
            {model.beside.own_account.then(account)}
            {device(model.beside.remembered)}
            {support(model.beside.athlete)}
        </div>
    }
}

fn group(title: &'static str, text: &'static str, fields: &[Field]) -> impl IntoView + use<> {
    view! {
        <section class="group">
            <h2>{title}</h2>
            <p>{text}</p>
            {fields.iter().map(field).collect_view()}
        </section>
    }
}

fn thresholds() -> impl IntoView {
    view! {
        <section class="group">
            <h2>"Thresholds and zones"</h2>
            <p>"Heart rate, pace and power at threshold, each from the day on which it was measured, and the zones that follow."</p>
            <div class="actions">{link("/settings/thresholds", "See thresholds", Variant::Secondary)}</div>
        </section>
    }
}

fn connections() -> impl IntoView {
    view! {
        <section class="group">
            <h2>"Connections"</h2>
            <p>"Machines, apps and people who may do something with your log, what they did last, and how to end it."</p>
            <div class="actions">{link("/settings/connections", "See connections", Variant::Secondary)}</div>
        </section>
    }
}

fn installation(may_see: Installation) -> impl IntoView {
    let clients = may_see.clients.then(|| link("/settings/clients", "See clients", Variant::Secondary));
    let refusals = may_see.refusals.then(|| link("/settings/refusals", "See refusals", Variant::Secondary));
    (may_see.clients || may_see.refusals).then(|| {
        view! {
            <section class="group">
                <h2>"This Longrun"</h2>
                <p>"Machines and apps that somebody registered, and what was refused to whom: its policies let you see it."</p>
                <div class="actions">{clients} {refusals}</div>
            </section>
        }
    })
}

fn account() -> impl IntoView {
    view! {
        <section class="group">
            <h2>"Account"</h2>
            <p>"Your account is kept by the sign-in service that runs inside this Longrun."</p>
            <div class="actions">
                {link("/idp/password", "Change password", Variant::Secondary)}
                {link("/idp/invite", "Invite somebody", Variant::Secondary)}
            </div>
        </section>
    }
}

fn device(remembered: bool) -> impl IntoView {
    let text = if remembered {
        "You stay signed in on this device, until you sign out or do not come back for some weeks."
    } else {
        "You are signed out here after some hours without use. On a device of your own you can stay signed in for weeks; for that you sign in once more."
    };
    let way = (!remembered).then(|| {
        let href = "/auth/login?remember=1&return_to=%2Fsettings";
        view! { <div class="actions">{link(href, "Keep me signed in on this device", Variant::Secondary)}</div> }
    });
    view! {
        <section class="group">
            <h2>"This device"</h2>
            <p>{text}</p>
            {way}
        </section>
    }
}

fn support(athlete: String) -> impl IntoView {
    view! {
        <section class="group">
            <h2>"For support"</h2>
            <p>
                "Whoever runs this Longrun can have your sums computed again by this id: " <code>{athlete}</code>
                ". It opens nothing."
            </p>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_says_what_it_is_for() {
        let beside = Beside {
            own_account: true,
            remembered: false,
            athlete: String::new(),
            installation: Installation { clients: true, refusals: true },
        };
        let fields = SettingsView::new(&ProfileDraft::default(), &[], beside).fields();
        let silent: Vec<_> = fields.iter().filter(|field| field.hint.is_none()).map(|it| it.name).collect();
        assert!(silent.is_empty(), "{silent:?}");
    }

    #[test]
    fn the_choice_to_stay_signed_in_is_offered_until_it_is_made() {
        let offer = "/auth/login?remember=1&amp;return_to=%2Fsettings";
        assert!(device(false).into_view().to_html().contains(offer));
        assert!(!device(true).into_view().to_html().contains("/auth/login"));
    }
}
