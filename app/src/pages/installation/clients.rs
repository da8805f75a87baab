//! Every client of the installation, for its owners.

use crate::words;
use chrono_tz::Tz;
use domain::grant::{Client, ClientKind};
use leptos::prelude::*;

/// The clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientsView(Vec<[String; 6]>);

impl ClientsView {
    /// The clients, newest first, their days as they are in `zone`.
    pub fn new(clients: &[Client], zone: Tz) -> Self {
        let mut clients: Vec<_> = clients.iter().collect();
        clients.sort_by_key(|client| std::cmp::Reverse(client.made_at));
        let day = |at: chrono::DateTime<chrono::Utc>| words::dated(at.with_timezone(&zone).date_naive());
        let row = |client: &Client| {
            let kind = match client.kind {
                ClientKind::Machine => "machine",
                ClientKind::App => "app",
            };
            [
                client.name.clone(),
                kind.to_owned(),
                client.client_id.clone(),
                client.athlete.to_string(),
                day(client.made_at),
                client.ended_at.map(day).unwrap_or_default(),
            ]
        };
        Self(clients.into_iter().map(row).collect())
    }
}

/// The page.
pub fn clients(ClientsView(rows): ClientsView) -> impl IntoView {
    let none = rows.is_empty().then(|| view! { <p class="none">"Nobody has registered a client here."</p> });
    let table = (!rows.is_empty()).then(|| table(rows));
    view! {
        <div class="stack">
            <div class="heading">
                <h1>"Clients"</h1>
                <p>"Every machine and app that somebody registered with this Longrun. You see them because you own it."</p>
            </div>
            {none}
            {table}
        </div>
    }
}

fn table(rows: Vec<[String; 6]>) -> impl IntoView {
    let row = |[name, kind, id, athlete, made, ended]: [String; 6]| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{kind}</td>
                <td><code>{id}</code></td>
                <td><code>{athlete}</code></td>
                <td>{made}</td>
                <td>{(!ended.is_empty()).then_some(ended)}</td>
            </tr>
        }
    };
    let heads = ["Name", "Kind", "Client id", "Whose", "Registered", "Ended"];
    view! {
        <div class="scroll" tabindex="0">
            <table class="clients">
                <caption class="unseen">"Clients, the newest first"</caption>
                <thead><tr>{heads.map(|head| view! { <th scope="col">{head}</th> })}</tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
