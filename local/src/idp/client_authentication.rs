//! How a client proves that it is the one: its secret by Basic or in the form, or nothing for native ones.

use super::Provider;
use super::client::Client;
use super::parameters::Parameters;
use super::refusal::Refusal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use http::{HeaderMap, header};
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;

/// What a client says about itself.
struct Claimed {
    id: String,
    secret: Option<SecretString>,
}

impl Provider {
    /// The client that sends this request, if it proves it.
    pub(super) async fn authenticated(
        &self,
        headers: &HeaderMap,
        form: &Parameters,
        now: DateTime<Utc>,
    ) -> Result<Client, Refusal> {
        let claimed = claimed(headers, form)?;
        let client = self.clients.with_id(&claimed.id, now).await?.ok_or(Refusal::InvalidClient)?;
        let secret = claimed.secret.as_ref().map(ExposeSecret::expose_secret);
        if client.has_secret(secret) { Ok(client) } else { Err(Refusal::InvalidClient) }
    }
}

fn claimed(headers: &HeaderMap, form: &Parameters) -> Result<Claimed, Refusal> {
    let mut authorizations = headers.get_all(header::AUTHORIZATION).iter();
    let by_header = authorizations.next();
    if authorizations.next().is_some() {
        return Err(Refusal::InvalidRequest("there are two Authorization headers"));
    }
    match by_header {
        None => in_form(form),
        Some(_) if form.one("client_secret").is_some() => {
            Err(Refusal::InvalidRequest("the client shows two secrets"))
        }
        Some(value) => {
            let claimed = value.to_str().ok().and_then(basic).ok_or(Refusal::InvalidClient)?;
            let same = form.one("client_id").is_none_or(|id| id == claimed.id);
            if same { Ok(claimed) } else { Err(Refusal::InvalidRequest("the client shows two ids")) }
        }
    }
}

fn in_form(form: &Parameters) -> Result<Claimed, Refusal> {
    let id = form.one("client_id").ok_or(Refusal::InvalidClient)?.to_owned();
    Ok(Claimed { id, secret: form.one("client_secret").map(SecretString::from) })
}

/// Id and secret are form-encoded before they are joined (RFC 6749 §2.3.1).
fn basic(value: &str) -> Option<Claimed> {
    let (scheme, credentials) = value.split_once(' ')?;
    let credentials =
        STANDARD.decode(credentials.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(credentials).ok()?;
    let (id, secret) = text.split_once(':')?;
    let secret = form_decoded(secret)?;
    Some(Claimed { id: form_decoded(id)?, secret: (!secret.is_empty()).then(|| secret.into()) })
}

/// `None` for text that holds what form encoding would have escaped.
fn form_decoded(text: &str) -> Option<String> {
    let pair = format!("x={text}");
    let mut pairs = form_urlencoded::parse(pair.as_bytes());
    let (_, value) = pairs.next()?;
    pairs.next().is_none().then(|| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basic_credentials_are_form_encoded() {
        let header = format!("Basic {}", STANDARD.encode("a%3Ab:c%2Bd+e%25"));
        let claimed = basic(&header).unwrap();
        assert_eq!(claimed.id, "a:b");
        assert_eq!(claimed.secret.unwrap().expose_secret(), "c+d e%");
    }

    #[test]
    fn other_schemes_and_broken_text_claim_nothing() {
        for header in ["Bearer YTpi", "Basic", "Basic !!!", "Basic YWI="] {
            assert!(basic(header).is_none(), "{header}");
        }
    }
}
