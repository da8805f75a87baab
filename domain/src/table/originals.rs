//! Originals: the files as they came, deflated, in pieces, named by their SHA-256.
//!
//! An upload writes its pieces with an expiry a day ahead; finishing points `ORIGINAL#<sha256>` at them, still
//! expiring. Only the transaction that logs a workout read from the file takes the expiry away, and the
//! one that deletes the last such workout puts it back: whatever is interrupted leaves nothing behind.

use crate::act::{Act, Permit};
use crate::athlete::AthleteId;
use crate::table::change::keep;
use crate::table::error::unreadable;
use crate::table::keys::{EXPIRY, Key, hex};
use crate::table::track::{BYTES, CHUNK, bytes};
use crate::table::transaction::{Outcome, Part, Patience, Transaction};
use crate::table::{Item, Table, TableError, number};
use aws_lc_rs::digest::{Context, SHA256};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Duration, Utc};
use flate2::Compression;
use flate2::write::{ZlibDecoder, ZlibEncoder};
use serde::{Deserialize, Serialize};
use serde_dynamo::aws_sdk_dynamodb_1::from_item;
use std::fmt;
use std::io::Write as _;

/// How long an upload may wait for the workouts that are read from it.
const WAITING: Duration = Duration::hours(24);

/// The longest deflated original: together with a track it must fit into one transaction of 4 MB.
const LONGEST: usize = 2_500_000;

/// A stored original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// SHA-256 of the file in lower-case hexadecimal.
    pub sha256: String,
    /// Its length in bytes.
    pub size: u64,
}

/// The item that names the pieces, and counts the workouts that were read from the file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Pointer {
    referrers: u32,
    blob_id: Option<String>,
    chunks: Option<u16>,
    size: Option<u64>,
    expires_at: Option<i64>,
}

/// What happens to the workouts that were read from a file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reference {
    /// There is one more.
    Gained { now: DateTime<Utc> },
    /// There is one less; without any, the original stays until then.
    Lost { expires_at: i64 },
}

impl Table {
    /// Begins to take in an original, for [`Act::ImportWorkouts`].
    pub fn receive_original(&self, permit: &Permit, now: DateTime<Utc>) -> Result<Upload, TableError> {
        let mut id = [0; 16];
        aws_lc_rs::rand::fill(&mut id).map_err(unreadable)?;
        Ok(Upload {
            table: self.clone(),
            athlete: permit.covers(Act::ImportWorkouts)?.clone(),
            blob: hex(&id),
            encoder: ZlibEncoder::new(Vec::new(), Compression::default()),
            hash: Context::new(&SHA256),
            size: 0,
            chunks: 0,
            expires_at: (now + WAITING).timestamp(),
        })
    }

    /// The original with this SHA-256, for [`Act::ReadWorkouts`] or [`Act::ImportWorkouts`].
    pub async fn original(&self, permit: &Permit, sha256: &str) -> Result<Option<Reader>, TableError> {
        let athlete = super::athlete(permit, &[Act::ReadWorkouts, Act::ImportWorkouts])?;
        let pointer = self.pointer(athlete, sha256).await?.unwrap_or_default();
        let Pointer { blob_id: Some(blob), chunks: Some(chunks), size: Some(size), .. } = pointer else {
            return Ok(None);
        };
        let decoder = ZlibDecoder::new(Vec::new());
        let original = Original { sha256: sha256.to_owned(), size };
        Ok(Some(Reader {
            table: self.clone(),
            athlete: athlete.clone(),
            blob,
            chunks: 0..chunks,
            decoder,
            original,
        }))
    }

    /// Adds to a transaction what it means for the original that a workout comes or goes.
    pub(super) async fn refer(
        &self,
        transaction: &mut Transaction<'_>,
        (athlete, sha256): (&AthleteId, &str),
        step: Reference,
    ) -> Result<(), TableError> {
        let before = self.pointer(athlete, sha256).await?;
        let Some(after) = Pointer::after(before.as_ref(), step) else { return Ok(()) };
        let before = before.unwrap_or_default();
        if before.expires_at != after.expires_at && after.blob_id.is_some() {
            keep(transaction, &after.pieces(athlete), after.expires_at)?;
        }
        after.put_over(&before, transaction, &Key::original(athlete, sha256))
    }

    async fn pointer(&self, athlete: &AthleteId, sha256: &str) -> Result<Option<Pointer>, TableError> {
        let item = self.get(&Key::original(athlete, sha256)).await?;
        item.map(|item| from_item(item).map_err(unreadable)).transpose()
    }
}

