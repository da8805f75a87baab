//! Taking an original in, piece by piece.

use super::mark::Mark;
use super::{Original, Pointer};
use crate::act::{Act, Permit};
use crate::table::error::unreadable;
use crate::table::keys::{Key, hex};
use crate::table::track::{BYTES, CHUNK};
use crate::table::transaction::{Outcome, Part, Patience, Transaction};
use crate::table::{Table, TableError};
use aws_lc_rs::digest::{Context, SHA256};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Duration, Utc};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::fmt;
use std::io::Write as _;

/// How long an upload may wait for the workouts that are read from it: longer than a preview waits to be stored.
const WAITING: Duration = Duration::hours(48);

/// An original on its way in. What is never finished goes two days after it was begun.
pub struct Upload {
    table: Table,
    mark: Mark,
    due: i64,
    encoder: ZlibEncoder<Vec<u8>>,
    hash: Context,
    size: u64,
    chunks: u16,
}

impl Table {
    /// Begins to take in an original, for [`Act::ImportWorkouts`]. Nothing is stored before there is a piece.
    #[expect(clippy::disallowed_methods, reason = "the id of a blob")]
    pub fn receive_original(&self, permit: &Permit, now: DateTime<Utc>) -> Result<Upload, TableError> {
        let mut id = [0; 16];
        aws_lc_rs::rand::fill(&mut id).map_err(unreadable)?;
        Ok(Upload {
            table: self.clone(),
            mark: Mark::of(permit.covers(Act::ImportWorkouts)?, &hex(&id)),
            due: (now + WAITING).timestamp(),
            encoder: ZlibEncoder::new(Vec::new(), Compression::default()),
            hash: Context::new(&SHA256),
            size: 0,
            chunks: 0,
        })
    }
}

impl Upload {
    /// Takes the next bytes of the file. [`TableError::NotFound`] if it took more than two days and was let go.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), TableError> {
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        self.encoder.write_all(bytes).map_err(unreadable)?;
        while self.encoder.get_ref().len() >= CHUNK {
            let chunk = self.encoder.get_mut().drain(..CHUNK).collect();
            self.put(chunk).await?;
        }
        Ok(())
    }

    /// Stores the last bytes and names the whole. Errors are those of [`Upload::write`].
    ///
    /// The original goes after two days, unless a workout is logged that was read from it.
    pub async fn finish(mut self) -> Result<Original, TableError> {
        self.encoder.try_finish().map_err(unreadable)?;
        let rest = std::mem::take(self.encoder.get_mut());
        for chunk in rest.chunks(CHUNK) {
            self.put(chunk.to_vec()).await?;
        }
        let sha256 = hex(self.hash.clone().finish().as_ref());
        let mut patience = Patience::new();
        while !self.named(&sha256).await? {
            patience.wait().await?;
        }
        Ok(Original { sha256, size: self.size })
    }

    /// Stores a piece: the first together with the mark, the others while the mark is there.
    async fn put(&mut self, chunk: Vec<u8>) -> Result<(), TableError> {
        let mut item = Key::blob(&self.mark.athlete, &self.mark.blob, self.chunks).item();
        item.insert(BYTES.to_owned(), AttributeValue::B(Blob::new(chunk)));
        let mut patience = Patience::new();
        loop {
            let mut transaction = Transaction::new(&self.table);
            match self.chunks {
                0 => self.mark.put(&mut transaction, self.due)?,
                _ => self.mark.check(&mut transaction, self.due)?,
            }
            let put = transaction.put(item.clone());
            transaction.add_put(Part::Chunk, put)?;
            match transaction.commit().await? {
                Outcome::Done => break,
                Outcome::Refused(_) => return Err(TableError::NotFound),
                Outcome::Contended => patience.wait().await?,
            }
        }
        self.chunks += 1;
        Ok(())
    }

    /// Points at the pieces, unless workouts refer to the same file already; `false` if somebody came between.
    async fn named(&self, sha256: &str) -> Result<bool, TableError> {
        let Mark { athlete, blob, .. } = &self.mark;
        let before = self.table.pointer(athlete, sha256).await?;
        let now = before.clone().unwrap_or_default();
        // Ours, if an answer was lost. Otherwise these pieces are not needed and go with their mark.
        if now.blob_id.as_ref() == Some(blob) || (now.referrers > 0 && now.blob_id.is_some()) {
            return Ok(true);
        }
        let (blob_id, chunks, size) = (Some(blob.clone()), Some(self.chunks), Some(self.size));
        let after = Pointer { referrers: now.referrers, blob_id, chunks, size };
        let mut transaction = Transaction::new(&self.table);
        after.put_over(before.as_ref(), &mut transaction, &Key::original(athlete, sha256))?;
        match after.referrers {
            0 => self.mark.clone().naming(sha256).put_again(&mut transaction, self.due)?,
            _ => self.mark.take_at(&mut transaction, self.due)?,
        }
        match transaction.commit().await? {
            Outcome::Done => Ok(true),
            Outcome::Refused(parts) if parts == [Part::Mark] => Err(TableError::NotFound),
            Outcome::Refused(_) | Outcome::Contended => Ok(false),
        }
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("size", &self.size)
            .field("chunks", &self.chunks)
            .finish_non_exhaustive()
    }
}
