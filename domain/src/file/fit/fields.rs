//! Fields of a message by their number in the profile, in units.

/// Seconds from 1970 to 31 December 1989, where FIT's clock begins.
pub(super) const EPOCH: i64 = 631_065_600;
/// Below this a timestamp counts from when the device was switched on.
const SMALLEST_DATE: i64 = 0x1000_0000;

/// The base types of the protocol that need a name here; any other is an unsigned number.
mod kind {
    pub(super) const SINT8: u8 = 0x01;
    #[cfg(test)]
    pub(super) const UINT8: u8 = 0x02;
    pub(super) const STRING: u8 = 0x07;
    pub(super) const UINT8Z: u8 = 0x0A;
    pub(super) const BYTE: u8 = 0x0D;
    pub(super) const SINT16: u8 = 0x83;
    pub(super) const UINT16: u8 = 0x84;
    pub(super) const SINT32: u8 = 0x85;
    pub(super) const UINT32: u8 = 0x86;
    pub(super) const FLOAT32: u8 = 0x88;
    pub(super) const FLOAT64: u8 = 0x89;
    pub(super) const UINT16Z: u8 = 0x8B;
    pub(super) const UINT32Z: u8 = 0x8C;
    pub(super) const SINT64: u8 = 0x8E;
    pub(super) const UINT64: u8 = 0x8F;
    pub(super) const UINT64Z: u8 = 0x90;
}

/// Where a field lies in its message, and what its bytes are.
pub(super) struct Field {
    number: u8,
    kind: u8,
    from: usize,
    size: usize,
}

impl Field {
    /// A field whose size is no multiple of its type's is bytes, as the protocol says.
    pub(super) fn new(number: u8, kind: u8, from: usize, size: u8) -> Self {
        let (kind, size) = (kind & 0x9F, usize::from(size));
        let kind = if size.is_multiple_of(size_of(kind)) { kind } else { kind::BYTE };
        Self { number, kind, from, size }
    }
}

/// Bytes of one value.
fn size_of(kind: u8) -> usize {
    match kind {
        kind::SINT16 | kind::UINT16 | kind::UINT16Z => 2,
        kind::SINT32 | kind::UINT32 | kind::UINT32Z | kind::FLOAT32 => 4,
        kind::FLOAT64 | kind::SINT64 | kind::UINT64 | kind::UINT64Z => 8,
        _ => 1,
    }
}

/// The fields of one message. What the device did not know is absent, and so is an array where one value is asked.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    layout: &'a [Field],
    big_endian: bool,
    bytes: &'a [u8],
}

impl<'a> Fields<'a> {
    /// `bytes` lie as `layout` says.
    pub(super) fn new(layout: &'a [Field], big_endian: bool, bytes: &'a [u8]) -> Self {
        Self { layout, big_endian, bytes }
    }

