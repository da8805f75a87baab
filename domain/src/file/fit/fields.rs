//! Fields of a message by their number in the profile, in units.

use fitparser::Value;
use fitparser::de::FitDataMessage;
use std::collections::HashMap;

/// Seconds from 1970 to 31 December 1989, where FIT's clock begins.
pub(super) const EPOCH: i64 = 631_065_600;
/// Below this a timestamp counts from when the device was switched on.
const SMALLEST_DATE: i64 = 0x1000_0000;

/// The fields of one message.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(&'a HashMap<u8, Value>);

impl<'a> Fields<'a> {
    pub(super) fn of(message: &'a FitDataMessage) -> Self {
        Self(message.fields())
    }

    /// A whole number.
    pub(super) fn whole(self, number: u8) -> Option<i64> {
        match self.0.get(&number)? {
            Value::Byte(v) | Value::Enum(v) | Value::UInt8(v) | Value::UInt8z(v) => Some((*v).into()),
            Value::SInt8(v) => Some((*v).into()),
            Value::SInt16(v) => Some((*v).into()),
            Value::UInt16(v) | Value::UInt16z(v) => Some((*v).into()),
            Value::SInt32(v) => Some((*v).into()),
            Value::UInt32(v) | Value::UInt32z(v) => Some((*v).into()),
            _ => None,
        }
    }

    /// A code of an enumeration.
    pub(super) fn code(self, number: u8) -> Option<u16> {
        self.whole(number).and_then(|code| code.try_into().ok())
    }

    /// A measurement: the number divided by its scale.
    pub(super) fn measure(self, number: u8, scale: f64) -> Option<f64> {
        let value = match self.0.get(&number)? {
            Value::Float32(v) => f64::from(*v),
            Value::Float64(v) => *v,
            _ => f64::from(i32::try_from(self.whole(number)?).ok()?),
        };
        Some(value / scale)
    }

    /// An instant in milliseconds since 1970, if the device knew the date.
    pub(super) fn time(self, number: u8) -> Option<i64> {
        self.whole(number).map(date)
    }

    /// A text that says something.
    pub(super) fn text(self, number: u8) -> Option<String> {
        match self.0.get(&number)? {
            Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            _ => None,
        }
    }

    /// The first three bytes of an array.
    pub(super) fn three_bytes(self, number: u8) -> Option<[u8; 3]> {
        let Value::Array(values) = self.0.get(&number)? else { return None };
        let byte = |index: usize| match values.get(index) {
            Some(Value::Byte(v) | Value::UInt8(v)) => Some(*v),
            _ => None,
        };
        Some([byte(0)?, byte(1)?, byte(2)?])
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
