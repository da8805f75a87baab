//! One number that matters, its change in words and its course.

use leptos::prelude::*;

/// A number and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// What is counted.
    pub name: &'static str,
    /// The number as it is read.
    pub value: String,
    /// Its unit, or nothing.
    pub unit: String,
    /// Its change in words.
    pub change: String,
    /// Its course, drawn; may be empty.
    pub course: String,
}

/// A tile, as an item of a list.
pub fn tile(tile: Tile) -> impl IntoView {
    let unit = (!tile.unit.is_empty()).then(|| view! { <small>{tile.unit}</small> });
    let course = (!tile.course.is_empty())
        .then(|| view! { <div class="chart course" aria-hidden="true" inner_html=tile.course></div> });
    view! {
        <li class="tile">
            <h3>{tile.name}</h3>
            <p class="value">{tile.value} " " {unit}</p>
            <p class="change">{tile.change}</p>
            {course}
        </li>
    }
}
