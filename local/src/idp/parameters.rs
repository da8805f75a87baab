//! The parameters of a request, from a query or a form body.

use std::collections::HashSet;
use std::fmt;
use url::form_urlencoded;

/// Parameters as they were sent; empty ones count as absent (RFC 6749 §3.1).
pub(super) struct Parameters(Vec<(String, String)>);

/// The names only: passwords, codes and tokens are among the values.
impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

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
        let mut seen = HashSet::new();
        self.0.iter().map(|(key, _)| key.as_str()).find(|key| *key != "resource" && !seen.insert(*key))
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

    /// Anybody may send as many as a body holds; where each was compared with all others, this took minutes.
    #[test]
    fn a_hundred_thousand_names_are_compared_in_no_time() {
        let text: Vec<_> = (0..100_000).map(|number| format!("{number}=x")).collect();
        let parameters = Parameters::parse(text.join("&").as_bytes());
        let begun = std::time::Instant::now();
        assert_eq!(parameters.repeated(), None);
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
    }

    #[test]
    fn what_was_sent_is_not_printed() {
        let text = format!("{:?}", Parameters::parse(b"password=four+words&code=x1"));
        assert_eq!(text, r#"["password", "code"]"#);
    }
}
