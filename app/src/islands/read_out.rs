//! The value under the pointer, the finger or the arrow keys.

use leptos::ev;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast as _;
use leptos::web_sys::HtmlInputElement;

/// A chart under its [`range`], which reads out one point at a time.
#[island]
pub fn ReadOut(
    /// The chart, and its range.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="readout" on:input=|event| slide(&event) on:pointermove=|event| point(&event)>
            {children()}
        </div>
    }
}

/// A range over the plot of a chart, with what each of its points says, from the left to the right; the last one is
/// read out first. Out of sight until the islands are awake.
pub fn range(label: String, readings: &[String]) -> impl IntoView + use<> {
    let last = readings.len().saturating_sub(1);
    view! {
        <input
            type="range"
            class="crosshair"
            min="0"
            max=last
            value=last
            data-points=readings.len()
            data-readings=readings.join("\n")
            aria-label=label
            aria-valuetext=readings.last().cloned()
        />
        <span class="reading" aria-hidden="true">{readings.last().cloned()}</span>
    }
}

fn range_of(event: &ev::Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}

fn slide(event: &ev::Event) {
    if let Some(range) = range_of(event) {
        read(&range);
    }
}

fn point(event: &ev::PointerEvent) {
    if let Some(range) = range_of(event) {
        range.set_value(&nearest(event, &range).to_string());
        read(&range);
    }
}

/// Says the point at which the range stands.
fn read(range: &HtmlInputElement) {
    let readings = range.get_attribute("data-readings").unwrap_or_default();
    let at = range.value().parse().unwrap_or(usize::MAX);
    let Some(reading) = readings.lines().nth(at) else { return };
    let _ = range.set_attribute("aria-valuetext", reading);
    if let Some(shown) = range.next_element_sibling() {
        shown.set_text_content(Some(reading));
    }
}

/// The point nearest to the pointer.
fn nearest(event: &ev::PointerEvent, range: &HtmlInputElement) -> i32 {
    let width = range.client_width().max(1);
    let x = event.offset_x().clamp(0, width);
    let last = range.max().parse().unwrap_or(0);
    (x * last + width / 2) / width
}
