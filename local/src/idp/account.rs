//! Who can sign in.

use super::fault::Fault;
use super::password::PasswordHash;
use super::{random, vault_time};
use chrono::{DateTime, Utc};
use domain::vault::{Record, RecordKey, Vault, VaultError, Version};
use serde::{Deserialize, Serialize};
use std::net::IpAddr;

/// An account, as the vault keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Account {
    /// What tokens call the person. Never changes, never reused.
    pub(super) subject: String,
    /// In lower case.
    pub(super) email: String,
    /// What they want to be called.
    pub(super) name: String,
    /// The name of their IANA time zone.
    pub(super) zoneinfo: String,
    pub(super) password: PasswordHash,
    /// Counts up when the password changes; grants of an earlier count are void.
    pub(super) credentials: u64,
}

/// An e-mail address in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Email(String);

impl Email {
    /// An address with one `@`, something on either side, and no spaces. Whether it is anybody's is not known.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let (local, host) = text.split_once('@')?;
        let plain = text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>()\",;:\\".contains(c));
        let whole = !local.is_empty() && !host.is_empty() && !host.contains('@');
        (plain && whole && text.len() <= 254).then_some(Self(text))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why there is no new account.
#[derive(Debug, thiserror::Error)]
pub(super) enum CreateError {
    /// Somebody has that address.
    #[error("the e-mail address has an account")]
    Taken,
    /// The link was used, or somebody else became the owner meanwhile.
    #[error("the link is good for nothing any more")]
    Void,
    /// The vault failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<VaultError> for CreateError {
    fn from(error: VaultError) -> Self {
        Self::Fault(error.into())
    }
}

/// An address that is kept for an account that is on its way.
#[derive(Debug)]
pub(super) struct Reservation(Version);

/// The accounts in the vault: one record by subject, and one by e-mail address that names the subject.
#[derive(Clone, Debug)]
pub(super) struct Accounts {
    vault: Vault,
}

impl Accounts {
    pub(super) fn new(vault: Vault) -> Self {
        Self { vault }
    }

    /// The account with this address. An unknown address costs as many reads as a known one.
    pub(super) async fn with_email(
        &self,
        email: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Record<Account>>, Fault> {
        let subject: Option<Record<String>> = self.vault.read(&by_email(email), now).await?;
        let subject = subject.map(|record| record.value).unwrap_or_default();
        self.with_subject(&subject, now).await
    }

    pub(super) async fn with_subject(
        &self,
        subject: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Record<Account>>, Fault> {
        Ok(self.vault.read(&by_subject(subject), now).await?)
    }

    /// Keeps an address for a new account; nobody signs in by it. Without one it is free again after ten minutes.
    pub(super) async fn reserve(&self, email: &str, now: DateTime<Utc>) -> Result<Reservation, CreateError> {
        let (key, nobody) = (by_email(email), String::new());
        match self.vault.create(&key, &nobody, now + vault_time::RESERVATION, now).await {
            Ok(version) => Ok(Reservation(version)),
            Err(VaultError::Exists) => Err(CreateError::Taken),
            Err(error) => Err(error.into()),
        }
    }

    /// Gives a reserved address back.
    pub(super) async fn release(&self, email: &str, now: DateTime<Utc>) -> Result<(), Fault> {
        Ok(self.vault.end(&by_email(email), now).await?)
    }

    /// Stores a new account, as the owner's if `owns`. Its address names it last, so that a crash in between
    /// leaves nothing in the way.
    pub(super) async fn create(
        &self,
        account: &Account,
        Reservation(reserved): Reservation,
        owns: bool,
        now: DateTime<Utc>,
    ) -> Result<(), CreateError> {
        self.vault.create(&by_subject(&account.subject), account, vault_time::FOR_EVER, now).await?;
        if owns && !self.claim_ownership(&account.subject, now).await? {
            self.vault.end(&by_subject(&account.subject), vault_time::FOR_EVER).await?;
            self.release(&account.email, now).await?;
            return Err(CreateError::Void);
        }
        let address = by_email(&account.email);
        self.vault.replace(&address, reserved, &account.subject, vault_time::FOR_EVER).await?;
        tracing::info!("an account was created");
        Ok(())
    }

    /// Writes a changed account over the one that was read.
    pub(super) async fn replace(&self, record: &Record<Account>) -> Result<(), Fault> {
        let key = by_subject(&record.value.subject);
        self.vault.replace(&key, record.version, &record.value, vault_time::FOR_EVER).await?;
        Ok(())
    }

    /// Whether this is the account that owns this Longrun, and may invite others: one record says whose, so
    /// that there are never two.
    pub(super) async fn owns(&self, account: &Account, now: DateTime<Utc>) -> Result<bool, Fault> {
        let owner = self.vault.read::<String>(&owner(), now).await?;
        Ok(owner.is_some_and(|owner| owner.value == account.subject))
    }

    /// Whether somebody owns this Longrun and can sign in.
    pub(super) async fn has_owner(&self, now: DateTime<Utc>) -> Result<bool, Fault> {
        let Some(owner) = self.vault.read::<String>(&owner(), now).await? else { return Ok(false) };
        let Some(account) = self.with_subject(&owner.value, now).await? else { return Ok(false) };
        let reachable = self.with_email(&account.value.email, now).await?;
        Ok(reachable.is_some_and(|record| record.value.subject == owner.value))
    }

    /// Whether the account with this address was opened from this network in the last ninety days.
    pub(super) async fn was_opened_from(
        &self,
        email: &str,
        network: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        Ok(self.vault.read::<()>(&known(email, network), now).await?.is_some())
    }

    /// Remembers from where an account was opened.
    pub(super) async fn opened_from(
        &self,
        email: &str,
        network: IpAddr,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        match self.vault.create(&known(email, Some(network)), &(), now + vault_time::KNOWN, now).await {
            Ok(_) | Err(VaultError::Exists) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn claim_ownership(&self, subject: &String, now: DateTime<Utc>) -> Result<bool, Fault> {
        if self.has_owner(now).await? {
            return Ok(false);
        }
        let claimed = match self.vault.read::<String>(&owner(), now).await? {
            Some(held) => self.vault.replace(&owner(), held.version, subject, vault_time::FOR_EVER).await,
            None => self.vault.create(&owner(), subject, vault_time::FOR_EVER, now).await,
        };
        match claimed {
            Ok(_) => Ok(true),
            Err(VaultError::Changed | VaultError::Exists) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// A subject by chance.
pub(super) fn new_subject() -> Result<String, Fault> {
    random::text::<16>()
}

fn by_email(email: &str) -> RecordKey {
    RecordKey::new("EMAIL", email)
}

fn by_subject(subject: &str) -> RecordKey {
    RecordKey::new("ACCOUNT", subject)
}

fn known(email: &str, network: Option<IpAddr>) -> RecordKey {
    let network = network.map(|network| network.to_string()).unwrap_or_default();
    RecordKey::new("KNOWN", format!("{email}#{network}"))
}

fn owner() -> RecordKey {
    RecordKey::new("OWNER", "owner")
}

#[cfg(test)]
mod tests {
    use super::Email;

    #[test]
    fn addresses_are_lowered_and_trimmed() {
        assert_eq!(Email::parse(" Ada@Longrun.Test ").unwrap().as_str(), "ada@longrun.test");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("{}@b", "a".repeat(260));
        for text in ["", "ada", "@x", "ada@", "a@b@c", "a b@c", "<a@b>", "a\u{0}@b", &long] {
            assert_eq!(Email::parse(text), None, "{text}");
        }
    }
}
