//! The one place where chance is drawn, from the system.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `N` bytes that nobody else comes up with: for secrets and ids.
#[expect(clippy::disallowed_methods, reason = "states, nonces, verifiers, and the ids that the server gives")]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    // AWS-LC's generator reports failure by aborting; the error is there for other platforms.
    aws_lc_rs::rand::fill(&mut bytes).expect("the system's random numbers");
    bytes
}

/// `N` such bytes as base64url text.
pub(crate) fn text<const N: usize>() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<N>())
}
