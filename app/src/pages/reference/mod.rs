//! The API as its own document says it, to be read: `/api`.
//!
//! [`ReferenceView`] is made from the `OpenAPI` document and nothing else that could disagree with it; `guide` is what
//! a document cannot say: how to get a token, and what holds everywhere.

mod call;
mod guide;
mod model;
mod shape;

pub use call::first_calls;
pub use model::{Around, ProblemKind, ReferenceView};

use crate::parts::sample;
use guide::guide;
use leptos::prelude::*;
use model::{Group, OperationView, Parameter};
use shape::{FieldRow, ShapeView};

/// The page.
pub fn reference(model: ReferenceView) -> impl IntoView {
    let contents = contents(&model);
    let guide = guide(&model);
    let kinds = model.kinds.clone();
    view! {
        <div class="api">
            <div class="heading">
                <h1>"API"</h1>
                <p class="lead">
                    "The rooms of these pages, with a door for programs: what a person may do here, a program may do for them, in the units that machines like."
                </p>
            </div>
            {contents}
            {guide}
            {model.groups.into_iter().map(|group| section(group, &kinds)).collect_view()}
            {shapes(model.shapes)}
            {problems(model.kinds)}
        </div>
    }
}

/// The way to everything on the page.
fn contents(model: &ReferenceView) -> impl IntoView + use<> {
    let operation = |it: &OperationView| {
        let (href, method, summary) = (format!("#{}", it.id), it.method, it.summary.clone());
        view! { <li><a href=href>{verb(method)} <span>{summary}</span></a></li> }
    };
    let groups: Vec<_> = model
        .groups
        .iter()
        .map(|group| {
            let items = group.operations.iter().map(operation).collect_view();
            view! {
                <li>
                    <a class="room" href=format!("#{}", group.id)>{group.name.clone()}</a>
                    <ul role="list">{items}</ul>
                </li>
            }
        })
        .collect();
    let beside = [
        ("#token", "A token"),
        ("#conventions", "What holds everywhere"),
        ("#shapes", "Shapes"),
        ("#problems", "Problems"),
    ];
    let beside = beside.map(|(href, name)| view! { <li><a href=href>{name}</a></li> });
    view! {
        <nav class="contents panel" aria-label="On this page">
            <ul role="list">
                <li><span class="room">"To begin with"</span><ul role="list">{beside.collect_view()}</ul></li>
                {groups.collect_view()}
            </ul>
        </nav>
    }
}

fn section(group: Group, kinds: &[ProblemKind]) -> impl IntoView + use<> {
    let operations = group.operations.into_iter().map(|it| operation(it, kinds)).collect_view();
    view! {
        <section class="room stack" aria-labelledby=group.id.clone()>
            <h2 id=group.id.clone()>{group.name}</h2>
            {operations}
        </section>
    }
}

fn operation(it: OperationView, kinds: &[ProblemKind]) -> impl IntoView + use<> {
    let parameters = (!it.parameters.is_empty()).then(|| parameters(it.parameters));
    let scope = it.scope.map(|scope| view! { <p class="needs">"Needs the scope " <code>{scope}</code></p> });
    let takes = it.takes.map(|(kind, shape)| {
        let shape = shape.map(|name| view! { ", a " {shape_link(name)} });
        view! { <p>"Takes " <code>{kind}</code> {shape} "."</p> }
    });
    let answers = it.answers.into_iter().map(|answer| {
        let shape = answer.shape.map(|name| view! { " " {shape_link(name)} });
        view! { <li><code>{answer.status}</code> " " {prose(&answer.about)} {shape}</li> }
    });
    let samples = it.samples.into_iter().map(sample).collect_view();
    view! {
        <article class="operation" aria-labelledby=it.id.clone()>
            <div class="said">
                <h3 id=it.id.clone()>{it.summary}</h3>
                <p class="address">{verb(it.method)} <code>{broken(&it.path)}</code></p>
                <p>{prose(&it.about)}</p>
                {scope}
                {parameters}
                {takes}
                <div class="answers">
                    <h4>"Answers"</h4>
                    <ul role="list">{answers.collect_view()}</ul>
                    {refusals(&it.refusals, kinds)}
                </div>
            </div>
            <div class="shown">{samples}</div>
        </article>
    }
}

/// The method of a call.
fn verb(method: &'static str) -> impl IntoView {
    view! { <code class="verb" data-method=method>{method}</code> }
}

