//! What the provider publishes about itself: its endpoints and its keys.
//!
//! Both are fetched when first needed and kept. From an hour on they are renewed behind the scenes, so that a
//! provider that does not answer costs nobody time, and for a day nothing else; a token with an invented
//! key id makes us ask at most once in ten seconds.

use super::transport::Transport;
use crate::clock::Clock;
use crate::host::is_loopback;
use chrono::{DateTime, TimeDelta, Utc};
use gate::jws::JwsError;
use http::{Request, StatusCode, header};
use jsonwebtoken::jwk::Jwk;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard, RwLock};
use url::Url;

const FRESH: TimeDelta = TimeDelta::hours(1);
const STALE: TimeDelta = TimeDelta::hours(24);
/// How long nobody asks again, however the last attempt went.
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
    pub(super) async fn metadata(self: &Arc<Self>) -> Found<Metadata> {
        let provider = Arc::clone(self);
        let renew = |turn| async move { provider.renew_metadata(turn).await };
        self.metadata.current(self.clock.now(), renew).await
    }

    /// Its keys.
    pub(super) async fn keys(self: &Arc<Self>) -> Found<Vec<Jwk>> {
        let provider = Arc::clone(self);
        let renew = |turn| async move { provider.renew_keys(turn).await };
        self.keys.current(self.clock.now(), renew).await
    }

    /// Its keys, asked for anew unless we just did: for a token whose key we do not know.
    ///
    /// Fails if they could not be had, whatever is kept: that token's key may be among them.
    async fn newer_keys(self: &Arc<Self>) -> Found<Vec<Jwk>> {
        let (provider, turn) = (Arc::clone(self), self.keys.turn().await);
        to_its_end(async move { provider.renew_keys(turn).await }).await
    }

    /// What `look` makes of its keys, or of newer ones if it knows none that fits.
    pub(super) async fn examine<T, E: From<JwsError> + PartialEq>(
        self: &Arc<Self>,
        look: impl Fn(&[Jwk]) -> Result<T, E>,
    ) -> Result<Result<T, E>, ProviderError> {
        match look(&self.keys().await?) {
            Err(error) if error == JwsError::UnknownKey.into() => Ok(look(&self.newer_keys().await?)),
            verdict => Ok(verdict),
        }
    }

    async fn renew_metadata(&self, turn: Turn) -> Found<Metadata> {
        self.metadata.renewed(turn, &self.clock, self.discover()).await
    }

    async fn renew_keys(self: &Arc<Self>, turn: Turn) -> Found<Vec<Jwk>> {
        self.keys.renewed(turn, &self.clock, self.fetch_keys()).await
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

    async fn fetch_keys(self: &Arc<Self>) -> Result<Vec<Jwk>, ProviderError> {
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

type Found<T> = Result<Arc<T>, ProviderError>;

/// What comes of asking, also if whoever waits for it goes away: then, too, somebody has asked a moment ago.
async fn to_its_end<T: Send + Sync + 'static>(
    renewal: impl Future<Output = Found<T>> + Send + 'static,
) -> Found<T> {
    tokio::spawn(renewal).await.unwrap_or(Err(ProviderError::Unavailable))
}

/// The right to ask for a document. Guards how the last attempt went, and until when nobody asks again.
type Turn = OwnedMutexGuard<Option<Asked>>;

#[derive(Clone, Copy, Debug)]
struct Asked {
    pause_until: DateTime<Utc>,
    went: Result<(), ProviderError>,
}

/// A document that is kept while it is fresh, and for a day if no newer one can be had.
#[derive(Debug)]
struct Kept<T> {
    document: RwLock<Option<(Arc<T>, DateTime<Utc>)>>,
    asked: Arc<Mutex<Option<Asked>>>,
}

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self { document: RwLock::default(), asked: Arc::default() }
    }
}

impl<T: Send + Sync + 'static> Kept<T> {
    /// The document. Only where none is to be had does anybody wait; one that is not fresh any more is
    /// renewed in a task.
    async fn current<F>(&self, now: DateTime<Utc>, renew: impl FnOnce(Turn) -> F) -> Found<T>
    where
        F: Future<Output = Found<T>> + Send + 'static,
    {
        if let Some(document) = self.younger_than(FRESH, now).await {
            return Ok(document);
        }
        let Some(document) = self.younger_than(STALE, now).await else {
            return to_its_end(renew(self.turn().await)).await;
        };
        if let Ok(turn) = Arc::clone(&self.asked).try_lock_owned()
            && turn.is_none_or(|it| it.pause_until <= now)
        {
            tokio::spawn(renew(turn));
        }
        Ok(document)
    }

    async fn turn(&self) -> Turn {
        Arc::clone(&self.asked).lock_owned().await
    }

    /// The document fetched now, unless that was tried a moment ago: then what came of it.
    async fn renewed(
        &self,
        mut turn: Turn,
        clock: &Clock,
        fetch: impl Future<Output = Result<T, ProviderError>>,
    ) -> Found<T> {
        if let Some(Asked { pause_until, went }) = *turn
            && pause_until > clock.now()
        {
            went?;
            return self.younger_than(STALE, clock.now()).await.ok_or(ProviderError::Unavailable);
        }
        let fetched = fetch.await;
        let now = clock.now();
        *turn = Some(Asked { pause_until: now + PAUSE, went: fetched.as_ref().map(drop).map_err(|it| *it) });
        match fetched {
            Ok(document) => Ok(self.keep(document, now).await),
            Err(error) => {
                tracing::warn!(%error, "the provider's documents could not be renewed");
                Err(error)
            }
        }
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
