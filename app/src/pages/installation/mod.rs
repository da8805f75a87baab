//! What concerns the installation, for its owners: every client, and what was refused.

mod clients;
mod refusals;

pub use clients::{ClientsView, clients};
pub use refusals::{RefusalsView, refusals};

use leptos::prelude::*;

/// A page of one table, or of the sentence that says why there is none.
fn page<const COLUMNS: usize>(
    (title, about, none): (&'static str, &'static str, &'static str),
    heads: [&'static str; COLUMNS],
    rows: Vec<[AnyView; COLUMNS]>,
) -> impl IntoView {
    let content = if rows.is_empty() {
        view! { <p class="none">{none}</p> }.into_any()
    } else {
        table(title, heads, rows).into_any()
    };
    view! {
        <div class="stack">
            <div class="heading">
                <h1>{title}</h1>
                <p>{about} " You see this because the policies of this Longrun let you."</p>
            </div>
            {content}
        </div>
    }
}

/// The first cell of a row says what it is about.
fn table<const COLUMNS: usize>(
    title: &'static str,
    heads: [&'static str; COLUMNS],
    rows: Vec<[AnyView; COLUMNS]>,
) -> impl IntoView {
    let row = |cells: [AnyView; COLUMNS]| {
        let mut cells = cells.into_iter();
        let first = cells.next().map(|cell| view! { <th scope="row">{cell}</th> });
        view! { <tr>{first} {cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}</tr> }
    };
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=title>
            <table class="installation">
                <caption class="unseen">{title} ", the newest first"</caption>
                <thead>
                    <tr>{heads.map(|head| view! { <th scope="col">{head}</th> })}</tr>
                </thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}

fn text(text: impl Into<String>) -> AnyView {
    text.into().into_any()
}

fn code(text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <code>{text}</code> }.into_any()
}
