//! The parameters of a request, from a query or a form body.

use url::form_urlencoded;

/// Parameters as they were sent; empty ones count as absent (RFC 6749 §3.1).
#[derive(Debug)]
pub(super) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// The parameters of `application/x-www-form-urlencoded` text.
    pub(super) fn parse(text: &[u8]) -> Self {
        let pairs = form_urlencoded::parse(text).into_owned();
        Self(pairs.filter(|(_, value)| !value.is_empty()).collect())
    }

    /// The first value of `name`.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of `name`, or nothing.
    pub(super) fn text(&self, name: &str) -> &str {
        self.one(name).unwrap_or_default()
    }

    /// Every value of `name`.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether `name` was sent more than once.
    pub(super) fn twice(&self, name: &str) -> bool {
        self.all(name).nth(1).is_some()
    }

    /// A parameter that was sent more than once though it must not be. Only `resource` may (RFC 8707 §2).
    pub(super) fn repeated(&self) -> Option<&str> {
        self.0.iter().map(|(key, _)| key.as_str()).find(|key| *key != "resource" && self.twice(key))
    }
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    #[test]
    fn empty_parameters_are_absent() {
        let parameters = Parameters::parse(b"state=&nonce=n+1%2B");
        assert_eq!(parameters.one("state"), None);
        assert_eq!(parameters.one("nonce"), Some("n 1+"));
    }

    #[test]
    fn only_resource_may_be_repeated() {
        assert_eq!(Parameters::parse(b"resource=a&resource=b").repeated(), None);
        assert_eq!(Parameters::parse(b"state=a&scope=b&state=a").repeated(), Some("state"));
    }
}
