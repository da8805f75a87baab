//! The tokens: what stands in them, and how the provider reads its own back.

use super::account::Account;
use super::client::Client;
use super::fault::Fault;
use super::grant::Terms;
use super::keys::Keys;
use super::scope::Scopes;
use super::{random, vault_time};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

const ACCESS: &str = "at+jwt";
const ID: &str = "JWT";
/// The group of the account that owns this Longrun.
const OWNERS: &str = "owners";

/// An access token, RFC 9068. `sub` equals `client_id` in tokens of machines, and only there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct AccessToken {
    pub(super) iss: String,
    pub(super) sub: String,
    pub(super) aud: String,
    pub(super) client_id: String,
    pub(super) scope: Scopes,
    pub(super) jti: String,
    pub(super) iat: i64,
    pub(super) exp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sid: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
}

/// An ID token, OpenID Connect Core §2.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct IdToken {
    pub(super) iss: String,
    pub(super) sub: String,
    pub(super) aud: String,
    pub(super) sid: String,
    pub(super) iat: i64,
    pub(super) exp: i64,
    pub(super) auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) nonce: Option<String>,
    pub(super) at_hash: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    groups: Vec<String>,
    #[serde(flatten)]
    pub(super) person: Person,
}

/// What the scopes `profile` and `email` tell of somebody.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Person {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zoneinfo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_verified: Option<bool>,
}

impl Person {
    /// What `scopes` tell of the holder of `account`. No address was ever verified.
    pub(super) fn told(account: &Account, scopes: &Scopes) -> Self {
        let (profile, email) = (scopes.has("profile"), scopes.has("email"));
        Self {
            name: profile.then(|| account.name.clone()),
            zoneinfo: profile.then(|| account.zoneinfo.clone()),
            email: email.then(|| account.email.clone()),
            email_verified: email.then_some(false),
        }
    }
}

/// A living grant, and whose it is.
#[derive(Debug)]
pub(super) struct Granted<'a> {
    /// The public name of the grant.
    pub(super) sid: &'a str,
    pub(super) terms: &'a Terms,
    pub(super) account: &'a Account,
    /// Whether the account is the owner's.
    pub(super) owns: bool,
}

impl Granted<'_> {
    /// What the tokens say whom the person belongs to (RFC 9068 §2.2.3.1).
    fn groups(&self) -> Vec<String> {
        self.owns.then(|| OWNERS.to_owned()).into_iter().collect()
    }
}

/// Writes and reads tokens of one issuer at one time.
#[derive(Debug)]
pub(super) struct Mint<'a> {
    pub(super) issuer: &'a str,
    pub(super) keys: &'a Keys,
    pub(super) now: DateTime<Utc>,
}

impl Mint<'_> {
    /// An access token for somebody who signed in.
    pub(super) fn access_token(&self, granted: &Granted<'_>) -> Result<String, Fault> {
        let terms = granted.terms;
        let blank = self.blank(terms.client_id.clone(), terms.scopes.clone(), terms.resource.clone())?;
        let token = AccessToken {
            sub: terms.subject.clone(),
            auth_time: Some(terms.auth_time.timestamp()),
            sid: Some(granted.sid.to_owned()),
            groups: granted.groups(),
            ..blank
        };
        self.keys.sign(ACCESS, &token)
    }

    /// An access token for a machine.
    pub(super) fn machine_token(
        &self,
        client: &Client,
        scopes: Scopes,
        resource: String,
    ) -> Result<String, Fault> {
        let blank = self.blank(client.id.clone(), scopes, resource)?;
        self.keys.sign(ACCESS, &AccessToken { exp: self.machine_expiry(client), ..blank })
    }

    /// When a machine's token ends: no later than the machine.
    pub(super) fn machine_expiry(&self, client: &Client) -> i64 {
        let end = client.registered.expires_at.map(|end| end.timestamp());
        end.map_or(self.expiry(), |end| end.min(self.expiry()))
    }

    /// The ID token that goes with `access_token`.
    pub(super) fn id_token(&self, granted: &Granted<'_>, access_token: &str) -> Result<String, Fault> {
        let terms = granted.terms;
        let token = IdToken {
            iss: self.issuer.to_owned(),
            sub: terms.subject.clone(),
            aud: terms.client_id.clone(),
            sid: granted.sid.to_owned(),
            iat: self.now.timestamp(),
            exp: self.expiry(),
            auth_time: terms.auth_time.timestamp(),
            nonce: terms.nonce.clone(),
            at_hash: half_hash(access_token),
            person: Person::told(granted.account, &terms.scopes),
            groups: granted.groups(),
        };
        self.keys.sign(ID, &token)
    }

    /// The access token behind `text`, if it is ours and lives.
    pub(super) fn read_access_token(&self, text: &str) -> Option<AccessToken> {
        let token: AccessToken = self.keys.open(ACCESS, text, self.now)?;
        (token.iss == self.issuer && token.exp > self.now.timestamp()).then_some(token)
    }

    /// The ID token behind `text`, if it was ours; it may have expired (RP-Initiated Logout §2).
    pub(super) fn read_id_token(&self, text: &str) -> Option<IdToken> {
        let token: IdToken = self.keys.open(ID, text, self.now)?;
        (token.iss == self.issuer).then_some(token)
    }

    fn blank(&self, client_id: String, scope: Scopes, aud: String) -> Result<AccessToken, Fault> {
        Ok(AccessToken {
            iss: self.issuer.to_owned(),
            sub: client_id.clone(),
            aud,
            client_id,
            scope,
            jti: random::text::<16>()?,
            iat: self.now.timestamp(),
            exp: self.expiry(),
            auth_time: None,
            sid: None,
            groups: vec![],
        })
    }

    fn expiry(&self) -> i64 {
        (self.now + vault_time::TOKEN).timestamp()
    }
}

/// The left half of the digest, OpenID Connect Core §3.1.3.6.
fn half_hash(access_token: &str) -> String {
    URL_SAFE_NO_PAD.encode(&digest(&SHA256, access_token.as_bytes()).as_ref()[..16])
}

#[cfg(test)]
mod tests {
    /// OpenID Connect Core, appendix A.3.
    #[test]
    fn the_half_hash_of_the_specification_holds() {
        assert_eq!(super::half_hash("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), "77QmUPtjPfzWtF2AnpK9RQ");
    }
}
