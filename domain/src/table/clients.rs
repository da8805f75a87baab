//! The clients of the installation: for whoever owns it, all of them; for others, those that they registered.

use crate::act::{self, Act, Admission, Permit};
use crate::grant::{Client, ClientId};
use crate::table::keys::{Key, Range};
use crate::table::transaction::Patience;
use crate::table::{Table, TableError, Versioned, versioned};
use chrono::{DateTime, Utc};

impl Table {
    /// Every client, by its opaque id. For an admission to one of [`act::CLIENTS`].
    pub async fn clients(&self, admission: &Admission) -> Result<Vec<Client>, TableError> {
        admission.covers(&act::CLIENTS)?;
        let items = self.all(&Range::clients()).await?;
        items.into_iter().map(|item| Ok(versioned::read::<Client>(item)?.value)).collect()
    }

    /// The clients that the athlete registered, ended or not. For [`Act::ManageConnections`].
    pub async fn own_clients(&self, permit: &Permit) -> Result<Vec<Client>, TableError> {
        let athlete = permit.covers(Act::ManageConnections)?;
        let items = self.all(&Range::clients()).await?;
        let clients = items.into_iter().map(|item| Ok(versioned::read::<Client>(item)?.value));
        let clients: Vec<Client> = clients.collect::<Result<_, TableError>>()?;
        Ok(clients.into_iter().filter(|client| client.athlete == *athlete).collect())
    }

    /// Registers a client, or changes one that the same athlete registered, and tells whether it is theirs.
    ///
    /// For [`Act::ManageConnections`]: whose permit it is, theirs the client is, whatever it says itself.
    pub async fn save_client(&self, permit: &Permit, client: Client) -> Result<bool, TableError> {
        let athlete = permit.covers(Act::ManageConnections)?.clone();
        let (key, value) = (Key::client(&client.id), Client { athlete, ..client });
        let mut patience = Patience::new();
        loop {
            let before = self.record::<Client>(&key).await?;
            if before.as_ref().is_some_and(|before| before.value.athlete != value.athlete) {
                return Ok(false);
            }
            let record = Versioned { value: &value, version: before.map_or(0, |before| before.version) };
            match self.save(&key, &record, None).await {
                Err(TableError::Changed { .. }) => patience.wait().await?,
                saved => return saved.map(|_| true),
            }
        }
    }

    /// Ends a client that the same athlete registered; a second time changes nothing.
    ///
    /// For [`Act::ManageConnections`]. [`TableError::NotFound`] if there is none, or it is another's.
    pub async fn end_client(
        &self,
        permit: &Permit,
        id: &ClientId,
        now: DateTime<Utc>,
    ) -> Result<(), TableError> {
        let athlete = permit.covers(Act::ManageConnections)?;
        let before = self.record::<Client>(&Key::client(id)).await?;
        let before = before.filter(|before| before.value.athlete == *athlete).ok_or(TableError::NotFound)?;
        if before.value.ended_at.is_some() {
            return Ok(());
        }
        let ended = Versioned { value: Client { ended_at: Some(now), ..before.value }, ..before };
        self.save(&Key::client(id), &ended, None).await.map(drop)
    }
}
