//! Who is signed in, on which device, until when.
//!
//! A session is one sealed record in the vault. The browser holds nothing but its sealed id in a cookie
//! that scripts and other sites cannot use; tokens never leave the server. `tower-sessions` brings the
//! session and its record; the [`Store`] beneath it is ours, because a write must fail once the session
//! was changed or has ended elsewhere (see [`store`]), and so are the cookie's rules: its removal has to
//! carry `Secure` or browsers ignore it, and time is an argument.
//!
//! Handlers take [`SignedIn`] or [`MaybeSignedIn`]; nothing else of a session can be reached from
//! outside, and no string names anything in it. No record is written before somebody has signed in.

mod contents;
pub(crate) mod cookie;
mod signed_in;
mod store;

pub use contents::Claims;
pub(crate) use contents::{Contents, Tokens};
pub use signed_in::{MaybeSignedIn, Refusal, SignedIn};
pub use store::Store;

use crate::clock::Clock;
use crate::config::Settings;
use chrono::{DateTime, TimeDelta, Utc};
use domain::vault::Vault;
use http::HeaderValue;
use std::fmt;
use std::sync::Arc;
use tower_sessions::cookie::time::OffsetDateTime;
use tower_sessions::session::{Error, Id};
use tower_sessions::{Expiry, Session, session_store};

/// The only key there is in a session's record, beside the store's own.
const CONTENTS: &str = "contents";

/// How long a session lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Without use.
    pub idle: TimeDelta,
    /// In any case.
    pub absolute: TimeDelta,
}

/// How long sessions live: on a device that somebody called their own, and elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Unless they asked to stay signed in.
    pub ordinary: Lifetime,
    /// If they asked to stay signed in on this device.
    pub remembered: Lifetime,
}

impl Default for Lifetimes {
    /// 12 hours and 7 days; 14 and 60 days on one's own device.
    fn default() -> Self {
        Self {
            ordinary: Lifetime { idle: TimeDelta::hours(12), absolute: TimeDelta::days(7) },
            remembered: Lifetime { idle: TimeDelta::days(14), absolute: TimeDelta::days(60) },
        }
    }
}

impl Lifetimes {
    /// `LONGRUN_SESSION_IDLE` and `LONGRUN_SESSION_MAX`.
    ///
    /// Whoever shortens one of them means every device, and whoever lengthens one does not make it
    /// shorter on one's own device.
    pub fn from_settings(settings: &Settings) -> Self {
        let delta = |it| TimeDelta::from_std(it).unwrap_or(TimeDelta::MAX);
        Self::new(Lifetime { idle: delta(settings.session_idle), absolute: delta(settings.session_max) })
    }

    fn new(ordinary: Lifetime) -> Self {
        let default = Self::default();
        let is_shorter =
            ordinary.idle < default.ordinary.idle || ordinary.absolute < default.ordinary.absolute;
        let longer = Lifetime {
            idle: default.remembered.idle.max(ordinary.idle),
            absolute: default.remembered.absolute.max(ordinary.absolute),
        };
        Self { ordinary, remembered: if is_shorter { ordinary } else { longer } }
    }

    fn of(&self, contents: &Contents) -> Lifetime {
        if contents.remember { self.remembered } else { self.ordinary }
    }
}

/// A session could not be read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// Another request has changed or ended the session since it was read.
    #[error("the session was changed or has ended elsewhere")]
    Changed,
    /// The vault does not answer, or answers what is none of ours.
    #[error("sessions cannot be reached")]
    Unavailable,
}

impl From<Error> for SessionError {
    fn from(error: Error) -> Self {
        match error {
            Error::Store(session_store::Error::Backend(said)) if said == store::CHANGED => Self::Changed,
            error => {
                tracing::error!(%error, "sessions cannot be reached");
                Self::Unavailable
            }
        }
    }
}

/// Everybody's sessions. Cheap to clone.
#[derive(Clone)]
pub struct Sessions {
    store: Arc<Store>,
    vault: Vault,
    clock: Clock,
    lifetimes: Lifetimes,
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").field("lifetimes", &self.lifetimes).finish_non_exhaustive()
    }
}

/// A session that lives. Its record is as it was when it was read.
#[derive(Clone)]
pub(crate) struct Live {
    session: Session,
    pub(crate) id: Id,
    pub(crate) contents: Contents,
}

