//! A field as HTML.

use super::{Choice, Control, Field};
use leptos::prelude::*;

/// A field as it stands in a form.
pub fn field(field: &Field) -> impl IntoView + use<> {
    match field.control.clone() {
        Control::Chips(choices) => group(field, chips(field, choices)).into_any(),
        Control::Ticks(choices) => group(field, ticks(field, choices)).into_any(),
        Control::Scale(steps, name, finer) => {
            group(field, (chips(field, steps), folded(field, name, finer))).into_any()
        }
        control => labelled(field, control).into_any(),
    }
}

fn labelled(field: &Field, control: Control) -> impl IntoView + use<> {
    let control = match control {
        Control::Area(rows) => area(field, rows).into_any(),
        Control::Select(choices) => select(field, choices).into_any(),
        Control::Input(kind) => input(field, kind).into_any(),
        Control::Chips(_) | Control::Ticks(_) | Control::Scale(..) => ().into_any(),
    };
    view! {
        <div class="field">
            <label for=field.id()>{field.label.clone()}{optional(field)}</label>
            {hint(field)}
            <span class="control">{control} {field.unit.map(|unit| view! { <span class="unit">{unit}</span> })}</span>
            {error(field)}
        </div>
    }
}

fn input(field: &Field, kind: &'static str) -> impl IntoView + use<> {
    view! {
        <input
            id=field.id()
            name=field.name
            type=kind
            value=field.value.clone()
            required=field.required
            autocomplete=field.autocomplete
            inputmode=field.inputmode
            maxlength=field.maxlength
            aria-invalid=field.invalid()
            aria-describedby=field.described_by()
        />
    }
}

fn select(field: &Field, choices: Vec<Choice>) -> impl IntoView + use<> {
    let options = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == field.value;
            view! { <option value=choice.value selected=selected>{choice.label}</option> }
        })
        .collect_view();
    view! {
        <select
            id=field.id()
            name=field.name
            required=field.required
            autocomplete=field.autocomplete
            aria-invalid=field.invalid()
            aria-describedby=field.described_by()
        >
            {options}
        </select>
    }
}

/// The value goes in as escaped HTML: leptos 0.8 writes the children of a `<textarea>` as they are.
/// The line break before it is the one that parsers drop.
fn area(field: &Field, rows: u8) -> impl IntoView + use<> {
    let text = format!("\n{}", escaped(&field.value));
    view! {
        <textarea
            id=field.id()
            name=field.name
            rows=rows
            required=field.required
            maxlength=field.maxlength
            aria-invalid=field.invalid()
            aria-describedby=field.described_by()
            inner_html=text
        ></textarea>
    }
}

/// Text as the HTML that shows it.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn chips(field: &Field, choices: Vec<Choice>) -> impl IntoView + use<> {
    let (name, value, required) = (field.name, field.value.clone(), field.required);
    let chips = choices
        .into_iter()
        .map(|choice| {
            let id = field.chip_id(&choice);
            let checked = choice.value == value;
            view! {
                <span class="chip">
                    <input type="radio" id=id.clone() name=name value=choice.value checked=checked required=required />
                    <label for=id>{choice.label}</label>
                </span>
            }
        })
        .collect_view();
    view! { <div class="chips">{chips}</div> }
}

fn ticks(field: &Field, choices: Vec<Choice>) -> impl IntoView + use<> {
    let name = field.name;
    let tick = |choice: Choice| {
        let id = field.chip_id(&choice);
        let checked = field.value.split(' ').any(|value| value == choice.value);
        view! {
            <div class="tick">
                <input type="checkbox" id=id.clone() name=name value=choice.value checked=checked />
                <label for=id>{choice.label}</label>
            </div>
        }
    };
    view! { <div>{choices.into_iter().map(tick).collect_view()}</div> }
}

/// Chips that are needed rarely; they are seen when one of them is chosen.
fn folded(field: &Field, name: &'static str, choices: Vec<Choice>) -> impl IntoView + use<> {
    let open = choices.iter().any(|choice| choice.value == field.value);
    let chips = chips(field, choices);
    view! {
        <details open=open>
            <summary>{name}</summary>
            {chips}
        </details>
    }
}

fn group<V: IntoView + 'static>(field: &Field, chips: V) -> impl IntoView + use<V> {
    view! {
        <fieldset class="field" id=field.id() aria-describedby=field.described_by()>
            <legend>{field.label.clone()}{optional(field)}</legend>
            {hint(field)}
            {chips}
            {error(field)}
        </fieldset>
    }
}

fn optional(field: &Field) -> Option<impl IntoView + use<>> {
    (!field.required).then(|| view! { <small>" optional"</small> })
}

fn hint(field: &Field) -> Option<impl IntoView + use<>> {
    let id = field.hint_id();
    field.hint.clone().map(|hint| view! { <p class="hint" id=id>{hint}</p> })
}

fn error(field: &Field) -> Option<impl IntoView + use<>> {
    let id = field.error_id();
    let label = field.label.clone();
    field.error.clone().map(|error| view! { <p class="error" id=id>{format!("{label} {error}")}</p> })
}
