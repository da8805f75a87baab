//! The one place where the provider draws chance.

use super::fault::Fault;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// `N` bytes from the system's generator.
#[expect(clippy::disallowed_methods, reason = "codes, tokens and ids of the provider")]
pub(super) fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| Fault::Cryptography)?;
    Ok(bytes)
}

/// `N` random bytes as base64url text.
pub(super) fn text<const N: usize>() -> Result<String, Fault> {
    Ok(URL_SAFE_NO_PAD.encode(bytes::<N>()?))
}