impl Sessions {
    /// The sessions in `vault`.
    pub fn new(vault: Vault, clock: Clock, lifetimes: Lifetimes) -> Self {
        Self { store: Arc::new(Store::new(vault.clone(), clock.clone())), vault, clock, lifetimes }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Begins a session under a new id; the answer is the header that gives the browser its cookie.
    pub(crate) async fn begin(&self, contents: &Contents) -> Result<HeaderValue, SessionError> {
        let session = Session::new(None, Arc::clone(&self.store), None);
        self.write(&session, contents).await?;
        let id = session.id().ok_or(SessionError::Unavailable)?;
        let life = self.lifetimes.of(contents).absolute;
        cookie::grant(self.vault.sealer(), id, life).ok_or(SessionError::Unavailable)
    }

    /// The session with this id, unless it has ended.
    pub(crate) async fn read(&self, id: Id) -> Result<Option<Live>, SessionError> {
        let session = Session::new(Some(id), Arc::clone(&self.store), None);
        let contents: Option<Contents> = session.get(CONTENTS).await?;
        let live = contents.map(|contents| Live { session, id, contents });
        Ok(live.filter(|it| self.ends_at(&it.contents) > self.now()))
    }

    /// Writes the changed contents of a session that was read; fails if anybody wrote since.
    pub(crate) async fn save(&self, live: &Live) -> Result<(), SessionError> {
        self.write(&live.session, &live.contents).await
    }

    /// Ends a session for good, and tells what it held at its end. A request that is under way cannot bring
    /// it back.
    pub(crate) async fn end(&self, id: Id) -> Result<Option<Contents>, SessionError> {
        let held = self.store.take(id).await.map_err(Error::Store)?;
        let contents = held.and_then(|mut held| held.remove(CONTENTS));
        Ok(contents.and_then(|contents| serde_json::from_value(contents).ok()))
    }

    /// Ends a session as it was read; fails if anybody wrote since.
    pub(crate) async fn end_unchanged(&self, live: &Live) -> Result<(), SessionError> {
        live.session.remove_value(CONTENTS).await?;
        // What has expired is gone, and what was read before cannot be written over it.
        live.session.set_expiry(Some(expiry(self.now())?));
        Ok(live.session.save().await?)
    }

    /// Notes that the session is used, now and then: reading a page does not write each time.
    pub(crate) async fn touch(&self, live: &mut Live) {
        let now = self.now();
        let pause = (self.lifetimes.of(&live.contents).idle / 10).min(TimeDelta::minutes(5));
        if now - live.contents.last_seen < pause {
            return;
        }
        live.contents.last_seen = now;
        // Whoever wrote meanwhile has noted the same; and an outage of the vault's writes ends nobody's day.
        let _ = self.save(live).await;
    }

    async fn write(&self, session: &Session, contents: &Contents) -> Result<(), SessionError> {
        session.set_expiry(Some(expiry(self.ends_at(contents))?));
        session.insert(CONTENTS, contents).await?;
        Ok(session.save().await?)
    }

    fn ends_at(&self, contents: &Contents) -> DateTime<Utc> {
        let Lifetime { idle, absolute } = self.lifetimes.of(contents);
        let after =
            |from: DateTime<Utc>, life| from.checked_add_signed(life).unwrap_or(DateTime::<Utc>::MAX_UTC);
        after(contents.last_seen, idle).min(after(contents.started_at, absolute))
    }
}

fn expiry(time: DateTime<Utc>) -> Result<Expiry, SessionError> {
    let time = OffsetDateTime::from_unix_timestamp(time.timestamp());
    time.map(Expiry::AtDateTime).map_err(|_| SessionError::Unavailable)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lifetimes(idle: i64, absolute: i64) -> Lifetimes {
        Lifetimes::new(Lifetime { idle: TimeDelta::hours(idle), absolute: TimeDelta::hours(absolute) })
    }

    #[test]
    fn the_default_settings_are_the_default() {
        assert_eq!(lifetimes(12, 7 * 24), Lifetimes::default());
    }

    #[test]
    fn shorter_sessions_are_shorter_on_every_device() {
        for short in [lifetimes(1, 7 * 24), lifetimes(8, 8)] {
            assert_eq!(short.remembered, short.ordinary);
        }
    }

    #[test]
    fn longer_sessions_are_shorter_on_none() {
        let long = lifetimes(24, 90 * 24);
        assert_eq!(long.remembered.idle, TimeDelta::days(14));
        assert_eq!(long.remembered.absolute, TimeDelta::days(90));
    }
}
