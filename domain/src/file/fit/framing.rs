//! The outside of a FIT file: parts, lengths, checksums and definitions.

use crate::file::{Flaw, Unreadable};
use fitparser::de::{FitDataMessage, FitObject, FitStreamProcessor};
use std::borrow::Cow;

/// One of possibly several files that follow each other in one.
pub(super) struct Part<'a> {
    /// Definitions and data, without header and checksum.
    pub(super) messages: &'a [u8],
    /// What is wrong with it as a whole.
    pub(super) flaw: Option<Flaw>,
}

/// Cuts a file into its parts; zeros after the last are padding, anything else is the rest of a lost part.
pub(super) fn parts(bytes: &[u8]) -> Result<Vec<Part<'_>>, Unreadable> {
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut rest = bytes;
    while let Some((header, length)) = header(rest) {
        let end = header + length;
        if length == 0 || rest.len() < end + 2 {
            let end = if length == 0 { rest.len() } else { end.min(rest.len()) };
            parts.push(Part { messages: &rest[header.min(end)..end], flaw: Some(Flaw::BreaksOff) });
            rest = &[];
            break;
        }
        parts.push(Part { messages: &rest[header..end], flaw: checked(&rest[..end + 2], header) });
        rest = &rest[end + 2..];
    }
    let last = parts.last_mut().ok_or(Unreadable::Damaged)?;
    if rest.iter().any(|byte| *byte != 0) {
        last.flaw = last.flaw.or(Some(Flaw::BreaksOff));
    }
    Ok(parts)
}

/// The lengths of the header and of what it announces.
fn header(bytes: &[u8]) -> Option<(usize, usize)> {
    let size = usize::from(*bytes.first()?);
    let announced = bytes.get(4..8)?.try_into().ok().map(u32::from_le_bytes)?;
    let known = size >= 12 && bytes.get(8..12)? == b".FIT";
    known.then_some((size, usize::try_from(announced).ok()?))
}

/// The checksum covers the header, or only the data when the header has its own; zero is "not computed".
fn checked(file: &[u8], header: usize) -> Option<Flaw> {
    let not_computed = file.ends_with(&[0, 0]);
    let right = not_computed || checksum(file) == 0 || checksum(&file[header..]) == 0;
    (!right).then_some(Flaw::Checksum)
}

/// CRC-16/ARC, as the FIT protocol prescribes; a message followed by its own checksum gives 0.
pub(crate) fn checksum(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc: u16, byte| {
        let crc = crc ^ u16::from(*byte);
        (crc >> 8) ^ CRC_TABLE[usize::from(crc & 0xFF)]
    })
}

const CRC_TABLE: [u16; 256] = crc_table();

#[expect(clippy::cast_possible_truncation, reason = "`TryFrom` is not const, and the index is below 256")]
const fn crc_table() -> [u16; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut crc = index as u16;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xA001 } else { crc >> 1 };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
    }
    table
}

/// A header without an end: where a part ends is ours to know.
const ENDLESS: [u8; 14] = [14, 0x20, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, b'.', b'F', b'I', b'T', 0, 0];

/// Hands every data message to `take`; false if the part does not read to its end.
pub(super) fn messages(bytes: &[u8], most: usize, mut take: impl FnMut(&FitDataMessage) -> bool) -> bool {
    let mut processor = FitStreamProcessor::new();
    if processor.deserialize_next(&ENDLESS).is_err() {
        return false;
    }
    let mut rest = bytes;
    for _ in 0..most {
        if rest.is_empty() {
            return true;
        }
        let Some((message, length)) = message(rest) else { return false };
        let Ok((left, object)) = processor.deserialize_next(&message) else { return false };
        if let FitObject::DataMessage(data) = object
            && !take(&data)
        {
            return false;
        }
        rest = if length == 0 { &rest[rest.len() - left.len()..] } else { &rest[length..] };
    }
    false
}

/// A definition made harmless, with its length in the file; anything else as it is, with 0.
fn message(rest: &[u8]) -> Option<(Cow<'_, [u8]>, usize)> {
    let is_definition = rest[0] & 0xC0 == 0x40;
    if is_definition {
        definition(rest).map(|(bytes, length)| (bytes.into(), length))
    } else {
        Some((rest.into(), 0))
    }
}

/// Developer fields become fields of bytes, so that one without a description costs nothing but itself;
/// so does a field whose size is no multiple of its type's.
fn definition(rest: &[u8]) -> Option<(Vec<u8>, usize)> {
    let has_developer_fields = rest[0] & 0x20 != 0;
    let native = usize::from(*rest.get(5)?);
    let mut end = 6 + 3 * native;
    let mut plain = rest.get(..end)?.to_vec();
    if has_developer_fields {
        let own = usize::from(*rest.get(end)?);
        plain[0] &= !0x20;
        plain[5] = u8::try_from(native + own).ok()?;
        let developer = rest.get(end + 1..end + 1 + 3 * own)?;
        plain
            .extend(developer.as_chunks::<3>().0.iter().flat_map(|[_, size, _]| [UNUSED_FIELD, *size, BYTE]));
        end += 1 + 3 * own;
    }
    for [_, size, kind] in plain[6..].as_chunks_mut::<3>().0 {
        if *size % size_of_type(*kind) != 0 {
            *kind = BYTE;
        }
    }
    Some((plain, end))
}

/// A field number that no message of the profile uses.
const UNUSED_FIELD: u8 = 252;
const BYTE: u8 = 0x0D;

/// Bytes of one value, by the number of the base type.
fn size_of_type(kind: u8) -> u8 {
    match kind & 0x1F {
        0x03 | 0x04 | 0x0B => 2,
        0x05 | 0x06 | 0x08 | 0x0C => 4,
        0x09 | 0x0E | 0x0F | 0x10 => 8,
        _ => 1,
    }
}
