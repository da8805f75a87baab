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

/// Too many attempts; the next may come after so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooMany {
    pub(super) seconds: i64,
}

/// The attempts of the last fifteen minutes. An account takes ten that fail from one address, so that
/// strangers elsewhere do not lock it, and fifty in all; an address makes fifty, whatever the account.
/// Every attempt counts when it begins, so that many at once gain nothing.
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
        lock(&self.pairs).0.remove(&(account.to_owned(), address.map(network)));
        lock(&self.accounts).0.remove(account);
    }
}

#[derive(Debug)]
struct Counters<K>(HashMap<K, Counter>);

#[derive(Clone, Copy, Debug)]
struct Counter {
    since: DateTime<Utc>,
    attempts: u32,
}

impl<K> Default for Counters<K> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<K: Eq + Hash> Counters<K> {
    fn count(&mut self, key: K, most: u32, now: DateTime<Utc>) -> Result<(), TooMany> {
        self.make_room(now);
        let counter = self.0.entry(key).or_insert(Counter { since: now, attempts: 0 });
        if now - counter.since >= WINDOW {
            *counter = Counter { since: now, attempts: 0 };
        }
        if counter.attempts >= most {
            let seconds = (counter.since + WINDOW - now).num_seconds().max(1);
            return Err(TooMany { seconds });
        }
        counter.attempts += 1;
        Ok(())
    }

    /// Forgets what is over; if that is not enough, everything, rather than growing without bound.
    fn make_room(&mut self, now: DateTime<Utc>) {
        if self.0.len() >= MOST_REMEMBERED {
            self.0.retain(|_, counter| now - counter.since < WINDOW);
        }
        if self.0.len() >= MOST_REMEMBERED {
            self.0.clear();
        }
    }
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
    fn memory_stays_bounded() {
        let mut counters = Counters::default();
        for key in 0..50_000 {
            counters.count(key, 1, noon()).unwrap();
        }
        assert!(counters.0.len() <= MOST_REMEMBERED);
    }
}
