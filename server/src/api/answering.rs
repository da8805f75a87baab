//! Requests with an idempotency key that are being answered.
//!
//! Of two that come at once the second is told to wait. What comes later, or to another process, is answered by the
//! journal, which logs each key once.

use domain::athlete::AthleteId;
use domain::table::RequestKey;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

type Key = (AthleteId, RequestKey);

/// The keys of requests that this process is answering.
#[derive(Debug, Default)]
pub struct Answering(Mutex<HashSet<Key>>);

/// A request that is being answered.
#[derive(Debug)]
pub(super) struct Turn<'a> {
    answering: &'a Answering,
    key: Key,
}

impl Answering {
    /// The turn of the request with this key; `None` while another one has it.
    pub(super) fn take(&self, athlete: &AthleteId, key: &RequestKey) -> Option<Turn<'_>> {
        let key = (athlete.clone(), key.clone());
        let is_free = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone());
        is_free.then_some(Turn { answering: self, key })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.answering.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_at_a_time_has_a_key_and_each_athlete_has_their_own() {
        let answering = Answering::default();
        let [ada, ben] = ["ada", "ben"].map(|id| AthleteId::parse(id).unwrap());
        let [key, other] = ["key", "other"].map(|key| RequestKey::Form(key.to_owned()));
        let turn = answering.take(&ada, &key).unwrap();
        assert!(answering.take(&ada, &key).is_none());
        assert!(answering.take(&ada, &other).is_some());
        assert!(answering.take(&ben, &key).is_some());
        drop(turn);
        assert!(answering.take(&ada, &key).is_some());
    }
}
