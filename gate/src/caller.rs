//! Who somebody has proven to be.

use aws_lc_rs::digest::{Context, SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::athlete::AthleteId;
use domain::grant::ClientId;
use domain::scope::Scopes;
use std::collections::BTreeSet;

/// The groups that a provider says somebody is in.
pub type Groups = BTreeSet<String>;

/// Whoever makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Nobody has signed in.
    Nobody,
    /// An athlete, signed in to our own pages.
    Athlete(Person),
    /// A program to which an athlete lent a token.
    Delegate {
        /// Who lent it.
        athlete: Person,
        /// The program.
        client: ClientId,
        /// What the token is good for.
        scopes: Scopes,
        /// Whether the token names an actor beside the athlete (RFC 8693 §4.1).
        agent: bool,
    },
    /// A program that acts for nobody who is present.
    Machine {
        /// The program.
        client: ClientId,
        /// What its token is good for.
        scopes: Scopes,
        /// The groups that it is in.
        groups: Groups,
    },
}

/// A person and the groups that their provider puts them in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Their id with us.
    pub id: AthleteId,
    /// Their groups.
    pub groups: Groups,
}

impl Caller {
    /// An athlete in no group, signed in to our own pages.
    pub fn athlete(id: AthleteId) -> Self {
        Self::Athlete(Person { id, groups: Groups::new() })
    }

    /// What kind of caller that is, in a word for logs: nothing that tells one from another.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::Athlete(_) => "athlete",
            Self::Delegate { agent: false, .. } => "app",
            Self::Delegate { agent: true, .. } => "agent",
            Self::Machine { .. } => "machine",
        }
    }

    /// What the caller's token is good for, if they come with one.
    pub fn lent(&self) -> Option<&Scopes> {
        match self {
            Self::Delegate { scopes, .. } | Self::Machine { scopes, .. } => Some(scopes),
            Self::Nobody | Self::Athlete(_) => None,
        }
    }

    /// The program that calls, unless a person does.
    pub fn client(&self) -> Option<&ClientId> {
        match self {
            Self::Delegate { client, .. } | Self::Machine { client, .. } => Some(client),
            Self::Nobody | Self::Athlete(_) => None,
        }
    }
}

/// The athlete whom an OpenID provider vouches for.
///
/// Identity is issuer and subject together (OpenID Connect Core 1.0 §5.7): the id is the first 32 characters, 192 bits,
/// of base64url(SHA-256(issuer ‖ 0x00 ‖ subject)).
pub fn athlete_of(issuer: &str, subject: &str) -> AthleteId {
    AthleteId::parse(&hashed(&[issuer, subject])).expect("base64url of 24 bytes is an id")
}

/// The client that an issuer knows under this id.
///
/// The first 32 characters of base64url(SHA-256("client" ‖ 0x00 ‖ issuer ‖ 0x00 ‖ client id)): never the id of an athlete, whatever
/// a provider calls its clients.
pub fn client_of(issuer: &str, client_id: &str) -> ClientId {
    ClientId::parse(&hashed(&["client", issuer, client_id])).expect("base64url of 24 bytes is an id")
}

fn hashed(parts: &[&str]) -> String {
    let mut digest = Context::new(&SHA256);
    digest.update(parts.join("\0").as_bytes());
    URL_SAFE_NO_PAD.encode(&digest.finish().as_ref()[..24])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_is_issuer_and_subject_together() {
        let ada = athlete_of("https://a.example", "ada");
        assert_eq!(ada, athlete_of("https://a.example", "ada"));
        assert_ne!(ada, athlete_of("https://b.example", "ada"));
        assert_ne!(ada, athlete_of("https://a.exampl", "eada"));
    }

    #[test]
    fn a_client_is_never_an_athlete() {
        let (client, athlete) =
            (client_of("https://a.example", "ada"), athlete_of("https://a.example", "ada"));
        assert_ne!(client.as_str(), athlete.as_str());
    }
}
