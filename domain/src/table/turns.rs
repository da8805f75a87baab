//! One writer after the other.
//!
//! Each write of a log takes the next number of its revision. Rivals in one process would find it taken again and again;
//! here they wait for their turn instead. Those in other processes meet in the table, and try again.

use crate::athlete::AthleteId;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard};

/// How many logs can be written at once; two that share a place wait for each other.
const PLACES: usize = 64;

/// Whose turn it is to write.
#[derive(Clone, Debug)]
pub(super) struct Turns(Arc<(RandomState, [Mutex<()>; PLACES])>);

impl Default for Turns {
    fn default() -> Self {
        Self(Arc::new((RandomState::new(), std::array::from_fn(|_| Mutex::default()))))
    }
}

impl Turns {
    /// Waits until nobody else in this process writes the athlete's log.
    pub(super) async fn take(&self, athlete: &AthleteId) -> MutexGuard<'_, ()> {
        let (hasher, places) = &*self.0;
        let place = usize::try_from(hasher.hash_one(athlete) % PLACES as u64).unwrap_or_default();
        places[place].lock().await
    }
}
