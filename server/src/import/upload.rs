//! Files on their way in: what a browser sends in parts, piece by piece.
//!
//! A single file goes on into the store as it arrives. An archive goes to a temporary file without a name while it
//! is on its way; it is acknowledged only when every file in it is staged in the store. Neither is ever whole in
//! memory, and neither is what lies between files. Whoever sends has a place that others wait for, and loses it when
//! too little comes.

use super::bring::{NotBrought, Then};
use super::patience::{Patience, TooSlow};
use super::stage::WAITING_PIECES;
use super::{Desk, ImportError, Staging};
use crate::problem::Problem;
use axum::BoxError;
use axum::body::Body;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::StatusCode;
use bytes::{Buf as _, Bytes};
use domain::table::ImportId;
use futures_util::stream::{iter, once};
use futures_util::{StreamExt as _, TryFutureExt as _};
use http_body_util::StreamBody;
use hyper::body::Frame;
use std::fs::File;
use std::io::{self, Read, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc::{Receiver, channel};
use tokio::task::{spawn_blocking, yield_now};
use tokio::try_join;

/// The largest request, in bytes.
pub const MOST: usize = 512 << 20;
/// The name of the parts that hold files.
const PART: &str = "file";
/// How much of an archive is gathered before it is written out.
const SPOOL: usize = 1 << 20;
/// The most that may come without the bytes of a file in it, like the head of a part.
const BETWEEN: usize = 256 << 10;

/// Why an upload was not taken in.
#[derive(Debug, thiserror::Error)]
pub(super) enum UploadError {
    /// The request is too large, or breaks off.
    #[error("the upload cannot be read: {0}")]
    Request(#[from] MultipartError),
    /// It has a part of this name, which means nothing.
    #[error("a part is not known")]
    Unknown(String),
    /// It does not get on.
    #[error(transparent)]
    TooSlow(#[from] TooSlow),
    /// Our side did not do it.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// It may not be brought any more.
    #[error(transparent)]
    Problem(#[from] Problem),
}

impl From<UploadError> for NotBrought {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Request(error) if error.status().is_server_error() => {
                Self::Request(StatusCode::BAD_REQUEST)
            }
            UploadError::Request(error) => Self::Request(error.status()),
            UploadError::Unknown(name) => Self::Unknown(name),
            UploadError::TooSlow(_) => Self::Request(StatusCode::REQUEST_TIMEOUT),
            UploadError::Import(error) => error.into(),
            UploadError::Problem(problem) => Self::Problem(problem),
        }
    }
}

/// The parts of a request on their way in.
pub(super) struct Parts {
    multipart: Multipart,
    /// How much came since the last bytes of a file.
    between: Arc<AtomicUsize>,
    patience: Patience,
}

impl Parts {
    /// The parts that `request` begins to send.
    pub(super) async fn of(request: Request, patience: Patience) -> Result<Self, MultipartRejection> {
        let between = Arc::<AtomicUsize>::default();
        let (head, body) = request.into_parts();
        let body = piecemeal(body, Arc::clone(&between));
        let multipart = Multipart::from_request(Request::from_parts(head, body), &()).await?;
        Ok(Self { multipart, between, patience })
    }
}

/// One piece at each time of asking, and an error once too much came between two files: the reader of multipart
/// forms keeps what it has not understood yet, however much that is. An empty piece comes last, since that reader
/// takes a first piece that ends the body for an incomplete one.
fn piecemeal(body: Body, between: Arc<AtomicUsize>) -> Body {
    let pieces =
        body.into_data_stream().flat_map(|piece| iter(split(piece))).chain(once(async { Ok(Bytes::new()) }));
    Body::new(StreamBody::new(pieces.then(move |piece: Result<_, BoxError>| {
        let between = Arc::clone(&between);
        async move {
            yield_now().await;
            let came = between.fetch_add(piece.as_ref().map_or(0, Bytes::len), Ordering::Relaxed);
            if came > BETWEEN { Err("too much between two files".into()) } else { piece.map(Frame::data) }
        }
    })))
}

/// A piece in pieces that are small beside [`BETWEEN`].
fn split(piece: Result<Bytes, axum::Error>) -> Vec<Result<Bytes, BoxError>> {
    match piece {
        Ok(piece) => piece.chunks(BETWEEN / 4).map(|chunk| Ok(piece.slice_ref(chunk))).collect(),
        Err(error) => vec![Err(error.into_inner())],
    }
}

/// Stages every file of the request if that is `still` allowed then; false if there is none.
pub(super) async fn receive(
    desk: &Desk<'_>,
    id: ImportId,
    (parts, still): (Parts, impl Future<Output = Result<(), Problem>>),
    then: Then,
) -> Result<bool, UploadError> {
    let Parts { mut multipart, between, mut patience } = parts;
    let mut staging = Staging::begin(desk, id, then);
    while let Some(field) = patience.wait(multipart.next_field()).await?? {
        between.store(0, Ordering::Relaxed);
        if field.name() != Some(PART) {
            return Err(UploadError::Unknown(field.name().unwrap_or_default().chars().take(64).collect()));
        }
        // A form without a chosen file sends a part without a name.
        let name = field.file_name().unwrap_or_default().to_owned();
        if !name.is_empty() {
            take(&mut staging, &name, Sent { field, between: &between, patience: &mut patience }).await?;
        }
    }
    still.await?;
    Ok(staging.finish().await?)
}

/// A file as it is sent, for as long as we are patient.
struct Sent<'a> {
    field: Field<'a>,
    between: &'a AtomicUsize,
    patience: &'a mut Patience,
}

impl Sent<'_> {
    async fn next(&mut self) -> Result<Option<Bytes>, UploadError> {
        let piece = self.patience.wait(self.field.chunk()).await??;
        self.between.store(0, Ordering::Relaxed);
        self.patience.got(piece.as_ref().map_or(0, Bytes::len));
        Ok(piece)
    }
}