impl Pointer {
    /// The pointer after the step; `None` if there is nothing to change.
    fn after(before: Option<&Self>, step: Reference) -> Option<Self> {
        match step {
            Reference::Gained { now } => {
                let alive = before.filter(|before| before.expires_at.is_none_or(|at| at > now.timestamp()));
                let before = alive.cloned().unwrap_or_default();
                Some(Self { referrers: before.referrers + 1, expires_at: None, ..before })
            }
            Reference::Lost { expires_at } => {
                let before = before?.clone();
                let referrers = before.referrers.saturating_sub(1);
                let expires_at = (referrers == 0).then_some(expires_at);
                Some(Self { referrers, expires_at, ..before })
            }
        }
    }

    fn pieces(&self, athlete: &AthleteId) -> Vec<Key> {
        let blob = self.blob_id.as_deref().unwrap_or_default();
        (0..self.chunks.unwrap_or(0)).map(|chunk| Key::blob(athlete, blob, chunk)).collect()
    }

    /// Puts this pointer where `before` was read, or where none was.
    fn put_over(
        &self,
        before: &Self,
        transaction: &mut Transaction<'_>,
        key: &Key,
    ) -> Result<(), TableError> {
        let mut item = key.item();
        item.insert("referrers".to_owned(), number(self.referrers));
        item.extend(self.blob_id.clone().map(|id| ("blob_id".to_owned(), AttributeValue::S(id))));
        item.extend(self.chunks.map(|chunks| ("chunks".to_owned(), number(chunks))));
        item.extend(self.size.map(|size| ("size".to_owned(), number(size))));
        item.extend(self.expires_at.map(|at| (EXPIRY.to_owned(), number(at))));
        let put = transaction.put(item);
        let put = match &before.blob_id {
            Some(blob) => put
                .condition_expression("referrers = :referrers AND blob_id = :blob")
                .expression_attribute_values(":blob", AttributeValue::S(blob.clone()))
                .expression_attribute_values(":referrers", number(before.referrers)),
            None if before.referrers > 0 => put
                .condition_expression("referrers = :referrers AND attribute_not_exists(blob_id)")
                .expression_attribute_values(":referrers", number(before.referrers)),
            None => put
                .condition_expression(
                    "attribute_not_exists(pk) OR (referrers = :referrers AND attribute_not_exists(blob_id))",
                )
                .expression_attribute_values(":referrers", number(0)),
        };
        transaction.add_put(Part::Original, put)
    }
}

/// An original on its way in.
pub struct Upload {
    table: Table,
    athlete: AthleteId,
    blob: String,
    encoder: ZlibEncoder<Vec<u8>>,
    hash: Context,
    size: u64,
    chunks: u16,
    expires_at: i64,
}

impl Upload {
    /// Takes the next bytes of the file; [`TableError::TooLarge`] from 2.5 MB of deflated bytes on.
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

    /// Stores the last bytes and names the whole.
    ///
    /// The original goes after a day, unless a workout is logged that was read from it.
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

    async fn put(&mut self, chunk: Vec<u8>) -> Result<(), TableError> {
        if usize::from(self.chunks) * CHUNK + chunk.len() > LONGEST {
            return Err(TableError::TooLarge);
        }
        let mut item: Item = Key::blob(&self.athlete, &self.blob, self.chunks).item();
        item.insert(BYTES.to_owned(), AttributeValue::B(Blob::new(chunk)));
        item.insert(EXPIRY.to_owned(), number(self.expires_at));
        self.chunks += 1;
        self.table.write(&item, |put| put).await.map(drop)
    }

    /// Points at the pieces, unless the same file is kept already; `false` if somebody came between.
    async fn named(&self, sha256: &str) -> Result<bool, TableError> {
        let before = self.table.pointer(&self.athlete, sha256).await?.unwrap_or_default();
        if before.referrers > 0 && before.blob_id.is_some() {
            return Ok(true);
        }
        let after = Pointer {
            referrers: before.referrers,
            blob_id: Some(self.blob.clone()),
            chunks: Some(self.chunks),
            size: Some(self.size),
            expires_at: Some(self.expires_at).filter(|_| before.referrers == 0),
        };
        let mut transaction = Transaction::new(&self.table);
        if after.expires_at.is_none() {
            keep(&mut transaction, &after.pieces(&self.athlete), None)?;
        }
        after.put_over(&before, &mut transaction, &Key::original(&self.athlete, sha256))?;
        // Ours already, if an answer was lost.
        Ok(before.blob_id.as_ref() == Some(&self.blob) || transaction.commit().await? == Outcome::Done)
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
