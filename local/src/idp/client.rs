//! Programs that may ask for tokens.

use super::fault::Fault;
use super::redirect::same_but_for_port;
use super::registration::ClientError;
use super::scope::Scopes;
use super::{random, vault_time};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Utc};
use domain::vault::{Record, RecordKey, Vault};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

/// The client id of Longrun's own pages.
pub const WEB_CLIENT: &str = "longrun-web";

/// What a client is, and so what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClientKind {
    /// A server with a secret that people sign in through.
    Web,
    /// A program on people's own machines, without a secret; loopback redirects may use any port.
    Native,
    /// A machine that acts for nobody who is present; it has a secret and no redirects.
    Machine,
}

/// A client to be registered, and what is told of one that was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewClient {
    /// The subject of the account that registers it, and alone may change it.
    #[serde(default)]
    pub owner: String,
    /// What it is.
    pub kind: ClientKind,
    /// What people know it as: 1 to 80 characters.
    pub name: String,
    /// Where answers may be sent, compared as text. 1 to 10 for apps: https, http on the person's own machine, or
    /// for native ones a scheme of their own with a dot (RFC 8252 §7.1). None for machines.
    pub redirect_uris: Vec<String>,
    /// Where a sign-out may end, compared as text; at most 10, of the same kinds.
    pub post_logout_redirect_uris: Vec<String>,
    /// The most it may be granted. Machines have scopes of the API only.
    pub scopes: Scopes,
    /// The public keys of a machine as a JWK set, in place of a secret (RFC 7523 §3).
    #[serde(default)]
    pub keys: Option<String>,
    /// When a machine ends by itself; no token of its outlives this.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// What a registered client needs to know.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Its id.
    pub client_id: String,
    /// Its secret; `None` for native clients and for machines with keys.
    pub secret: Option<SecretString>,
}

/// A client, as the vault keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Client {
    pub(super) id: String,
    /// SHA-256; secrets are random, so that nothing slower is needed.
    secret_digest: Option<Vec<u8>>,
    #[serde(flatten)]
    pub(super) registered: NewClient,
}

impl Client {
    pub(super) fn new(id: String, secret: Option<&SecretString>, registered: NewClient) -> Self {
        let secret_digest = secret.map(|secret| sha256(secret.expose_secret()));
        Self { id, secret_digest, registered }
    }

    /// Whether `secret` is this client's.
    pub(super) fn has_secret(&self, secret: &str) -> bool {
        let expected = self.secret_digest.as_ref();
        expected.is_some_and(|expected| verify_slices_are_equal(expected, &sha256(secret)).is_ok())
    }

    /// Whether nothing can prove that it is the one: programs on people's own machines keep no secrets.
    pub(super) fn is_public(&self) -> bool {
        self.registered.kind == ClientKind::Native
    }

    /// Whether it has ended by itself.
    pub(super) fn has_expired(&self, now: DateTime<Utc>) -> bool {
        self.registered.expires_at.is_some_and(|end| end <= now)
    }

    /// Whether answers may be sent to `uri`: the exact text, but for the port of a native client's loopback
    /// address (RFC 8252 §7.3).
    pub(super) fn may_redirect_to(&self, uri: &str) -> bool {
        let known = &self.registered.redirect_uris;
        known.iter().any(|known| known == uri)
            || self.registered.kind == ClientKind::Native
                && known.iter().any(|known| same_but_for_port(known, uri))
    }

    /// Whether a sign-out may end at `uri`.
    pub(super) fn may_end_at(&self, uri: &str) -> bool {
        self.registered.post_logout_redirect_uris.iter().any(|known| known == uri)
    }

    /// Whether people sign in through it.
    pub(super) fn has_people(&self) -> bool {
        self.registered.kind != ClientKind::Machine
    }
}

fn sha256(text: &str) -> Vec<u8> {
    digest(&SHA256, text.as_bytes()).as_ref().to_vec()
}

/// The clients: Longrun's own in memory, the others in the vault.
#[derive(Debug)]
pub(super) struct Clients {
    vault: Vault,
    web: Client,
}

impl Clients {
    pub(super) fn new(vault: Vault, web: Client) -> Self {
        Self { vault, web }
    }

    /// The client with this id.
    pub(super) async fn with_id(&self, id: &str, now: DateTime<Utc>) -> Result<Option<Client>, Fault> {
        if id == self.web.id {
            return Ok(Some(self.web.clone()));
        }
        Ok(self.record(id, now).await?.map(|record| record.value))
    }

