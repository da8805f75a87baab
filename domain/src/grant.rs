//! Who may do something with an athlete's log beside the athlete: machines, apps and coaches.

use crate::athlete::AthleteId;
use crate::scope::Scopes;
use crate::text::{opaque_id, text};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

text! {
    /// A client's opaque id: 1 to 64 characters of `[A-Za-z0-9_-]`, made from its issuer and its id there.
    ClientId: opaque_id
}

/// Whom a grant is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grantee {
    /// A program that acts for nobody who is present: it may do what is granted here, and nothing else.
    Machine(ClientId),
    /// A program to which the athlete lent a token: the token says what it may do, until it is withdrawn here.
    App(ClientId),
    /// A person.
    Coach(AthleteId),
}

/// What an athlete granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Whom it is for.
    pub grantee: Grantee,
    /// What the athlete, or the client itself, calls the grantee.
    pub name: String,
    /// The id of a client at its issuer, or what a coach is known by.
    pub known_as: String,
    /// What it is good for.
    pub scopes: Scopes,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// When it ends by itself.
    pub ends_at: Option<DateTime<Utc>>,
    /// When the athlete took it back.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

impl Grant {
    /// Whether it is good at `now`.
    pub fn is_living(&self, now: DateTime<Utc>) -> bool {
        self.withdrawn_at.is_none() && self.ends_at.is_none_or(|end| now < end)
    }
}
