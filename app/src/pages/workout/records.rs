//! The records that a workout set on its day, and what each replaced.

use crate::pages::coached::Coached;
use crate::pages::records::{Dated, Tongue, dated, gain, title, told};
use domain::records::{Best, Mark};
use leptos::prelude::*;

/// How many records are told before the others are folded away.
const OPEN: usize = 6;

/// The records of a workout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RecordsView {
    marks: Vec<MarkView>,
    /// Those that were the first of their kind.
    firsts: Vec<String>,
    /// Where all records of the sport are, for those who may see them.
    href: Option<String>,
}

/// A record that replaced another.
#[derive(Clone, Debug, PartialEq, Eq)]
struct MarkView {
    title: String,
    value: String,
    gain: String,
    before: Dated,
    stands: bool,
}

impl RecordsView {
    pub(super) fn new(marks: &[Mark], sport: &str, tongue: Tongue) -> Self {
        let beaten =
            marks.iter().filter_map(|mark| Some(MarkView::new(mark, mark.previous.as_ref()?, tongue)));
        let first = |mark: &&Mark| mark.previous.is_none() && mark.stands;

        Self {
            marks: beaten.collect(),
            firsts: marks
                .iter()
                .filter(first)
                .map(|mark| format!("{}: {}", title(mark.kind), told(mark.kind, mark.value, tongue)))
                .collect(),
            href: Some(format!("/records?sport={sport}")),
        }
    }

    /// The same in somebody else's log.
    pub(super) fn within(self, log: &Coached) -> Self {
        let marks = self.marks.into_iter();
        let marks = marks.map(|mark| MarkView { before: mark.before.clone().within(log), ..mark });
        Self { marks: marks.collect(), href: self.href.and_then(|href| log.trends_at(&href)), ..self }
    }
}

impl MarkView {
    fn new(mark: &Mark, before: &Best, tongue: Tongue) -> Self {
        Self {
            title: title(mark.kind),
            value: told(mark.kind, mark.value, tongue),
            gain: gain(mark.kind, (mark.value, before.value), tongue),
            before: Dated::new(before),
            stands: mark.stands,
        }
    }
}

/// The records, if there are any.
pub(super) fn records(view: RecordsView) -> impl IntoView {
    let RecordsView { mut marks, firsts, href } = view;
    let others = marks.split_off(OPEN.min(marks.len()));
    let all = href.map(
        |href| view! { <p class="origin"><span><a href=href>"All records of this sport"</a></span></p> },
    );
    (!marks.is_empty() || !firsts.is_empty()).then(|| {
        view! {
            <section class="panel" aria-labelledby="records">
                <h2 id="records">"Records"</h2>
                {list(marks.into_iter().map(mark).collect())}
                {folded("Replaced, too", others.into_iter().map(mark).collect())}
                {folded("The first of their kind, and not beaten yet", firsts.into_iter().map(first).collect())}
                {all}
            </section>
        }
    })
}

fn mark(mark: MarkView) -> AnyView {
    let MarkView { title, value, gain, before, stands } = mark;
    let since = (!stands).then_some(" Beaten since.");
    view! { <li><strong>{title} ": " {value}</strong> ", " {gain} " than on " {dated(before)} "." {since}</li> }
        .into_any()
}

fn first(first: String) -> AnyView {
    view! { <li>{first}</li> }.into_any()
}

fn list(items: Vec<AnyView>) -> Option<impl IntoView> {
    (!items.is_empty()).then(|| view! { <ul class="marks" role="list">{items}</ul> })
}

fn folded(name: &'static str, items: Vec<AnyView>) -> Option<impl IntoView> {
    (!items.is_empty()).then(|| {
        view! {
            <details class="folded">
                <summary>{format!("{name}: {}", items.len())}</summary>
                {list(items)}
            </details>
        }
    })
}
