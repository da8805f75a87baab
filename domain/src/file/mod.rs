//! What watches and apps write: FIT, TCX and GPX, as one file may hold them.
//!
//! [`decode`] turns the bytes of one file into activities. It is pure and synchronous, looks at the content
//! and never at the name, and is bounded in everything a hostile file could stretch: size, nesting, elements,
//! messages, points. It refuses with a sentence of its own for every reason. A file that breaks off gives what
//! can be read of it, marked as truncated. [`Pieces`] reads a file that is only to be kept, without ever
//! holding the whole; zip archives are opened by [`Archive`], one entry at a time.
//!
//! Each format becomes recordings ([`recording`]); what a recording amounts to is measured in one place
//! ([`measure`]), so that the same workout has the same totals whatever it was exported as. The choices made
//! there are in `docs/decisions/decoding.md`.

mod archive;
mod fit;
mod measure;
mod pieces;
mod recording;
mod sniff;
mod sport;
mod xml;
mod zone;

pub use archive::{Archive, Entry, display_name};
pub use pieces::{Pieces, unwrap};
pub use zone::Zone;

use crate::quantity::{BeatsPerMinute, Kilojoules, Metres, RevolutionsPerMinute, Seconds, Watts};
use crate::sport::Sport;
use crate::track::Track;
use crate::workout::{Details, DeviceTotals, FileKind, Start};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use recording::Reading;
use sniff::Content;

/// How far a file may go before it is refused.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one file, uncompressed.
    pub bytes: usize,
    /// Uncompressed bytes for each compressed one read so far, beyond the first mebibyte.
    pub ratio: u64,
    /// Files in one archive.
    pub entries: usize,
    /// Bytes of all files of one archive, uncompressed.
    pub archive_bytes: u64,
    /// Points of one file; later ones are left out and the file counts as truncated.
    pub points: usize,
    /// Messages of a FIT file, or elements of an XML file, with the same consequence.
    pub elements: usize,
    /// Activities of one file.
    pub activities: usize,
    /// Elements within elements.
    pub depth: usize,
    /// Bytes of one start tag with its attributes, or of one text, which is left out where it has more.
    pub element_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 32 << 20,
            ratio: 250,
            entries: 20_000,
            archive_bytes: 4 << 30,
            points: 500_000,
            elements: 8_000_000,
            activities: 100,
            depth: 64,
            element_bytes: 64 << 10,
        }
    }
}

/// What one file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The format, as its content shows.
    pub format: FileKind,
    /// The device or app that wrote it, if it says.
    pub device: Option<String>,
    /// The activities, at least one, in the order of the file.
    pub activities: Vec<Activity>,
    /// What is wrong with the file; the activities are what could be read.
    pub flaw: Option<Flaw>,
}

/// What is wrong with a file that can be read nevertheless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// It ends before its end.
    #[error("The file breaks off or is damaged; this is what could be read.")]
    BreaksOff,
    /// The checksum over the whole file is wrong.
    #[error("The checksum is wrong: the file was changed or damaged on its way. Check the values.")]
    Checksum,
}

/// One activity, or one leg of a multisport one. What is not known is absent.
#[derive(Clone, Debug, PartialEq)]
pub struct Activity {
    /// What was done.
    pub sport: Sport,
    /// When it began, in UTC unless [`Zone::WallClock`] says otherwise; see [`Activity::start_in`].
    pub start: DateTime<Utc>,
    /// What the file tells about the zone it was done in.
    pub zone: Option<Zone>,
    /// From start to finish, between one second and fourteen days.
    pub elapsed: Seconds,
    /// Without pauses and standing; at most `elapsed`.
    pub moving: Option<Seconds>,
    /// How far.
    pub distance: Option<Metres>,
    /// How much was climbed.
    pub ascent: Option<Metres>,
    /// Mean heart rate.
    pub average_heart_rate: Option<BeatsPerMinute>,
    /// Highest heart rate.
    pub max_heart_rate: Option<BeatsPerMinute>,
    /// Mean power, zeros included.
    pub average_power: Option<Watts>,
    /// Mean cadence, zeros left out.
    pub average_cadence: Option<RevolutionsPerMinute>,
    /// Energy spent.
    pub energy: Option<Kilojoules>,
    /// The title the file gives, possibly empty, at most 120 characters.
    pub title: String,
    /// The samples; empty if the device recorded none.
    pub track: Track,
    /// The device's own totals.
    pub totals: DeviceTotals,
}

impl Activity {
    /// When and in which zone it began, for an athlete whose own zone is `home`.
    pub fn start_in(&self, home: Tz) -> Start {
        self.zone.map_or_else(|| Start::new(self.start, home), |zone| zone.start(self.start, home))
    }

