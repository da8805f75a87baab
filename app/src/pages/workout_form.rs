//! Logging a workout, and changing one.

use crate::islands::pace_preview::{PacePreview, Typed, preview};
use crate::pages::workouts::sport_choices;
use crate::parts::{Choice, Control, Field, Variant, button, error_summary, field, hidden, link, unseen};
use domain::pace::{ascent_unit, distance_unit};
use domain::quantity::Units;
use domain::workout::{Draft, FieldError, WorkoutId, bounds};
use leptos::prelude::*;

/// What the form is for.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Purpose {
    Log { idempotency_key: String },
    Edit { id: WorkoutId, version: u64, overtaken: bool },
}

/// The form with everything that stands in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkoutFormView {
    purpose: Purpose,
    whole: Option<&'static str>,
    units: Units,
    effort: Field,
    what: [Field; 2],
    measures: [Field; 2],
    when: [Field; 2],
    told: [Field; 2],
    more: Vec<Field>,
}

impl WorkoutFormView {
    /// The form for a new workout: a fresh draft, or what was typed with what is wrong with it.
    pub fn log(draft: &Draft, errors: &[FieldError], units: Units) -> Self {
        let idempotency_key = draft.idempotency_key.clone();
        Self::new(Purpose::Log { idempotency_key }, draft, errors, units)
    }

    /// The form that changes version `version` of a workout.
    pub fn edit(id: WorkoutId, version: u64, draft: &Draft, errors: &[FieldError], units: Units) -> Self {
        Self::new(Purpose::Edit { id, version, overtaken: false }, draft, errors, units)
    }

    /// The form of somebody whose workout was changed after they opened it; it carries the newer version.
    #[must_use]
    pub fn overtaken(mut self) -> Self {
        if let Purpose::Edit { overtaken, .. } = &mut self.purpose {
            *overtaken = true;
        }
        let whole = "This workout was changed after you opened the form, perhaps by yourself on another device. What you typed is below and not saved. Save it to put it in the place of that change, or cancel to see the workout as it is now.";
        Self { whole: Some(whole), ..self }
    }

    fn new(purpose: Purpose, draft: &Draft, errors: &[FieldError], units: Units) -> Self {
        let error =
            |name: &str| errors.iter().find(|error| error.field == name).map(|error| error.message.clone());
        let with = |field: Field, value: &str| {
            let error = error(field.name);
            field.value(value).error(error)
        };
        let view = Self {
            purpose,
            whole: None,
            units,
            what: [with(sport(), &draft.sport), with(sport_name(), &draft.sport_name)],
            measures: [with(duration(), &draft.duration), with(distance(units), &draft.distance)],
            when: [with(date(), &draft.date), with(time(), &draft.time)],
            effort: with(effort(&draft.effort), &draft.effort),
            told: [with(title(), &draft.title), with(notes(), &draft.notes)],
            more: more(units)
                .into_iter()
                .zip(typed_more(draft))
                .map(|(field, value)| with(field, value))
                .collect(),
        };
        Self { whole: unseen(errors, &view.fields()), ..view }
    }

    /// Every field, in the order of the page.
    fn fields(&self) -> Vec<Field> {
        let Self { what, measures, when, effort, told, more, .. } = self;
        [what.as_slice(), measures, when, std::slice::from_ref(effort), told, more].concat()
    }

    /// Whether something is wrong with what was typed.
    pub fn is_refused(&self) -> bool {
        self.whole.is_some() || self.fields().iter().any(|field| field.error.is_some())
    }

    /// The page's title.
    pub fn title(&self) -> &'static str {
        match (&self.purpose, self.is_refused()) {
            (Purpose::Log { .. }, false) => "Log a workout",
            (Purpose::Log { .. }, true) => "Not logged yet",
            (Purpose::Edit { overtaken: true, .. }, _) => "Somebody was faster",
            (Purpose::Edit { .. }, false) => "Change a workout",
            (Purpose::Edit { .. }, true) => "Not changed yet",
        }
    }
}

fn sport() -> Field {
    Field::new("sport", "Sport").control(Control::Select(sport_choices().collect())).required()
}

fn sport_name() -> Field {
    Field::new("sport_name", "Your word for it")
        .required()
        .maxlength(40)
        .hint("For “Something else”: what you call it, like Bouldering.")
}

fn duration() -> Field {
    Field::new("duration", "Duration")
        .required()
        .inputmode("text")
        .autocomplete("off")
        .hint("45, 45:30 or 1:05:09")
}

fn distance(units: Units) -> Field {
    Field::new("distance", "Distance").inputmode("decimal").autocomplete("off").unit(distance_unit(units))
}

fn date() -> Field {
    Field::new("date", "Date").control(Control::Input("date")).required()
}

fn time() -> Field {
    Field::new("time", "Start").control(Control::Input("time")).required()
}

