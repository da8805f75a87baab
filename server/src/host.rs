//! One host name, and whose word about the client is taken.

use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{HOST, LOCATION};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use url::{Host, Url};

/// Where the athletes find us, and which proxies may stand between.
#[derive(Clone, Debug)]
pub struct PublicHost {
    public_url: Arc<Url>,
    trusted_proxies: Arc<[IpAddr]>,
}

/// The address of the client: of the peer, or what a trusted proxy says about it.
///
/// In the extensions of every request that came through [`require`] and the accept loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Whether `url` leads to this machine, whatever its resolver says (RFC 6761 §6.3).
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

impl PublicHost {
    /// The host of `public_url`, behind proxies with exactly these addresses.
    pub fn new(public_url: Url, trusted_proxies: impl Into<Arc<[IpAddr]>>) -> Self {
        Self { public_url: Arc::new(public_url), trusted_proxies: trusted_proxies.into() }
    }

    /// Whether a request is for our host. The scheme counts too where a trusted proxy tells it.
    fn is_own(&self, request: &Request) -> bool {
        let own = &self.public_url;
        let Some(authority) = authority(request) else { return false };
        let Ok(asked) = Url::parse(&format!("{}://{authority}", own.scheme())) else { return false };
        asked.origin() == own.origin() && self.said_scheme(request).is_none_or(|it| it == own.scheme())
    }

    fn said_scheme<'a>(&self, request: &'a Request) -> Option<&'a str> {
        self.trusts(peer(request)?).then(|| last(request.headers(), "x-forwarded-proto"))?
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.trusted_proxies.contains(&address.to_canonical())
    }

    /// The last address in `X-Forwarded-For` that is not a trusted proxy's, if the peer is one.
    fn client(&self, request: &Request) -> Option<IpAddr> {
        let peer = peer(request)?;
        if !self.trusts(peer) {
            return Some(peer);
        }
        let hops = request.headers().get_all("x-forwarded-for");
        let hops: Vec<&str> =
            hops.iter().filter_map(|it| it.to_str().ok()).flat_map(|it| it.split(',')).collect();
        let client = hops.into_iter().rev().map(|it| it.trim().parse().ok());
        let mut client = client.skip_while(|it: &Option<IpAddr>| it.is_some_and(|it| self.trusts(it)));
        Some(client.next().flatten().unwrap_or(peer))
    }

    /// The same page under the public URL.
    fn elsewhere(&self, uri: &Uri) -> Option<HeaderValue> {
        let path = uri.path_and_query().map_or("/", |it| it.as_str());
        HeaderValue::try_from(format!("{}{path}", self.public_url.origin().ascii_serialization())).ok()
    }
}

/// Notes the [`ClientAddress`], and sends whoever asks for another host to the public URL.
///
/// A GET is answered 308; anything else 421, because what it carries was meant for somebody else.
pub async fn require(State(host): State<PublicHost>, mut request: Request, next: Next) -> Response {
    if let Some(address) = host.client(&request) {
        request.extensions_mut().insert(ClientAddress(address.to_canonical()));
    }
    // Health checks come by address, from inside.
    if host.is_own(&request) || request.uri().path().starts_with("/health/") {
        return next.run(request).await;
    }
    match host.elsewhere(request.uri()) {
        Some(location) if matches!(*request.method(), Method::GET | Method::HEAD) => {
            (StatusCode::PERMANENT_REDIRECT, [(LOCATION, location)]).into_response()
        }
        _ => StatusCode::MISDIRECTED_REQUEST.into_response(),
    }
}

/// The one authority a request names: in its target, or in its only `Host`.
fn authority(request: &Request) -> Option<&str> {
    if let Some(authority) = request.uri().authority() {
        return Some(authority.as_str());
    }
    let mut hosts = request.headers().get_all(HOST).iter();
    let host = hosts.next()?.to_str().ok()?;
    let is_plain = host.bytes().all(|it| it.is_ascii_alphanumeric() || b".-:[]".contains(&it));
    (hosts.next().is_none() && is_plain).then_some(host)
}

fn peer(request: &Request) -> Option<IpAddr> {
    let ConnectInfo(peer) = request.extensions().get::<ConnectInfo<SocketAddr>>()?;
    Some(peer.ip().to_canonical())
}

fn last<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get_all(name).iter().next_back()?.to_str().ok()?.rsplit(',').next().map(str::trim)
}
