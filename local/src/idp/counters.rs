//! Counting attempts within fifteen minutes, in bounded memory.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::hash::Hash;

pub(super) const WINDOW: TimeDelta = TimeDelta::minutes(15);
const MOST_REMEMBERED: usize = 20_000;
/// How many are left when room is made.
const KEPT: usize = 15_000;

/// Too many attempts; the next may come after so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMany {
    pub(super) seconds: i64,
}

/// How often each of many tried.
#[derive(Debug)]
pub(super) struct Counters<K> {
    counters: HashMap<K, Counter>,
    /// Until when there is no room for newcomers.
    full_until: Option<DateTime<Utc>>,
}

/// How often one tried.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counter {
    since: DateTime<Utc>,
    pub(super) attempts: u32,
}

impl Counter {
    fn is_over(self, now: DateTime<Utc>) -> bool {
        now - self.since >= WINDOW
    }

    /// Whether forgetting it would give somebody many attempts more than they may have.
    fn is_near(self, most: u32) -> bool {
        self.attempts * 2 >= most
    }

    /// What matters least is least.
    fn weight(self) -> (u32, DateTime<Utc>) {
        (self.attempts, self.since)
    }
}

impl<K> Default for Counters<K> {
    fn default() -> Self {
        Self { counters: HashMap::new(), full_until: None }
    }
}

impl<K: Eq + Hash> Counters<K> {
    /// The counter that may count one more.
    pub(super) fn ask(&mut self, key: K, most: u32, now: DateTime<Utc>) -> Result<&mut Counter, TooMany> {
        if !self.counters.contains_key(&key) {
            self.make_room(most, now)?;
        }
        let counter = self.counters.entry(key).or_insert(Counter { since: now, attempts: 0 });
        if counter.is_over(now) {
            *counter = Counter { since: now, attempts: 0 };
        }
        if counter.attempts >= most {
            return Err(until(counter.since + WINDOW, now));
        }
        Ok(counter)
    }

    /// Whether it may count no more.
    pub(super) fn is_full(&self, key: &K, most: u32, now: DateTime<Utc>) -> bool {
        self.counters.get(key).is_some_and(|counter| !counter.is_over(now) && counter.attempts >= most)
    }

    /// Counts one less.
    pub(super) fn take_back(&mut self, key: &K) {
        if let Some(counter) = self.counters.get_mut(key) {
            counter.attempts = counter.attempts.saturating_sub(1);
        }
    }

    /// Begins anew.
    pub(super) fn forget(&mut self, key: &K) {
        self.counters.remove(key);
    }

    /// Makes room for a newcomer, and for thousands after it, so that few of them wait for this.
    ///
    /// Forgets what is over; then the fewest attempts, of these the oldest; what is near the limit never,
    /// or strangers could wipe it. Where nothing else is left, newcomers wait.
    fn make_room(&mut self, most: u32, now: DateTime<Utc>) -> Result<(), TooMany> {
        if self.counters.len() < MOST_REMEMBERED {
            return Ok(());
        }
        if let Some(time) = self.full_until.filter(|time| *time > now) {
            return Err(until(time, now));
        }
        self.counters.retain(|_, counter| !counter.is_over(now));
        self.forget_least(self.counters.len().saturating_sub(KEPT), most);
        let is_full = self.counters.len() >= MOST_REMEMBERED;
        let oldest = self.counters.values().map(|counter| counter.since).min().filter(|_| is_full);
        self.full_until = oldest.map(|since| since + WINDOW);
        self.full_until.map_or(Ok(()), |time| Err(until(time, now)))
    }

    /// Forgets so many counters, or all that are not near the limit.
    fn forget_least(&mut self, many: usize, most: u32) {
        let forgettable = self.counters.values().filter(|counter| !counter.is_near(most));
        let mut weights: Vec<_> = forgettable.map(|counter| counter.weight()).collect();
        let Some(last) = many.min(weights.len()).checked_sub(1) else { return };
        let (_, heaviest, _) = weights.select_nth_unstable(last);
        self.counters.retain(|_, counter| counter.weight() > *heaviest || counter.is_near(most));
    }
}

fn until(time: DateTime<Utc>, now: DateTime<Utc>) -> TooMany {
    TooMany { seconds: (time - now).num_seconds().max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-06-01T12:00:00Z".parse().unwrap()
    }

    fn count(
        counters: &mut Counters<usize>,
        key: usize,
        most: u32,
        now: DateTime<Utc>,
    ) -> Result<(), TooMany> {
        counters.ask(key, most, now).map(|counter| counter.attempts += 1)
    }

    #[test]
    fn what_was_tried_least_and_longest_ago_is_forgotten_first() {
        let mut counters = Counters::default();
        let at = |number: usize| noon() + TimeDelta::milliseconds(i64::try_from(number).unwrap());
        for number in 0..MOST_REMEMBERED {
            count(&mut counters, number, 10, at(number)).unwrap();
        }
        count(&mut counters, 0, 10, at(MOST_REMEMBERED)).unwrap();
        count(&mut counters, MOST_REMEMBERED, 10, at(MOST_REMEMBERED)).unwrap();
        assert!(counters.counters.contains_key(&0), "tried twice");
        assert!(!counters.counters.contains_key(&1), "tried once, and before all others");
        assert!(counters.counters.contains_key(&(MOST_REMEMBERED - 1)), "tried just now");
    }

    #[test]
    fn where_everybody_is_near_the_limit_newcomers_wait_until_one_is_not() {
        let mut counters = Counters::default();
        for number in 0..MOST_REMEMBERED {
            for _ in 0..5 {
                count(&mut counters, number, 10, noon()).unwrap();
            }
        }
        let minute = noon() + TimeDelta::minutes(1);
        assert_eq!(count(&mut counters, MOST_REMEMBERED, 10, minute), Err(TooMany { seconds: 840 }));
        assert_eq!(count(&mut counters, 7, 10, minute), Ok(()), "whoever is counted goes on");
        assert_eq!(count(&mut counters, MOST_REMEMBERED, 10, noon() + WINDOW), Ok(()));
    }

    #[test]
    fn memory_stays_bounded() {
        let mut counters = Counters::default();
        for key in 0..50_000 {
            count(&mut counters, key, 10, noon()).unwrap();
            assert!(counters.counters.len() <= MOST_REMEMBERED);
        }
    }
}
