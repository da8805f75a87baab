//! Whoever shows an access token to the API (RFC 6750).
//!
//! A token comes in the one header that is for it, and nowhere else: what stands in an address is logged, and what
//! stands in a form comes from pages. [`Refusal`] says what is wrong in the words of the standard; its body is the API's.

pub mod metadata;
mod refusal;

pub use gate::Bearer;
pub use refusal::Refusal;

use crate::login::Issuer;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Uri};
use url::form_urlencoded;

impl Issuer {
    /// Whoever makes a request, by the token that it brings.
    ///
    /// A token whose key is unknown makes us ask the provider for newer keys, once in ten seconds at most; a key that is
    /// not among them any more signs nothing.
    ///
    /// # Errors
    /// [`Refusal`], never [`Refusal::InsufficientScope`].
    pub async fn bearer(&self, headers: &HeaderMap, uri: &Uri) -> Result<Bearer, Refusal> {
        let token = shown(headers, uri)?;
        match self.access_token(token).await {
            Ok(Ok(token)) => Ok(token.into()),
            Ok(Err(error)) => {
                tracing::debug!(reason = %error, "access token refused");
                Err(Refusal::InvalidToken(error))
            }
            Err(_) => Err(Refusal::Unavailable),
        }
    }
}

/// The token of a request (RFC 6750 §2).
fn shown<'a>(headers: &'a HeaderMap, uri: &Uri) -> Result<&'a str, Refusal> {
    if is_elsewhere(headers, uri) {
        return Err(Refusal::InvalidRequest);
    }
    let mut credentials = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = credentials.next() else { return Err(Refusal::Missing) };
    if credentials.next().is_some() {
        return Err(Refusal::InvalidRequest);
    }
    let mut words = value.as_bytes().splitn(2, |it| *it == b' ');
    let scheme = words.next().unwrap_or_default();
    if !scheme.eq_ignore_ascii_case(b"bearer") {
        return Err(Refusal::Missing);
    }
    let token = words.next().and_then(|it| str::from_utf8(it).ok()).unwrap_or_default();
    let token = token.trim_start_matches(' ');
    if is_token(token) { Ok(token) } else { Err(Refusal::InvalidRequest) }
}

/// Whether a token may be in the address (§2.3) or in a form (§2.2): none of the API's bodies is one.
fn is_elsewhere(headers: &HeaderMap, uri: &Uri) -> bool {
    let mut query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let form = "application/x-www-form-urlencoded";
    let is_form =
        |it: &[u8]| it.len() >= form.len() && it[..form.len()].eq_ignore_ascii_case(form.as_bytes());
    query.any(|(name, _)| name == "access_token")
        || headers.get_all(CONTENT_TYPE).iter().any(|it| is_form(it.as_bytes()))
}

/// `b64token` (§2.1).
fn is_token(text: &str) -> bool {
    let text = text.trim_end_matches('=');
    !text.is_empty() && text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._~+/".contains(&it))
}
