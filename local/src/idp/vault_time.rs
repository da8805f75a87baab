//! How long the provider's records stay.

use chrono::{DateTime, TimeDelta, Utc};

/// For accounts, clients and keys: the last second of the year 9999.
pub(super) const FOR_EVER: DateTime<Utc> = match DateTime::from_timestamp(253_402_300_799, 0) {
    Some(end) => end,
    None => DateTime::<Utc>::MAX_UTC,
};

/// An authorization code (RFC 6749 §4.1.2 allows ten minutes, FAPI 2.0 one).
pub(super) const CODE: TimeDelta = TimeDelta::seconds(60);
/// Access and ID tokens.
pub(super) const TOKEN: TimeDelta = TimeDelta::minutes(5);
/// A refresh token that is not used.
pub(super) const REFRESH_IDLE: TimeDelta = TimeDelta::days(14);
/// All refresh tokens that come from one sign-in.
pub(super) const REFRESH_MOST: TimeDelta = TimeDelta::days(60);
/// A sign-in form that nobody has sent yet.
pub(super) const FORM: TimeDelta = TimeDelta::minutes(10);
/// An address whose account is on its way.
pub(super) const RESERVATION: TimeDelta = TimeDelta::minutes(10);
/// From where an account was opened.
pub(super) const KNOWN: TimeDelta = TimeDelta::days(90);
/// The link that makes the owner.
pub(super) const OWNER_TICKET: TimeDelta = TimeDelta::hours(24);
/// The link the owner gives to others.
pub(super) const INVITATION: TimeDelta = TimeDelta::days(7);
