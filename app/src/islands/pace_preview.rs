//! Pace or speed while a workout is typed, by the code that will tell it later.

#![expect(missing_docs, reason = "the island macro makes a struct that cannot be documented")]

use domain::pace;
use domain::quantity::Units;
use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::Element;

#[derive(Clone, Debug, Default)]
struct Typed {
    sport: String,
    duration: String,
    distance: String,
}

impl Typed {
    fn take(&mut self, name: &str, value: String) {
        match name {
            "sport" => self.sport = value,
            "duration" => self.duration = value,
            "distance" => self.distance = value,
            _ => {}
        }
    }
}

/// The fields a pace is made of, and the pace under them as they change.
#[island]
pub fn PacePreview(
    /// Whether distances are typed in miles.
    imperial: bool,
    /// The sport's code that stands in the form.
    sport: String,
    /// The duration that stands in the form.
    duration: String,
    /// The distance that stands in the form.
    distance: String,
    /// The moving time that stands in the form, by which pace is told where it is known.
    moving: String,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let units = if imperial { Units::Imperial } else { Units::Metric };
    let typed = RwSignal::new(Typed { sport, duration, distance });
    let told = move || {
        typed.with(|typed| {
            let time = if moving.is_empty() { &typed.duration } else { &moving };
            pace::preview(&typed.sport, time, &typed.distance, units)
        })
    };
    let take = move |event: ev::Event| {
        let name = event_target::<Element>(&event).get_attribute("name").unwrap_or_default();
        typed.update(|typed| typed.take(&name, event_target_value(&event)));
    };
    view! {
        <div class="stack" on:input=take>
            {children()}
            <p class="preview" aria-live="polite">
                {move || told().map(|pace| view! { "That is " <strong>{pace}</strong> })}
            </p>
        </div>
    }
}
