//! What a session holds.

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, Serializer};

/// What the provider says about the person. All of it is only a proposal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// What they want to be called.
    pub display_name: Option<String>,
    /// The IANA name of their time zone.
    pub zoneinfo: Option<String>,
    /// Their e-mail address.
    pub email: Option<String>,
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
