//! `/api/v1/refusals`: what was refused lately, for whom the policies let see it.

use super::call::Admitted;
use super::fault::Fault;
use super::operation::Operation;
use super::workouts::view::utc;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::audit::Row;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// How many rows are told.
const ROWS: i32 = 200;

/// What was refused.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Refusals)]
pub struct RefusalsView {
    /// The refusals, the latest first, at most 200.
    #[schema(max_items = 200)]
    items: Vec<RefusalView>,
}

/// Refusals of one kind within a minute.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Refusal)]
pub struct RefusalView {
    /// Why, in words.
    reason: String,
    /// The opaque id of the client that asked; null if it has not shown who it is.
    client: Option<String>,
    /// The policies that decided.
    policies: Vec<String>,
    /// How often.
    #[schema(minimum = 1)]
    times: u32,
    /// When the first of them was, in UTC.
    first_at: String,
    /// When the last of them was, in UTC.
    last_at: String,
    /// The `request_id` of the last.
    request_id: String,
}

pub(crate) fn operation() -> Operation {
    let example = json!({"items": [{
        "reason": "the token's time is not now", "client": null, "policies": [], "times": 3,
        "first_at": "2026-11-01T08:40:02Z", "last_at": "2026-11-01T08:40:31Z", "request_id": "8f2c91d04ab7"
    }]});
    let about = "For whom the installation's policies let see it: its owners. Kept for ninety days.";
    Operation::new("listRefusals", "List what was refused lately", about).answers::<RefusalsView>(
        StatusCode::OK,
        "The refusals.",
        example,
    )
}

/// `GET /api/v1/refusals`.
pub async fn list(
    State(app): State<App>,
    Admitted(admission): Admitted,
) -> Result<Json<RefusalsView>, Fault> {
    let rows = app.table.refusals(&admission, ROWS).await?;
    Ok(Json(RefusalsView { items: rows.into_iter().map(RefusalView::from).collect() }))
}

impl From<Row> for RefusalView {
    fn from(row: Row) -> Self {
        Self {
            reason: row.event.reason,
            client: row.event.client.map(|client| client.to_string()),
            policies: row.event.policies,
            times: row.times,
            first_at: utc(row.first_at),
            last_at: utc(row.last_at),
            request_id: row.request_id,
        }
    }
}
