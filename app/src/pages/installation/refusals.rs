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
                row.last_at.with_timezone(&zone).format("%a %-d %b %Y, %H:%M").to_string(),
                row.event.reason.clone(),
                name(row).unwrap_or_default(),
                row.event.policies.join(", "),
                row.times.to_string(),
                row.request_id.clone(),
            ]
        };
        Self(rows.iter().map(row).collect())
    }
}

/// The page.
pub fn refusals(RefusalsView(rows): RefusalsView) -> impl IntoView {
    let row = |[at, reason, client, policies, times, request]: [String; 6]| {
        [text(at), text(reason), text(client), code(policies), text(times), code(request)]
    };
    page(
        (
            "Refusals",
            "Tokens that did not hold, and what the policies did not permit, within ninety days. The log tells more of a request by its id.",
            "Nothing has been refused.",
        ),
        ["Last", "Why", "Client", "Policies", "Times", "Last request"],
        rows.into_iter().map(row).collect(),
    )
}
