//! How often somebody may try: counted in memory, per account and per address.

use super::counters::{Counters, TooMany};
use chrono::{DateTime, Utc};
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

const PER_ACCOUNT_AND_ADDRESS: u32 = 10;
const PER_ACCOUNT: u32 = 50;
const PER_ADDRESS: u32 = 50;

/// Whose password is tried, by e-mail address, and the [`network`] it is tried from.
pub(super) type Who<'a> = (&'a str, Option<IpAddr>);

/// The attempts of the last fifteen minutes. An account takes ten that fail from one network, so that
/// strangers elsewhere do not lock it, and fifty in all, but for networks that it was opened from before; a network
/// makes fifty, whatever the account. Every attempt counts when it begins, so that many at once gain nothing; one
/// that is refused counts nowhere. Memory is bounded, and no flood of names and addresses makes room for more
/// attempts on one.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    pairs: Counters<(String, Option<IpAddr>)>,
    accounts: Counters<String>,
    networks: Counters<IpAddr>,
}

impl Throttle {
    /// Counts an attempt, unless there were too many. Where the account `is_known`, the attempts of others do not
    /// matter.
    pub(super) fn attempt(
        &self,
        (account, network): Who<'_>,
        is_known: bool,
        now: DateTime<Utc>,
    ) -> Result<(), TooMany> {
        let (mut counts, account) = (self.counts(), account.to_owned());
        let Counts { pairs, accounts, networks } = &mut *counts;
        let pair = pairs.ask((account.clone(), network), PER_ACCOUNT_AND_ADDRESS, now)?;
        let network = network.map(|network| networks.ask(network, PER_ADDRESS, now)).transpose()?;
        let account = (!is_known).then(|| accounts.ask(account, PER_ACCOUNT, now)).transpose()?;
        for counter in [Some(pair), network, account].into_iter().flatten() {
            counter.attempts += 1;
        }
        Ok(())
    }

    /// Whether an account takes no more attempts from where it was never opened.
    pub(super) fn is_full(&self, account: &str, now: DateTime<Utc>) -> bool {
        self.counts().accounts.is_full(&account.to_owned(), PER_ACCOUNT, now)
    }

    /// Takes an attempt back for which no password was checked. The network keeps it: it cost work.
    pub(super) fn take_back(&self, (account, network): Who<'_>) {
        let (mut counts, account) = (self.counts(), account.to_owned());
        counts.accounts.take_back(&account);
        counts.pairs.take_back(&(account, network));
    }

    /// Forgives an account whose password was right. The network keeps its count: else one good account
    /// would buy endless guesses at others.
    pub(super) fn forgive(&self, (account, network): Who<'_>) {
        let (mut counts, account) = (self.counts(), account.to_owned());
        counts.accounts.forget(&account);
        counts.pairs.forget(&(account, network));
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever has one IPv6 address has the whole /64 around it.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & (u128::MAX << 64)).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::super::counters::WINDOW;
    use super::*;
    use chrono::TimeDelta;

    fn noon() -> DateTime<Utc> {
        "2026-06-01T12:00:00Z".parse().unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn attempt(
        throttle: &Throttle,
        account: &str,
        address: Option<IpAddr>,
        now: DateTime<Utc>,
    ) -> Result<(), TooMany> {
        throttle.attempt((account, address.map(network)), false, now)
    }

    #[test]
    fn the_eleventh_attempt_on_an_account_waits() {
        let throttle = Throttle::default();
        for _ in 0..10 {
            assert_eq!(attempt(&throttle, "ada", None, noon()), Ok(()));
        }
        let minute = noon() + TimeDelta::minutes(1);
        assert_eq!(attempt(&throttle, "ada", None, minute), Err(TooMany { seconds: 840 }));
        assert_eq!(attempt(&throttle, "ben", None, minute), Ok(()));
        assert_eq!(attempt(&throttle, "ada", None, noon() + WINDOW), Ok(()));
    }

    #[test]
    fn strangers_elsewhere_do_not_lock_an_account_until_they_are_many() {
        let throttle = Throttle::default();
        let stranger = |network: u8, attempts: usize| {
            let address = Some(address(&format!("192.0.2.{network}")));
            (0..attempts).all(|_| attempt(&throttle, "ada", address, noon()).is_ok())
        };
        assert!(stranger(1, 10) && !stranger(1, 1));
        assert!(stranger(2, 10) && stranger(3, 10) && stranger(4, 10) && stranger(5, 10));
        assert!(!stranger(6, 1), "fifty in all");
    }

    #[test]
    fn what_is_refused_counts_nowhere() {
        let throttle = Throttle::default();
        let (here, there) = (Some(address("192.0.2.1")), Some(address("192.0.2.2")));
        let passed = |account: &str, address, attempts: usize| {
            (0..attempts).filter(|_| attempt(&throttle, account, address, noon()).is_ok()).count()
        };
        assert_eq!(passed("ada", here, 60), 10, "the pair refuses");
        assert_eq!(passed("caro", here, 60), 10, "the network counted ten of sixty");
        let elsewhere = (3..7).map(|n| passed("ada", Some(address(&format!("192.0.2.{n}"))), 10));
        assert_eq!(elsewhere.sum::<usize>(), 40);
        assert_eq!(passed("ada", there, 20), 0, "the account refuses");
        throttle.forgive(("ada", here));
        assert_eq!(passed("ada", there, 20), 10, "the pair had passed none");
    }

    #[test]
    fn what_is_taken_back_stays_with_the_network_only() {
        let throttle = Throttle::default();
        let here = Some(address("192.0.2.1"));
        for _ in 0..50 {
            attempt(&throttle, "ada", here, noon()).unwrap();
            throttle.take_back(("ada", here));
        }
        assert!(attempt(&throttle, "ada", here, noon()).is_err());
        assert_eq!(attempt(&throttle, "ada", None, noon()), Ok(()));
    }

    #[test]
    fn a_right_password_forgives_the_account_but_not_the_address() {
        let throttle = Throttle::default();
        for _ in 0..50 {
            attempt(&throttle, "ada", Some(address("192.0.2.7")), noon()).unwrap();
            throttle.forgive(("ada", Some(address("192.0.2.7"))));
        }
        assert!(attempt(&throttle, "ada", Some(address("::ffff:192.0.2.7")), noon()).is_err());
        assert!(attempt(&throttle, "ada", Some(address("192.0.2.8")), noon()).is_ok());
    }

    #[test]
    fn a_whole_ipv6_network_counts_as_one_address() {
        let throttle = Throttle::default();
        for host in 0..50 {
            let address = address(&format!("2001:db8::{host:x}"));
            attempt(&throttle, &format!("athlete {host}"), Some(address), noon()).unwrap();
        }
        assert!(attempt(&throttle, "ada", Some(address("2001:db8::ffff:1")), noon()).is_err());
        assert!(attempt(&throttle, "ada", Some(address("2001:db8:0:1::1")), noon()).is_ok());
    }

    #[test]
    fn a_flood_of_others_wipes_no_count_that_matters() {
        let throttle = Throttle::default();
        let here = Some(address("192.0.2.7"));
        let begun = |second: u32| noon() + TimeDelta::milliseconds(second.into());
        assert!((0..10).all(|_| attempt(&throttle, "ada", here, noon()).is_ok()));
        for number in 0..60_000_u32 {
            let network = IpAddr::V6((u128::from(number) << 64).into());
            attempt(&throttle, &format!("athlete {number}"), Some(network), begun(number)).unwrap();
        }
        assert!(attempt(&throttle, "ada", here, begun(60_000)).is_err());
    }
}