/// A path that may be broken before each of its parts.
fn broken(path: &str) -> Vec<impl IntoView + use<>> {
    let parts = path.split('/').skip(1).map(|part| format!("/{part}"));
    parts.map(|part| view! { <wbr />{part} }).collect()
}

fn parameters(parameters: Vec<Parameter>) -> impl IntoView {
    let row = |it: Parameter| {
        let required = it.required.then(|| view! { <small>"required"</small> });
        view! {
            <tr>
                <th scope="row"><code>{it.name}</code>" "<small>{it.place}</small>" "{required}</th>
                <td>{prose(&it.about)}" "<small>{it.kind}</small></td>
            </tr>
        }
    };
    view! {
        <table class="terms">
            <caption>"Parameters"</caption>
            <thead>
                <tr><th scope="col">"Name"</th><th scope="col">"What it says"</th></tr>
            </thead>
            <tbody>{parameters.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
}

fn refusals(statuses: &[u16], kinds: &[ProblemKind]) -> Option<impl IntoView + use<>> {
    let fits = |kind: &&ProblemKind| statuses.contains(&kind.status);
    let kinds = kinds.iter().filter(fits).map(|kind| {
        let (href, status, name) = (format!("#problem-{}", kind.name), kind.status, kind.name);
        view! { <li><a href=href><code>{status}</code> " " {name}</a></li> }
    });
    let kinds: Vec<_> = kinds.collect();
    (!kinds.is_empty()).then(|| {
        view! {
            <details>
                <summary>"When it cannot be done"</summary>
                <ul class="refusals" role="list">{kinds.collect_view()}</ul>
            </details>
        }
    })
}

fn shapes(shapes: Vec<ShapeView>) -> impl IntoView {
    view! {
        <section class="room stack" aria-labelledby="shapes">
            <h2 id="shapes">"Shapes"</h2>
            <div class="shapes">{shapes.into_iter().map(shape).collect_view()}</div>
        </section>
    }
}

fn shape(it: ShapeView) -> impl IntoView {
    let rows = it.fields.into_iter().map(field_row).collect_view();
    view! {
        <article class="shape" aria-labelledby=it.id.clone()>
            <h3 id=it.id.clone()>{it.name.clone()}</h3>
            <p>{prose(&it.about)}</p>
            <table class="terms">
                <caption class="unseen">{format!("Fields of {}", it.name)}</caption>
                <thead>
                    <tr><th scope="col">"Field"</th><th scope="col">"What it says"</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </article>
    }
}

fn field_row(it: FieldRow) -> impl IntoView {
    let required = it.required.then(|| view! { <small>"required"</small> });
    let shape = it.kind.shape.map(|name| view! { " " {shape_link(name)} });
    view! {
        <tr>
            <th scope="row"><code>{it.name}</code>" "{required}</th>
            <td>{prose(&it.about)}" "<small>{it.kind.words}{shape}</small></td>
        </tr>
    }
}

fn shape_link(name: String) -> impl IntoView {
    let href = shape::anchor(&name);
    view! { <a href=href>{name}</a> }
}

fn problems(kinds: Vec<ProblemKind>) -> impl IntoView {
    let kind = |it: ProblemKind| {
        view! {
            <div id=format!("problem-{}", it.name)>
                <dt><code>{it.status}</code> " " <strong>{it.name}</strong></dt>
                <dd>{it.title} ". " {prose(it.advice())}</dd>
            </div>
        }
    };
    view! {
        <section class="room stack" aria-labelledby="problems">
            <h2 id="problems">"Problems"</h2>
            <p>
                "What cannot be done is answered as " <code>"application/problem+json"</code>
                " (RFC 9457). Its " <code>"type"</code> " is an address that leads here, its " <code>"request_id"</code>
                " is found in the server's log."
            </p>
            <dl class="problems">{kinds.into_iter().map(kind).collect_view()}</dl>
        </section>
    }
}

/// A text in which what stands between backticks is code.
fn prose(text: &str) -> Vec<AnyView> {
    let parts = text.split('`').map(str::to_owned).enumerate();
    let part = |(number, text): (usize, String)| {
        if number % 2 == 1 { view! { <code>{text}</code> }.into_any() } else { text.into_any() }
    };
    parts.filter(|(_, text)| !text.is_empty()).map(part).collect()
}