/// Everything that [`domain::quantity::Effort`] can be; halves are asked for rarely, and folded away.
fn effort(current: &str) -> Field {
    let steps = std::iter::once(String::new()).chain((0..=10).map(|step| step.to_string()));
    let mut steps: Vec<_> = steps.collect();
    let halves: Vec<_> = (0..10).map(|step| format!("{step}.5")).collect();
    if !steps.iter().chain(&halves).any(|value| value == current) {
        // Typed by no form of ours, and refused: it is shown with what is wrong with it.
        steps.push(current.to_owned());
    }
    let label = |value: &str| if value.is_empty() { "–".to_owned() } else { value.to_owned() };
    let choice = |value: String| Choice::new(value.clone(), label(&value));
    let choices = |values: Vec<String>| values.into_iter().map(choice).collect();
    Field::new("effort", "How hard was it?")
        .control(Control::Scale(choices(steps), "Half steps", choices(halves)))
        .hint("0 rest, 1 very easy, 2 easy, 3 moderate, 4 somewhat hard, 5 hard, 7 very hard, 10 all you had. Without heart rate, the load comes from this.")
}

fn title() -> Field {
    Field::new("title", "Title").maxlength(bounds::TITLE_CHARACTERS).autocomplete("off")
}

fn notes() -> Field {
    Field::new("notes", "Notes").control(Control::Area(3)).maxlength(bounds::NOTES_CHARACTERS)
}

fn more(units: Units) -> [Field; 8] {
    let number =
        |name, label: &str, unit| Field::new(name, label).inputmode("numeric").autocomplete("off").unit(unit);
    [
        number("average_heart_rate", "Average heart rate", "bpm"),
        number("max_heart_rate", "Highest heart rate", "bpm"),
        number("ascent", "Climb", ascent_unit(units)),
        Field::new("moving", "Moving time").hint("Duration without the breaks.").autocomplete("off"),
        number("average_power", "Average power", "W"),
        number("average_cadence", "Average cadence", "/min"),
        number("energy", "Energy", "kJ"),
        Field::new("time_zone", "Time zone")
            .hint("Where you were, if not at home: Europe/Lisbon")
            .autocomplete("off"),
    ]
}

fn typed_more(draft: &Draft) -> [&str; 8] {
    [
        &draft.average_heart_rate,
        &draft.max_heart_rate,
        &draft.ascent,
        &draft.moving,
        &draft.average_power,
        &draft.average_cadence,
        &draft.energy,
        &draft.time_zone,
    ]
}

/// The form.
pub fn workout_form(model: WorkoutFormView) -> impl IntoView {
    let summary = error_summary(model.whole, &model.fields());
    let title = model.title();
    let WorkoutFormView { purpose, units, effort, what, measures, when, told, more, .. } = model;
    let moving = more.iter().find(|field| field.name == "moving").map(|field| field.value.clone());
    let opened = more.iter().any(|field| field.error.is_some() || !field.value.is_empty());
    view! {
        <div class="stack narrow-page">
            <h1>{title}</h1>
            {summary}
            <PacePreview>
                <form class="sheet" method="post" action=action(&purpose) novalidate>
                    {carried(&purpose)} {paced(units, &what, &measures, moving.unwrap_or_default())}
                    <div class="pair">{when.iter().map(field).collect_view()}</div>
                    {field(&effort)}
                    {told.iter().map(field).collect_view()}
                    <details open=opened>
                        <summary>"Heart rate, climb, power and more"</summary>
                        <div class="pair">{more.iter().map(field).collect_view()}</div>
                    </details>
                    {ways(&purpose)}
                </form>
            </PacePreview>
        </div>
    }
}

/// The fields that make a pace, with its preview.
fn paced(units: Units, what: &[Field; 2], measures: &[Field; 2], moving: String) -> impl IntoView + use<> {
    let ([sport, name], [duration, distance]) = (what, measures);
    let typed = Typed {
        sport: sport.value.clone(),
        duration: duration.value.clone(),
        moving,
        distance: distance.value.clone(),
    };
    view! {
        {field(sport)}
        <div class="if-other">{field(name)}</div>
        <div class="pair">{field(duration)} {field(distance)}</div>
        {preview(&typed, units)}
    }
}

fn action(purpose: &Purpose) -> String {
    match purpose {
        Purpose::Log { .. } => "/workouts".to_owned(),
        Purpose::Edit { id, .. } => format!("/workouts/{id}"),
    }
}

fn carried(purpose: &Purpose) -> impl IntoView + use<> {
    let (name, value) = match purpose {
        Purpose::Log { idempotency_key } => ("idempotency_key", idempotency_key.clone()),
        Purpose::Edit { version, .. } => ("version", version.to_string()),
    };
    hidden(name, value)
}

fn ways(purpose: &Purpose) -> impl IntoView + use<> {
    let (save, back) = match purpose {
        Purpose::Log { .. } => ("Log it", "/workouts".to_owned()),
        Purpose::Edit { id, .. } => ("Save changes", format!("/workouts/{id}")),
    };
    view! { <div class="actions">{button(save, Variant::Primary)} {link(back, "Cancel", Variant::Quiet)}</div> }
}
