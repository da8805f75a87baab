//! What the provider publishes about itself: its endpoints and its keys.
//!
//! Both are fetched when first needed and kept. A provider that does not answer later on costs nothing
//! for a day, and a token with an invented key id makes us ask at most once in ten seconds.

use super::transport::Transport;
use crate::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};
use http::{Request, StatusCode, header};
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock};
use url::{Host, Url};

const FRESH: TimeDelta = TimeDelta::hours(1);
const STALE: TimeDelta = TimeDelta::hours(24);
const PAUSE: TimeDelta = TimeDelta::seconds(10);

/// The part of a provider's metadata that we act on (OpenID Connect Discovery 1.0 §3).
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Metadata {
    issuer: String,
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    jwks_uri: Url,
    pub(super) revocation_endpoint: Option<Url>,
    pub(super) end_session_endpoint: Option<Url>,
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
    #[serde(default)]
    pub(super) id_token_signing_alg_values_supported: Vec<String>,
    pub(super) token_endpoint_auth_methods_supported: Option<Vec<String>>,
}

/// What the provider says about itself cannot be had, or is not to be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// It does not answer, or answers no such document.
    #[error("the provider's documents cannot be read")]
    Unavailable,
    /// The document speaks for another issuer.
    #[error("the provider's metadata is another issuer's")]
    OtherIssuer,
    /// An endpoint is to be reached without encryption.
    #[error("the provider's metadata names an endpoint without https")]
    Insecure,
}

/// A provider, as it describes itself.
#[derive(Debug)]
pub(super) struct Provider {
    pub(super) issuer: String,
    pub(super) transport: Transport,
    clock: Clock,
    metadata: Kept<Metadata>,
    keys: Kept<Vec<Jwk>>,
}

impl Provider {
    pub(super) fn new(issuer: String, transport: Transport, clock: Clock) -> Self {
        Self { issuer, transport, clock, metadata: Kept::default(), keys: Kept::default() }
    }

    /// Its endpoints.
    pub(super) async fn metadata(&self) -> Result<Arc<Metadata>, ProviderError> {
        self.metadata.current(self.clock.now(), || self.discover()).await
    }

    /// Its keys.
    pub(super) async fn keys(&self) -> Result<Arc<Vec<Jwk>>, ProviderError> {
        self.keys.current(self.clock.now(), || self.fetch_keys()).await
    }

    /// Its keys, asked for anew unless we just did: for a token whose key we do not know.
    pub(super) async fn newer_keys(&self) -> Result<Arc<Vec<Jwk>>, ProviderError> {
        self.keys.renewed(self.clock.now(), || self.fetch_keys()).await
    }

    async fn discover(&self) -> Result<Metadata, ProviderError> {
        let url = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let metadata: Metadata = self.fetch(&url).await?;
        if metadata.issuer != self.issuer {
            return Err(ProviderError::OtherIssuer);
        }
        let optional = [&metadata.revocation_endpoint, &metadata.end_session_endpoint];
        let required = [&metadata.authorization_endpoint, &metadata.token_endpoint, &metadata.jwks_uri];
        let safe = required.into_iter().chain(optional.into_iter().flatten()).all(|it| self.is_safe(it));
        if safe { Ok(metadata) } else { Err(ProviderError::Insecure) }
    }

    /// Whether what goes to this endpoint stays between us and the provider.
    fn is_safe(&self, endpoint: &Url) -> bool {
        let is_local = || matches!(self.transport, Transport::InProcess(_)) || is_loopback(endpoint);
        match endpoint.scheme() {
            "https" => true,
            "http" => self.issuer.starts_with("http://") && is_local(),
            _ => false,
        }
    }

    async fn fetch_keys(&self) -> Result<Vec<Jwk>, ProviderError> {
        #[derive(Deserialize)]
        struct Set {
            keys: Vec<serde_json::Value>,
        }
        let Set { keys } = self.fetch(self.metadata().await?.jwks_uri.as_str()).await?;
        // A key of a kind that we do not know is not for us.
        Ok(keys.into_iter().filter_map(|it| serde_json::from_value(it).ok()).collect())
    }

    async fn fetch<T: DeserializeOwned>(&self, url: &str) -> Result<T, ProviderError> {
        let request = Request::get(url).header(header::ACCEPT, "application/json").body(Vec::new());
        let answer = self.transport.call(request.map_err(|_| ProviderError::Unavailable)?).await;
        let answer =
            answer.ok().filter(|it| it.status() == StatusCode::OK).ok_or(ProviderError::Unavailable)?;
        serde_json::from_slice(answer.body()).map_err(|_| ProviderError::Unavailable)
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

/// A document that is kept while it is fresh, and longer if no newer one can be had.
#[derive(Debug)]
struct Kept<T> {
    document: RwLock<Option<(Arc<T>, DateTime<Utc>)>>,
    asked_at: Mutex<Option<DateTime<Utc>>>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { document: RwLock::default(), asked_at: Mutex::default() }
    }
}

impl<T> Kept<T> {
    async fn current<F>(&self, now: DateTime<Utc>, fetch: impl FnOnce() -> F) -> Result<Arc<T>, ProviderError>
    where
        F: Future<Output = Result<T, ProviderError>>,
    {
        match self.younger_than(FRESH, now).await {
            Some(document) => Ok(document),
            None => self.renewed(now, fetch).await,
        }
    }

    /// The document fetched now, unless that was tried a moment ago: then, or if it fails, what we have.
    async fn renewed<F>(&self, now: DateTime<Utc>, fetch: impl FnOnce() -> F) -> Result<Arc<T>, ProviderError>
    where
        F: Future<Output = Result<T, ProviderError>>,
    {
        let mut asked_at = self.asked_at.lock().await;
        let mut failure = ProviderError::Unavailable;
        if asked_at.is_none_or(|it| now - it >= PAUSE) {
            *asked_at = Some(now);
            match fetch().await {
                Ok(document) => return Ok(self.keep(document, now).await),
                Err(error) => failure = error,
            }
            tracing::warn!(error = %failure, "the provider's documents could not be renewed");
        }
        self.younger_than(STALE, now).await.ok_or(failure)
    }

    async fn keep(&self, document: T, now: DateTime<Utc>) -> Arc<T> {
        let document = Arc::new(document);
        *self.document.write().await = Some((Arc::clone(&document), now));
        document
    }

    async fn younger_than(&self, age: TimeDelta, now: DateTime<Utc>) -> Option<Arc<T>> {
        let kept = self.document.read().await;
        let (document, fetched_at) = kept.as_ref()?;
        (now - *fetched_at < age).then(|| Arc::clone(document))
    }
}
