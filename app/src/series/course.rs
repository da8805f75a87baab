//! The course of a workout: what its device recorded over time.

use domain::quantity::{METRES_PER_FOOT, METRES_PER_MILE, Seconds, Units};
use domain::sport::Rate;
use domain::track::{Sample, Track};

/// The most points a profile is drawn with.
const MOST_POINTS: usize = 600;
/// A longer silence is a gap, not a line, in milliseconds.
const GAP_MS: u32 = 60_000;
/// Speed is averaged over so long to either side, in milliseconds.
const SMOOTHING_MS: u32 = 15_000;
/// Slower than one unit of distance in an hour nobody moves: the pace would be a number without a meaning.
const SLOWEST: f64 = 1.0;
/// The pace of who stands still.
const STANDSTILL: &str = "–";

/// One quantity over the time of a workout.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// What was measured.
    pub name: &'static str,
    /// The unit of the values as they are told.
    pub unit: &'static str,
    /// What is drawn: seconds since the start and value, in the order of time; a `None` is a gap.
    pub points: Vec<Option<(f64, f64)>>,
    /// All that was measured, likewise: what is drawn of a long recording leans towards its extremes.
    pub measured: Vec<(f64, f64)>,
    /// How a value is told where it is not the plain number.
    pub pace: Option<Rate>,
}

/// Everything that is drawn of a track.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Course {
    /// The places, as longitude and latitude, at most so many as a profile has points.
    pub route: Vec<(f64, f64)>,
    /// Heart rate, speed and altitude, as far as they were measured.
    pub profiles: Vec<Profile>,
    /// The length of the recording.
    pub length: Seconds,
}

impl Course {
    /// What is drawn of `track` for a sport that tells its speed as `rate`.
    pub fn new(track: &Track, rate: Rate, units: Units) -> Self {
        let samples = &track.samples;
        let altitude = match units {
            Units::Metric => ("m", 1.0),
            Units::Imperial => ("ft", METRES_PER_FOOT),
        };
        let profiles = [
            profile("Heart rate", "bpm", samples, |sample| {
                sample.heart_rate.map(domain::quantity::BeatsPerMinute::as_f64)
            }),
            speed(samples, rate, units),
            profile("Altitude", altitude.0, samples, |sample| {
                sample.altitude.map(|metres| metres.as_f64() / altitude.1)
            }),
        ];
        Self {
            route: route(samples),
            profiles: profiles.into_iter().flatten().collect(),
            length: Seconds(samples.last().map_or(0, |sample| sample.at.0 / 1000)),
        }
    }
}

impl Profile {
    /// The smallest, the mean and the largest value.
    pub fn extent(&self) -> Option<(f64, f64, f64)> {
        let values = || self.measured.iter().map(|point| point.1);
        Some((values().reduce(f64::min)?, mean(&self.measured)?, values().reduce(f64::max)?))
    }

    /// A value as it is told: `148 bpm`, `5:12 /km`.
    pub fn told(&self, value: f64) -> String {
        match self.tick(value) {
            standstill if standstill == STANDSTILL => standstill,
            number => format!("{number} {}", self.unit),
        }
    }

    /// A value as a chart's axis tells it.
    pub fn tick(&self, value: f64) -> String {
        tick_of(self.pace, value)
    }

    /// The mean over the seconds `from` to `until`; between two samples, where the line is that joins them.
    pub fn mean_between(&self, from: f64, until: f64) -> Option<f64> {
        let before = |end: f64| self.measured.partition_point(|(at, _)| *at < end);
        let within = self.measured.get(before(from)..before(until))?;
        mean(within).or_else(|| self.on_the_line(from))
    }

    fn on_the_line(&self, at: f64) -> Option<f64> {
        self.points.windows(2).find_map(|pair| {
            let (first, last) = (pair[0]?, pair[1]?);
            let share = (at - first.0) / (last.0 - first.0);
            (0.0..1.0).contains(&share).then_some(first.1 + (last.1 - first.1) * share)
        })
    }
}

/// A value as an axis tells it: a speed in units of distance per hour as the sport tells it, or the plain number.
pub(super) fn tick_of(pace: Option<Rate>, value: f64) -> String {
    match pace {
        Some(Rate::Speed) => format!("{value:.1}"),
        Some(_) if value >= SLOWEST => {
            domain::pace::duration(Seconds(domain::quantity::nearest(3600.0 / value)))
        }
        Some(_) => STANDSTILL.to_owned(),
        None => format!("{value:.0}"),
    }
}

fn mean(points: &[(f64, f64)]) -> Option<f64> {
    let count = u32::try_from(points.len()).ok().filter(|count| *count > 0)?;
    Some(points.iter().map(|point| point.1).sum::<f64>() / f64::from(count))
}

/// The places that were passed, thinned out evenly.
fn route(samples: &[Sample]) -> Vec<(f64, f64)> {
    let places: Vec<_> = samples
        .iter()
        .filter_map(|sample| sample.position)
        .filter(|place| place.latitude.abs() <= 90.0 && place.longitude.abs() <= 180.0)
        .map(|place| (place.longitude, place.latitude))
        .collect();
    let step = places.len().div_ceil(MOST_POINTS).max(1);
    let last = places.last().copied();
    let mut thinned: Vec<_> = places.into_iter().step_by(step).collect();
    if let Some(last) = last.filter(|last| thinned.last() != Some(last)) {
        thinned.push(last);
    }
    thinned
}

