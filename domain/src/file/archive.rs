//! Zip archives: many files in one, opened one at a time and never as a whole.
//!
//! Nothing is ever written under an entry's name; it is only shown. What an entry may unpack to is bounded by
//! what it says, by how it compresses, and by what the archive has given so far.

use super::pieces::{Pieces, Watched};
use super::{Limits, Unreadable};
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use zip::ZipArchive;
use zip::result::ZipError;

/// Bytes of the directory for each entry that is taken, its name included: ours have about a hundred.
const DIRECTORY_ENTRY: u64 = 1 << 10;
/// Bytes in which the end of the directory is looked for, behind which a comment may stand.
const DIRECTORY_END: u64 = 128 << 10;

/// An open archive.
#[derive(Debug)]
pub struct Archive<R> {
    zip: ZipArchive<Opening<R>>,
    limits: Limits,
    unpacked: u64,
}

/// One file of an archive.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Its name without folders, to be shown.
    pub name: String,
    /// Its bytes, or why they are not given.
    pub pieces: Result<Pieces<'a>, Unreadable>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive by its central directory.
    pub fn open(reader: R, limits: &Limits) -> Result<Self, Unreadable> {
        let too_many = Unreadable::TooManyEntries(limits.entries);
        let left = Arc::new(AtomicU64::new(limits.entries as u64 * DIRECTORY_ENTRY + DIRECTORY_END));
        let opened = ZipArchive::new(Opening { reader, left: Arc::clone(&left) });
        let zip = match opened {
            Err(_) if left.load(Ordering::Relaxed) == 0 => return Err(too_many),
            opened => opened.map_err(|_| Unreadable::Unpacking)?,
        };
        if zip.len() > limits.entries {
            return Err(too_many);
        }
        left.store(u64::MAX, Ordering::Relaxed);
        Ok(Self { zip, limits: *limits, unpacked: 0 })
    }

    /// How many entries there are, folders included.
    pub fn len(&self) -> usize {
        self.zip.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.zip.is_empty()
    }

    /// Whether some entries have the same path: only the last of each can be had.
    pub fn repeats_paths(&self) -> bool {
        self.zip.has_duplicate_names()
    }

    /// The entry at `index`; none for a folder and for what operating systems add of their own.
    ///
    /// An error ends the whole archive; what is wrong with one entry is in the entry.
    pub fn entry(&mut self, index: usize) -> Result<Option<Entry<'_>>, Unreadable> {
        let Some(path) = self.zip.name_for_index(index) else { return Ok(None) };
        let path = path.map_or_else(|_| String::new(), std::borrow::Cow::into_owned);
        if path.ends_with('/') || is_of_the_system(&path) {
            return Ok(None);
        }
        self.limits.hold_archive(self.unpacked)?;
        Ok(Some(Entry { name: display_name(&path), pieces: self.pieces(index) }))
    }

    fn pieces(&mut self, index: usize) -> Result<Pieces<'_>, Unreadable> {
        let (limits, before, unpacked) = (self.limits, self.unpacked, &mut self.unpacked);
        let file = self.zip.by_index(index).map_err(|error| refused(&error))?;
        if !file.is_file() || file.is_symlink() {
            return Err(Unreadable::NotAFile);
        }
        let packed = file.compressed_size();
        let watched = Watched::new(file, move |_, read| {
            *unpacked = before + read;
            limits.hold_archive(*unpacked)?;
            limits.hold(read, packed)
        });
        Pieces::open(watched, &limits)
    }
}

/// A reader that gives only so much while the directory is read, which is in memory as a whole.
#[derive(Debug)]
struct Opening<R> {
    reader: R,
    left: Arc<AtomicU64>,
}

impl<R: Read> Read for Opening<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.by_ref().take(self.left.load(Ordering::Relaxed)).read(buffer)?;
        self.left.fetch_sub(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<R: Seek> Seek for Opening<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.reader.seek(to)
    }
}

impl Limits {
    fn hold_archive(&self, unpacked: u64) -> Result<(), Unreadable> {
        let most = self.archive_bytes;
        if unpacked > most { Err(Unreadable::ArchiveTooLarge(most >> 20)) } else { Ok(()) }
    }
}

fn refused(error: &ZipError) -> Unreadable {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            Unreadable::Encrypted
        }
        _ => Unreadable::Unpacking,
    }
}

fn is_of_the_system(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    path.starts_with("__MACOSX/")
        || name.starts_with("._")
        || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// A file's name to be shown: without folders and control characters, at most 120 characters.
pub fn display_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let shown: String = name.chars().filter(|c| !c.is_control() && !is_direction(*c)).take(120).collect();
    if shown.trim().is_empty() { "unnamed".to_owned() } else { shown }
}

/// Marks that make `gpx.exe` look like `exe.gpx`.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
