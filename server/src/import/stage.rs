//! Taking files in: each is unpacked, kept as an original and given a row; nothing is decoded yet.

use super::{Desk, ImportError, WAITING, limits};
use domain::file::{Archive, Entry, Unreadable, display_name, recognise, unwrap};
use domain::import::{Import, ImportFile, Outcome, State};
use domain::table::{ImportId, TableError, Versioned};
use std::fs::File;
use std::io::{BufReader, Seek as _};
use tokio::task::spawn_blocking;

/// An import whose files are being brought. Until [`Staging::finish`] nobody sees it, and it goes by itself.
#[derive(Debug)]
pub struct Staging<'a> {
    desk: &'a Desk<'a>,
    id: ImportId,
    files: u32,
}

impl<'a> Staging<'a> {
    /// Begins the import `id`.
    pub fn begin(desk: &'a Desk<'a>, id: ImportId) -> Self {
        Self { desk, id, files: 0 }
    }

    /// Takes in one file, plain or gzip.
    pub async fn file(&mut self, name: &str, bytes: Vec<u8>) -> Result<(), ImportError> {
        let unpacked = spawn_blocking(move || unpack(&bytes)).await.map_err(system)?;
        self.entry(display_name(name), unpacked).await
    }

    /// Takes in every file of a zip archive, one at a time; a broken archive becomes one file that says so.
    pub async fn archive(&mut self, name: &str, mut spooled: File) -> Result<(), ImportError> {
        spooled.rewind().map_err(system)?;
        let opened =
            spawn_blocking(|| Archive::open(BufReader::new(spooled), &limits())).await.map_err(system)?;
        let mut archive = match opened {
            Ok(archive) => archive,
            Err(reason) => return self.refused(name, &reason).await,
        };
        for index in 0..archive.len() {
            let (back, entry) = spawn_blocking(move || next(archive, index)).await.map_err(system)?;
            archive = back;
            match entry {
                Ok(Some((name, unpacked))) => self.entry(name, unpacked).await?,
                Ok(None) => {}
                Err(reason) => return self.refused(name, &reason).await,
            }
        }
        Ok(())
    }

    /// Makes the import visible; false if it has no files.
    pub async fn finish(self) -> Result<bool, ImportError> {
        if self.files == 0 {
            return Ok(false);
        }
        let now = self.desk.now;
        let home = self.desk.profile.time_zone;
        let import = Import { state: State::Preview, begun_at: now, home, files: self.files, tally: None };
        let row = Versioned::new(import);
        self.desk.table.save_import(&self.desk.permits.import, &self.id, &row, Some(now + WAITING)).await?;
        Ok(true)
    }

    async fn entry(
        &mut self,
        name: String,
        unpacked: Result<Vec<u8>, Unreadable>,
    ) -> Result<(), ImportError> {
        let kept = match unpacked {
            Ok(bytes) => self.keep(&bytes).await?,
            Err(reason) => Err(reason.to_string()),
        };
        let file = match kept {
            Ok(sha256) => ImportFile { sha256: Some(sha256), ..blank(name) },
            Err(reason) => refused(name, reason),
        };
        self.row(file).await
    }

    /// Takes note of a file that was not taken in.
    pub async fn refused(&mut self, name: &str, reason: &Unreadable) -> Result<(), ImportError> {
        self.row(refused(display_name(name), reason.to_string())).await
    }

    async fn row(&mut self, file: ImportFile) -> Result<(), ImportError> {
        self.files += 1;
        let (desk, mut row) = (self.desk, Versioned::new(file));
        desk.save((&self.id, self.files), &mut row, Some(desk.now + WAITING)).await
    }

    /// Keeps the file as an original; its hash, or why it cannot be kept.
    async fn keep(&self, bytes: &[u8]) -> Result<Result<String, String>, ImportError> {
        let mut upload = self.desk.table.receive_original(&self.desk.permits.import, self.desk.now)?;
        for piece in bytes.chunks(256 << 10) {
            match upload.write(piece).await {
                Ok(()) => {}
                Err(TableError::TooLarge) => return Ok(Err(TOO_LARGE_TO_KEEP.to_owned())),
                Err(error) => return Err(error.into()),
            }
        }
        match upload.finish().await {
            Ok(original) => Ok(Ok(original.sha256)),
            Err(TableError::TooLarge) => Ok(Err(TOO_LARGE_TO_KEEP.to_owned())),
            Err(error) => Err(error.into()),
        }
    }
}

const TOO_LARGE_TO_KEEP: &str = "The file is too large to be kept, even compressed.";

type Unpacked = (String, Result<Vec<u8>, Unreadable>);
type Spooled = Archive<BufReader<File>>;

fn next(mut archive: Spooled, index: usize) -> (Spooled, Result<Option<Unpacked>, Unreadable>) {
    let entry = archive.entry(index);
    let unpacked = |Entry { name, bytes }: Entry| (name, bytes.and_then(|bytes| unpack(&bytes)));
    (archive, entry.map(|entry| entry.map(unpacked)))
}

/// The file out of its wrapping, if it is of a format that is read at all.
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let plain = unwrap(bytes, &limits())?;
    recognise(&plain)?;
    Ok(plain.into_owned())
}

fn blank(name: String) -> ImportFile {
    ImportFile { name, sha256: None, outcome: None, reason: None, workouts: Vec::new() }
}

fn refused(name: String, reason: String) -> ImportFile {
    ImportFile { outcome: Some(Outcome::Unreadable), reason: Some(reason), ..blank(name) }
}

fn system(error: impl std::fmt::Display) -> ImportError {
    ImportError::System(error.to_string())
}
