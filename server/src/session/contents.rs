//! What a session holds.

use chrono::{DateTime, TimeDelta, Utc};
use gate::Groups;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, Serializer};

/// What the provider says about the person. All of it but the groups is only a proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// What they want to be called.
    pub display_name: Option<String>,
    /// The IANA name of their time zone.
    pub zoneinfo: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
    /// Whether the provider has seen that the address is theirs.
    #[serde(default)]
    pub email_verified: bool,
    /// The groups that the provider puts them in, as of the last ID token.
    #[serde(default)]
    pub groups: Groups,
}

/// The contents of a session's record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Contents {
    /// The provider that vouched for them, and our name there.
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    /// Who they are at that provider.
    pub(crate) subject: String,
    pub(crate) claims: Claims,
    pub(crate) tokens: Tokens,
    pub(crate) started_at: DateTime<Utc>,
    /// When the session was last noted to be used; it may have been used a few minutes later.
    pub(crate) last_seen: DateTime<Utc>,
    /// Whether they asked to stay signed in on this device.
    pub(crate) remember: bool,
}

/// The tokens of a session. They are stored sealed, and shown to nobody but the provider.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Tokens {
    #[serde(serialize_with = "expose")]
    pub(crate) access: SecretString,
    #[serde(serialize_with = "expose_if_any")]
    pub(crate) refresh: Option<SecretString>,
    pub(crate) issued_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
}

impl Tokens {
    /// Whether four fifths of the access token's life have passed, and there is a way to a new one.
    pub(crate) fn are_due(&self, now: DateTime<Utc>) -> bool {
        let life: TimeDelta = self.expires_at - self.issued_at;
        self.refresh.is_some() && now >= self.issued_at + life * 4 / 5
    }
}

/// Writes a secret into a record that is about to be sealed.
pub(crate) fn expose<S: Serializer>(secret: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose_secret())
}

#[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
fn expose_if_any<S: Serializer>(secret: &Option<SecretString>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => serializer.serialize_some(secret.expose_secret()),
        None => serializer.serialize_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_signed_in_before_groups_were_kept_is_in_none() {
        let kept = r#"{"display_name":"Ada","zoneinfo":null,"email":null}"#;
        let claims: Claims = serde_json::from_str(kept).unwrap();
        assert_eq!((claims.display_name.as_deref(), claims.groups), (Some("Ada"), Groups::new()));
    }
}
