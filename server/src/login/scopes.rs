//! What is asked for at the provider.

use super::Profile;
use oauth2::Scope;
use std::str::FromStr;

/// The scopes of every sign-in (RFC 6749 §3.3); `openid` is among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scopes(Vec<String>);

impl Scopes {
    /// What is asked for unless the settings say otherwise, our own scopes behind `prefix`.
    pub fn usual(profile: Profile, prefix: &str) -> Self {
        let offline = (profile == Profile::Generic).then_some("offline_access");
        let standard = ["openid", "profile", "email"].into_iter().chain(offline).map(str::to_owned);
        Self(
            standard
                .chain(domain::scope::Scope::LOG.iter().map(|it| format!("{prefix}{}", it.name())))
                .collect(),
        )
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().cloned().map(Scope::new)
    }
}

impl FromStr for Scopes {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let scopes: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        let is_scope = |it: &String| it.bytes().all(|it| it.is_ascii_graphic() && !b"\"\\".contains(&it));
        let whole = scopes.iter().any(|it| it == "openid") && scopes.iter().all(is_scope);
        if whole { Ok(Self(scopes)) } else { Err("must be scopes parted by spaces, openid among them") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_words_and_openid_is_one_of_them() {
        let scopes: Scopes = " openid  urn:run/log".parse().unwrap();
        assert_eq!(scopes, Scopes(vec!["openid".to_owned(), "urn:run/log".to_owned()]));
        for wrong in ["", "profile email", "OPENID", "openid \"x\"", "openid é"] {
            assert!(wrong.parse::<Scopes>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn cognito_is_asked_for_its_own_names_and_no_offline_access() {
        let asked = Scopes::usual(Profile::Cognito, "longrun/").0.join(" ");
        let own = "longrun/workouts:read longrun/workouts:write longrun/trends:read longrun/profile:read";
        assert_eq!(asked, format!("openid profile email {own} longrun/profile:write"));
    }
}
