//! `/api/v1/clients`: every client of the installation, for whom the policies let see them.

use super::call::Admitted;
use super::fault::Fault;
use super::operation::Operation;
use super::workouts::{schema, view::utc};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::grant::{Client, ClientKind};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// Every client that was registered here.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Clients)]
pub struct ClientsView {
    /// The clients, the newest first.
    items: Vec<ClientView>,
}

/// A client of the installation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Client)]
pub struct ClientView {
    /// Its id at the provider.
    client: String,
    /// What whoever registered it calls it.
    name: String,
    /// What it is.
    #[schema(schema_with = kind)]
    kind: &'static str,
    /// Who registered it: an athlete's id.
    athlete: String,
    /// When, in UTC.
    registered_at: String,
    /// When it was ended, in UTC; null if it was not.
    ended_at: Option<String>,
}

fn kind() -> utoipa::openapi::Object {
    schema::choice("What it is.", ["machine", "app"])
}

pub(crate) fn operation() -> Operation {
    let example = json!({"items": [{
        "client": "client-9f2k", "name": "Kitchen scale", "kind": "machine", "athlete": "5c3q1m",
        "registered_at": "2026-11-01T08:40:02Z", "ended_at": null
    }]});
    let about = "For whom the installation's policies let see it: its owners.";
    Operation::new("listClients", "List every client of the installation", about).answers::<ClientsView>(
        StatusCode::OK,
        "The clients.",
        example,
    )
}

/// `GET /api/v1/clients`.
pub async fn list(State(app): State<App>, Admitted(admission): Admitted) -> Result<Json<ClientsView>, Fault> {
    let clients = app.table.clients(&admission).await?;
    Ok(Json(ClientsView { items: clients.iter().map(ClientView::from).collect() }))
}

impl From<&Client> for ClientView {
    fn from(client: &Client) -> Self {
        Self {
            client: client.client_id.clone(),
            name: client.name.clone(),
            kind: match client.kind {
                ClientKind::Machine => "machine",
                ClientKind::App => "app",
            },
            athlete: client.athlete.to_string(),
            registered_at: utc(client.made_at),
            ended_at: client.ended_at.map(utc),
        }
    }
}
