//! What people may register as a client, and everything that is wrong with what they may not.

use super::client::{ClientKind, NewClient};
use super::client_keys::ClientKeys;
use super::fault::Fault;
use super::redirect;
use chrono::{DateTime, Utc};
use domain::profile::display_name;
use domain::scope::Scope;
use domain::workout::FieldError;

/// The most addresses of a kind that a client may have.
const MOST_ADDRESSES: usize = 10;

/// Why a client is not registered or not changed.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// What is wrong, by the names of [`NewClient`]'s fields.
    #[error("{} of the client's fields cannot be used", .0.len())]
    Mistakes(Vec<FieldError>),
    /// There is no such client, or it is somebody else's.
    #[error("there is no such client of this owner")]
    Unknown,
    /// It has keys, or is native, and so no secret to change.
    #[error("the client has no secret")]
    NoSecret,
    /// Our own fault.
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl NewClient {
    /// The client with its name trimmed, or everything that is wrong with it.
    pub(super) fn checked(mut self, now: DateTime<Utc>) -> Result<Self, Vec<FieldError>> {
        let name = name(&self.name);
        let checks = [
            ("name", name.as_ref().err().cloned()),
            ("scopes", self.scopes_error().map(str::to_owned)),
            ("redirect_uris", self.redirects_error()),
            ("post_logout_redirect_uris", self.addresses_error(&self.post_logout_redirect_uris)),
            ("keys", self.keys_error().map(str::to_owned)),
            ("expires_at", self.expiry_error(now).map(str::to_owned)),
        ];
        let mistakes = checks.into_iter().filter_map(|(field, error)| Some(FieldError::new(field, error?)));
        let mistakes: Vec<_> = mistakes.collect();
        self.name = name.unwrap_or_default();
        if mistakes.is_empty() { Ok(self) } else { Err(mistakes) }
    }

    fn is_machine(&self) -> bool {
        self.kind == ClientKind::Machine
    }

    fn scopes_error(&self) -> Option<&'static str> {
        if self.is_machine() && self.scopes.iter().any(|scope| Scope::from_name(scope).is_none()) {
            return Some("must be scopes of the API: a machine is nobody to sign in");
        }
        (!self.scopes.is_of_use()).then_some("must name one at least")
    }

    fn redirects_error(&self) -> Option<String> {
        if self.redirect_uris.is_empty() && !self.is_machine() {
            return Some("must name one at least".to_owned());
        }
        self.addresses_error(&self.redirect_uris)
    }

    fn addresses_error(&self, addresses: &[String]) -> Option<String> {
        if self.is_machine() && !addresses.is_empty() {
            return Some("must be left out: nobody signs in through a machine".to_owned());
        }
        if addresses.len() > MOST_ADDRESSES {
            return Some(format!("must be {MOST_ADDRESSES} at most"));
        }
        addresses.iter().find_map(|address| redirect::objection(self.kind, address))
    }

    fn keys_error(&self) -> Option<&'static str> {
        let keys = self.keys.as_deref()?;
        if self.is_machine() { ClientKeys::parse(keys).err() } else { Some("are for machines only") }
    }

    fn expiry_error(&self, now: DateTime<Utc>) -> Option<&'static str> {
        let end = self.expires_at?;
        if self.is_machine() {
            (end <= now).then_some("must lie ahead")
        } else {
            Some("is for machines only")
        }
    }
}

/// People read it where they are asked for their leave: nothing in it may turn the sentence around.
fn name(typed: &str) -> Result<String, String> {
    let name = display_name(typed)?;
    let turns = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if name.contains(turns) { Err("must hold no marks of direction".to_owned()) } else { Ok(name) }
}
