//! Chance that is the same on every machine: `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014).

/// A stream of numbers that its seed determines.
#[derive(Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to 1.
    pub(crate) fn share(&mut self) -> f64 {
        let high = u32::try_from(self.next() >> 32).unwrap_or(u32::MAX);
        f64::from(high) / f64::from(u32::MAX)
    }

    /// A number between `low` and `high`.
    pub(crate) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.share() * (high - low)
    }

    /// Whether something happens that happens in so many of a hundred cases.
    pub(crate) fn happens(&mut self, percent: u32) -> bool {
        self.share() * 100.0 < f64::from(percent)
    }

    /// One of the words.
    pub(crate) fn one_of(&mut self, words: &'static [&'static str]) -> &'static str {
        let count = u64::try_from(words.len()).unwrap_or(1).max(1);
        usize::try_from(self.next() % count)
            .ok()
            .and_then(|index| words.get(index))
            .copied()
            .unwrap_or_default()
    }
}
