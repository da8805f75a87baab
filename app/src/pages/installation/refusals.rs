//! What was refused lately: to whom nothing was granted, and whose token did not hold.

use super::{code, page, text};
use chrono_tz::Tz;
use domain::audit::Row;
use domain::grant::Client;
use leptos::prelude::*;

/// The refusals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalsView(Vec<[String; 6]>);

impl RefusalsView {
    /// The rows as they come, by the clock of `zone`; `clients` tells the names of those that were registered here.
    pub fn new(rows: &[Row], clients: &[Client], zone: Tz) -> Self {
        let name = |row: &Row| {
            let id = row.event.client.as_ref()?;
            let known = clients.iter().find(|client| client.id == *id);
            Some(known.map_or_else(|| id.to_string(), |client| client.name.clone()))
        };
        let row = |row: &Row| {
            [
                sentence(&row.event.reason),
                row.last_at.with_timezone(&zone).format("%a %-d %b, %H:%M").to_string(),
                row.times.to_string(),
                name(row).unwrap_or_default(),
                row.event.policies.join(", "),
                row.request_id.clone(),
            ]
        };
        Self(rows.iter().map(row).collect())
    }
}

fn sentence(reason: &str) -> String {
    let mut rest = reason.chars();
    let first = rest.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(rest).collect()
}

/// The page.
pub fn refusals(RefusalsView(rows): RefusalsView) -> impl IntoView {
    let row = |[reason, at, times, client, policies, request]: [String; 6]| {
        [text(reason), text(at), text(times), text(client), code(policies), code(request)]
    };
    page(
        (
            "Refusals",
            "Tokens that did not hold, and what the policies did not permit, within ninety days. The log tells more of a request by its id.",
            "Nothing has been refused.",
        ),
        ["Why", "Last", "Times", "Client", "Policies", "Last request"],
        rows.into_iter().map(row).collect(),
    )
}
