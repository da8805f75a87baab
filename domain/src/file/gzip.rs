//! Taking one file out of its gzip wrapping, within bounds.

use super::{Limits, Unreadable};
use flate2::read::MultiGzDecoder;
use std::borrow::Cow;
use std::io::Read;

const MAGIC: [u8; 2] = [0x1F, 0x8B];

/// The file itself: unpacked if it is gzip, as it is otherwise. What names the original is its hash.
///
/// A gzip that breaks off gives what could be unpacked; the decoder then sees a file that breaks off.
pub fn unwrap<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Cow<'a, [u8]>, Unreadable> {
    if !bytes.starts_with(&MAGIC) {
        return within(bytes.len(), limits).map(|()| bytes.into());
    }
    let plain = bounded(MultiGzDecoder::new(bytes), bytes.len() as u64, limits)?;
    if plain.starts_with(&MAGIC) || plain.starts_with(b"PK\x03\x04") {
        return Err(Unreadable::NestedArchive);
    }
    Ok(plain.into())
}

/// Reads to the end of `packed`, but never more than the limits allow for its compressed size.
pub(super) fn bounded(packed: impl Read, packed_bytes: u64, limits: &Limits) -> Result<Vec<u8>, Unreadable> {
    let by_ratio = packed_bytes.saturating_mul(limits.ratio).max(1 << 20);
    let most = by_ratio.min(limits.bytes as u64);
    let mut plain = Vec::new();
    let end = packed.take(most + 1).read_to_end(&mut plain);
    within(plain.len(), limits)?;
    if plain.len() as u64 > by_ratio {
        return Err(Unreadable::Bomb(limits.ratio));
    }
    match end {
        Err(_) if plain.is_empty() => Err(Unreadable::Unpacking),
        _ => Ok(plain),
    }
}

pub(super) fn within(bytes: usize, limits: &Limits) -> Result<(), Unreadable> {
    if bytes > limits.bytes { Err(Unreadable::TooLarge { mebibytes: limits.bytes >> 20 }) } else { Ok(()) }
}
