//! Pace or speed while a workout is typed, by the code that will tell it later.

use domain::pace;
use domain::quantity::Units;
use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::{Element, FormData, HtmlFormElement};

/// A form in which a [`preview`] follows what is typed.
#[island]
pub fn PacePreview(
    /// The form.
    children: Children,
) -> impl IntoView {
    view! { <div on:input=|event| follow(&event)>{children()}</div> }
}

/// What stands where the pace is told: the one that `typed` gives.
pub fn preview(typed: &Typed, units: Units) -> impl IntoView + use<> {
    view! {
        <p class="preview">
            <span>"That is "</span>
            <output data-imperial=units == Units::Imperial>{typed.pace(units)}</output>
        </p>
    }
}

/// The fields that make a pace, as they stand in the form.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The sport's code.
    pub sport: String,
    /// The duration.
    pub duration: String,
    /// The moving time, by which pace is told where it is known.
    pub moving: String,
    /// The distance.
    pub distance: String,
}

impl Typed {
    fn of(form: &HtmlFormElement) -> Option<Self> {
        let fields = FormData::new_with_form(form).ok()?;
        let typed = |name| fields.get(name).as_string().unwrap_or_default();
        let (sport, duration) = (typed("sport"), typed("duration"));
        Some(Self { sport, duration, moving: typed("moving"), distance: typed("distance") })
    }

    fn pace(&self, units: Units) -> Option<String> {
        let time = if self.moving.is_empty() { &self.duration } else { &self.moving };
        pace::preview(&self.sport, time, &self.distance, units)
    }
}

fn follow(event: &ev::Event) {
    let form = event_target::<Element>(event).closest("form").ok().flatten();
    let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else { return };
    let Ok(Some(output)) = form.query_selector(".preview output") else { return };
    let units = if output.has_attribute("data-imperial") { Units::Imperial } else { Units::Metric };
    output.set_text_content(Typed::of(&form).and_then(|typed| typed.pace(units)).as_deref());
}
