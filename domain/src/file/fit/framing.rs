//! The outside of a FIT file: parts, lengths and checksums.

use crate::file::{Flaw, Unreadable};

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
fn checksum(bytes: &[u8]) -> u16 {
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
