//! Signing in and out with any `OpenID` Connect provider.
//!
//! The authorization code flow, on the server: [`start`] sends the browser to the provider, [`callback`]
//! exchanges the code and begins a session, [`refresh`] keeps its tokens fresh, [`logout`] revokes them
//! and ends it; [`access_token`] reads the tokens that others got there. The browser sees one code and nothing else of the provider's, and that code is of no use
//! without the verifier that only we can open. Every check fails closed; what failed is in the log, a
//! page says only what to do.

mod access_token;
mod callback;
mod id_token;
mod logout;
mod pending;
mod provider;
mod refresh;
mod refused;
mod return_to;
mod scopes;
mod start;
mod tokens;
mod transport;

pub use access_token::Issuer;
pub use callback::callback;
pub use id_token::IdTokenError;
pub use logout::{StillSignedIn, logout};
pub use provider::ProviderError;
pub use refused::SignInRefused;
pub use return_to::ReturnTo;
pub use scopes::Scopes;
pub use start::start;
pub use tokens::TokensError;
pub use transport::{Transport, TransportError};

use crate::clock::Clock;
use domain::vault::Vault;
use provider::Provider;
use refresh::Flights;
use secrecy::SecretString;
use std::fmt;
use std::sync::Arc;
use url::Url;

/// Peculiarities of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// It follows the standards.
    Generic,
    /// Amazon Cognito: no `offline_access`, and a sign-out URL of its own.
    Cognito,
}

impl Profile {
    /// The claim that tells groups.
    pub fn groups_claim(self) -> &'static str {
        match self {
            Self::Generic => "groups",
            Self::Cognito => "cognito:groups",
        }
    }
}

/// How we are known at the provider.
#[derive(Clone, Debug)]
pub struct Registration {
    /// The issuer, exactly as its metadata and tokens write it.
    pub issuer: String,
    /// Our client id.
    pub client_id: String,
    /// Our client secret; without one we are a public client.
    pub client_secret: Option<SecretString>,
    /// Peculiarities of the provider.
    pub profile: Profile,
    /// What is asked for.
    pub scopes: Scopes,
    /// What stands before our scopes in access tokens.
    pub scope_prefix: String,
    /// The claim that tells groups.
    pub groups_claim: String,
    /// The clients whose access tokens are for us though they name no audience; heeded with Cognito only.
    pub machines: Vec<String>,
    /// The origin that people type: redirect URIs and resources lie below it.
    pub public_url: Url,
}

/// Our side of signing in. Cheap to clone.
#[derive(Clone)]
pub struct RelyingParty(Arc<Party>);

pub(crate) struct Party {
    registration: Arc<Registration>,
    provider: Arc<Provider>,
    issuer: Issuer,
    vault: Vault,
    clock: Clock,
    flights: Flights,
}

impl RelyingParty {
    /// The party registered as `registration`, which remembers spent states in `vault`.
    pub fn new(registration: Registration, transport: Transport, vault: Vault, clock: Clock) -> Self {
        let issuer = Issuer::new(registration, transport, clock.clone());
        let (registration, provider) = (Arc::clone(&issuer.registration), Arc::clone(&issuer.provider));
        let flights = Flights::default();
        Self(Arc::new(Party { registration, provider, issuer, vault, clock, flights }))
    }

    /// The provider's issuer, exactly as its tokens write it.
    pub fn issuer(&self) -> &str {
        &self.0.registration.issuer
    }

    /// The provider as the issuer of access tokens for our API.
    pub fn tokens(&self) -> &Issuer {
        &self.0.issuer
    }

    /// Where the provider hands out tokens.
    pub async fn token_endpoint(&self) -> Result<String, ProviderError> {
        Ok(self.0.provider.metadata().await?.token_endpoint.to_string())
    }

    /// Whether the provider's documents can be had: for readiness.
    pub async fn is_ready(&self) -> Result<(), ProviderError> {
        self.0.provider.keys().await.map(drop)
    }
}

impl fmt::Debug for RelyingParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelyingParty").field("registration", &self.0.registration).finish_non_exhaustive()
    }
}

impl Registration {
    /// Where the provider sends people back to: `{public_url}/auth/callback`, to be registered there.
    pub fn redirect_uri(&self) -> String {
        self.below("/auth/callback")
    }

    /// Where the provider may send people after signing out: `{public_url}/`, to be registered there.
    pub fn post_logout_redirect_uri(&self) -> String {
        self.below("/")
    }

    /// What access tokens are good for (RFC 8707): our API.
    pub(crate) fn resource(&self) -> String {
        self.below("/api")
    }

    /// An address of ours.
    pub(crate) fn below(&self, path: &str) -> String {
        format!("{}{path}", self.public_url.origin().ascii_serialization())
    }
}
