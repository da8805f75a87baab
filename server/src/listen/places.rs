//! Who may have a connection.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

/// The places for connections: so many in all, and for one network at most half of them, so that nobody alone can
/// keep the others out. Proxies stand for many people, who cannot be told apart yet.
#[derive(Clone, Debug)]
pub(super) struct Places {
    most: usize,
    proxies: Arc<[IpAddr]>,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A place, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    places: Places,
    address: IpAddr,
}

impl Places {
    /// So many places, none of them taken.
    pub(super) fn new(most: usize, proxies: &[IpAddr]) -> Self {
        Self { most, proxies: proxies.into(), taken: Arc::default() }
    }

    /// A place for a peer at `address`, if one is left for it.
    pub(super) fn take(&self, address: IpAddr) -> Option<Place> {
        let is_proxy = self.proxies.contains(&address.to_canonical());
        let address = household(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let in_all: usize = taken.values().sum();
        let own = taken.get(&address).copied().unwrap_or_default();
        if in_all >= self.most || (!is_proxy && own >= self.most.div_ceil(2)) {
            return None;
        }
        taken.insert(address, own + 1);
        Some(Place { places: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.address) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

/// The network that one subscriber has: of IPv6 it is a /64, whose addresses are theirs to change (RFC 6177).
fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(places: &Places, address: &str) -> Option<Place> {
        places.take(address.parse().expect("an address"))
    }

    #[test]
    fn one_address_gets_half_of_the_places_and_gives_them_back() {
        let places = Places::new(4, &[]);
        let held = [take(&places, "192.0.2.1"), take(&places, "192.0.2.1")];
        assert!(held.iter().all(Option::is_some));
        assert!(take(&places, "192.0.2.1").is_none());
        assert!(take(&places, "192.0.2.2").is_some());
        drop(held);
        assert!(take(&places, "192.0.2.1").is_some());
        assert!(places.taken.lock().expect("a lock").is_empty(), "who left is forgotten");
    }

    #[test]
    fn a_proxy_gets_them_all() {
        let places = Places::new(2, &["192.0.2.1".parse().expect("an address")]);
        let held = [take(&places, "::ffff:192.0.2.1"), take(&places, "192.0.2.1")];
        assert!(held.iter().all(Option::is_some));
    }

    #[test]
    fn all_of_them_together_get_no_more_than_there_are() {
        let places = Places::new(2, &[]);
        let _held = (take(&places, "192.0.2.1"), take(&places, "192.0.2.2"));
        assert!(take(&places, "192.0.2.3").is_none());
    }

    #[test]
    fn the_addresses_of_one_household_count_as_one() {
        let places = Places::new(2, &[]);
        let held = take(&places, "2001:db8:0:1::1");
        assert!(take(&places, "2001:db8:0:1:ffff::2").is_none());
        assert!(take(&places, "2001:db8:0:2::1").is_some());
        drop(held);
        let _mapped = take(&places, "::ffff:192.0.2.1");
        assert!(take(&places, "192.0.2.1").is_none());
    }
}