async fn take(staging: &mut Staging<'_>, name: &str, mut sent: Sent<'_>) -> Result<(), UploadError> {
    let mut head = Vec::new();
    while let Some(piece) = sent.next().await? {
        head.extend_from_slice(&piece);
        if head.len() >= 4 {
            break;
        }
    }
    if head.starts_with(b"PK") {
        let spooled = spool(head, &mut sent).await?;
        return Ok(staging.archive(name, spooled).await?);
    }
    let (to, pieces) = channel(WAITING_PIECES);
    let arriving = async move {
        // A file that is refused is still read to its end, so that those behind it arrive.
        let _ = to.send(Bytes::from(head)).await;
        while let Some(piece) = sent.next().await? {
            let _ = to.send(piece).await;
        }
        Ok(())
    };
    let staged = staging.file(name, Arriving { pieces, piece: Bytes::new() }).map_err(UploadError::from);
    try_join!(arriving, staged).map(|_| ())
}

/// A file as it arrives, for a reader that may block.
struct Arriving {
    pieces: Receiver<Bytes>,
    piece: Bytes,
}

impl Read for Arriving {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            let Some(piece) = self.pieces.blocking_recv() else { return Ok(0) };
            self.piece = piece;
        }
        let length = buffer.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut buffer[..length]);
        Ok(length)
    }
}

async fn spool(head: Vec<u8>, sent: &mut Sent<'_>) -> Result<File, UploadError> {
    let mut file = blocking(tempfile::tempfile).await?;
    let mut gathered = head;
    while let Some(piece) = sent.next().await? {
        gathered.extend_from_slice(&piece);
        if gathered.len() >= SPOOL {
            file = write(file, std::mem::take(&mut gathered)).await?;
        }
    }
    Ok(write(file, gathered).await?)
}

async fn write(mut file: File, bytes: Vec<u8>) -> Result<File, ImportError> {
    blocking(move || file.write_all(&bytes).map(|()| file)).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, ImportError> {
    let done = spawn_blocking(work).await.map_err(|error| ImportError::System(error.to_string()))?;
    done.map_err(|error| ImportError::System(error.to_string()))
}
