//! How requests reach the provider.

use axum::Router;
use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Limited};
use oauth2::HttpRequest;
use std::pin::Pin;
use std::time::Duration;
use tower::ServiceExt as _;

/// The most that a provider may answer, in bytes.
const LARGEST: usize = 256 * 1024;

const TO_CONNECT: Duration = Duration::from_secs(3);
const TO_ANSWER: Duration = Duration::from_secs(10);

type Calling = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, TransportError>> + Send>>;

/// The way to a provider: over the network, or a router in this very process.
#[derive(Clone, Debug)]
pub enum Transport {
    /// Over the network. Follows no redirects.
    Http(reqwest::Client),
    /// In this process: the embedded provider.
    InProcess(Router),
}

/// A provider did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection, no answer in time, or one that broke off.
    #[error("the provider does not answer")]
    Unreachable,
    /// More bytes than an answer can have.
    #[error("the provider's answer is too large")]
    TooLarge,
}

impl Transport {
    /// The way over the network.
    ///
    /// # Errors
    /// If there are no root certificates to trust.
    pub fn http() -> Result<Self, reqwest::Error> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(TO_CONNECT)
            .timeout(TO_ANSWER)
            .user_agent("longrun");
        client.build().map(Self::Http)
    }

    /// An HTTP client as the `oauth2` crate wants it.
    pub(super) fn client(&self) -> impl Fn(HttpRequest) -> Calling + use<> {
        let transport = self.clone();
        move |request| {
            let transport = transport.clone();
            Box::pin(async move { transport.call(request).await })
        }
    }

    /// Makes one request, never twice.
    pub(super) async fn call(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let answer = async {
            match self {
                Self::Http(client) => over_the_network(client, request).await,
                Self::InProcess(router) => in_process(router, request).await,
            }
        };
        tokio::time::timeout(TO_ANSWER, answer).await.unwrap_or(Err(TransportError::Unreachable))
    }
}

async fn over_the_network(
    client: &reqwest::Client,
    request: Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, TransportError> {
    let request = reqwest::Request::try_from(request).map_err(|_| TransportError::Unreachable)?;
    let response = client.execute(request).await.map_err(|_| TransportError::Unreachable)?;
    read(Response::from(response)).await
}

async fn in_process(router: &Router, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
    let response = router.clone().oneshot(request.map(Body::from)).await;
    let response = response.unwrap_or_else(|never| match never {});
    read(response).await
}

async fn read<B>(response: Response<B>) -> Result<Response<Vec<u8>>, TransportError>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (parts, body) = response.into_parts();
    let body = Box::pin(Limited::new(body, LARGEST)).collect().await.map_err(|error| {
        let too_large = error.is::<http_body_util::LengthLimitError>();
        if too_large { TransportError::TooLarge } else { TransportError::Unreachable }
    })?;
    Ok(Response::from_parts(parts, body.to_bytes().to_vec()))
}
