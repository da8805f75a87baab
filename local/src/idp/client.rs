//! Programs that may ask for tokens.

use super::fault::Fault;
use super::scope::Scopes;
use super::{random, vault_time};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Utc};
use domain::vault::{Record, RecordKey, Vault};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

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

/// A client to be registered.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// What it is.
    pub kind: ClientKind,
    /// What people know it as.
    pub name: String,
    /// Where answers may be sent, compared as text.
    pub redirect_uris: Vec<String>,
    /// Where a sign-out may end, compared as text.
    pub post_logout_redirect_uris: Vec<String>,
    /// The most it may be granted.
    pub scopes: Scopes,
}

/// What a registered client needs to know.
#[derive(Clone, Debug)]
pub struct Registered {
    /// Its id.
    pub client_id: String,
    /// Its secret; `None` for native clients.
    pub secret: Option<SecretString>,
}

/// A client, as the vault keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Client {
    pub(super) id: String,
    pub(super) kind: ClientKind,
    pub(super) name: String,
    /// SHA-256; secrets are random, so that nothing slower is needed.
    secret_digest: Option<Vec<u8>>,
    redirect_uris: Vec<String>,
    post_logout_redirect_uris: Vec<String>,
    pub(super) scopes: Scopes,
}

impl Client {
    pub(super) fn new(id: String, secret: Option<&SecretString>, new: NewClient) -> Self {
        let hashed = |secret: &SecretString| sha256(secret.expose_secret());
        Self {
            id,
            kind: new.kind,
            name: new.name,
            secret_digest: secret.map(hashed),
            redirect_uris: new.redirect_uris,
            post_logout_redirect_uris: new.post_logout_redirect_uris,
            scopes: new.scopes,
        }
    }

    /// Whether `secret` is this client's; no secret is right for exactly those that have none.
    pub(super) fn has_secret(&self, secret: Option<&str>) -> bool {
        match (&self.secret_digest, secret) {
            (Some(expected), Some(secret)) => verify_slices_are_equal(expected, &sha256(secret)).is_ok(),
            (None, None) => true,
            _ => false,
        }
    }

    /// Whether answers may be sent to `uri`: the exact text, but for the port of a native client's loopback
    /// address (RFC 8252 §7.3).
    pub(super) fn may_redirect_to(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|known| known == uri)
            || self.kind == ClientKind::Native
                && self.redirect_uris.iter().any(|known| same_but_for_port(known, uri))
    }

    /// Whether a sign-out may end at `uri`.
    pub(super) fn may_end_at(&self, uri: &str) -> bool {
        self.post_logout_redirect_uris.iter().any(|known| known == uri)
    }

    /// Whether people sign in through it.
    pub(super) fn has_people(&self) -> bool {
        self.kind != ClientKind::Machine
    }
}

fn sha256(text: &str) -> Vec<u8> {
    digest(&SHA256, text.as_bytes()).as_ref().to_vec()
}

fn same_but_for_port(known: &str, presented: &str) -> bool {
    match (loopback_without_port(known), loopback_without_port(presented)) {
        (Some(known), Some(presented)) => known == presented,
        _ => false,
    }
}

/// A loopback URL in its normal form without its port; `None` for anything that is not written normally.
fn loopback_without_port(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok().filter(|url| url.scheme() == "http" && url.as_str() == text)?;
    let is_loopback = match url.host()? {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => name == "localhost",
    };
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    url.set_port(None).ok().filter(|()| is_loopback && is_plain).map(|()| url)
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
        let record: Option<Record<Client>> = self.vault.read(&record(id), now).await?;
        Ok(record.map(|record| record.value))
    }

    /// Registers a client under an id and, unless it is native, a secret by chance.
    pub(super) async fn register(&self, new: NewClient, now: DateTime<Utc>) -> Result<Registered, Fault> {
        let client_id = format!("client-{}", random::text::<16>()?);
        let has_secret = new.kind != ClientKind::Native;
        let secret = if has_secret { Some(SecretString::from(random::text::<32>()?)) } else { None };
        self.store(&Client::new(client_id.clone(), secret.as_ref(), new), now).await?;
        Ok(Registered { client_id, secret })
    }

    /// Stores a client that is not there yet.
    pub(super) async fn store(&self, client: &Client, now: DateTime<Utc>) -> Result<(), Fault> {
        self.vault.create(&record(&client.id), client, vault_time::FOR_EVER, now).await?;
        Ok(())
    }
}

fn record(id: &str) -> RecordKey {
    RecordKey::new("CLIENT", id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(kind: ClientKind, redirect_uri: &str) -> Client {
        let new = NewClient {
            kind,
            name: "test".into(),
            redirect_uris: vec![redirect_uri.into()],
            post_logout_redirect_uris: vec![],
            scopes: Scopes::all(),
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
