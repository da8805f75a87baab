//! How often somebody may try: counted in memory, per account and per address.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

const WINDOW: TimeDelta = TimeDelta::minutes(15);
const PER_ACCOUNT_AND_ADDRESS: u32 = 10;
const PER_ACCOUNT: u32 = 50;
const PER_ADDRESS: u32 = 50;
const MOST_REMEMBERED: usize = 20_000;
/// How many are left when room is made.
const KEPT: usize = 15_000;

/// Too many attempts; the next may come after so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMany {
    pub(super) seconds: i64,
}

/// The attempts of the last fifteen minutes. An account takes ten that fail from one address, so that
/// strangers elsewhere do not lock it, and fifty in all; an address makes fifty, whatever the account.
/// Every attempt counts when it begins, so that many at once gain nothing. Memory is bounded, and no flood of
/// names and addresses makes room for more attempts on one.
#[derive(Debug, Default)]
pub(super) struct Throttle {
    pairs: Mutex<Counters<(String, Option<IpAddr>)>>,
    accounts: Mutex<Counters<String>>,
    addresses: Mutex<Counters<IpAddr>>,
}

impl Throttle {
    /// Counts an attempt on `account` from `address`, unless there were too many.
    pub(super) fn attempt(
        &self,
        account: &str,
        address: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<(), TooMany> {
        let address = address.map(network);
        if let Some(address) = address {
            lock(&self.addresses).count(address, PER_ADDRESS, now)?;
        }
        lock(&self.pairs).count((account.to_owned(), address), PER_ACCOUNT_AND_ADDRESS, now)?;
        lock(&self.accounts).count(account.to_owned(), PER_ACCOUNT, now)
    }

    /// Forgives an account whose password was right. The address keeps its count: else one good account
    /// would buy endless guesses at others.
    pub(super) fn forgive(&self, account: &str, address: Option<IpAddr>) {
        lock(&self.pairs).counters.remove(&(account.to_owned(), address.map(network)));
        lock(&self.accounts).counters.remove(account);
    }
}

#[derive(Debug)]
struct Counters<K> {
    counters: HashMap<K, Counter>,
    /// Until when there is no room for newcomers.
    full_until: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug)]
struct Counter {
    since: DateTime<Utc>,
    attempts: u32,
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
    fn count(&mut self, key: K, most: u32, now: DateTime<Utc>) -> Result<(), TooMany> {
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
        counter.attempts += 1;
        Ok(())
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

/// Whoever has one IPv6 address has the whole /64 around it.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & (u128::MAX << 64)).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-06-01T12:00:00Z".parse().unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_eleventh_attempt_on_an_account_waits() {
        let throttle = Throttle::default();
        for _ in 0..10 {
            assert_eq!(throttle.attempt("ada", None, noon()), Ok(()));
        }
        let minute = noon() + TimeDelta::minutes(1);
        assert_eq!(throttle.attempt("ada", None, minute), Err(TooMany { seconds: 840 }));
        assert_eq!(throttle.attempt("ben", None, minute), Ok(()));
        assert_eq!(throttle.attempt("ada", None, noon() + WINDOW), Ok(()));
    }

    #[test]
    fn strangers_elsewhere_do_not_lock_an_account_until_they_are_many() {
        let throttle = Throttle::default();
        let stranger = |network: u8, attempts: usize| {
            let address = Some(address(&format!("192.0.2.{network}")));
            (0..attempts).all(|_| throttle.attempt("ada", address, noon()).is_ok())
        };
        assert!(stranger(1, 10) && !stranger(1, 1));
        assert!(stranger(2, 10) && stranger(3, 10) && stranger(4, 10) && stranger(5, 10));
        assert!(!stranger(6, 1), "fifty in all");
    }

    #[test]
    fn a_right_password_forgives_the_account_but_not_the_address() {
        let throttle = Throttle::default();
        for _ in 0..50 {
            throttle.attempt("ada", Some(address("192.0.2.7")), noon()).unwrap();
            throttle.forgive("ada", Some(address("192.0.2.7")));
        }
        assert!(throttle.attempt("ada", Some(address("::ffff:192.0.2.7")), noon()).is_err());
        assert!(throttle.attempt("ada", Some(address("192.0.2.8")), noon()).is_ok());
    }

    #[test]
    fn a_whole_ipv6_network_counts_as_one_address() {
        let throttle = Throttle::default();
        for host in 0..50 {
            let address = address(&format!("2001:db8::{host:x}"));
            throttle.attempt(&format!("athlete {host}"), Some(address), noon()).unwrap();
        }
        assert!(throttle.attempt("ada", Some(address("2001:db8::ffff:1")), noon()).is_err());
        assert!(throttle.attempt("ada", Some(address("2001:db8:0:1::1")), noon()).is_ok());
    }

    #[test]
    fn a_flood_of_others_wipes_no_count_that_matters() {
        let throttle = Throttle::default();
        let here = Some(address("192.0.2.7"));
        let begun = |second: u32| noon() + TimeDelta::milliseconds(second.into());
        assert!((0..10).all(|_| throttle.attempt("ada", here, noon()).is_ok()));
        for number in 0..60_000_u32 {
            let network = IpAddr::V6((u128::from(number) << 64).into());
            throttle.attempt(&format!("athlete {number}"), Some(network), begun(number)).unwrap();
        }
        assert!(throttle.attempt("ada", here, begun(60_000)).is_err());
    }

    #[test]
    fn what_was_tried_least_and_longest_ago_is_forgotten_first() {
        let mut counters = Counters::default();
        let at = |number: usize| noon() + TimeDelta::milliseconds(i64::try_from(number).unwrap());
        for number in 0..MOST_REMEMBERED {
            counters.count(number, 10, at(number)).unwrap();
        }
        counters.count(0, 10, at(MOST_REMEMBERED)).unwrap();
        counters.count(MOST_REMEMBERED, 10, at(MOST_REMEMBERED)).unwrap();
        assert!(counters.counters.contains_key(&0), "tried twice");
        assert!(!counters.counters.contains_key(&1), "tried once, and before all others");
        assert!(counters.counters.contains_key(&(MOST_REMEMBERED - 1)), "tried just now");
    }

    #[test]
    fn where_everybody_is_near_the_limit_newcomers_wait_until_one_is_not() {
        let mut counters = Counters::default();
        for number in 0..MOST_REMEMBERED {
            for _ in 0..5 {
                counters.count(number, 10, noon()).unwrap();
            }
        }
        let minute = noon() + TimeDelta::minutes(1);
        assert_eq!(counters.count(MOST_REMEMBERED, 10, minute), Err(TooMany { seconds: 840 }));
        assert_eq!(counters.count(7, 10, minute), Ok(()), "whoever is counted goes on");
        assert_eq!(counters.count(MOST_REMEMBERED, 10, noon() + WINDOW), Ok(()));
    }

    #[test]
    fn memory_stays_bounded() {
        let mut counters = Counters::default();
        for key in 0..50_000 {
            counters.count(key, 10, noon()).unwrap();
            assert!(counters.counters.len() <= MOST_REMEMBERED);
        }
    }
}
