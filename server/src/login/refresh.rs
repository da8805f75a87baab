//! Keeping the tokens of a session fresh.
//!
//! When four fifths of an access token's life have passed, exactly one of the requests at hand asks for
//! a new one; the others go on with what they have, or wait a little if that is nothing. It asks under a
//! lock, having read the session anew, and writes only what nobody has changed meanwhile. A provider that
//! refuses the refresh token, or answers for somebody else, ends the session; one that does not answer
//! costs nothing but a pause. Once the token is spent, everything is tried for a while to keep what came
//! for it: a vault or keys that cannot be reached at that moment end nobody's session either.

use super::tokens::{Granted, TO_WAIT, TokensError};
use super::{IdTokenError, Party, RelyingParty};
use crate::clock::Clock;
use crate::session::{Contents, Live, SessionError, Sessions, Tokens};
use chrono::{DateTime, TimeDelta, Utc};
use gate::Groups;
use gate::jws::JwsError;
use secrecy::SecretString;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};
use tower_sessions::session::Id;

/// How long nobody asks a provider that did not answer.
const PAUSE: TimeDelta = TimeDelta::seconds(10);

/// How long and how often new tokens are tried to be kept.
const A_WHILE: TimeDelta = TimeDelta::minutes(1);
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// When to look for the tokens that another process may have been given: the pauses before, in milliseconds.
const TO_ARRIVE: [u64; 4] = [0, 100, 200, 400];

/// Whose turn it is, session by session. Guards when to ask again after a failure.
#[derive(Default)]
pub(super) struct Flights(Mutex<HashMap<Id, Arc<Queue>>>);

type Queue = Turn<Option<DateTime<Utc>>>;
type Flight = OwnedMutexGuard<Option<DateTime<Utc>>>;

impl fmt::Debug for Flights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Flights")
    }
}

impl Flights {
    fn of(&self, id: Id, now: DateTime<Utc>) -> Arc<Queue> {
        let mut flights = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody holds it and no pause is running: forgetting it forgets nothing.
        let matters = |it: &Arc<Queue>| {
            Arc::strong_count(it) > 1
                || it.try_lock().is_ok_and(|until| until.is_some_and(|until| until > now))
        };
        flights.retain(|_, it| matters(it));
        Arc::clone(flights.entry(id).or_default())
    }
}

impl RelyingParty {
    /// The session with fresh tokens; `None` if it has ended.
    pub(crate) async fn keep_fresh(
        &self,
        sessions: &Sessions,
        live: Live,
    ) -> Result<Option<Live>, SessionError> {
        let party = &self.0;
        let ours = &party.registration;
        if live.contents.issuer != ours.issuer || live.contents.client_id != ours.client_id {
            // Another provider's: its tokens are not shown to this one.
            sessions.end(live.id).await?;
            return Ok(None);
        }
        let now = party.clock.now();
        if !live.contents.tokens.are_due(now) {
            return Ok(Some(live));
        }
        let Some(flight) = party.flight(&live, now).await else { return Ok(Some(live)) };
        // A task of its own: a browser that hangs up must not cost the tokens that are on their way.
        let task = tokio::spawn(Arc::clone(party).refresh(sessions.clone(), live.id, flight));
        match tokio::time::timeout(TO_WAIT, task).await {
            Ok(refreshed) => refreshed.unwrap_or(Err(SessionError::Unavailable)),
            Err(_) => Ok(Some(live)),
        }
    }
}

impl Party {
    /// The right to refresh; `None` if somebody else is at it, or it was tried a moment ago.
    async fn flight(&self, live: &Live, now: DateTime<Utc>) -> Option<Flight> {
        let turn = self.flights.of(live.id, now);
        let flight = match Arc::clone(&turn).try_lock_owned() {
            Ok(flight) => flight,
            Err(_) if live.contents.tokens.expires_at > now => return None,
            Err(_) => tokio::time::timeout(TO_WAIT, turn.lock_owned()).await.ok()?,
        };
        flight.is_none_or(|until| until <= now).then_some(flight)
    }

    async fn refresh(
        self: Arc<Self>,
        sessions: Sessions,
        id: Id,
        mut flight: Flight,
    ) -> Result<Option<Live>, SessionError> {
        let Some(mut live) = sessions.read(id).await? else { return Ok(None) };
        let now = self.clock.now();
        let due = live.contents.tokens.are_due(now);
        let Some(token) = live.contents.tokens.refresh.clone().filter(|_| due) else { return Ok(Some(live)) };
        match self.renewed(&token, &live.contents.subject).await {
            Ok((tokens, groups)) => {
                live.contents.tokens = tokens;
                live.contents.claims.groups = groups.unwrap_or(live.contents.claims.groups);
                live.contents.tokens.refresh.get_or_insert(token);
                live.contents.last_seen = now;
                self.put(&sessions, live).await
            }
            Err(TokensError::InvalidGrant) => refused(&sessions, live).await,
            Err(error @ TokensError::SomebodyElse) => {
                tracing::warn!(reason = %error, "session ended");
                self.end(&sessions, id).await.map(|()| None)
            }
            Err(error) => {
                tracing::warn!(reason = %error, "tokens not refreshed");
                *flight = Some(self.clock.now() + PAUSE);
                Ok(Some(live))
            }
        }
    }