    async fn record(&self, id: &str, now: DateTime<Utc>) -> Result<Option<Record<Client>>, Fault> {
        Ok(self.vault.read(&record_key(id), now).await?)
    }

    /// The client with this id, if it is `owner`'s. Whether it is somebody else's is not told.
    async fn owned(&self, id: &str, owner: &str, now: DateTime<Utc>) -> Result<Record<Client>, ClientError> {
        let record = self.record(id, now).await?;
        record.filter(|record| record.value.registered.owner == owner).ok_or(ClientError::Unknown)
    }

    /// Registers a client under an id and, unless it is native or has keys, a secret by chance.
    pub(super) async fn register(
        &self,
        new: NewClient,
        now: DateTime<Utc>,
    ) -> Result<Registered, ClientError> {
        let new = new.checked(now).map_err(ClientError::Mistakes)?;
        let client_id = format!("client-{}", random::text::<16>()?);
        let has_secret = new.kind != ClientKind::Native && new.keys.is_none();
        let secret = if has_secret { Some(new_secret()?) } else { None };
        self.store(&Client::new(client_id.clone(), secret.as_ref(), new), now).await?;
        Ok(Registered { client_id, secret })
    }

    /// Puts a new secret in the place of the one before.
    pub(super) async fn rotate_secret(
        &self,
        id: &str,
        owner: &str,
        now: DateTime<Utc>,
    ) -> Result<SecretString, ClientError> {
        let Record { value, version, .. } = self.owned(id, owner, now).await?;
        if value.secret_digest.is_none() {
            return Err(ClientError::NoSecret);
        }
        let secret = new_secret()?;
        let changed = Client::new(value.id, Some(&secret), value.registered);
        let written = self.vault.replace(&record_key(id), version, &changed, vault_time::FOR_EVER).await;
        written.map_err(Fault::from)?;
        Ok(secret)
    }

    /// Ends a client for good; its id is never another's.
    pub(super) async fn end(&self, id: &str, owner: &str, now: DateTime<Utc>) -> Result<(), ClientError> {
        self.owned(id, owner, now).await?;
        Ok(self.vault.end(&record_key(id), vault_time::FOR_EVER).await.map_err(Fault::from)?)
    }

    /// Stores a client that is not there yet.
    pub(super) async fn store(&self, client: &Client, now: DateTime<Utc>) -> Result<(), Fault> {
        self.vault.create(&record_key(&client.id), client, vault_time::FOR_EVER, now).await?;
        Ok(())
    }
}

fn new_secret() -> Result<SecretString, Fault> {
    Ok(SecretString::from(random::text::<32>()?))
}

fn record_key(id: &str) -> RecordKey {
    RecordKey::new("CLIENT", id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(kind: ClientKind, redirect_uri: &str) -> Client {
        let new = NewClient {
            kind,
            owner: "ada".into(),
            name: "test".into(),
            redirect_uris: vec![redirect_uri.into()],
            post_logout_redirect_uris: vec![],
            scopes: Scopes::all(),
            keys: None,
            expires_at: None,
        };
        Client::new("test".into(), None, new)
    }

    #[test]
    fn a_redirect_is_compared_as_text() {
        let web = client(ClientKind::Web, "http://localhost:3000/auth/callback");
        assert!(web.may_redirect_to("http://localhost:3000/auth/callback"));
        for other in [
            "http://localhost:3000/auth/callback/",
            "http://localhost:3000/auth/callback?x=1",
            "http://localhost:3000/auth/../auth/callback",
            "http://localhost:3001/auth/callback",
            "HTTP://localhost:3000/auth/callback",
            "http://localhost:3000@evil.example/auth/callback",
        ] {
            assert!(!web.may_redirect_to(other), "{other}");
        }
    }

    #[test]
    fn only_the_port_of_a_native_clients_loopback_is_free() {
        let native = client(ClientKind::Native, "http://127.0.0.1/callback");
        assert!(native.may_redirect_to("http://127.0.0.1:49152/callback"));
        for other in [
            "http://127.0.0.1:49152/callback2",
            "http://127.0.0.1:49152/callback#x",
            "http://u@127.0.0.1:49152/callback",
            "http://127.1:49152/callback",
            "http://evil.example:49152/callback",
            "https://127.0.0.1:49152/callback",
        ] {
            assert!(!native.may_redirect_to(other), "{other}");
        }
        let remote = client(ClientKind::Native, "https://app.example/callback");
        assert!(!remote.may_redirect_to("https://app.example:444/callback"));
    }
}
