//! Every client of the installation.

use super::{code, page, text};
use crate::words;
use chrono::{DateTime, Utc};
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
        let day = |at: DateTime<Utc>| words::dated(at.with_timezone(&zone).date_naive());
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
    let row = |[name, kind, id, athlete, made, ended]: [String; 6]| {
        [text(name), text(kind), code(id), code(athlete), text(made), text(ended)]
    };
    page(
        (
            "Clients",
            "Every machine and app that somebody registered.",
            "Nobody has registered a client here.",
        ),
        ["Name", "Kind", "Client id", "Whose", "Registered", "Ended"],
        rows.into_iter().map(row).collect(),
    )
}
