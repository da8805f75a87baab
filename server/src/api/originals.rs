//! `/api/v1/workouts/{id}/original`: the file that a workout was read from, as it was brought.

use super::asked::Asked;
use super::call::Call;
use super::conditional::content_tag;
use super::fault::Fault;
use super::operation::{Answer, Operation, Shape};
use super::workouts::find;
use crate::problem::Problem;
use crate::state::App;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, ETAG};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::act::Act;
use domain::table::{Reader, TableError};
use domain::workout::Source;
use futures_util::stream::{Stream, try_unfold};

/// The media type of files that nobody shall look into.
const BYTES: &str = "application/octet-stream";

pub(crate) fn operation() -> Operation {
    let answer = Answer {
        status: StatusCode::OK,
        about: "The file, byte for byte, unpacked.",
        content: Some((BYTES, Shape::bytes())),
        example: None,
    };
    let about = "404 for workouts that were not read from a file.";
    Operation::new("readOriginal", "Read the file of a workout", about)
        .path("id", "The workout's id.")
        .answer(answer)
}

/// `GET /api/v1/workouts/{id}/original`: sent piece by piece, never whole in memory.
pub async fn read(State(app): State<App>, call: Call, Path(id): Path<String>) -> Result<Response, Fault> {
    let permit = call.permit(Act::ReadWorkouts).await?;
    Asked::of(&call.uri).done()?;
    let workout = find(&app, &permit, &id).await?;
    let Source::File(file) = workout.source else { return Err(Problem::NotFound.into()) };
    let original = app.table.original(&permit, &file.sha256).await?.ok_or(Problem::NotFound)?;
    let name = format!("attachment; filename=\"{}.{}\"", workout.id, file.format.word());
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(BYTES)),
        (CONTENT_DISPOSITION, HeaderValue::try_from(name).expect("an id is visible ASCII")),
        (ETAG, content_tag(&file.sha256)),
    ];
    Ok((headers, Body::from_stream(pieces(original))).into_response())
}

fn pieces(original: Reader) -> impl Stream<Item = Result<Vec<u8>, TableError>> {
    try_unfold(original, async |mut original| Ok(original.next().await?.map(|piece| (piece, original))))
}
