//! Reading an original back, piece by piece.

use super::{Original, Pointer};
use crate::act::{Act, Permit};
use crate::athlete::AthleteId;
use crate::table::error::unreadable;
use crate::table::keys::Key;
use crate::table::track::bytes;
use crate::table::{Table, TableError, athlete};
use flate2::write::ZlibDecoder;
use std::fmt;
use std::io::Write as _;

impl Table {
    /// The original with this SHA-256, for [`Act::ReadWorkouts`] or [`Act::ImportWorkouts`].
    pub async fn original(&self, permit: &Permit, sha256: &str) -> Result<Option<Reader>, TableError> {
        let athlete = athlete(permit, &[Act::ReadWorkouts, Act::ImportWorkouts])?;
        let pointer = self.pointer(athlete, sha256).await?.unwrap_or_default();
        let Pointer { blob_id: Some(blob), chunks: Some(chunks), size: Some(size), .. } = pointer else {
            return Ok(None);
        };
        Ok(Some(Reader {
            table: self.clone(),
            athlete: athlete.clone(),
            blob,
            chunks: 0..chunks,
            decoder: ZlibDecoder::new(Vec::new()),
            original: Original { sha256: sha256.to_owned(), size },
        }))
    }
}

/// An original on its way out.
pub struct Reader {
    table: Table,
    athlete: AthleteId,
    blob: String,
    chunks: std::ops::Range<u16>,
    decoder: ZlibDecoder<Vec<u8>>,
    original: Original,
}

impl Reader {
    /// What is being read.
    pub fn original(&self) -> &Original {
        &self.original
    }

    /// The next bytes of the file; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, TableError> {
        let Some(chunk) = self.chunks.next() else { return Ok(None) };
        let item = self.table.get(&Key::blob(&self.athlete, &self.blob, chunk)).await?;
        let item = item.ok_or(TableError::NotFound)?;
        self.decoder.write_all(bytes(&item)?).map_err(unreadable)?;
        if self.chunks.is_empty() {
            self.decoder.try_finish().map_err(unreadable)?;
        }
        Ok(Some(std::mem::take(self.decoder.get_mut())))
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("original", &self.original).finish_non_exhaustive()
    }
}
