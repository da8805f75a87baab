//! One file piece by piece, out of its gzip wrapping and within bounds: never as a whole in memory.

use super::{Flaw, Limits, Unreadable, sniff};
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Cursor, Read};

const MAGIC: [u8; 2] = [0x1F, 0x8B];
const ZIP: &[u8] = b"PK\x03\x04";

/// Bytes of a piece, but for the first and the last.
const PIECE: u64 = 64 << 10;

/// Bytes of the first piece: the root element of an XML file must begin within the first 64 KiB of its text, which
/// in UTF-16 are twice as many bytes.
const HEAD: u64 = 192 << 10;

/// The pieces of one file: unpacked if it is gzip, as they are otherwise. What names the original is their hash.
///
/// A wrapping that is damaged gives what could be unpacked; its [`Pieces::flaw`] is known behind the last piece.
/// After an error there are no more pieces.
pub struct Pieces<'a> {
    reader: Option<Box<dyn Read + 'a>>,
    head: Vec<u8>,
    flaw: Option<Flaw>,
}

impl<'a> Pieces<'a> {
    /// Reads the first piece. Blocks, as reading does.
    pub fn open(mut packed: impl Read + 'a, limits: &Limits) -> Result<Self, Unreadable> {
        let limits = *limits;
        let mut magic = Vec::new();
        packed.by_ref().take(MAGIC.len() as u64).read_to_end(&mut magic).map_err(|error| reason(&error))?;
        let is_gzip = magic == MAGIC;
        let packed = Cursor::new(magic).chain(packed);
        let reader: Box<dyn Read + 'a> = if is_gzip {
            let decoder = MultiGzDecoder::new(Watched::new(packed, |_, _| Ok(())));
            Box::new(Watched::new(decoder, move |decoder, read| limits.hold(read, decoder.get_ref().read)))
        } else {
            Box::new(Watched::new(packed, move |_, read| limits.hold(read, u64::MAX)))
        };
        let mut pieces = Self { reader: Some(reader), head: Vec::new(), flaw: None };
        pieces.head = pieces.read(HEAD)?;
        if pieces.head.is_empty() && pieces.reader.is_none() {
            return Err(Unreadable::Unpacking);
        }
        let is_archive = pieces.head.starts_with(ZIP) || (is_gzip && pieces.head.starts_with(&MAGIC));
        if is_archive { Err(Unreadable::NestedArchive) } else { Ok(pieces) }
    }

    /// The same, if the first piece is of a format that is read at all.
    pub fn recognised(self) -> Result<Self, Unreadable> {
        sniff::content(&self.head)?;
        Ok(self)
    }

    /// What is wrong with the wrapping, as far as it was read: a file within may be whole nevertheless.
    pub fn flaw(&self) -> Option<Flaw> {
        self.flaw
    }

    /// The next bytes, at most `most`, fewer only at the end: that of the file, or where it is damaged.
    fn read(&mut self, most: u64) -> Result<Vec<u8>, Unreadable> {
        let mut piece = Vec::new();
        let Some(reader) = &mut self.reader else { return Ok(piece) };
        if let Err(error) = reader.take(most).read_to_end(&mut piece) {
            self.reader = None;
            if reason(&error) != Unreadable::Unpacking {
                return Err(reason(&error));
            }
            let breaks_off = error.kind() == io::ErrorKind::UnexpectedEof;
            self.flaw = Some(if breaks_off { Flaw::BreaksOff } else { Flaw::Checksum });
        }
        Ok(piece)
    }
}

impl Iterator for Pieces<'_> {
    type Item = Result<Vec<u8>, Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        let head = std::mem::take(&mut self.head);
        let piece = if head.is_empty() { self.read(PIECE) } else { Ok(head) };
        Some(piece).filter(|piece| *piece != Ok(Vec::new()))
    }
}

impl fmt::Debug for Pieces<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pieces").field("head", &self.head.len()).finish_non_exhaustive()
    }
}

/// The whole file, out of its gzip wrapping if it has one, and what is wrong with that.
pub fn unwrap<'a>(bytes: &'a [u8], limits: &Limits) -> Result<(Cow<'a, [u8]>, Option<Flaw>), Unreadable> {
    if !bytes.starts_with(&MAGIC) {
        return limits.hold(bytes.len() as u64, u64::MAX).map(|()| (bytes.into(), None));
    }
    let mut plain = Vec::new();
    let mut pieces = Pieces::open(bytes, limits)?;
    for piece in &mut pieces {
        plain.extend(piece?);
    }
    Ok((plain.into(), pieces.flaw))
}

impl Limits {
    /// Whether a file may have so many bytes, and unpack to them from so few.
    pub(super) fn hold(&self, plain: u64, packed: u64) -> Result<(), Unreadable> {
        if plain > self.bytes as u64 {
            return Err(Unreadable::TooLarge { mebibytes: self.bytes >> 20 });
        }
        let by_ratio = packed.saturating_mul(self.ratio).max(1 << 20);
        if plain > by_ratio { Err(Unreadable::Bomb(self.ratio)) } else { Ok(()) }
    }
}

/// Counts what is read, and reads on only as long as that is allowed.
pub(super) struct Watched<R, F> {
    inner: R,
    read: u64,
    allowed: F,
}

impl<R: Read, F: FnMut(&R, u64) -> Result<(), Unreadable>> Watched<R, F> {
    /// `allowed` is asked after each reading, with the reader and the number of bytes so far.
    pub(super) fn new(inner: R, allowed: F) -> Self {
        Self { inner, read: 0, allowed }
    }
}

impl<R: Read, F: FnMut(&R, u64) -> Result<(), Unreadable>> Read for Watched<R, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.read += length as u64;
        (self.allowed)(&self.inner, self.read).map_err(io::Error::other)?;
        Ok(length)
    }
}

/// Why a reader fails: a limit of ours, or what it reads is damaged.
fn reason(error: &io::Error) -> Unreadable {
    let ours = error.get_ref().and_then(|inner| inner.downcast_ref::<Unreadable>());
    ours.cloned().unwrap_or(Unreadable::Unpacking)
}
