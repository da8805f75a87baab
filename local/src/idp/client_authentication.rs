//! How a client proves that it is the one: its secret by Basic or in the form, a token it
//! signed, or nothing for native ones.

use super::Provider;
use super::client::Client;
use super::client_assertion::{TYPE, claimed_id};
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
    proof: Proof,
}

/// How it would prove that.
enum Proof {
    Nothing,
    Secret(SecretString),
    Assertion(String),
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
        let is_proven = match &claimed.proof {
            Proof::Nothing => client.is_public(),
            Proof::Secret(secret) => client.has_secret(secret.expose_secret()),
            Proof::Assertion(assertion) => self.is_asserted(&client, assertion, now).await?,
        };
        if is_proven && !client.has_expired(now) { Ok(client) } else { Err(Refusal::InvalidClient) }
    }
}

fn claimed(headers: &HeaderMap, form: &Parameters) -> Result<Claimed, Refusal> {
    let mut authorizations = headers.get_all(header::AUTHORIZATION).iter();
    let by_header = authorizations.next();
    if authorizations.next().is_some() {
        return Err(Refusal::InvalidRequest("there are two Authorization headers"));
    }
    let ways = [by_header.is_some(), form.one("client_secret").is_some(), asserts(form)];
    if ways.into_iter().filter(|is_taken| *is_taken).count() > 1 {
        return Err(Refusal::InvalidRequest("the client proves itself in two ways"));
    }
    let claimed = match by_header {
        Some(value) => value.to_str().ok().and_then(basic),
        None if asserts(form) => asserted(form)?,
        None => in_form(form),
    };
    let claimed = claimed.ok_or(Refusal::InvalidClient)?;
    let same = form.one("client_id").is_none_or(|id| id == claimed.id);
    if same { Ok(claimed) } else { Err(Refusal::InvalidRequest("the client shows two ids")) }
}

fn in_form(form: &Parameters) -> Option<Claimed> {
    let id = form.one("client_id")?.to_owned();
    let secret = form.one("client_secret").map(SecretString::from);
    Some(Claimed { id, proof: secret.map_or(Proof::Nothing, Proof::Secret) })
}

fn asserts(form: &Parameters) -> bool {
    form.one("client_assertion").is_some() || form.one("client_assertion_type").is_some()
}

/// The id stands in the assertion; the form need not repeat it (RFC 7521 §4.2).
fn asserted(form: &Parameters) -> Result<Option<Claimed>, Refusal> {
    let (Some(kind), Some(assertion)) = (form.one("client_assertion_type"), form.one("client_assertion"))
    else {
        return Err(Refusal::InvalidRequest("an assertion and its type go together"));
    };
    let id = claimed_id(assertion).filter(|_| kind == TYPE);
    Ok(id.map(|id| Claimed { id, proof: Proof::Assertion(assertion.to_owned()) }))
}

/// Id and secret are form-encoded before they are joined (RFC 6749 §2.3.1).
fn basic(value: &str) -> Option<Claimed> {
    let (scheme, credentials) = value.split_once(' ')?;
    let credentials =
        STANDARD.decode(credentials.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(credentials).ok()?;
    let (id, secret) = text.split_once(':')?;
    let secret = form_decoded(secret)?;
    let proof = if secret.is_empty() { Proof::Nothing } else { Proof::Secret(secret.into()) };
    Some(Claimed { id: form_decoded(id)?, proof })
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
        assert!(matches!(claimed.proof, Proof::Secret(secret) if secret.expose_secret() == "c+d e%"));
    }

    #[test]
    fn other_schemes_and_broken_text_claim_nothing() {
        for header in ["Bearer YTpi", "Basic", "Basic !!!", "Basic YWI="] {
            assert!(basic(header).is_none(), "{header}");
        }
    }
}
