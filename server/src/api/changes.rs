//! `/api/v1/changes`: what has come, gone and changed, for clients that keep a copy.

use super::asked::Asked;
use super::call::Call;
use super::fault::Fault;
use super::operation::Operation;
use super::workouts::schema;
use super::workouts::view::{WorkoutView, example};
use crate::sealed::{open, seal};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::act::Act;
use domain::table::{Change, ChangeKind, Since, TableError};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

/// Changes in one answer.
const MOST: usize = 200;
/// What the cursor is sealed for, beside its owner.
const SEALED_FOR: &str = "changes-cursor";

/// What has changed since a cursor, the earliest change first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Changes)]
pub struct ChangesView {
    /// The changes; each workout once, at its newest.
    items: Vec<ChangeView>,
    /// What to ask for as `since` the next time.
    next: String,
    /// Whether there is more already.
    more: bool,
}

/// A workout that came, changed or went.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Change)]
pub struct ChangeView {
    /// What happened.
    #[schema(schema_with = kind)]
    kind: &'static str,
    /// The workout's id.
    id: String,
    /// Its version from then on.
    version: u64,
    /// The workout; null if it was deleted.
    workout: Option<WorkoutView>,
}

fn kind() -> utoipa::openapi::Object {
    schema::choice("What happened.", ["created", "updated", "deleted"])
}

pub(crate) fn operation() -> Operation {
    let about = "For a copy of the log: ask without `since` first and keep what comes, then with the `next` of the answer \
                 before. Replace what you have by id; a change may come again, never get lost.";
    let example = json!({
        "items": [{"kind": "created", "id": "01KGZ5Q2H8", "version": 3, "workout": example()}], "next": "kTq3…", "more": false
    });
    Operation::new("listChanges", "List changes", about)
        .query("since", "The `next` of an earlier answer.", schema::cursor())
        .answers::<ChangesView>(StatusCode::OK, "Changes.", example)
}

/// `GET /api/v1/changes`.
pub async fn list(State(app): State<App>, call: Call) -> Result<Json<ChangesView>, Fault> {
    let permit = call.permit(Act::ReadWorkouts).await?;
    let mut asked = Asked::of(&call.uri);
    let since = asked.take("since", |text| Ok(text.to_owned()));
    asked.done()?;
    let (sealer, whose) = (app.vault.sealer(), call.cursor_owner());
    let context = [SEALED_FOR, &whose];
    let since: Option<Since> = match since {
        Some(text) => Some(open(sealer, &context, &text).ok_or_else(Fault::cursor)?),
        None => None,
    };
    let changes = match app.table.changes(&permit, since.as_ref(), MOST).await {
        // Of a log that was put back to an earlier state: whoever follows it has to begin anew.
        Err(TableError::NotFound) => return Err(Fault::cursor()),
        changes => changes?,
    };
    let items = changes.items.iter().map(ChangeView::from).collect();
    let next = seal(sealer, &context, &changes.next)?;
    Ok(Json(ChangesView { items, next, more: changes.more }))
}

impl From<&Change> for ChangeView {
    fn from(change: &Change) -> Self {
        let kind = match change.kind {
            ChangeKind::Created => "created",
            ChangeKind::Updated => "updated",
            ChangeKind::Deleted => "deleted",
        };
        let workout = change.workout.as_ref().map(WorkoutView::from);
        Self { kind, id: change.id.to_string(), version: change.version, workout }
    }
}
