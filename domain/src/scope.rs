//! What a token or a grant is good for: the scopes of the API.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;

/// One thing that a token or a grant may be good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Read workouts, their tracks, originals and changes.
    WorkoutsRead,
    /// Log, import, change and delete workouts.
    WorkoutsWrite,
    /// Read sums and trends over days.
    TrendsRead,
    /// Read the profile.
    ProfileRead,
    /// Change the profile.
    ProfileWrite,
    /// See what concerns the installation, where the athlete who lends it may.
    InstallationRead,
}

impl Scope {
    /// Every scope, in the order in which people read them.
    pub const ALL: [Self; 6] = [
        Self::WorkoutsRead,
        Self::WorkoutsWrite,
        Self::TrendsRead,
        Self::ProfileRead,
        Self::ProfileWrite,
        Self::InstallationRead,
    ];

    /// Those about an athlete's log, which that athlete can grant.
    pub const LOG: [Self; 5] =
        [Self::WorkoutsRead, Self::WorkoutsWrite, Self::TrendsRead, Self::ProfileRead, Self::ProfileWrite];

    /// Its name in tokens (RFC 6749 §3.3) and, as a group of actions, in the Cedar schema.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WorkoutsRead => "workouts:read",
            Self::WorkoutsWrite => "workouts:write",
            Self::TrendsRead => "trends:read",
            Self::ProfileRead => "profile:read",
            Self::ProfileWrite => "profile:write",
            Self::InstallationRead => "installation:read",
        }
    }

    /// The scope with this name; case counts.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// A set of scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Every scope there is.
    pub fn all() -> Self {
        Scope::ALL.into_iter().collect()
    }

    /// The scopes among words parted by spaces; other words are none of ours.
    pub fn parse(text: &str) -> Self {
        text.split(' ').filter_map(Scope::from_name).collect()
    }

    /// Whether `scope` is in the set.
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scopes, one by one.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.0.iter().copied()
    }

    /// What is in either set.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0).copied().collect())
    }

    /// What is in both sets.
    #[must_use]
    pub fn within(&self, other: &Self) -> Self {
        Self(self.0.intersection(&other.0).copied().collect())
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.iter().map(Scope::name).collect();
        f.write_str(&names.join(" "))
    }
}

impl From<String> for Scopes {
    fn from(text: String) -> Self {
        Self::parse(&text)
    }
}

impl From<Scopes> for String {
    fn from(scopes: Scopes) -> Self {
        scopes.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_counts_and_near_matches_are_none_of_ours() {
        let scopes = Scopes::parse("trends:read WORKOUTS:READ workouts:readx openid workouts:read");
        assert_eq!(scopes.to_string(), "workouts:read trends:read");
    }

    #[test]
    fn what_is_in_both_sets_is_in_both() {
        let (one, other) = (Scopes::parse("workouts:read trends:read"), Scopes::parse("workouts:read"));
        assert_eq!(one.within(&other), other);
        assert_eq!(other.with(&Scopes::parse("trends:read")), one);
        assert!(!other.has(Scope::TrendsRead));
    }
}