    /// What `read` makes of the type and the bytes of a field; the last of those that say something counts.
    fn find<T>(self, number: u8, read: impl Fn(u8, &'a [u8]) -> Option<T>) -> Option<T> {
        let mut fields = self.layout.iter().rev().filter(|field| field.number == number);
        fields.find_map(|field| read(field.kind, self.bytes.get(field.from..)?.get(..field.size)?))
    }

    /// The bits of a single value.
    fn bits(self, kind: u8, bytes: &[u8]) -> Option<u64> {
        let append = |bits: u64, byte: &u8| bits << 8 | u64::from(*byte);
        let bits = || {
            if self.big_endian { bytes.iter().fold(0, append) } else { bytes.iter().rev().fold(0, append) }
        };
        (bytes.len() == size_of(kind)).then(bits)
    }

    /// A whole number of at most four bytes, unless it is the one that stands for "not known".
    fn integer(self, kind: u8, bytes: &[u8]) -> Option<i64> {
        let bits = self.bits(kind, bytes)?;
        let unused = 64 - 8 * size_of(kind);
        let ones = u64::MAX >> unused;
        match kind {
            kind::STRING | kind::FLOAT32..=kind::FLOAT64 | kind::SINT64..=kind::UINT64Z => None,
            kind::SINT8 | kind::SINT16 | kind::SINT32 => {
                (bits != ones >> 1).then(|| (bits << unused).cast_signed() >> unused)
            }
            kind::UINT8Z | kind::UINT16Z | kind::UINT32Z => (bits != 0).then(|| bits.cast_signed()),
            _ => (bits != ones).then(|| bits.cast_signed()),
        }
    }

    /// A whole number.
    pub(super) fn whole(self, number: u8) -> Option<i64> {
        self.find(number, |kind, bytes| self.integer(kind, bytes))
    }

    /// A code of an enumeration.
    pub(super) fn code(self, number: u8) -> Option<u16> {
        self.whole(number).and_then(|code| code.try_into().ok())
    }

    /// A measurement: the number divided by its scale.
    pub(super) fn measure(self, number: u8, scale: f64) -> Option<f64> {
        let value = |kind, bytes| match kind {
            kind::FLOAT32 => u32::try_from(self.bits(kind, bytes)?).ok().map(f32::from_bits).map(f64::from),
            kind::FLOAT64 => self.bits(kind, bytes).map(f64::from_bits),
            _ => self.integer(kind, bytes).and_then(|whole| i32::try_from(whole).ok()).map(f64::from),
        };
        self.find(number, |kind, bytes| value(kind, bytes).filter(|value| value.is_finite()))
            .map(|value| value / scale)
    }

    /// An instant in milliseconds since 1970, if the device knew the date.
    pub(super) fn time(self, number: u8) -> Option<i64> {
        self.whole(number).map(date)
    }

    /// A text that says something.
    pub(super) fn text(self, number: u8) -> Option<String> {
        let text = |kind, bytes: &'a [u8]| {
            let text = bytes.split(|byte| *byte == 0).next().filter(|_| kind == kind::STRING)?;
            std::str::from_utf8(text).ok()
        };
        self.find(number, text).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// The first three of several bytes.
    pub(super) fn three_bytes(self, number: u8) -> Option<[u8; 3]> {
        let known = |bytes: &[u8]| bytes.iter().any(|byte| *byte != 0xFF);
        let first =
            |kind, bytes: &'a [u8]| bytes.first_chunk().filter(|_| kind == kind::BYTE && known(bytes));
        self.find(number, first).copied()
    }
}

/// Whether FIT's seconds are a date, and do not only count from when the device was switched on.
pub(super) fn is_date(seconds: i64) -> bool {
    seconds >= SMALLEST_DATE
}

/// Milliseconds since 1970 for FIT's seconds.
pub(super) fn date(seconds: i64) -> i64 {
    (seconds + EPOCH) * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(kind: u8, big_endian: bool, bytes: &[u8]) -> Option<f64> {
        let layout = [Field::new(7, kind, 0, u8::try_from(bytes.len()).unwrap())];
        Fields::new(&layout, big_endian, bytes).measure(7, 10.0)
    }

    #[test]
    fn a_number_is_read_as_its_type_says() {
        assert_eq!(measured(kind::SINT8, false, &[0xFE]), Some(-0.2));
        assert_eq!(measured(kind::SINT16, false, &[0xF6, 0xFF]), Some(-1.0));
        assert_eq!(measured(kind::SINT32, true, &[0xFF, 0xFF, 0xFF, 0xF6]), Some(-1.0));
        assert_eq!(measured(kind::UINT16, false, &[0x2C, 0x01]), Some(30.0));
        assert_eq!(measured(kind::UINT16, true, &[0x01, 0x2C]), Some(30.0));
        assert_eq!(measured(kind::UINT32Z, false, &[100, 0, 0, 0]), Some(10.0));
        assert_eq!(measured(kind::FLOAT32, false, &2.5_f32.to_le_bytes()), Some(0.25));
        assert_eq!(measured(kind::FLOAT64, true, &2.5_f64.to_be_bytes()), Some(0.25));
    }

    #[test]
    fn a_number_that_stands_for_not_known_is_none() {
        for (kind, bytes) in [
            (kind::BYTE, &[0xFF][..]),
            (kind::SINT8, &[0x7F]),
            (kind::SINT16, &[0xFF, 0x7F]),
            (kind::UINT16, &[0xFF; 2]),
            (kind::UINT32, &[0xFF; 4]),
            (kind::UINT8Z, &[0]),
            (kind::UINT32Z, &[0; 4]),
            (kind::FLOAT32, &[0xFF; 4]),
            (kind::FLOAT64, &[0xFF; 8]),
        ] {
            assert_eq!(measured(kind, false, bytes), None, "{kind:#x}");
        }
    }

    #[test]
    fn an_array_a_text_and_a_field_of_impossible_size_are_no_number() {
        for (kind, bytes) in [(kind::UINT16, &[1; 4][..]), (kind::UINT16, &[1; 3]), (kind::STRING, b"7")] {
            assert_eq!(measured(kind, false, bytes), None, "{kind:#x}");
        }
    }

    #[test]
    fn a_text_ends_at_its_zero() {
        let layout = [Field::new(3, kind::STRING, 0, 6)];
        assert_eq!(Fields::new(&layout, false, b" Run\0x").text(3).as_deref(), Some("Run"));
        assert_eq!(Fields::new(&layout, false, b"\0     ").text(3), None);
    }

    #[test]
    fn the_last_field_of_a_number_that_is_known_counts() {
        let layout = [1, 0, 2].map(|from| Field::new(7, kind::UINT8, from, 1));
        assert_eq!(Fields::new(&layout, false, &[5, 6, 0xFF]).whole(7), Some(5));
    }
}
