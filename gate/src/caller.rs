//! Who somebody has proven to be.

use aws_lc_rs::digest::{Context, SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::athlete::AthleteId;

/// Whoever makes a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// Nobody has signed in.
    Nobody,
    /// An athlete, signed in.
    Athlete(AthleteId),
}

/// The athlete whom an OpenID provider vouches for.
///
/// Identity is issuer and subject together (OpenID Connect Core 1.0 §5.7): the id is the first 32 characters, 192 bits,
/// of base64url(SHA-256(issuer ‖ 0x00 ‖ subject)).
pub fn athlete_of(issuer: &str, subject: &str) -> AthleteId {
    let mut digest = Context::new(&SHA256);
    for part in [issuer.as_bytes(), b"\0", subject.as_bytes()] {
        digest.update(part);
    }
    let text = URL_SAFE_NO_PAD.encode(&digest.finish().as_ref()[..24]);
    AthleteId::parse(&text).expect("base64url of 24 bytes is an id")
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
}
