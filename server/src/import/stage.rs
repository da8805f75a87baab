//! Taking files in: each is unpacked piece by piece, kept as an original and given a row; nothing is decoded yet.
//!
//! Reading and unpacking block, so they have a thread of their own for as long as a file takes; a few small pieces
//! lie between it and the store. What is refused half-way stays unfinished and goes by itself.

use super::bring::Then;
use super::{Desk, ImportError, WAITING};
use domain::file::{Archive, Flaw, Limits, Pieces, Unreadable, display_name};
use domain::import::{Import, ImportFile, Outcome, State};
use domain::table::{ImportId, Upload, Versioned};
use std::fs::File;
use std::io::{BufReader, Read, Seek as _};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::spawn_blocking;

/// How many pieces wait for the one that comes after them.
pub(super) const WAITING_PIECES: usize = 2;

/// An import whose files are being brought. Until [`Staging::finish`] nobody sees it, and it goes by itself.
#[derive(Debug)]
pub struct Staging<'a> {
    desk: &'a Desk<'a>,
    id: ImportId,
    files: u32,
    bytes: u64,
    left_out: Option<String>,
    then: Then,
}

impl<'a> Staging<'a> {
    /// Begins the import `id`.
    pub fn begin(desk: &'a Desk<'a>, id: ImportId, then: Then) -> Self {
        Self { desk, id, files: 0, bytes: 0, left_out: None, then }
    }

    /// Takes in one file, plain or gzip, as `packed` gives it. What is refused is not read to its end.
    pub async fn file(&mut self, name: &str, packed: impl Read + Send + 'static) -> Result<(), ImportError> {
        if !self.has_room(name) {
            return Ok(());
        }
        let limits = self.desk.decoder.limits;
        let (to, pieces) = channel(WAITING_PIECES);
        let reading = spawn_blocking(move || send(Pieces::open(packed, &limits), &to));
        let upload = self.keep(pieces).await?;
        self.conclude(display_name(name), upload, reading.await.map_err(system)?).await
    }

    /// Takes in every file of a zip archive, one at a time; a broken archive becomes one file that says so.
    pub async fn archive(&mut self, name: &str, mut spooled: File) -> Result<(), ImportError> {
        if !self.has_room(name) {
            return Ok(());
        }
        spooled.rewind().map_err(system)?;
        let limits = self.desk.decoder.limits;
        let opened = spawn_blocking(move || Archive::open(BufReader::new(spooled), &limits));
        let opened = opened.await.map_err(system)?;
        let mut archive = match opened {
            Ok(archive) => archive,
            Err(reason) => return self.refused(name, &reason).await,
        };
        if archive.repeats_paths() {
            self.refused(name, &Unreadable::SamePath).await?;
        }
        for index in 0..archive.len() {
            if !self.has_room(name) {
                return Ok(());
            }
            let (to, pieces) = channel(WAITING_PIECES);
            let reading = spawn_blocking(move || next(archive, index, &to));
            let upload = self.keep(pieces).await?;
            let (back, entry) = reading.await.map_err(system)?;
            archive = back;
            match entry {
                Ok(Some((name, read))) => self.conclude(name, upload, read).await?,
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
        let row = Versioned::new(Import {
            state: State::Preview,
            begun_at: now,
            home,
            files: self.files,
            tally: None,
            left_out: self.left_out,
            commits: self.then == Then::Commit,
        });
        self.desk.table.save_import(self.desk.permit, &self.id, &row, Some(now + WAITING)).await?;
        Ok(true)
    }

    /// Whether the import takes another file; of those it does not take, the first is told.
    fn has_room(&mut self, name: &str) -> bool {
        let Limits { entries, archive_bytes, .. } = self.desk.decoder.limits;
        let has_room = (self.files as usize) < entries && self.bytes < archive_bytes;
        if !has_room && self.left_out.is_none() {
            let (name, mebibytes) = (display_name(name), archive_bytes >> 20);
            self.left_out = Some(format!(
                "One import takes {entries} files and {mebibytes} MiB, unpacked. Bring {name} and what came after it in another."
            ));
        }
        has_room
    }

    /// Stores the pieces until there are no more: all of them, or those before the one that was refused. Either way
    /// they were work, and count.
    async fn keep(&mut self, mut pieces: Receiver<Vec<u8>>) -> Result<Upload, ImportError> {
        let mut upload = self.desk.table.receive_original(self.desk.permit, self.desk.now)?;
        while let Some(piece) = pieces.recv().await {
            self.bytes += piece.len() as u64;
            upload.write(&piece).await?;
        }
        Ok(upload)
    }

    async fn conclude(
        &mut self,
        name: String,
        upload: Upload,
        read: Result<Option<Flaw>, Unreadable>,
    ) -> Result<(), ImportError> {
        match read {
            Ok(flaw) => {
                let sha256 = Some(upload.finish().await?.sha256);
                let reason = flaw.map(|flaw| flaw.to_string());
                self.row(ImportFile { sha256, reason, ..blank(name) }).await
            }
            Err(reason) => self.refused(&name, &reason).await,
        }
    }

    /// Takes note of a file that was not taken in.
    async fn refused(&mut self, name: &str, reason: &Unreadable) -> Result<(), ImportError> {
        let (outcome, reason) = (Some(Outcome::Unreadable), Some(reason.to_string()));
        self.row(ImportFile { outcome, reason, ..blank(display_name(name)) }).await
    }

    async fn row(&mut self, file: ImportFile) -> Result<(), ImportError> {
        self.files += 1;
        let (desk, mut row) = (self.desk, Versioned::new(file));
        desk.save((&self.id, self.files), &mut row, Some(desk.now + WAITING)).await
    }
}

type Spooled = Archive<BufReader<File>>;
type Entry = Option<(String, Result<Option<Flaw>, Unreadable>)>;

/// Reads the entry at `index` and gives the archive back.
fn next(mut archive: Spooled, index: usize, to: &Sender<Vec<u8>>) -> (Spooled, Result<Entry, Unreadable>) {
    let entry = archive.entry(index);
    let read = entry.map(|entry| entry.map(|entry| (entry.name, send(entry.pieces, to))));
    (archive, read)
}

/// Sends the pieces of a file on, if it is of a format that is read at all; tells what is wrong with its wrapping.
fn send(pieces: Result<Pieces<'_>, Unreadable>, to: &Sender<Vec<u8>>) -> Result<Option<Flaw>, Unreadable> {
    let mut pieces = pieces?.recognised()?;
    for piece in &mut pieces {
        if to.blocking_send(piece?).is_err() {
            // Whoever kept them has gone, and with them whoever would be told.
            break;
        }
    }
    Ok(pieces.flaw())
}

fn blank(name: String) -> ImportFile {
    ImportFile { name, sha256: None, outcome: None, reason: None, workouts: Vec::new() }
}

fn system(error: impl std::fmt::Display) -> ImportError {
    ImportError::System(error.to_string())
}
