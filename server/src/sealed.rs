//! What we hand out to get back: sealed, so that it tells nothing and is good only for whom and what it was made.

use crate::problem::Problem;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::vault::Sealer;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// `value` as text that opens in the same context only. It is our fault if it cannot be.
pub(crate) fn seal<T: Serialize>(sealer: &Sealer, context: &[&str], value: &T) -> Result<String, Problem> {
    let plain = serde_json::to_vec(value).map_err(|error| Problem::Internal(error.to_string()))?;
    let bytes = sealer.seal(context, &plain).map_err(|error| Problem::Internal(error.to_string()))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What `text` was sealed from, if that was in this context.
pub(crate) fn open<T: DeserializeOwned>(sealer: &Sealer, context: &[&str], text: &str) -> Option<T> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    serde_json::from_slice(&sealer.open(context, &bytes)?).ok()
}
