//! Sign-ins that have begun and not ended: in the browser that began them, sealed.
//!
//! Each attempt has a cookie of its own, named after its state, so that two tabs do not disturb each
//! other and a flood of attempts fills no store. That a state is used once, the vault remembers.

use super::return_to::ReturnTo;
use crate::session::cookie::{Came, Cookies, forget, ours, short_hash};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use cookie::SameSite;
use cookie::time::Duration;
use domain::vault::{RecordKey, Sealer, Vault, VaultError};
use http::{HeaderMap, HeaderValue};
use serde::{Deserialize, Serialize};
use std::fmt;

const PREFIX: &str = "__Host-Http-longrun-login-";
const LIFE: TimeDelta = TimeDelta::minutes(10);
const MOST: usize = 8;

/// A sign-in that has begun.
#[derive(Serialize, Deserialize)]
pub(super) struct Pending {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    /// The provider that was asked: an answer counts only as its.
    pub(super) issuer: String,
    pub(super) return_to: ReturnTo,
    pub(super) remember: bool,
    /// The session that the new one takes the place of. The callback comes from another site, without it.
    pub(super) replaces: Option<String>,
    pub(super) begun_at: DateTime<Utc>,
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending")
            .field("issuer", &self.issuer)
            .field("begun_at", &self.begun_at)
            .finish_non_exhaustive()
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        use zeroize::Zeroize as _;
        self.verifier.zeroize();
        self.nonce.zeroize();
    }
}

impl Pending {
    /// The header that keeps it in the browser.
    pub(super) fn cookie(&self, sealer: &Sealer) -> Option<HeaderValue> {
        let name = name(&self.state);
        let plain = zeroize::Zeroizing::new(serde_json::to_vec(self).ok()?);
        let value = URL_SAFE_NO_PAD.encode(sealer.seal(&[&name], &plain).ok()?);
        let life = Duration::seconds(LIFE.num_seconds());
        let cookie = ours(&name, &value).same_site(SameSite::Lax).max_age(life);
        HeaderValue::try_from(cookie.to_string()).ok()
    }

    /// The sign-in with this state that this browser began, however long ago.
    pub(super) fn find(sealer: &Sealer, headers: &HeaderMap, state: &str) -> Option<Self> {
        let name = name(state);
        let Came::Once(value) = Cookies::of(headers).one(&name) else { return None };
        Self::open(sealer, &name, value).filter(|it| it.state == state)
    }

    fn open(sealer: &Sealer, name: &str, value: &str) -> Option<Self> {
        let plain = sealer.open(&[name], &URL_SAFE_NO_PAD.decode(value).ok()?)?;
        serde_json::from_slice(&plain).ok()
    }

    /// Whether it is too late for an answer.
    pub(super) fn is_over(&self, now: DateTime<Utc>) -> bool {
        now >= self.begun_at + LIFE
    }

    /// Uses the state up. Of many callers, here and in other processes, exactly one is told `true`.
    pub(super) async fn spend(&self, vault: &Vault, now: DateTime<Utc>) -> Result<bool, VaultError> {
        let key = RecordKey::new("STATE", self.state.clone());
        match vault.create(&key, &(), self.begun_at + LIFE + TimeDelta::minutes(1), now).await {
            Ok(_) => Ok(true),
            Err(VaultError::Exists) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

/// The header that makes the browser forget the sign-in with this state.
pub(super) fn forget_state(state: &str) -> Option<HeaderValue> {
    forget(&name(state), SameSite::Lax)
}

/// Headers that make room for one more: they drop what has ended, and the oldest beyond seven.
pub(super) fn make_room(sealer: &Sealer, headers: &HeaderMap, now: DateTime<Utc>) -> Vec<HeaderValue> {
    let cookies = Cookies::of(headers);
    let attempts = cookies.starting_with(PREFIX).map(|(name, value)| {
        let begun_at = Pending::open(sealer, name, value).filter(|it| !it.is_over(now)).map(|it| it.begun_at);
        (begun_at, name)
    });
    let mut attempts: Vec<_> = attempts.collect();
    attempts.sort_unstable_by(|a, b| b.cmp(a));
    let dropped = attempts.into_iter().enumerate().filter(|(place, it)| *place >= MOST - 1 || it.0.is_none());
    dropped.filter_map(|(_, (_, name))| forget(name, SameSite::Lax)).collect()
}

/// The name of an attempt's cookie.
fn name(state: &str) -> String {
    format!("{PREFIX}{}", short_hash(state))
}
