//! Who may do something with an athlete's log beside the athlete: machines, apps and coaches.

use crate::act::Act;
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grantee {
    /// A program that acts for nobody who is present: it may do what is granted here, and nothing else.
    Machine(ClientId),
    /// A program to which the athlete lent a token: the token says what it may do, until it is withdrawn here.
    App(ClientId),
    /// A person.
    Coach(AthleteId),
}

impl Grantee {
    /// The grantee of this kind with this id; `None` if there is no such kind or the id is none.
    pub fn parse(kind: &str, id: &str) -> Option<Self> {
        match kind {
            "machine" => ClientId::parse(id).map(Self::Machine),
            "app" => ClientId::parse(id).map(Self::App),
            "coach" => AthleteId::parse(id).map(Self::Coach),
            _ => None,
        }
    }

    /// The word for what kind of grantee it is.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Machine(_) => "machine",
            Self::App(_) => "app",
            Self::Coach(_) => "coach",
        }
    }

    /// Its id among those of its kind.
    pub fn id(&self) -> &str {
        match self {
            Self::Machine(id) | Self::App(id) => id.as_str(),
            Self::Coach(id) => id.as_str(),
        }
    }
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
    /// When the athlete took it back for the last time before it was lent anew: what was lent by then stays void, until
    /// they say that it is allowed again.
    #[serde(default)]
    pub void_until: Option<DateTime<Utc>>,
}

impl Grant {
    /// Whether it is good at `now`.
    pub fn is_living(&self, now: DateTime<Utc>) -> bool {
        self.withdrawn_at.is_none() && self.ends_at.is_none_or(|end| now < end)
    }

    /// Whether the athlete took back the token that they lent at this time, lately or before they lent another; of one
    /// whose time is not known, any.
    pub fn took_back(&self, lent_at: Option<DateTime<Utc>>) -> bool {
        let void_until = self.withdrawn_at.max(self.void_until);
        void_until.is_some_and(|at| lent_at.is_none_or(|lent_at| lent_at <= at))
    }

    /// The grant once the app came with another token, of which `lent` tells: whoever signs in for an app that they
    /// took back lends anew, and one that lives is good for what either token is. One that was taken back changes
    /// nothing.
    #[must_use]
    pub fn lent_anew(&self, lent: &Self, lent_at: Option<DateTime<Utc>>) -> Self {
        if self.took_back(lent_at) {
            return self.clone();
        }
        match self.withdrawn_at {
            Some(at) => Self { void_until: Some(at), ..lent.clone() },
            None => Self { scopes: self.scopes.with(&lent.scopes), ..self.clone() },
        }
    }
}

/// What a grantee did last with a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Use {
    /// What they did.
    pub act: Act,
    /// When.
    pub at: DateTime<Utc>,
    /// The HTTP status of the answer.
    pub status: u16,
}

/// Whose log a coach may look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coached {
    /// The athlete.
    pub athlete: AthleteId,
    /// What the athlete wants to be called, if they ever said so.
    pub name: Option<String>,
    /// What they granted.
    pub grant: Grant,
}

/// What kind of client it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClientKind {
    /// It acts for nobody who is present.
    Machine,
    /// People lend it tokens.
    App,
}

/// A client of the installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Its opaque id.
    pub id: ClientId,
    /// Its id at its issuer.
    pub client_id: String,
    /// What it is called.
    pub name: String,
    /// What kind of client it is.
    pub kind: ClientKind,
    /// Who registered it.
    pub athlete: AthleteId,
    /// When.
    pub made_at: DateTime<Utc>,
    /// When it was ended by whoever registered it.
    pub ended_at: Option<DateTime<Utc>>,
}
