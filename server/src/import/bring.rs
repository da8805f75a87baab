//! Taking in what a request brings, by whichever door it comes.

use super::patience::Patience;
use super::upload::{Parts, receive};
use super::worker::{self, Job};
use super::{Desk, ImportError};
use crate::problem::Problem;
use crate::state::App;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use domain::athlete::AthleteId;
use domain::table::{ImportId, TableError};

/// What happens once the files have been looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// Somebody looks at the preview, and commits it or does not.
    Preview,
    /// What is new is stored.
    Commit,
}

/// Why nothing was taken in.
#[derive(Debug)]
pub enum NotBrought {
    /// The request is not what it must be.
    Request(StatusCode),
    /// It brings no file.
    NoFiles,
    /// It has a part of this name, which means nothing.
    Unknown(String),
    /// Our side did not do it.
    Problem(Problem),
}

impl From<ImportError> for NotBrought {
    fn from(error: ImportError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<TableError> for NotBrought {
    fn from(error: TableError) -> Self {
        Self::Problem(error.into())
    }
}

/// Stages the files of a request in the log of `athlete`, and begins to look at them.
///
/// Files may take hours to arrive: whether they may `still` be brought is asked when all of them are here.
pub async fn bring(
    app: &App,
    (desk, athlete): (&Desk<'_>, &AthleteId),
    (request, still): (Request, impl Future<Output = Result<(), Problem>>),
    then: Then,
) -> Result<ImportId, NotBrought> {
    let parts = Parts::of(request, Patience::new(app.imports.patience)).await;
    let parts = parts.map_err(|rejection| NotBrought::Request(rejection.into_response().status()))?;
    let place = app.imports.uploads.acquire().await;
    let _place = place.map_err(|error| NotBrought::Problem(Problem::Internal(error.to_string())))?;
    let id = new_id(app)?;
    // Nobody works on it before it is whole; if it never will be, the next round takes the mark away.
    let arriving = app.imports.take(Job::Import(athlete.clone(), id.clone()));
    desk.table.import_is_to_do(desk.permit, &id).await?;
    let received = receive(desk, id.clone(), (parts, still), then).await;
    drop(arriving);
    let why = match received {
        Ok(true) => {
            worker::set_to_work(app, athlete, &id);
            return Ok(id);
        }
        Ok(false) => NotBrought::NoFiles,
        Err(error) => error.into(),
    };
    if !matches!(&why, NotBrought::Problem(problem) if problem.status().is_server_error()) {
        desk.table.import_is_done(desk.permit, &id).await?;
    }
    Err(why)
}

fn new_id(app: &App) -> Result<ImportId, NotBrought> {
    let none = || NotBrought::Problem(Problem::Internal("an id that is none".to_owned()));
    ImportId::parse(&app.chance()).ok_or_else(none)
}
