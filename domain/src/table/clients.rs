//! The clients of the installation: for whoever owns it, all of them; for others, those that they registered.

use crate::act::{self, Act, Admission, Permit};
use crate::grant::{Client, ClientId};
use crate::table::keys::{Key, Range};
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

    /// Registers a client; one with its id that is there already stays as it is.
    ///
    /// For [`Act::ManageConnections`]: whose permit it is, theirs the client is, whatever it says itself.
    pub async fn add_client(&self, permit: &Permit, client: Client) -> Result<(), TableError> {
        let athlete = permit.covers(Act::ManageConnections)?.clone();
        let client = Versioned { value: Client { athlete, ..client }, version: 1 };
        let item = versioned::item(&Key::client(&client.value.id), &client)?;
        self.write(&item, |put| put.condition_expression("attribute_not_exists(pk)")).await.map(drop)
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
