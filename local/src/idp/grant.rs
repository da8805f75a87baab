//! What one sign-in granted to one client: its code, and the family of refresh tokens that comes of it.
//!
//! A grant hands out handles one after the other: number 0 is the authorization code, number n the n-th
//! refresh token. Each is the grant's id, the number and a MAC under a key that only the sealed record
//! holds. Only the newest handle is good; an older one proves that somebody used it a second time, and
//! ends the grant (RFC 9700 §4.14.2, RFC 6749 §4.1.2). A forged one proves nothing and ends nothing.

use super::fault::Fault;
use super::pkce::Challenge;
use super::scope::Scopes;
use super::{random, vault_time};
use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use domain::vault::{Record, RecordKey, Vault, VaultError};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

const ID: usize = 16;
const NUMBER: usize = 4;
const MAC: usize = 32;

/// What was granted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Terms {
    pub(super) client_id: String,
    pub(super) subject: String,
    /// The account's count of credentials at the time.
    pub(super) credentials: u64,
    pub(super) scopes: Scopes,
    pub(super) resource: String,
    pub(super) redirect_uri: String,
    pub(super) challenge: Challenge,
    pub(super) nonce: Option<String>,
    pub(super) auth_time: DateTime<Utc>,
    /// How often the person had ended everything of this client's by then.
    #[serde(default)]
    pub(super) withdrawals: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Grant {
    terms: Terms,
    key: MacKey,
    newest: u32,
}

#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct MacKey([u8; 32]);

impl std::fmt::Debug for MacKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MacKey")
    }
}

/// A handle whose MAC is right, and the living grant behind it.
#[derive(Debug)]
pub(super) struct Presented {
    /// The public name of the grant.
    pub(super) id: String,
    number: u32,
    record: Record<Grant>,
}

impl Presented {
    pub(super) fn terms(&self) -> &Terms {
        &self.record.value.terms
    }

    /// Whether it is the authorization code and not a refresh token.
    pub(super) fn is_code(&self) -> bool {
        self.number == 0
    }

    /// Whether it was used before.
    pub(super) fn is_spent(&self) -> bool {
        self.number != self.record.value.newest
    }
}

/// The grants in the vault.
#[derive(Clone, Debug)]
pub(super) struct Grants {
    vault: Vault,
}

impl Grants {
    pub(super) fn new(vault: Vault) -> Self {
        Self { vault }
    }

    /// Begins a grant; the answer is its authorization code.
    pub(super) async fn begin(&self, terms: Terms, now: DateTime<Utc>) -> Result<String, Fault> {
        let id = random::bytes::<ID>()?;
        let grant = Grant { terms, key: MacKey(random::bytes()?), newest: 0 };
        let key = record_key(&URL_SAFE_NO_PAD.encode(id));
        self.vault.create(&key, &grant, now + vault_time::CODE, now).await?;
        Ok(handle(&id, &grant))
    }

    /// Looks a handle up; `None` if it is forged or its grant is over.
    pub(super) async fn present(&self, text: &str, now: DateTime<Utc>) -> Result<Option<Presented>, Fault> {
        let Some(Parts { id, number, mac }) = parts(text) else { return Ok(None) };
        let Some(record) = self.vault.read::<Grant>(&record_key(&id), now).await? else { return Ok(None) };
        let key = hmac::Key::new(hmac::HMAC_SHA256, &record.value.key.0);
        let genuine = hmac::verify(&key, &number.to_be_bytes(), &mac).is_ok();
        Ok(genuine.then_some(Presented { id, number, record }))
    }

    /// Uses the newest handle up; the answer is the next one. `None` if somebody else was faster, which
    /// ends the grant. Good for `lasts` more, but no refresh lives longer than its sign-in allows.
    pub(super) async fn spend(
        &self,
        presented: Presented,
        lasts: chrono::TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Option<String>, Fault> {
        let Presented { id, record, .. } = presented;
        let grant = Grant { newest: record.value.newest + 1, ..record.value };
        let most = grant.terms.auth_time + vault_time::REFRESH_MOST;
        match self.vault.replace(&record_key(&id), record.version, &grant, most.min(now + lasts)).await {
            Ok(_) => Ok(id_bytes(&id).map(|id| handle(&id, &grant))),
            Err(VaultError::Changed) => {
                let client = grant.terms.client_id;
                tracing::warn!(client, "a code or token was used twice at once: its sign-in ends");
                self.end(&id, now).await.map(|()| None)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Ends a grant for good.
    pub(super) async fn end(&self, id: &str, now: DateTime<Utc>) -> Result<(), Fault> {
        Ok(self.vault.end(&record_key(id), now + vault_time::REFRESH_MOST).await?)
    }

    /// How often this person has ended everything that this client was granted.
    pub(super) async fn withdrawals(
        &self,
        subject: &str,
        client_id: &str,
        now: DateTime<Utc>,
    ) -> Result<u64, Fault> {
        let count: Option<Record<u64>> = self.vault.read(&count_key(subject, client_id), now).await?;
        Ok(count.map_or(0, |count| count.value))
    }

    /// Ends every grant of this person's to this client: each remembers the count, and an earlier one is void.
    pub(super) async fn withdraw(
        &self,
        subject: &str,
        client_id: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let key = count_key(subject, client_id);
        let written = match self.vault.read::<u64>(&key, now).await? {
            Some(count) => {
                let next = count.value + 1;
                self.vault.replace(&key, count.version, &next, vault_time::FOR_EVER).await
            }
            None => self.vault.create(&key, &1_u64, vault_time::FOR_EVER, now).await,
        };
        match written {
            // Somebody else counted up after we had begun, which ends the same grants.
            Ok(_) | Err(VaultError::Changed | VaultError::Exists) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether the person has ended since what these terms granted.
    pub(super) async fn is_withdrawn(&self, terms: &Terms, now: DateTime<Utc>) -> Result<bool, Fault> {
        let count = self.withdrawals(&terms.subject, &terms.client_id, now).await?;
        Ok(count != terms.withdrawals)
    }

    /// The terms of a grant that lives.
    pub(super) async fn terms(&self, id: &str, now: DateTime<Utc>) -> Result<Option<Terms>, Fault> {
        let record: Option<Record<Grant>> = self.vault.read(&record_key(id), now).await?;
        Ok(record.map(|record| record.value.terms))
    }
}

struct Parts {
    id: String,
    number: u32,
    mac: [u8; MAC],
}

fn parts(text: &str) -> Option<Parts> {
    let bytes: [u8; ID + NUMBER + MAC] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
    let (id, rest) = bytes.split_at(ID);
    let (number, mac) = rest.split_at(NUMBER);
    Some(Parts {
        id: URL_SAFE_NO_PAD.encode(id),
        number: u32::from_be_bytes(number.try_into().ok()?),
        mac: mac.try_into().ok()?,
    })
}

fn handle(id: &[u8; ID], grant: &Grant) -> String {
    let number = grant.newest.to_be_bytes();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &grant.key.0);
    let mac = hmac::sign(&key, &number);
    URL_SAFE_NO_PAD.encode([id.as_slice(), &number, mac.as_ref()].concat())
}

fn id_bytes(id: &str) -> Option<[u8; ID]> {
    URL_SAFE_NO_PAD.decode(id).ok()?.try_into().ok()
}

fn count_key(subject: &str, client_id: &str) -> RecordKey {
    RecordKey::new("WITHDRAWALS", format!("{client_id}#{subject}"))
}

fn record_key(id: &str) -> RecordKey {
    RecordKey::new("GRANT", id)
}
