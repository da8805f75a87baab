//! What a token may be good for.

use domain::scope::Scope;
use serde::{Deserialize, Serialize};
use std::fmt;

const KNOWN: [&str; 10] = [
    "openid",
    "profile",
    "email",
    "offline_access",
    Scope::WorkoutsRead.name(),
    Scope::WorkoutsWrite.name(),
    Scope::TrendsRead.name(),
    Scope::ProfileRead.name(),
    Scope::ProfileWrite.name(),
    Scope::InstallationRead.name(),
];

/// A set of scopes this provider knows, in a fixed order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct Scopes(Vec<&'static str>);

impl Scopes {
    /// Every scope there is.
    pub fn all() -> Self {
        Self(KNOWN.to_vec())
    }

    /// The known scopes among words parted by spaces; unknown ones are ignored (RFC 6749 §3.3).
    pub fn parse(text: &str) -> Self {
        let asked: Vec<_> = text.split(' ').collect();
        Self(KNOWN.into_iter().filter(|known| asked.contains(known)).collect())
    }

    /// Whether `scope` is in the set.
    pub fn has(&self, scope: &str) -> bool {
        self.0.contains(&scope)
    }

    /// Whether nothing is in the set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is in both sets.
    #[must_use]
    pub fn within(&self, other: &Self) -> Self {
        self.only(|scope| other.has(scope))
    }

    /// The scopes of the set that `is_kept` keeps.
    #[must_use]
    pub fn only(&self, is_kept: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().copied().filter(|scope| is_kept(scope)).collect())
    }

    /// Whether a token with these is good for anything: for who somebody is, or for the API.
    pub(super) fn is_of_use(&self) -> bool {
        self.iter().any(|scope| scope == "openid" || Scope::from_name(scope).is_some())
    }

    /// The scopes, one by one.
    pub fn iter(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().copied()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
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
    use super::Scopes;

    #[test]
    fn unknown_scopes_are_ignored_and_case_counts() {
        let scopes = Scopes::parse("trends:read admin OPENID openid workouts:readx");
        assert_eq!(scopes.to_string(), "openid trends:read");
    }

    #[test]
    fn a_request_is_cut_down_to_what_is_allowed() {
        let allowed = Scopes::parse("workouts:read");
        assert_eq!(Scopes::parse("workouts:read workouts:write").within(&allowed), allowed);
    }
}
