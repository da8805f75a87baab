//! What we hand out to get back: sealed, so that it tells nothing and is good only for whom and what it was made.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::vault::Sealer;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// `value` as text that opens in the same context only.
pub(crate) fn seal<T: Serialize>(sealer: &Sealer, context: &[&str], value: &T) -> Option<String> {
    let plain = serde_json::to_vec(value).ok()?;
    Some(URL_SAFE_NO_PAD.encode(sealer.seal(context, &plain).ok()?))
}

/// What `text` was sealed from, if that was in this context.
pub(crate) fn open<T: DeserializeOwned>(sealer: &Sealer, context: &[&str], text: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    serde_json::from_slice(&sealer.open(context, &bytes)?).ok()
}
