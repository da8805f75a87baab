//! The value under the pointer, the finger or the arrow keys.

#![expect(missing_docs, reason = "the island macro makes a struct that cannot be documented")]

use leptos::ev;
use leptos::prelude::*;
use leptos::web_sys::Element;

/// A chart and, once awake, a range over its plot that reads out one point at a time.
#[island]
pub fn ReadOut(
    /// What is read out.
    label: String,
    /// What each point says, from the left to the right.
    readings: Vec<String>,
    /// The chart.
    children: Children,
) -> impl IntoView {
    let points = readings.len();
    let last = points.saturating_sub(1);
    let awake = RwSignal::new(false);
    let at = RwSignal::new(last);
    Effect::new(move |_| awake.set(points > 0));
    let readings = StoredValue::new(readings);
    let reading = move || readings.with_value(|readings| readings.get(at.get()).cloned());
    let slide = move |event: ev::Event| at.set(event_target_value(&event).parse().unwrap_or(last));
    let point = move |event: ev::PointerEvent| at.set(nearest(&event, last));
    view! {
        <div class="readout">
            {children()}
            <input
                type="range"
                class="crosshair"
                min="0"
                max=last
                value=last
                prop:value=move || at.get().to_string()
                hidden=move || !awake.get()
                data-points=points
                aria-label=label
                aria-valuetext=reading
                on:input=slide
                on:pointermove=point
            />
            <span class="reading" aria-hidden="true">{reading}</span>
        </div>
    }
}

/// The point nearest to the pointer.
fn nearest(event: &ev::PointerEvent, last: usize) -> usize {
    let width = event_target::<Element>(event).client_width().max(1);
    let x = event.offset_x().clamp(0, width);
    let points = i32::try_from(last).unwrap_or(0);
    usize::try_from((x * points + width / 2) / width).unwrap_or(0)
}
