//! FIT: Garmin's binary messages (FIT protocol 2.x, "Flexible & Interoperable Data Transfer Protocol").
//!
//! [`framing`] cuts the file into its parts and checks the checksums; [`messages`] cuts a part into messages, whose
//! few fields that matter are taken by their numbers in the profile ([`fields`]); [`gather`] collects them;
//! [`legs`] makes recordings. The names of makers, products and sports are the profile's, as `fitparser` knows them.

mod fields;
mod framing;
mod gather;
mod legs;
mod messages;
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
            messages::messages(part.messages, limits.elements, |message| gathered.take(message, limits));
        flaw = flaw.or(part.flaw).or((!whole).then_some(Flaw::BreaksOff));
    }
    Ok(legs::reading(gathered, flaw))
}