    /// New tokens, and the groups that an ID token tells, if one came.
    async fn renewed(
        &self,
        refresh: &SecretString,
        subject: &str,
    ) -> Result<(Tokens, Option<Groups>), TokensError> {
        // Without them nothing could be said about what comes for the refresh token.
        self.provider.keys().await?;
        let granted = self.renew(refresh).await?;
        match self.check_same(&granted, subject).await {
            Ok(groups) => Ok((granted.tokens, groups)),
            Err(error) => {
                self.revoke(granted.tokens).await;
                Err(error)
            }
        }
    }

    /// Whether new tokens are still the same person's, where an ID token says (`OpenID` Connect Core §12.2): then
    /// the groups that they are in by now.
    async fn check_same(&self, granted: &Granted, subject: &str) -> Result<Option<Groups>, TokensError> {
        if granted.id_token.is_none() {
            return Ok(None);
        }
        let mut patience = self.patience();
        loop {
            let error = match self.identity(granted, None).await {
                Ok(Ok(identity)) if identity.subject == subject => return Ok(Some(identity.claims.groups)),
                // The key may be published a little later than it is used, and a clock may be wrong.
                Ok(Err(error @ (IdTokenError::Jws(JwsError::UnknownKey) | IdTokenError::Time))) => {
                    error.into()
                }
                Ok(_) => return Err(TokensError::SomebodyElse),
                Err(error) => error.into(),
            };
            if !patience.lasts(&self.clock).await {
                return Err(error);
            }
        }
    }

    /// Writes the new tokens, for which the old ones are spent: until they are kept, or nobody's.
    async fn put(&self, sessions: &Sessions, mut live: Live) -> Result<Option<Live>, SessionError> {
        let mut patience = self.patience();
        loop {
            match self.try_to_put(sessions, &mut live).await {
                Ok(true) => return Ok(Some(live)),
                Ok(false) => {
                    self.revoke(live.contents.tokens).await;
                    return Ok(None);
                }
                Err(SessionError::Changed) => {}
                Err(error) if !patience.lasts(&self.clock).await => {
                    tracing::warn!(%error, "new tokens could not be kept");
                    self.revoke(live.contents.tokens).await;
                    return Err(error);
                }
                Err(SessionError::Unavailable) => {}
            }
        }
    }

    /// Writes the new tokens; `false` if the session has ended. Who has written meanwhile may have only used
    /// it: the tokens are new in any case, so they are put into what is there now.
    async fn try_to_put(&self, sessions: &Sessions, live: &mut Live) -> Result<bool, SessionError> {
        match sessions.save(live).await {
            Err(SessionError::Changed) => {}
            saved => return saved.map(|()| true),
        }
        let Some(newer) = sessions.read(live.id).await? else { return Ok(false) };
        let Contents { tokens, claims, .. } = std::mem::replace(live, newer).contents;
        if live.contents.tokens.issued_at >= tokens.issued_at {
            return Ok(true);
        }
        live.contents.tokens = tokens;
        live.contents.claims.groups = claims.groups;
        Err(SessionError::Changed)
    }

    fn patience(&self) -> Patience {
        Patience { ends_at: self.clock.now() + A_WHILE, pause: FIRST_PAUSE }
    }
}

/// Ends a session whose refresh token was refused, unless another process has spent it: what came for it may
/// still be on its way to the vault.
async fn refused(sessions: &Sessions, mut live: Live) -> Result<Option<Live>, SessionError> {
    let spent = live.contents.tokens.issued_at;
    for pause in TO_ARRIVE {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        match sessions.read(live.id).await? {
            Some(newer) if newer.contents.tokens.issued_at > spent => return Ok(Some(newer)),
            Some(same) => live = same,
            None => return Ok(None),
        }
    }
    tracing::warn!(reason = %TokensError::InvalidGrant, "session ended");
    match sessions.end_unchanged(&live).await {
        Err(SessionError::Changed) => sessions.read(live.id).await,
        ended => ended.map(|()| None),
    }
}

/// How long something is tried again.
struct Patience {
    ends_at: DateTime<Utc>,
    pause: Duration,
}

impl Patience {
    /// Waits for the next attempt, each time longer; `false` if it is time to give up.
    async fn lasts(&mut self, clock: &Clock) -> bool {
        if clock.now() >= self.ends_at {
            return false;
        }
        tokio::time::sleep(self.pause).await;
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        true
    }
}
