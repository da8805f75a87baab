//! Where somebody goes once they are signed in.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

const LONGEST: usize = 1024;

/// Parts of the site that are no pages.
const NO_PAGES: [&str; 5] = ["auth", "idp", "api", "mcp", ".well-known"];

/// A page of ours, as path and query: the only thing that a sign-in may lead to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReturnTo(String);

impl ReturnTo {
    /// Reads a path with an optional query.
    ///
    /// `None` unless every reader of URLs must take it for a path on this very host: plain segments of
    /// letters, digits and `-._~`, none of them empty, `.` or `..`; a query of the same and `%&=+,:`.
    pub fn parse(text: &str) -> Option<Self> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let segments = path.strip_prefix('/')?;
        let is_page = segments.is_empty() || segments.split('/').all(is_plain);
        let is_page = is_page && !NO_PAGES.contains(&segments.split('/').next()?);
        (is_page && is_query(query) && text.len() <= LONGEST).then(|| Self(text.to_owned()))
    }

    /// The path and query.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where to sign in, to come back here.
    pub fn sign_in_url(&self) -> String {
        format!("/auth/login?return_to={}", utf8_percent_encode(&self.0, NON_ALPHANUMERIC))
    }
}

impl Default for ReturnTo {
    fn default() -> Self {
        Self("/dashboard".to_owned())
    }
}

impl TryFrom<String> for ReturnTo {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("must be a page of ours")
    }
}

impl From<ReturnTo> for String {
    fn from(page: ReturnTo) -> Self {
        page.0
    }
}

fn is_plain(segment: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    !segment.is_empty() && segment.bytes().all(plain) && !matches!(segment, "." | "..")
}

fn is_query(query: &str) -> bool {
    query.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._~%&=+,:".contains(&it))
}
