//! Tracks: column by column, differences only, deflated: 5 to 8 bytes a sample, 25 KB an hour.
//!
//! Positions are kept to 1e-7 of a degree (a centimetre), altitude and distance to a centimetre, speed to a
//! millimetre a second: finer than any device measures. The original keeps every bit.

use crate::act::{Act, Permit};
use crate::athlete::AthleteId;
use crate::quantity::{
    BeatsPerMinute, MeasuredMetres, MetresPerSecond, Milliseconds, RevolutionsPerMinute, Watts,
};
use crate::table::error::unreadable;
use crate::table::keys::{Key, Range};
use crate::table::transaction::{Part, Transaction};
use crate::table::{Item, Table, TableError, athlete};
use crate::track::{Position, Sample, Track};
use crate::workout::WorkoutId;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use std::io::{Read as _, Write as _};

/// An item of DynamoDB holds 400 KB; this leaves room for its keys.
pub(super) const CHUNK: usize = 350_000;

/// The longest compressed track, eight chunks. A transaction holds 4 MB and 100 actions in all; there is room left
/// for the workout's row and the sums of its day, and for those who count bytes as they travel, a third longer.
const LONGEST: usize = 8 * CHUNK;

const FORMAT: u8 = 1;
const COLUMNS: usize = 9;

/// The name of the attribute that holds the bytes of a chunk.
pub(super) const BYTES: &str = "bytes";

/// A track as it is stored, in pieces.
#[derive(Debug, Default)]
pub(super) struct Chunks(Vec<Vec<u8>>);

impl Chunks {
    pub(super) fn of(track: Option<&Track>) -> Result<Self, TableError> {
        let Some(track) = track else { return Ok(Self::default()) };
        let bytes = encode(track).map_err(unreadable)?;
        if bytes.len() > LONGEST {
            return Err(TableError::TooLarge);
        }
        Ok(Self(bytes.chunks(CHUNK).map(<[u8]>::to_vec).collect()))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn len(&self) -> u16 {
        u16::try_from(self.0.len()).unwrap_or(u16::MAX)
    }

    pub(super) fn put(
        &self,
        transaction: &mut Transaction<'_>,
        athlete: &AthleteId,
        id: &WorkoutId,
    ) -> Result<(), TableError> {
        for (chunk, bytes) in (0..).zip(&self.0) {
            let mut item = Key::track(athlete, id, chunk).item();
            item.insert(BYTES.to_owned(), AttributeValue::B(Blob::new(bytes.clone())));
            let put = transaction.put(item);
            transaction.add_put(Part::Chunk, put)?;
        }
        Ok(())
    }
}

impl Table {
    /// The track of a workout that has one and was not deleted. For reading, [`Act::EditWorkout`] or [`Act::ImportWorkouts`].
    pub async fn track(&self, permit: &Permit, id: &WorkoutId) -> Result<Option<Track>, TableError> {
        let athlete = athlete(permit, &[Act::ReadWorkouts, Act::EditWorkout, Act::ImportWorkouts])?;
        let stored = self.stored(athlete, id).await?.filter(|stored| stored.deleted.is_none());
        let Some(stored) = stored.filter(|stored| stored.track_chunks > 0) else { return Ok(None) };
        let mut compressed = Vec::new();
        let items = self.all(&Range::track(athlete, id)).await?;
        for item in items.iter().take(stored.track_chunks.into()) {
            compressed.extend_from_slice(bytes(item)?);
        }
        decode(&compressed).map(Some)
    }
}

/// The bytes of a chunk.
pub(super) fn bytes(item: &Item) -> Result<&[u8], TableError> {
    let bytes = item.get(BYTES).and_then(|bytes| bytes.as_b().ok());
    bytes.map(Blob::as_ref).ok_or_else(|| unreadable("a chunk"))
}

fn encode(track: &Track) -> std::io::Result<Vec<u8>> {
    let mut columns = Vec::new();
    for column in 0..COLUMNS {
        let mut last = 0;
        for row in track.samples.iter().map(row) {
            // 0 is absent, anything else the difference to the last one present.
            let step = row[column].map_or(0, |value| zigzag(value - std::mem::replace(&mut last, value)) + 1);
            write_number(&mut columns, step);
        }
    }
    let mut encoder = ZlibEncoder::new(vec![FORMAT], Compression::default());
    let mut length = Vec::new();
    write_number(&mut length, track.samples.len() as u64);
    encoder.write_all(&length)?;
    encoder.write_all(&columns)?;
    encoder.finish()
}

fn decode(stored: &[u8]) -> Result<Track, TableError> {
    match stored {
        [FORMAT, compressed @ ..] => inflate(compressed).ok_or_else(|| unreadable("a track is damaged")),
        [format, ..] => Err(unreadable(format!("a track of format {format}, this Longrun knows {FORMAT}"))),
        [] => Err(unreadable("a track without a byte")),
    }
}

fn inflate(compressed: &[u8]) -> Option<Track> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(compressed).read_to_end(&mut bytes).ok()?;
    let mut numbers = bytes.as_slice();
    let length = usize::try_from(read_number(&mut numbers)?).ok()?;
    // Every sample takes a byte in every column, so a length beyond that is damage.
    let mut rows = vec![Row::default(); Some(length).filter(|length| *length <= bytes.len() / COLUMNS)?];
    for column in 0..COLUMNS {
        let mut last = 0_i64;
        for row in &mut rows {
            if let Some(step) = read_number(&mut numbers)?.checked_sub(1) {
                last = last.wrapping_add(unzigzag(step));
                row[column] = Some(last);
            }
        }
    }
    Some(Track { samples: rows.into_iter().map(sample).collect::<Option<_>>()? })
}

type Row = [Option<i64>; COLUMNS];

