//! Tracks that were never recorded.

use domain::quantity::{BeatsPerMinute, MeasuredMetres, Milliseconds, Watts};
use domain::track::{Sample, Track};

/// A track of samples a second apart.
pub(crate) fn each_second(samples: impl IntoIterator<Item = Sample>) -> Track {
    let numbered = (0..).zip(samples);
    Track {
        samples: numbered
            .map(|(second, sample)| Sample { at: Milliseconds(second * 1000), ..sample })
            .collect(),
    }
}

/// A track with these powers, one a second; the last holds for a second as well.
pub(crate) fn powers(watts: &[u16]) -> Track {
    let held = watts.iter().chain(watts.last());
    each_second(held.map(|watts| Sample { power: Some(Watts(*watts)), ..Sample::default() }))
}

/// A track with these heart rates, each for that many seconds.
pub(crate) fn heart_rates(held: &[(u32, u16)]) -> Track {
    let mut samples = Vec::new();
    let mut at = 0;
    for (seconds, rate) in held {
        for _ in 0..*seconds {
            samples.push(sample(at, *rate));
            at += 1000;
        }
    }
    samples.extend(held.last().map(|(_, rate)| sample(at, *rate)));
    Track { samples }
}

fn sample(at: u32, rate: u16) -> Sample {
    Sample { at: Milliseconds(at), heart_rate: Some(BeatsPerMinute(rate)), ..Sample::default() }
}

/// A track with a distance counter at these milliseconds.
pub(crate) fn counted(points: &[(u32, f32)]) -> Track {
    let sample = |(at, metres): &(u32, f32)| Sample {
        at: Milliseconds(*at),
        distance: Some(MeasuredMetres(*metres)),
        ..Sample::default()
    };
    Track { samples: points.iter().map(sample).collect() }
}

/// Numbers that look like chance and are the same everywhere: the generator of the C standard's example.
pub(crate) struct Numbers(u64);

impl Numbers {
    pub(crate) fn new() -> Self {
        Self(1)
    }
}

impl Iterator for Numbers {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.0 = (1_103_515_245 * self.0 + 12_345) % (1 << 31);
        Some(self.0)
    }
}

/// An hour's ride that other programs were given too: power all over the place, a heart that drifts.
pub(crate) fn ride() -> Track {
    let second = |(second, number): (u64, u64)| {
        let watts = u16::try_from(100 + (number >> 16) % 200).unwrap();
        let rate = u16::try_from(130 + second / 120 + (number >> 24) % 11).unwrap();
        Sample { power: Some(Watts(watts)), heart_rate: Some(BeatsPerMinute(rate)), ..Sample::default() }
    };
    let samples: Vec<Sample> = (0..3600).zip(Numbers::new()).map(second).collect();
    let last = samples.last().copied();
    each_second(samples.into_iter().chain(last))
}
