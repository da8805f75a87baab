//! FIT: Garmin's binary messages (FIT protocol 2.x, "Flexible & Interoperable Data Transfer Protocol").
//!
//! `fitparser` reads the messages, but never sees a file: [`framing`] cuts the file into its parts, checks the
//! checksums, and hands over one message at a time with definitions made harmless. The few fields that matter
//! are taken raw by their numbers in the profile ([`fields`]), which is several times faster than naming all
//! of them, and independent of the machine's time zone. [`gather`] collects them; [`legs`] makes recordings.

mod fields;
mod framing;
mod gather;
mod legs;
mod sport;

use super::recording::Reading;
use super::{Flaw, Limits, Unreadable};
use gather::Gathered;

/// Reads a file whose bytes 8 to 11 are `.FIT`.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Reading, Unreadable> {
    let mut gathered = Gathered::default();
    let mut flaw = None;
    for part in framing::parts(bytes)? {
        gathered.next_part();
        let whole =
            framing::messages(part.messages, limits.elements, |message| gathered.take(message, limits));
        flaw = flaw.or(part.flaw).or((!whole).then_some(Flaw::BreaksOff));
    }
    Ok(legs::reading(gathered, flaw))
}