fn row(sample: &Sample) -> Row {
    [
        Some(sample.at.0.into()),
        sample.position.and_then(|position| fixed(position.latitude, 1e7)),
        sample.position.and_then(|position| fixed(position.longitude, 1e7)),
        sample.altitude.and_then(|metres| fixed(metres.as_f64(), 1e2)),
        sample.distance.and_then(|metres| fixed(metres.as_f64(), 1e2)),
        sample.speed.and_then(|speed| fixed(speed.as_f64(), 1e3)),
        sample.heart_rate.map(|rate| rate.0.into()),
        sample.cadence.map(|cadence| cadence.0.into()),
        sample.power.map(|power| power.0.into()),
    ]
}

fn sample(row: Row) -> Option<Sample> {
    let [at, latitude, longitude, altitude, distance, speed, heart_rate, cadence, power] = row;
    let position =
        |(latitude, longitude)| Position { latitude: float(latitude, 1e7), longitude: float(longitude, 1e7) };
    let short = |value: Option<i64>| value.map(u16::try_from).transpose().ok();
    Some(Sample {
        at: Milliseconds(u32::try_from(at?).ok()?),
        position: latitude.zip(longitude).map(position),
        altitude: altitude.map(|metres| MeasuredMetres(single(metres, 1e2))),
        distance: distance.map(|metres| MeasuredMetres(single(metres, 1e2))),
        speed: speed.map(|speed| MetresPerSecond(single(speed, 1e3))),
        heart_rate: short(heart_rate)?.map(BeatsPerMinute),
        cadence: short(cadence)?.map(RevolutionsPerMinute),
        power: short(power)?.map(Watts),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the range is checked, the fraction is what rounding drops"
)]
fn fixed(value: f64, scale: f64) -> Option<i64> {
    let scaled = (value * scale).round();
    (scaled.abs() < 1e15).then_some(scaled as i64)
}

#[expect(clippy::cast_precision_loss, reason = "what `fixed` made is below 2^53")]
fn float(value: i64, scale: f64) -> f64 {
    value as f64 / scale
}

#[expect(clippy::cast_possible_truncation, reason = "it was single precision before it was stored")]
fn single(value: i64, scale: f64) -> f32 {
    float(value, scale) as f32
}

/// Small differences of either sign become small numbers.
fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -(value & 1).cast_signed()
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow (LEB128).
fn write_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn read_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour() -> Track {
        let second = |second: u32| Sample {
            at: Milliseconds(second * 1000),
            position: Some(Position {
                latitude: 52.5 + f64::from(second) * 2.51e-5,
                longitude: 13.4 - f64::from(second % 97) * 1e-5,
            }),
            altitude: Some(MeasuredMetres(34.2)).filter(|_| !second.is_multiple_of(7)),
            distance: Some(MeasuredMetres(3.17 * f32::from(u16::try_from(second).unwrap()))),
            speed: Some(MetresPerSecond(3.0 + 0.01 * f32::from(u16::try_from(second % 40).unwrap()))),
            heart_rate: Some(BeatsPerMinute(140 + u16::try_from(second % 13).unwrap())),
            cadence: None,
            power: Some(Watts(0)),
        };
        Track { samples: (0..3600).map(second).collect() }
    }

    #[test]
    fn a_track_comes_back_to_the_centimetre_and_absence_stays_absent() {
        let track = hour();
        let bytes = encode(&track).unwrap();
        let back = decode(&bytes).unwrap();
        assert_eq!(back.samples.len(), track.samples.len());
        for (before, after) in track.samples.iter().zip(&back.samples) {
            let (here, there) = (before.position.unwrap(), after.position.unwrap());
            assert!((here.latitude - there.latitude).abs() < 6e-8);
            assert!((here.longitude - there.longitude).abs() < 6e-8);
            assert!((before.distance.unwrap().0 - after.distance.unwrap().0).abs() < 0.01);
            assert_eq!((before.at, before.altitude), (after.at, after.altitude));
            assert_eq!((before.heart_rate, before.cadence), (after.heart_rate, after.cadence));
            assert_eq!(after.power, Some(Watts(0)));
        }
        assert_eq!(decode(&encode(&back).unwrap()).unwrap(), back, "storing twice changes nothing more");
    }

    #[test]
    fn an_hour_of_seconds_takes_less_than_a_tenth_of_an_item() {
        assert!(encode(&hour()).unwrap().len() < CHUNK / 10);
    }

    #[test]
    fn damaged_bytes_are_an_error_and_no_panic() {
        let bytes = encode(&hour()).unwrap();
        for length in (0..bytes.len()).step_by(101) {
            assert!(decode(&bytes[..length]).is_err(), "{length}");
        }
        for length in [1 << 34, u64::MAX] {
            let mut lying = ZlibEncoder::new(vec![FORMAT], Compression::default());
            let mut number = Vec::new();
            write_number(&mut number, length);
            lying.write_all(&number).unwrap();
            assert!(decode(&lying.finish().unwrap()).is_err(), "{length}");
        }
    }

    #[test]
    fn a_track_of_a_format_that_is_not_known_is_refused_and_told() {
        let mut bytes = encode(&hour()).unwrap();
        bytes[0] = FORMAT + 1;
        let refused = decode(&bytes).unwrap_err().to_string();
        assert!(refused.ends_with("a track of format 2, this Longrun knows 1"), "{refused}");
    }

    #[test]
    fn numbers_of_any_size_and_sign_survive() {
        for value in [0, 1, -1, 63, -64, 1 << 40, i64::MAX, i64::MIN] {
            let mut bytes = Vec::new();
            write_number(&mut bytes, zigzag(value));
            assert_eq!(read_number(&mut bytes.as_slice()).map(unzigzag), Some(value));
        }
    }
}
