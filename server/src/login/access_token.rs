//! Access tokens that others got at the provider, and show to our API.

use super::provider::Provider;
use super::{Profile, ProviderError, Registration, Transport};
use crate::clock::Clock;
use gate::token::{self, AccessToken, Expected, TokenError};
use std::fmt;
use std::sync::Arc;

/// Who issues the access tokens that our API takes. Cheap to clone.
#[derive(Clone)]
pub struct Issuer {
    pub(super) registration: Arc<Registration>,
    pub(super) provider: Arc<Provider>,
    clock: Clock,
}

impl Issuer {
    /// The issuer at which we are registered so.
    pub fn new(registration: Registration, transport: Transport, clock: Clock) -> Self {
        let provider = Arc::new(Provider::new(registration.issuer.clone(), transport, clock.clone()));
        Self { registration: Arc::new(registration), provider, clock }
    }

    /// How we are known there.
    pub(crate) fn registration(&self) -> &Registration {
        &self.registration
    }

    /// Whether this is the client that our own pages are.
    pub fn is_ours(&self, client_id: &str) -> bool {
        self.registration.client_id == client_id
    }

    /// What a token says, with newer keys if it names one that we do not know.
    ///
    /// Without the provider's keys nothing is said about it: that may pass.
    pub(crate) async fn access_token(
        &self,
        token: &str,
    ) -> Result<Result<AccessToken, TokenError>, ProviderError> {
        let ours = &self.registration;
        let profile = match ours.profile {
            Profile::Generic => token::Profile::Standard,
            Profile::Cognito => token::Profile::Cognito { clients: &ours.machines },
        };
        let expected = Expected {
            issuer: &ours.issuer,
            audience: &ours.resource(),
            profile,
            scope_prefix: &ours.scope_prefix,
            groups_claim: &ours.groups_claim,
            now: self.clock.now(),
        };
        self.provider.examine(|keys| token::verify(token, keys, &expected)).await
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Issuer").field("registration", &self.registration).finish_non_exhaustive()
    }
}
