//! A chart with its finding, and the numbers behind it for everyone.

use crate::islands::read_out::{ReadOut, range};
use leptos::prelude::*;

/// A chart drawn twice, because text in a scaled drawing shrinks with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// For panels of 40 rem and more.
    pub wide: String,
    /// For narrower ones.
    pub narrow: String,
}

/// A table of numbers: the first column names the row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// What the table holds.
    pub caption: String,
    /// The heads of the columns.
    pub columns: Vec<String>,
    /// The rows, each as long as `columns`.
    pub rows: Vec<Vec<String>>,
}

/// A chart, what it shows, what its points say, and its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// The id of the caption.
    pub id: &'static str,
    /// What the data says.
    pub finding: String,
    /// What the data is.
    pub data: String,
    /// The drawing.
    pub chart: Chart,
    /// What each point says, from the left to the right; may be empty.
    pub readings: Vec<String>,
    /// The numbers.
    pub numbers: Numbers,
}

/// A chart under its finding, with the numbers folded away beneath it.
pub fn figure(figure: Figure) -> impl IntoView {
    let Figure { id, finding, data, chart, readings, numbers: table } = figure;
    let label = data.clone();
    view! {
        <figure class="panel" aria-labelledby=id>
            <figcaption id=id>
                <h2>{finding}</h2>
                <p>{data}</p>
            </figcaption>
            {drawn(chart, label, readings)}
            {numbers(table)}
        </figure>
    }
}

/// The drawing; with readings if there are any.
pub fn drawn(chart: Chart, label: String, readings: Vec<String>) -> impl IntoView {
    let drawing = view! {
        <div class="chart" aria-hidden="true">
            <div class="wide" inner_html=chart.wide></div>
            <div class="narrow" inner_html=chart.narrow></div>
        </div>
    };
    if readings.is_empty() {
        return drawing.into_any();
    }
    view! {
        <ReadOut>{drawing} {range(label, &readings)}</ReadOut>
    }
    .into_any()
}

/// The numbers behind a chart, folded away.
pub fn numbers(numbers: Numbers) -> impl IntoView {
    view! {
        <details>
            <summary>"Show the numbers"</summary>
            {table(numbers)}
        </details>
    }
}

/// Numbers in rows and columns, which scroll where there is no room for them.
pub fn table(table: Numbers) -> impl IntoView {
    let columns = table.columns.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    let rows = table.rows.into_iter().map(row).collect_view();
    let label = table.caption.clone();
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=label>
            <table>
                <caption>{table.caption}</caption>
                <thead><tr>{columns}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn row(cells: Vec<String>) -> impl IntoView {
    let mut cells = cells.into_iter();
    let head = cells.next();
    view! {
        <tr>
            <th scope="row">{head}</th>
            {cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}
        </tr>
    }
}
