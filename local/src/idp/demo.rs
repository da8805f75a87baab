//! Two athletes and a machine to try Longrun with. Their passwords are public: never outside a demo.

use super::Provider;
use super::account::{Account, CreateError};
use super::client::{Client, ClientKind, NewClient};
use super::fault::Fault;
use super::password::HashError;
use super::scope::Scopes;
use crate::people::{self, Athlete};
use chrono::{DateTime, Utc};
use secrecy::SecretString;

const PASSWORD: &str = "longrun-demo-1";
const MACHINE: &str = "demo-machine";
const MACHINE_SECRET: &str = "demo-machine-secret";

impl Provider {
    /// Makes `ada@longrun.test`, `ben@longrun.test` and the client `demo-machine`, unless they are there.
    /// Ada owns the place if nobody does. Their subjects are `ada` and `ben`.
    pub async fn seed_demo(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        self.seed_athlete("ada", Athlete::Ada, now).await?;
        self.seed_athlete("ben", Athlete::Ben, now).await?;
        self.seed_machine(now).await
    }

    async fn seed_athlete(&self, subject: &str, athlete: Athlete, now: DateTime<Utc>) -> Result<(), Fault> {
        let email = format!("{subject}@longrun.test");
        let known = self.accounts.with_subject(subject, now).await?.is_some();
        if known || self.accounts.with_email(&email, now).await?.is_some() {
            return Ok(());
        }
        let profile = people::profile(athlete);
        let account = Account {
            subject: subject.to_owned(),
            email,
            name: profile.display_name,
            zoneinfo: profile.time_zone.name().to_owned(),
            password: self.hasher.hash(SecretString::from(PASSWORD)).await.map_err(fault)?,
            credentials: 0,
        };
        let owns = athlete == Athlete::Ada && !self.accounts.has_owner(now).await?;
        let created = match self.accounts.reserve(&account.email, now).await {
            Ok(reserved) => self.accounts.create(&account, reserved, owns, now).await,
            Err(error) => Err(error),
        };
        match created {
            Ok(()) | Err(CreateError::Taken | CreateError::Void) => Ok(()),
            Err(CreateError::Fault(fault)) => Err(fault),
        }
    }

    async fn seed_machine(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        if self.clients.with_id(MACHINE, now).await?.is_some() {
            return Ok(());
        }
        let new = NewClient {
            owner: "ada".to_owned(),
            kind: ClientKind::Machine,
            name: "Demo machine".to_owned(),
            redirect_uris: vec![],
            post_logout_redirect_uris: vec![],
            scopes: Scopes::parse("workouts:read workouts:write trends:read"),
            keys: None,
            expires_at: None,
        };
        let secret = SecretString::from(MACHINE_SECRET);
        self.clients.store(&Client::new(MACHINE.to_owned(), Some(&secret), new), now).await
    }
}

fn fault(error: HashError) -> Fault {
    match error {
        HashError::Fault(fault) => fault,
        HashError::Busy => Fault::Cryptography,
    }
}
