//! An OpenID provider in the process, for a Longrun that has no other.
//!
//! It is small on purpose: authorization code with PKCE, consent, refresh with rotation, client credentials,
//! userinfo, revocation, sign-out. It keeps no session of its own: every authorization asks for the
//! password, and so do invitations and changes of the password. Accounts, clients, grants and keys are
//! sealed records of the [`Vault`]; who may do what with an athlete's data is not decided here.
//!
//! Read on in `doors` for every way in, `grant` for codes and refresh tokens, `keys` for signatures.

mod account;
mod authorization;
mod change_password;
mod client;
mod client_assertion;
mod client_authentication;
mod client_keys;
mod consent;
mod counters;
mod credentials;
mod demo;
mod discovery;
mod doors;
mod end_session;
mod fault;
mod grant;
mod invite;
mod key_store;
mod keys;
mod page;
mod parameters;
mod password;
mod pkce;
mod random;
mod redirect;
mod refusal;
mod registration;
mod revocation;
mod scope;
mod sign_in;
mod sign_up;
mod throttle;
mod ticket;
mod token;
mod token_endpoint;
mod userinfo;
mod vault_time;

pub use client::{ClientKind, NewClient, Registered, WEB_CLIENT};
pub use doors::{DOORS, Door};
pub use fault::Fault;
pub use registration::ClientError;
pub use scope::Scopes;

use account::Accounts;
use app::document::Assets;
use axum::Router;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use client::{Client, Clients};
use domain::vault::Vault;
use grant::Grants;
use key_store::KeyStore;
use password::Hasher;
use secrecy::SecretString;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use throttle::Throttle;
use url::Url;

/// The address of the client, as a request extension that the server sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// What tells the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// A clock that asks `now`.
    pub fn new(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// What the provider needs.
#[derive(Clone, Debug)]
pub struct ProviderConfig {
    /// Where Longrun is reached; the issuer is `/idp` below it, the audiences are `/api` and `/mcp`.
    pub public_url: Url,
    /// Where its records are sealed.
    pub vault: Vault,
    /// The files that pages load.
    pub assets: Assets,
    /// What tells the time of requests.
    pub clock: Clock,
    /// The time zone that stands in the sign-up form.
    pub time_zone: Tz,
}

/// Longrun's own pages as a client of the provider.
#[derive(Clone, Debug)]
pub struct WebClient {
    /// Its id.
    pub client_id: &'static str,
    /// Its secret, new at every start: nothing has to be kept.
    pub secret: SecretString,
    /// Where answers are sent.
    pub redirect_uri: String,
    /// Where a sign-out ends.
    pub post_logout_redirect_uri: String,
}

/// The provider.
#[derive(Debug)]
pub struct Provider {
    public_url: Url,
    issuer: String,
    resources: [String; 2],
    vault: Vault,
    accounts: Accounts,
    clients: Clients,
    grants: Grants,
    keys: KeyStore,
    hasher: Hasher,
    throttle: Throttle,
    web: WebClient,
    assets: Assets,
    clock: Clock,
    time_zone: Tz,
}

impl Provider {
    /// A provider over `config.vault`. Keys are made when they are first needed.
    pub fn open(config: ProviderConfig) -> Result<Arc<Self>, Fault> {
        let ProviderConfig { public_url, vault, assets, clock, time_zone } = config;
        let root = public_url.as_str().trim_end_matches('/');
        let web = WebClient {
            client_id: WEB_CLIENT,
            secret: SecretString::from(random::text::<32>()?),
            redirect_uri: format!("{root}/auth/callback"),
            post_logout_redirect_uri: format!("{root}/"),
        };
        Ok(Arc::new(Self {
            issuer: format!("{root}/idp"),
            resources: [format!("{root}/api"), format!("{root}/mcp")],
            accounts: Accounts::new(vault.clone()),
            clients: Clients::new(vault.clone(), web.as_client()),
            grants: Grants::new(vault.clone()),
            keys: KeyStore::new(vault.clone()),
            hasher: Hasher::default(),
            throttle: Throttle::default(),
            public_url,
            vault,
            web,
            assets,
            clock,
            time_zone,
        }))
    }

    /// Every way in, with paths from the root of the public URL: merge it, do not nest it.
    pub fn router(self: &Arc<Self>) -> Router {
        doors::router(Arc::clone(self))
    }

    /// The issuer, exactly as it stands in tokens.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Longrun's own pages as a client.
    pub fn web_client(&self) -> &WebClient {
        &self.web
    }

    /// Registers a client; its id and secret are drawn by chance. Otherwise [`ClientError::Mistakes`] or a fault.
    pub async fn register_client(
        &self,
        new: NewClient,
        now: DateTime<Utc>,
    ) -> Result<Registered, ClientError> {
        self.clients.register(new, now).await
    }

    /// What is known of a client; `None` if there is none with this id any more.
    pub async fn client(&self, client_id: &str, now: DateTime<Utc>) -> Result<Option<NewClient>, Fault> {
        Ok(self.clients.with_id(client_id, now).await?.map(|client| client.registered))
    }

    /// A new secret for `owner`'s client. The old one is good for nothing from this moment on, wherever it is
    /// still in use; tokens that it bought live out their five minutes.
    pub async fn rotate_secret(
        &self,
        client_id: &str,
        owner: &str,
        now: DateTime<Utc>,
    ) -> Result<SecretString, ClientError> {
        self.clients.rotate_secret(client_id, owner, now).await
    }

    /// Ends `owner`'s client for good: neither its id nor any code or refresh token of its is taken again. Access
    /// tokens that are out live out their five minutes.
    pub async fn end_client(
        &self,
        client_id: &str,
        owner: &str,
        now: DateTime<Utc>,
    ) -> Result<(), ClientError> {
        self.clients.end(client_id, owner, now).await
    }

    /// Ends every sign-in of `subject` through this client, and every code and refresh token with it. Access
    /// tokens that are out live out their five minutes. What the person allows afterwards is good.
    pub async fn end_grants_of(
        &self,
        subject: &str,
        client_id: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        self.grants.withdraw(subject, client_id, now).await
    }

    /// Brings the next signing key into use and publishes another one after it.
    pub async fn rotate(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        self.keys.rotate(now).await
    }

    /// Rotates the signing keys if they are due: every ninety days.
    pub async fn rotate_if_due(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        self.keys.rotate_if_due(now).await
    }

    /// How many password hashes were computed since the start.
    pub fn password_hashes(&self) -> u64 {
        self.hasher.computed()
    }

    fn now(&self) -> DateTime<Utc> {
        (self.clock.0)()
    }
}

impl WebClient {
    fn as_client(&self) -> Client {
        let new = NewClient {
            owner: String::new(),
            kind: ClientKind::Web,
            name: "Longrun".to_owned(),
            redirect_uris: vec![self.redirect_uri.clone()],
            post_logout_redirect_uris: vec![self.post_logout_redirect_uri.clone()],
            scopes: Scopes::all(),
            keys: None,
            expires_at: None,
        };
        Client::new(self.client_id.to_owned(), Some(&self.secret), new)
    }
}
