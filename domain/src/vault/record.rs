//! A record: where it lies, what it looks like in the table, and what comes out.

use crate::vault::{VaultError, VaultKeys};
use aws_lc_rs::hmac;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt::{self, Write as _};
use zeroize::Zeroizing;

pub(super) type Item = HashMap<String, AttributeValue>;

/// Names a record: what kind of thing, and its id.
///
/// The id may be a secret; neither the table nor `Debug` shows it.
#[derive(Clone)]
pub struct RecordKey {
    kind: &'static str,
    id: Zeroizing<String>,
}

impl RecordKey {
    /// The record of this kind (capital letters, such as `SESSION`) with this id.
    pub fn new(kind: &'static str, id: impl Into<String>) -> Self {
        Self { kind, id: Zeroizing::new(id.into()) }
    }

    /// The table key: the kind, and a keyed hash of both kind and id.
    pub(super) fn place(&self, keys: &VaultKeys) -> String {
        let mut hash = hmac::Context::with_key(&keys.index());
        hash.update(self.kind.as_bytes());
        hash.update(b"#");
        hash.update(self.id.as_bytes());
        let mut place = format!("{}#", self.kind);
        for byte in hash.sign().as_ref() {
            let _ = write!(place, "{byte:02x}");
        }
        place
    }
}

impl fmt::Debug for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordKey").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// The version of a record that was read; what is written next must replace exactly this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version(pub(super) u64);

/// A record as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record<T> {
    /// What was sealed.
    pub value: T,
    /// The version to name when replacing it.
    pub version: Version,
    /// From when on it is not there any more, to the second.
    pub expires_at: DateTime<Utc>,
}

/// A row of the table.
pub(super) struct Stored {
    pub(super) version: u64,
    pub(super) sealed: Vec<u8>,
    pub(super) expires_at: i64,
    /// Present once the record was ended; who takes a record leaves a random mark here.
    pub(super) ended: Option<String>,
}

impl Stored {
    pub(super) fn read(mut item: Item) -> Result<Self, VaultError> {
        let ended = item.remove("ended").and_then(|value| text(value).ok());
        Ok(Self {
            version: number(item.remove("version"))?,
            expires_at: number(item.remove("expires_at"))?,
            sealed: bytes(item.remove("sealed"), ended.is_some())?,
            ended,
        })
    }
}

fn text(value: AttributeValue) -> Result<String, VaultError> {
    if let AttributeValue::S(text) = value { Ok(text) } else { Err(VaultError::Broken) }
}

fn number<N: std::str::FromStr>(value: Option<AttributeValue>) -> Result<N, VaultError> {
    let Some(AttributeValue::N(digits)) = value else { return Err(VaultError::Broken) };
    digits.parse().map_err(|_| VaultError::Broken)
}

fn bytes(value: Option<AttributeValue>, ended: bool) -> Result<Vec<u8>, VaultError> {
    match value {
        Some(AttributeValue::B(bytes)) => Ok(bytes.into_inner()),
        None if ended => Ok(Vec::new()),
        _ => Err(VaultError::Broken),
    }
}

/// What a sealed record is bound to: table, place, version and expiry.
pub(super) struct Context<'a> {
    table: &'a str,
    place: &'a str,
    version: String,
    expires_at: String,
}

impl<'a> Context<'a> {
    pub(super) fn new(table: &'a str, place: &'a str, version: u64, expires_at: i64) -> Self {
        Self { table, place, version: version.to_string(), expires_at: expires_at.to_string() }
    }

    pub(super) fn parts(&self) -> [&str; 5] {
        ["record", self.table, self.place, &self.version, &self.expires_at]
    }
}
