//! How often each caller may ask.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

/// What the rates are told by (draft-ietf-httpapi-ratelimit-headers-10).
const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// What limits are counted over.
const WINDOW: Duration = Duration::from_mins(1);

type Limiter = RateLimiter<String, DashMapStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// So many requests a minute for each caller, counted in this process.
///
/// The counting is the generic cell rate algorithm: whoever pauses gains requests, a minute's worth at most.
pub struct Limits {
    limiter: Limiter,
    most: NonZeroU32,
}

/// A request that was counted, and what is left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    most: NonZeroU32,
    left: u32,
}

impl Limits {
    /// At most `most` requests a minute.
    pub fn new(most: NonZeroU32) -> Self {
        let limiter = RateLimiter::dashmap(Quota::per_minute(most));
        Self { limiter: limiter.with_middleware(), most }
    }

    /// How many requests a minute.
    pub fn most(&self) -> u32 {
        self.most.get()
    }

    /// Counts a request of `caller`; the error is how long they shall wait.
    pub(super) fn take(&self, caller: &str) -> Result<Turn, Duration> {
        match self.limiter.check_key(&caller.to_owned()) {
            Ok(snapshot) => Ok(Turn { most: self.most, left: snapshot.remaining_burst_capacity() }),
            Err(early) => Err(early.wait_time_from(self.limiter.clock().now())),
        }
    }

    /// Forgets whoever has not asked for so long that nothing is counted against them.
    pub fn forget_the_idle(&self) {
        self.limiter.retain_recent();
    }

    /// What is left to a caller who has to wait.
    pub(super) fn nothing_left(&self) -> Turn {
        Turn { most: self.most, left: 0 }
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").field("most", &self.most).finish_non_exhaustive()
    }
}

impl Turn {
    /// Says in `headers` what the limit is, what is left of it, and in how many seconds all of it is back.
    pub(super) fn tell(self, headers: &mut HeaderMap) {
        let window = WINDOW.as_secs();
        let used = u64::from(self.most.get() - self.left.min(self.most.get()));
        let whole_again = (used * window).div_ceil(u64::from(self.most.get()));
        let policy = format!("\"default\";q={};w={window}", self.most);
        let limit = format!("\"default\";r={};t={whole_again}", self.left);
        for (name, value) in [(POLICY, policy), (LIMIT, limit)] {
            headers.insert(name, HeaderValue::try_from(value).expect("digits are visible ASCII"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_caller_has_a_minutes_worth_and_others_are_not_disturbed() {
        let limits = Limits::new(NonZeroU32::new(2).unwrap());
        assert_eq!(limits.take("ada").unwrap().left, 1);
        assert_eq!(limits.take("ada").unwrap().left, 0);
        let wait = limits.take("ada").unwrap_err();
        assert!(wait > Duration::from_secs(20) && wait <= Duration::from_secs(30), "{wait:?}");
        assert_eq!(limits.take("ben").unwrap().left, 1);
    }

    #[test]
    fn whoever_has_everything_left_is_forgotten() {
        // A thousand in a second are back in less than a hundredth of one.
        let limits = Limits::new(NonZeroU32::new(60_000).unwrap());
        limits.take("ada").unwrap();
        std::thread::sleep(Duration::from_millis(20));
        limits.forget_the_idle();
        assert_eq!(limits.limiter.len(), 0);
    }

    #[test]
    fn what_is_left_is_told() {
        let mut headers = HeaderMap::new();
        Turn { most: NonZeroU32::new(600).unwrap(), left: 599 }.tell(&mut headers);
        assert_eq!(headers["ratelimit-policy"], "\"default\";q=600;w=60");
        assert_eq!(headers["ratelimit"], "\"default\";r=599;t=1");
    }
}
