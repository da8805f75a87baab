//! An import as the API tells it.

use crate::api::workouts::schema;
use crate::api::workouts::view::utc;
use app::pages::import::done;
use domain::import::{Found, Import, ImportFile, Outcome, State};
use domain::table::ImportId;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, SchemaType};
use utoipa::openapi::{Array, ObjectBuilder, Type};

/// An import: files that were brought together.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub struct ImportView {
    /// Its id.
    id: String,
    /// How far it has come.
    #[schema(schema_with = state)]
    state: State,
    /// What became of each file.
    files: Vec<FileView>,
    /// How many files are done with.
    progress: ProgressView,
    /// What was left out because an import is full, in a sentence; null if nothing was.
    left_out: Option<String>,
}

/// What became of a file.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ImportFile)]
pub struct FileView {
    /// Its name.
    name: String,
    /// What it holds; null while it has not been looked at.
    #[schema(schema_with = outcome)]
    outcome: Option<Outcome>,
    /// Why, as a sentence; null where there is nothing to say.
    reason: Option<String>,
    /// Of what is stored the workouts' ids; of what is not, previews of them.
    #[schema(schema_with = found)]
    workouts: Vec<FoundView>,
}

/// A workout in a file.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum FoundView {
    /// Its id in the log.
    Stored(String),
    /// What would be stored.
    Preview {
        id: String,
        sport: String,
        started_at: String,
        duration_s: u32,
        distance_m: Option<u32>,
        duplicate_of: Option<String>,
    },
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = ImportProgress)]
pub struct ProgressView {
    /// So many are done with.
    done: usize,
    /// Of so many.
    of: u32,
}

fn state() -> utoipa::openapi::Object {
    schema::choice("How far it has come.", ["preview", "storing", "stored", "undone", "failed"])
}

fn outcome() -> utoipa::openapi::Object {
    let words = ["new", "duplicate", "partial", "not_an_activity", "unreadable"];
    schema::nullable_choice("What it holds; null while it has not been looked at.", words)
}

fn found() -> Array {
    let of = |kind: SchemaType, about: &str| ObjectBuilder::new().schema_type(kind).description(Some(about));
    let nullable = |kind| SchemaType::from_iter([kind, Type::Null]);
    let workout = ObjectBuilder::new()
        .schema_type(SchemaType::from_iter([Type::String, Type::Object]))
        .description(Some("The id of a workout of the log, or what would be stored."))
        .property("id", of(Type::String.into(), "The id that it would have."))
        .property("sport", schema::sport())
        .property("started_at", of(Type::String.into(), "When it began, in UTC."))
        .property("duration_s", of(Type::Integer.into(), "From start to finish, in seconds."))
        .property("distance_m", of(nullable(Type::Integer), "Distance in metres; null if it is not known."))
        .property("duplicate_of", of(nullable(Type::String), "The workout of the log that is the same."));
    ArrayBuilder::new().description(Some("Its workouts, one for each leg.")).items(workout.build()).build()
}

impl ImportView {
    /// An import with all of its files.
    pub(super) fn new(id: &ImportId, import: Import, files: &[ImportFile]) -> Self {
        Self {
            id: id.to_string(),
            state: import.state,
            progress: ProgressView { done: done(&import, files.iter()), of: import.files },
            files: files.iter().map(FileView::from).collect(),
            left_out: import.left_out,
        }
    }
}

impl From<&ImportFile> for FileView {
    fn from(file: &ImportFile) -> Self {
        Self {
            name: file.name.clone(),
            outcome: file.outcome,
            reason: file.reason.clone(),
            workouts: file.workouts.iter().map(FoundView::from).collect(),
        }
    }
}

impl From<&Found> for FoundView {
    fn from(found: &Found) -> Self {
        if found.stored {
            return Self::Stored(found.workout.to_string());
        }
        Self::Preview {
            id: found.workout.to_string(),
            sport: found.sport.clone(),
            started_at: utc(found.started_at),
            duration_s: found.duration.0,
            distance_m: found.distance.map(|metres| metres.0),
            duplicate_of: found.duplicate_of.as_ref().map(ToString::to_string),
        }
    }
}
