//! One-time links: who holds one may make an account.

use super::Provider;
use super::fault::Fault;
use super::{random, vault_time};
use chrono::{DateTime, TimeDelta, Utc};
use domain::vault::{Record, RecordKey};
use serde::{Deserialize, Serialize};
use url::Url;

/// What a link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Ticket {
    /// The first account. Void as soon as there is an owner, whichever of several links made it.
    Owner,
    /// An account like any other.
    Guest,
}

impl Provider {
    /// A one-time link that makes the owner's account, good for 24 hours; `None` once there is an owner.
    pub async fn owner_link(&self, now: DateTime<Utc>) -> Result<Option<Url>, Fault> {
        if self.accounts.has_owner(now).await? {
            return Ok(None);
        }
        self.link(Ticket::Owner, vault_time::OWNER_TICKET, now).await.map(Some)
    }

    /// A one-time link that makes somebody else's account, good for 7 days.
    pub(super) async fn invitation(&self, now: DateTime<Utc>) -> Result<Url, Fault> {
        self.link(Ticket::Guest, vault_time::INVITATION, now).await
    }

    async fn link(&self, ticket: Ticket, lasts: TimeDelta, now: DateTime<Utc>) -> Result<Url, Fault> {
        let secret = random::text::<32>()?;
        self.vault.create(&record_key(&secret), &ticket, now + lasts, now).await?;
        let mut link = self.public_url.clone();
        link.set_path("/idp/sign-up");
        link.query_pairs_mut().append_pair("ticket", &secret);
        Ok(link)
    }

    /// What the holder of `secret` may do now.
    pub(super) async fn ticket(&self, secret: &str, now: DateTime<Utc>) -> Result<Option<Ticket>, Fault> {
        let ticket: Option<Record<Ticket>> = self.vault.read(&record_key(secret), now).await?;
        match ticket.map(|record| record.value) {
            Some(Ticket::Owner) if self.accounts.has_owner(now).await? => Ok(None),
            ticket => Ok(ticket),
        }
    }

    /// Uses a link up; of many who try exactly one succeeds.
    pub(super) async fn take_ticket(
        &self,
        secret: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Ticket>, Fault> {
        Ok(self.vault.take(&record_key(secret), now).await?)
    }
}

fn record_key(secret: &str) -> RecordKey {
    RecordKey::new("TICKET", secret)
}
