//! Keeping the tokens of a session fresh.
//!
//! When four fifths of an access token's life have passed, exactly one of the requests at hand asks for
//! a new one; the others go on with what they have, or wait if that is nothing. It asks under a lock,
//! having read the session anew, and writes only what nobody has changed meanwhile. A provider that
//! refuses the refresh token, or answers for somebody else, ends the session; one that does not answer
//! costs nothing but a pause.

use super::tokens::{Granted, TokensError};
use super::{Party, RelyingParty};
use crate::session::{Live, SessionError, Sessions, Tokens};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};
use tower_sessions::session::Id;

/// How long nobody asks a provider that did not answer.
const PAUSE: TimeDelta = TimeDelta::seconds(10);

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
        let turn = party.flights.of(live.id, now);
        let flight = match Arc::clone(&turn).try_lock_owned() {
            Ok(flight) => flight,
            Err(_) if live.contents.tokens.expires_at > now => return Ok(Some(live)),
            Err(_) => turn.lock_owned().await,
        };
        if flight.is_some_and(|until| until > now) {
            return Ok(Some(live));
        }
        // A task of its own: a browser that hangs up must not cost the tokens that are on their way.
        let task = tokio::spawn(Arc::clone(party).refresh(sessions.clone(), live.id, flight));
        task.await.unwrap_or(Err(SessionError::Unavailable))
    }
}

impl Party {
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
            Ok(tokens) => {
                live.contents.tokens = tokens;
                live.contents.tokens.refresh.get_or_insert(token);
                live.contents.last_seen = now;
                self.put(&sessions, live).await
            }
            Err(error @ (TokensError::InvalidGrant | TokensError::SomebodyElse)) => {
                tracing::warn!(reason = %error, "session ended");
                sessions.end(id).await.map(|()| None)
            }
            Err(error) => {
                tracing::warn!(reason = %error, "tokens not refreshed");
                *flight = Some(now + PAUSE);
                Ok(Some(live))
            }
        }
    }

    async fn renewed(&self, refresh: &secrecy::SecretString, subject: &str) -> Result<Tokens, TokensError> {
        let granted = self.renew(refresh).await?;
        if let Err(error) = self.check_same(&granted, subject).await {
            self.revoke(granted.tokens).await;
            return Err(error);
        }
        Ok(granted.tokens)
    }

    /// Whether new tokens are still the same person's, where an ID token says (`OpenID` Connect Core §12.2).
    async fn check_same(&self, granted: &Granted, subject: &str) -> Result<(), TokensError> {
        if granted.id_token.is_none() {
            return Ok(());
        }
        match self.identity(granted, None).await {
            Ok(identity) if identity.subject == subject => Ok(()),
            _ => Err(TokensError::SomebodyElse),
        }
    }

    /// Writes the new tokens. Who has written meanwhile may have ended the session, or only used it: the
    /// tokens are new in any case, so they are put into what is there now.
    async fn put(&self, sessions: &Sessions, mut live: Live) -> Result<Option<Live>, SessionError> {
        for _ in 0..5 {
            match sessions.save(&live).await {
                Err(SessionError::Changed) => {}
                saved => return saved.map(|()| Some(live)),
            }
            let Some(newer) = sessions.read(live.id).await? else {
                self.revoke(live.contents.tokens).await;
                return Ok(None);
            };
            let tokens = std::mem::replace(&mut live, newer).contents.tokens;
            if live.contents.tokens.issued_at >= tokens.issued_at {
                return Ok(Some(live));
            }
            live.contents.tokens = tokens;
        }
        Err(SessionError::Changed)
    }
}
