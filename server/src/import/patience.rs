//! How long we wait for an upload: by what it brings, not by how long it takes.
//!
//! The accept loop closes a connection on which nothing moves at all; one that brings a byte now and then would keep
//! its place for ever. Only the time in which we wait counts: a store that is slow is not the sender's fault.

use std::time::Duration;
use tokio::time::{Instant, timeout};

/// What has to come while we are patient once, in bytes: a phone with hardly any reception brings as much in half a
/// minute.
const EXPECTED: usize = 128 << 10;

/// Too little has come for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the upload does not get on")]
pub(super) struct TooSlow;

/// What is left of our patience; [`EXPECTED`] bytes renew it.
#[derive(Debug)]
pub(super) struct Patience {
    whole: Duration,
    left: Duration,
    bytes: usize,
}

impl Patience {
    /// Patience that lasts for `whole`.
    pub(super) fn new(whole: Duration) -> Self {
        Self { whole, left: whole, bytes: 0 }
    }

    /// Waits for what is sent next, for as long as is left.
    pub(super) async fn wait<T>(&mut self, next: impl Future<Output = T>) -> Result<T, TooSlow> {
        let begun = Instant::now();
        let next = timeout(self.left, next).await.map_err(|_| TooSlow)?;
        self.left = self.left.saturating_sub(begun.elapsed());
        Ok(next)
    }

    /// Takes note of what came.
    pub(super) fn got(&mut self, bytes: usize) {
        self.bytes += bytes;
        if self.bytes >= EXPECTED {
            *self = Self::new(self.whole);
        }
    }
}