    /// What it says about a workout of an athlete whose own zone is `home`.
    pub fn details(&self, home: Tz) -> Details {
        Details {
            sport: self.sport.clone(),
            start: self.start_in(home),
            elapsed: self.elapsed,
            moving: self.moving,
            distance: self.distance,
            ascent: self.ascent,
            average_heart_rate: self.average_heart_rate,
            max_heart_rate: self.max_heart_rate,
            average_power: self.average_power,
            average_cadence: self.average_cadence,
            energy: self.energy,
            effort: None,
            title: self.title.clone(),
            notes: String::new(),
        }
    }
}

/// Why nothing can be taken from a file. Each reads as a sentence to the person who brought it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No bytes at all.
    #[error("The file is empty.")]
    Empty,
    /// More than [`Limits::bytes`].
    #[error("The file is larger than {mebibytes} MiB.")]
    TooLarge {
        /// The limit.
        mebibytes: usize,
    },
    /// Another kind of file.
    #[error("This is not a FIT, TCX or GPX file: it looks like {0}.")]
    Unknown(&'static str),
    /// A file of the right format that records no workout.
    #[error("The file holds {0}, not a recorded activity.")]
    NotAnActivity(String),
    /// Points without times.
    #[error("The points have no times, so the file does not tell when this was.")]
    NoTimes,
    /// Times before FIT's clock or far ahead.
    #[error("The device's clock was not set, so the file does not tell when this was.")]
    ClockNotSet,
    /// Longer than a workout can be.
    #[error("The recording is longer than fourteen days.")]
    TooLong,
    /// Broken before the first activity.
    #[error("The file is damaged or breaks off before anything can be read from it.")]
    Damaged,
    /// XML that declares entities.
    #[error("The file declares XML entities, which no activity needs. It was not read.")]
    Entities,
    /// XML nested beyond [`Limits::depth`].
    #[error("The file nests elements more than {0} deep, which no activity does.")]
    TooDeep(usize),
    /// An element beyond [`Limits::element_bytes`].
    #[error("The file has a single element of more than {0} KiB, which no activity needs.")]
    ElementTooLarge(usize),
    /// More than [`Limits::activities`].
    #[error("The file holds more than {0} activities; split it.")]
    TooManyActivities(usize),
    /// Inflates beyond [`Limits::ratio`].
    #[error("The file unpacks to more than {0} times its size, as only harmful files do.")]
    Bomb(u64),
    /// A compressed file that cannot be unpacked.
    #[error("The compressed file is damaged or breaks off.")]
    Unpacking,
    /// A zip where a single file is expected.
    #[error("This is an archive inside an archive; bring the inner one by itself.")]
    NestedArchive,
    /// An entry that is protected by a password.
    #[error("The file is protected by a password.")]
    Encrypted,
    /// An entry that is a link or a device.
    #[error("The archive holds a link here, not a file.")]
    NotAFile,
    /// Entries that hide each other; see [`Archive::repeats_paths`].
    #[error(
        "The archive holds several files under one name, of which only the last is here; bring the others by themselves."
    )]
    SamePath,
    /// More than [`Limits::entries`].
    #[error("The archive holds more than {0} files; split it.")]
    TooManyEntries(usize),
    /// More than [`Limits::archive_bytes`].
    #[error("The archive unpacks to more than {0} MiB; split it.")]
    ArchiveTooLarge(u64),
    /// Something in the file makes a decoder panic or hang, as whoever ran it saw.
    #[error("Something in the file makes its decoder fail. Please report it.")]
    Decoder,
}

/// The activities of one file: FIT, TCX or GPX, plain or gzip.
///
/// Pure CPU work of some milliseconds; run it where blocking is allowed, and where a panic ends nothing else:
/// nobody knows what the crates below it may trip over.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, Unreadable> {
    let (plain, flaw) = unwrap(bytes, limits)?;
    let (format, reading) = match sniff::content(&plain)? {
        Content::Fit => (FileKind::Fit, fit::read(&plain, limits)?),
        Content::Gpx(text) => (FileKind::Gpx, xml::gpx::read(&text, limits)?),
        Content::Tcx(text) => (FileKind::Tcx, xml::tcx::read(&text, limits)?),
    };
    let decoded = measured(format, reading, limits)?;
    Ok(Decoded { flaw: decoded.flaw.or(flaw), ..decoded })
}

/// Keeps the recordings that amount to an activity; if none does, tells why the first does not.
fn measured(format: FileKind, reading: Reading, limits: &Limits) -> Result<Decoded, Unreadable> {
    if reading.recordings.len() > limits.activities {
        return Err(Unreadable::TooManyActivities(limits.activities));
    }
    let mut refused = None;
    let mut activities = Vec::with_capacity(reading.recordings.len());
    for recording in reading.recordings {
        match measure::activity(recording) {
            Ok(activity) => activities.push(activity),
            Err(reason) => refused = refused.or(Some(reason)),
        }
    }
    if activities.is_empty() {
        return Err(refused.or(reading.instead).unwrap_or(Unreadable::Damaged));
    }
    Ok(Decoded { format, device: reading.device, activities, flaw: reading.flaw })
}
