//! The messages of a part: definitions, and data that lie as a definition says.

use super::fields::{Field, Fields};

/// One message of data.
pub(super) struct Message<'a> {
    /// What it is about, by the profile's global number.
    pub(super) number: u16,
    /// The last five bits of its time, from a compressed header.
    pub(super) time_offset: Option<u8>,
    /// What it tells.
    pub(super) fields: Fields<'a>,
}

/// How the messages of a local number lie, until it is defined anew.
struct Definition {
    number: u16,
    big_endian: bool,
    fields: Vec<Field>,
    size: usize,
}

/// The definitions in force, by local number.
type Definitions = [Option<Definition>; 16];

/// Hands every data message to `take`; false if the part does not read to its end.
pub(super) fn messages(bytes: &[u8], most: usize, mut take: impl FnMut(&Message<'_>) -> bool) -> bool {
    let mut definitions = Definitions::default();
    let mut rest = bytes;
    for _ in 0..most {
        let Some((header, body)) = rest.split_first() else { return true };
        let read = if header & 0xC0 == 0x40 {
            define(&mut definitions, *header, body)
        } else {
            message(&definitions, *header, body).filter(|(message, _)| take(message)).map(|(_, rest)| rest)
        };
        let Some(behind) = read else { return false };
        rest = behind;
    }
    false
}

/// Takes a definition into force, and tells what follows it.
fn define<'a>(definitions: &mut Definitions, header: u8, body: &'a [u8]) -> Option<&'a [u8]> {
    let ([_, order, high, low, count], rest) = body.split_first_chunk()?;
    let big_endian = *order == 1;
    let number = if big_endian { [*high, *low] } else { [*low, *high] };
    let (native, mut rest) = rest.split_at_checked(3 * usize::from(*count))?;
    let mut definition =
        Definition { number: u16::from_be_bytes(number), big_endian, fields: Vec::new(), size: 0 };
    for [number, size, kind] in native.as_chunks().0 {
        // A field without bytes says nothing, and many of them would cost what no file can.
        definition.fields.extend((*size > 0).then(|| Field::new(*number, *kind, definition.size, *size)));
        definition.size += usize::from(*size);
    }
    if header & 0x20 != 0 {
        // Developer fields take their place, and nothing is lost if one was never described.
        let (count, behind) = rest.split_first()?;
        let (own, behind) = behind.split_at_checked(3 * usize::from(*count))?;
        definition.size += own.as_chunks().0.iter().map(|[_, size, _]| usize::from(*size)).sum::<usize>();
        rest = behind;
    }
    definitions[usize::from(header & 0x0F)] = Some(definition);
    Some(rest)
}

/// The message of this header, and what follows it.
fn message<'d, 'a: 'd>(
    definitions: &'d Definitions,
    header: u8,
    body: &'a [u8],
) -> Option<(Message<'d>, &'a [u8])> {
    let compressed = header & 0x80 != 0;
    let local = if compressed { (header >> 5) & 0x03 } else { header & 0x0F };
    let definition = definitions[usize::from(local)].as_ref()?;
    let (bytes, rest) = body.split_at_checked(definition.size)?;
    let fields = Fields::new(&definition.fields, definition.big_endian, bytes);
    let time_offset = compressed.then_some(header & 0x1F);
    Some((Message { number: definition.number, time_offset, fields }, rest))
}
