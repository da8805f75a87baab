//! Where answers may be sent.

use super::client::ClientKind;
use url::{Host, Url};

/// The longest address that may be registered, in characters.
const LONGEST: usize = 2_000;

/// The host that answers at `uri` go to, with its port unless that is the usual one; `None` where a program on
/// the person's own machine takes them.
pub(super) fn host(uri: &str) -> Option<String> {
    let uri = Url::parse(uri).ok().filter(|uri| uri.scheme() == "https" || uri.scheme() == "http")?;
    let host = uri.host_str().filter(|_| !is_loopback(&uri))?;
    Some(uri.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// Why answers to a client of this kind may not be sent to `uri`, as the end of a sentence; `None` if they may.
pub(super) fn objection(kind: ClientKind, uri: &str) -> Option<String> {
    if uri.chars().count() > LONGEST {
        return Some(format!("must be of {LONGEST} characters at most"));
    }
    let why = match Url::parse(uri) {
        Err(_) => "must be whole addresses",
        Ok(_) if uri.contains('#') => "must have no fragment",
        Ok(_) if uri.contains('*') => "must have no wildcard",
        Ok(url) if !url.username().is_empty() || url.password().is_some() => "must name no user",
        Ok(url) if !is_normal(uri, &url) => {
            return Some(format!("must be written as {url} and not as {uri}"));
        }
        Ok(url) if !is_for(kind, &url) => {
            "must be https, http on the person's own machine or, for programs there, a scheme with a dot"
        }
        Ok(_) => return None,
    };
    Some(format!("{why}: {uri}"))
}

/// Whether what is compared as text is also what browsers make of it. The slash of an empty path may be left out.
fn is_normal(text: &str, url: &Url) -> bool {
    let normal = url.as_str();
    text == normal || url.path() == "/" && normal.strip_suffix('/') == Some(text)
}

fn is_for(kind: ClientKind, url: &Url) -> bool {
    match url.scheme() {
        "https" => true,
        "http" => is_loopback(url),
        scheme => kind == ClientKind::Native && is_reversed_domain(scheme) && !url.cannot_be_a_base(),
    }
}

/// A private-use scheme is a domain of its maker read backwards (RFC 8252 §7.1).
fn is_reversed_domain(scheme: &str) -> bool {
    scheme.contains('.') && scheme.split('.').all(|label| !label.is_empty())
}

/// Whether a URL names the machine that it is opened on.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Whether two URIs are loopback addresses that differ in nothing but their port (RFC 8252 §7.3).
pub(super) fn same_but_for_port(known: &str, presented: &str) -> bool {
    match (loopback_without_port(known), loopback_without_port(presented)) {
        (Some(known), Some(presented)) => known == presented,
        _ => false,
    }
}

/// A loopback URL in its normal form without its port; `None` for anything that is not written normally.
fn loopback_without_port(text: &str) -> Option<Url> {
    let mut url = Url::parse(text).ok().filter(|url| url.scheme() == "http" && url.as_str() == text)?;
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let fits = is_plain && is_loopback(&url);
    url.set_port(None).ok().filter(|()| fits).map(|()| url)
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn a_host_is_told_with_an_unusual_port_and_never_for_a_program_on_the_machine() {
        assert_eq!(host("https://meadow.example/cb").as_deref(), Some("meadow.example"));
        assert_eq!(host("https://meadow.example:8443/cb").as_deref(), Some("meadow.example:8443"));
        assert_eq!(host("https://m\u{e9}adow.example/cb").as_deref(), Some("xn--madow-bsa.example"));
        for own in
            ["http://127.0.0.1:49152/cb", "http://[::1]/cb", "http://localhost/cb", "com.meadow.app:/cb"]
        {
            assert_eq!(host(own), None, "{own}");
        }
    }
}
