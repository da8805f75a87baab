//! Proof key for code exchange, RFC 7636, with S256 only.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// The digest of a secret that only whoever began the sign-in knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Challenge(String);

impl Challenge {
    /// A challenge from its 43 characters of base64url; `None` for anything else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digest = URL_SAFE_NO_PAD.decode(text).ok()?;
        (digest.len() == 32).then(|| Self(text.to_owned()))
    }

    /// Whether `verifier` has the shape of §4.1 and its digest is this challenge.
    pub(super) fn answered_by(&self, verifier: &str) -> bool {
        let actual = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        is_verifier(verifier) && verify_slices_are_equal(actual.as_bytes(), self.0.as_bytes()).is_ok()
    }
}

fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::Challenge;

    /// RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    #[test]
    fn the_example_of_the_rfc_holds() {
        assert!(Challenge::parse(CHALLENGE).unwrap().answered_by(VERIFIER));
    }

    #[test]
    fn a_short_long_or_foreign_verifier_is_no_answer() {
        let challenge = Challenge::parse(CHALLENGE).unwrap();
        for verifier in ["", "short", &VERIFIER[1..], &format!("{VERIFIER}="), &"a".repeat(129)] {
            assert!(!challenge.answered_by(verifier), "{verifier}");
        }
    }

    #[test]
    fn a_challenge_is_a_digest() {
        for text in ["", "abc", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=", VERIFIER.get(1..).unwrap()] {
            assert_eq!(Challenge::parse(text), None, "{text}");
        }
    }
}
