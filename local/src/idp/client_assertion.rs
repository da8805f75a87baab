//! How a machine with keys proves that it is the one: a token that it signed itself (RFC 7523 §3).
//!
//! The client's registered key decides how it must be signed; nothing in the token's own header does, but which of
//! several keys is meant. Each is good once, for us alone, and for five minutes at most.

use super::Provider;
use super::client::Client;
use super::client_keys::ClientKeys;
use super::fault::Fault;
use chrono::{DateTime, TimeDelta, Utc};
use domain::vault::{RecordKey, VaultError};
use jsonwebtoken::{Validation, dangerous};
use serde::Deserialize;

/// What `client_assertion_type` has to say.
pub(super) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far ahead an assertion may end.
const LONGEST: TimeDelta = TimeDelta::minutes(5);
/// How far a client's clock may be ahead of ours.
const SKEW: TimeDelta = TimeDelta::seconds(60);
/// The longest id of an assertion, in bytes.
const LONGEST_ID: usize = 256;
/// What an assertion may say it is: nothing, a token, or just this. Tokens of another kind are none.
const KINDS: [&str; 3] = ["", "JWT", "client-authentication+jwt"];

/// OpenID Connect Core §9.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    iat: Option<i64>,
    nbf: Option<i64>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

/// Whom an assertion says it is from, by its `sub`; nothing is proven yet.
pub(super) fn claimed_id(assertion: &str) -> Option<String> {
    dangerous::insecure_decode::<Claims>(assertion).ok().map(|token| token.claims.sub)
}

impl Provider {
    /// Whether `assertion` proves that it is this client who asks. It then never does again.
    pub(super) async fn is_asserted(
        &self,
        client: &Client,
        assertion: &str,
        now: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        let claims = signed_by(client, assertion).filter(|claims| self.holds(claims, client, now));
        let Some(claims) = claims else { return Ok(false) };
        let Some(end) = DateTime::from_timestamp(claims.exp, 0) else { return Ok(false) };
        let key = RecordKey::new("ASSERTION", format!("{}#{}", client.id, claims.jti));
        match self.vault.create(&key, &(), end, now).await {
            Ok(_) => Ok(true),
            Err(VaultError::Exists) => {
                tracing::warn!(client = client.id, "an assertion was used twice");
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// The client was found by `sub`; everything else has to fit.
    fn holds(&self, claims: &Claims, client: &Client, now: DateTime<Utc>) -> bool {
        let begins = claims.iat.into_iter().chain(claims.nbf).max();
        claims.iss == client.id
            && self.is_meant(&claims.aud)
            && claims.exp > now.timestamp()
            && claims.exp <= (now + LONGEST).timestamp()
            && begins.is_none_or(|begins| begins <= (now + SKEW).timestamp())
            && (1..=LONGEST_ID).contains(&claims.jti.len())
    }

    /// Whether we are the only ones an assertion is for: whoever else it is for could show it here.
    fn is_meant(&self, audience: &Audience) -> bool {
        let token_endpoint = format!("{}/token", self.issuer);
        let is_us = |name: &String| *name == self.issuer || *name == token_endpoint;
        match audience {
            Audience::One(name) => is_us(name),
            Audience::Many(names) => !names.is_empty() && names.iter().all(is_us),
        }
    }
}

/// The claims of a token that one of the client's keys signed.
fn signed_by(client: &Client, assertion: &str) -> Option<Claims> {
    let keys = ClientKeys::parse(client.registered.keys.as_deref()?).ok()?;
    let header = jsonwebtoken::decode_header(assertion).ok()?;
    let is_kind = KINDS.contains(&header.typ.as_deref().unwrap_or_default());
    let key = keys.meant(header.kid.as_deref(), header.alg).filter(|_| is_kind && header.crit.is_none())?;
    let mut rules = Validation::new(header.alg);
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    Some(jsonwebtoken::decode(assertion, key, &rules).ok()?.claims)
}
