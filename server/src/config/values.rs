//! What the values of settings look like.

use axum::http::HeaderValue;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;
use url::Url;

/// A secret from the environment or from a file; never shown.
#[derive(Clone, Debug)]
pub struct Secret(pub secrecy::SecretString);

impl FromStr for Secret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let value = match text.strip_prefix("file:") {
            Some(path) => {
                std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?.trim_end().to_owned()
            }
            None => text.to_owned(),
        };
        Ok(Self(value.into()))
    }
}

pub(super) fn parse_origin(text: &str) -> Result<Url, String> {
    let url: Url = text.parse().map_err(|e| format!("{e}"))?;
    let bare =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    let web = matches!(url.scheme(), "http" | "https") && url.has_host();
    if bare && web { Ok(url) } else { Err("must be an origin such as https://run.example".to_owned()) }
}

/// An origin as browsers write it.
pub(super) fn parse_cors(text: &str) -> Result<HeaderValue, String> {
    let origin = parse_origin(text)?.origin().ascii_serialization();
    let same = origin == text;
    HeaderValue::try_from(origin)
        .ok()
        .filter(|_| same)
        .ok_or_else(|| "must be an origin such as https://app.example".to_owned())
}

/// Keeps the text: issuers are compared as strings, and a URL adds a slash to a bare origin.
pub(super) fn parse_issuer(text: &str) -> Result<String, String> {
    let url: Url = text.parse().map_err(|e| format!("{e}"))?;
    let web = matches!(url.scheme(), "http" | "https") && url.has_host() && text == text.trim();
    let bare = url.query().is_none() && url.fragment().is_none();
    if bare && web { Ok(text.to_owned()) } else { Err("must be a URL such as https://id.example".to_owned()) }
}

pub(super) fn parse_key_source(text: &str) -> Result<PathBuf, String> {
    text.strip_prefix("file:").map(PathBuf::from).ok_or_else(|| "must be file:PATH".to_owned())
}

/// Reads `90s`, `30m`, `12h` or `7d`.
pub(super) fn parse_duration(text: &str) -> Result<Duration, String> {
    let expected = || "must be a number with s, m, h or d, like 12h".to_owned();
    let unit = text.chars().last().ok_or_else(expected)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return Err(expected()),
    };
    let number: u64 = text[..text.len() - 1].parse().map_err(|_| expected())?;
    number.checked_mul(seconds).filter(|s| *s > 0).map(Duration::from_secs).ok_or_else(expected)
}
