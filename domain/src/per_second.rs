//! A measurement once a second, for means over seconds.

use crate::quantity::{Milliseconds, Seconds};
use crate::track::{Sample, Track};

/// One measurement, second by second from the start of a workout.
///
/// The value of a second is the one that held as it began; see [`Track::held`]. Seconds in which none did are absent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PerSecond {
    values: Vec<Option<u16>>,
    /// Before each second, and at the end: the sum so far, and how many values are in it.
    sums: Vec<(u64, u64)>,
}

/// A mean over some seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mean {
    /// The mean, in the unit of what was measured.
    pub value: f64,
    /// When the seconds begin, since the start of the workout.
    pub from: Seconds,
}

impl PerSecond {
    /// What `measured` tells along the track, once a second.
    pub fn of(track: &Track, measured: impl Fn(&Sample) -> Option<u16>) -> Self {
        let mut values: Vec<Option<u16>> = Vec::new();
        for held in track.held(measured) {
            let (from, until) = (begun(held.from), begun(held.until));
            if until > values.len() {
                values.resize(from.max(values.len()), None);
                values.resize(until, Some(held.value));
            }
        }
        Self { sums: sums(&values), values }
    }

    /// The value of each second, absent where none is known.
    pub fn values(&self) -> impl Iterator<Item = Option<u16>> {
        self.values.iter().copied()
    }

    /// The highest mean over `time`, the earliest of several; absent seconds are in none.
    ///
    /// `None` for no time at all and where no such time is known in whole. Sums are kept in whole numbers, so the
    /// mean is exact.
    pub fn best(&self, time: Seconds) -> Option<Mean> {
        let length = usize::try_from(time.0).ok().filter(|length| *length > 0)?;
        let sums = &self.sums;
        let known = |from: usize| sums[from + length].1 - sums[from].1 == u64::from(time.0);
        let sum = |from: usize| sums[from + length].0 - sums[from].0;
        let starts = (0..sums.len().saturating_sub(length)).filter(|from| known(*from));
        let from = starts.reduce(|best, from| if sum(from) > sum(best) { from } else { best })?;
        Some(Mean { value: exact(sum(from)) / time.as_f64(), from: Seconds(u32::try_from(from).ok()?) })
    }
}

fn sums(values: &[Option<u16>]) -> Vec<(u64, u64)> {
    let mut so_far = (0, 0);
    let after = values.iter().map(|value| {
        so_far.0 += u64::from(value.unwrap_or_default());
        so_far.1 += u64::from(value.is_some());
        so_far
    });
    std::iter::once((0, 0)).chain(after).collect()
}

/// The first whole second that begins at or after `at`.
fn begun(at: Milliseconds) -> usize {
    usize::try_from(at.0.div_ceil(1000)).unwrap_or(usize::MAX)
}

/// A sum of 16-bit values over at most 2³² seconds has 48 bits, which a float holds exactly.
#[expect(clippy::cast_precision_loss, reason = "the sum has at most 48 bits")]
fn exact(sum: u64) -> f64 {
    sum as f64
}