fn profile(
    name: &'static str,
    unit: &'static str,
    samples: &[Sample],
    value: impl Fn(&Sample) -> Option<f64>,
) -> Option<Profile> {
    let measured: Vec<(u32, f64)> = samples
        .iter()
        .filter_map(|sample| Some((sample.at.0, value(sample)?)))
        .filter(|(_, value)| value.is_finite())
        .collect();
    drawn(name, unit, &measured, None)
}

/// How a sport tells its speed, and the metres of its unit of distance; `None` for sports that tell none.
pub(crate) fn pace_unit(rate: Rate, units: Units) -> Option<(&'static str, f64)> {
    Some(match (rate, units) {
        (Rate::None, _) => return None,
        (Rate::RowPace, _) => ("/500 m", 500.0),
        (Rate::SwimPace, Units::Metric) => ("/100 m", 100.0),
        (Rate::SwimPace, Units::Imperial) => ("/100 yd", 100.0 * domain::quantity::METRES_PER_YARD),
        (Rate::Pace, Units::Metric) => ("/km", 1000.0),
        (Rate::Pace, Units::Imperial) => ("/mi", METRES_PER_MILE),
        (Rate::Speed, Units::Metric) => ("km/h", 1000.0),
        (Rate::Speed, Units::Imperial) => ("mph", METRES_PER_MILE),
    })
}

/// Speed in units of distance per hour, so that a pace of 5:00 /km is 12.
fn speed(samples: &[Sample], rate: Rate, units: Units) -> Option<Profile> {
    let (unit, metres) = pace_unit(rate, units)?;
    let measured = smoothed(&speeds(samples));
    let scaled: Vec<_> = measured.into_iter().map(|(at, speed)| (at, speed * 3600.0 / metres)).collect();
    let name = if rate == Rate::Speed { "Speed" } else { "Pace" };
    drawn(name, unit, &scaled, Some(rate))
}

fn drawn(
    name: &'static str,
    unit: &'static str,
    values: &[(u32, f64)],
    pace: Option<Rate>,
) -> Option<Profile> {
    let measured = values.iter().copied().map(point).collect();
    (values.len() > 1).then(|| Profile { name, unit, points: thinned(values), measured, pace })
}

fn point((at, value): (u32, f64)) -> (f64, f64) {
    (f64::from(at) / 1000.0, value)
}

/// Speed in metres per second: as it was measured, else from the distance between samples.
fn speeds(samples: &[Sample]) -> Vec<(u32, f64)> {
    let measured: Vec<_> =
        samples.iter().filter_map(|sample| Some((sample.at.0, sample.speed?.as_f64()))).collect();
    let usable = |speed: &(u32, f64)| speed.1.is_finite() && (0.0..60.0).contains(&speed.1);
    if measured.len() > 1 {
        return measured.into_iter().filter(usable).collect();
    }
    let far: Vec<_> =
        samples.iter().filter_map(|sample| Some((sample.at.0, sample.distance?.as_f64()))).collect();
    far.windows(2)
        .map(|pair| {
            (pair[1].0, (pair[1].1 - pair[0].1) * 1000.0 / f64::from(pair[1].0.saturating_sub(pair[0].0)))
        })
        .filter(usable)
        .collect()
}

/// Running means over [`SMOOTHING_MS`] to either side.
fn smoothed(values: &[(u32, f64)]) -> Vec<(u32, f64)> {
    let (mut first, mut next, mut sum) = (0, 0, 0.0);
    values
        .iter()
        .map(|(at, _)| {
            while next < values.len() && values[next].0 <= at.saturating_add(SMOOTHING_MS) {
                sum += values[next].1;
                next += 1;
            }
            while first < next && values[first].0.saturating_add(SMOOTHING_MS) < *at {
                sum -= values[first].1;
                first += 1;
            }
            let count = u32::try_from(next - first).unwrap_or(1).max(1);
            (*at, (sum / f64::from(count)).max(0.0))
        })
        .collect()
}

/// At most [`MOST_POINTS`] values: of each stretch the smallest and the largest, so that no peak is lost.
fn thinned(values: &[(u32, f64)]) -> Vec<Option<(f64, f64)>> {
    let stretch = if values.len() <= MOST_POINTS { 1 } else { values.len().div_ceil(MOST_POINTS / 2) };
    let kept = values.chunks(stretch).flat_map(extremes);
    let mut points = Vec::with_capacity(MOST_POINTS);
    let mut before: Option<u32> = None;
    for (at, value) in kept {
        let allowed = GAP_MS.max(before.map_or(0, |_| stretch_ms(values, stretch)));
        if before.is_some_and(|before| at.saturating_sub(before) > allowed) {
            points.push(None);
        }
        points.push(Some(point((at, value))));
        before = Some(at);
    }
    points
}

/// How far apart two kept points lie at most in a recording without gaps.
fn stretch_ms(values: &[(u32, f64)], stretch: usize) -> u32 {
    let length = values.last().map_or(0, |last| last.0);
    let count = u32::try_from(values.len().div_ceil(stretch)).unwrap_or(u32::MAX).max(1);
    (length / count).saturating_mul(3)
}

fn extremes(stretch: &[(u32, f64)]) -> Vec<(u32, f64)> {
    let by_value = |a: &&(u32, f64), b: &&(u32, f64)| a.1.total_cmp(&b.1);
    let ends = [stretch.iter().min_by(by_value), stretch.iter().max_by(by_value)];
    let mut ends: Vec<_> = ends.into_iter().flatten().copied().collect();
    ends.sort_by_key(|end| end.0);
    ends.dedup();
    ends
}
