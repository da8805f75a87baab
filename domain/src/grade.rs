//! What a slope costs: running up and down told as running on the flat.

use crate::course::{Course, Leg};
use crate::quantity::MetresPerSecond;
use crate::track::LONGEST_GAP;

/// The steepest slope that was measured; what is steeper counts as this.
pub const STEEPEST: f64 = 0.45;

/// Metres of way over which altitude is averaged, so that a sensor's steps of a metre are no cliffs.
const SMOOTHED_M: f64 = 50.0;

/// The energy cost of running on a slope, in joules per kilogram and metre.
///
/// 155.4 i⁵ − 30.4 i⁴ − 43.3 i³ + 46.3 i² + 19.5 i + 3.6 with i the rise over the run, from −[`STEEPEST`] to
/// [`STEEPEST`]. Minetti et al., J Appl Physiol 93:1039, 2002.
pub fn running_cost(slope: f64) -> f64 {
    let i = slope.clamp(-STEEPEST, STEEPEST);
    [155.4, -30.4, -43.3, 46.3, 19.5, 3.6].into_iter().fold(0.0, |sum, factor| sum * i + factor)
}

/// How many metres on the flat cost as much as one metre on the slope; exactly 1 for none.
pub fn factor(slope: f64) -> f64 {
    running_cost(slope) / running_cost(0.0)
}

/// One moment of a course with its way as if on the flat.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Seconds that it took.
    pub seconds: f64,
    /// Metres gone.
    pub metres: f64,
    /// Metres that would have cost as much on the flat.
    pub adjusted: f64,
}

/// The mean grade-adjusted speed of a course over the time between its pauses, and that time in seconds.
///
/// Intervals longer than [`LONGEST_GAP`] are pauses and count neither way nor time. `None` where no time passes.
pub fn adjusted(course: &Course) -> Option<(MetresPerSecond, f64)> {
    let steps = course.legs().iter().flat_map(steps);
    let counted = steps.filter(|step| step.seconds * 1000.0 <= LONGEST_GAP.as_f64());
    let (metres, seconds) =
        counted.fold((0.0, 0.0), |(metres, seconds), step| (metres + step.adjusted, seconds + step.seconds));
    (seconds > 0.0).then(|| (MetresPerSecond::nearest(metres / seconds), seconds))
}

/// The mean grade-adjusted speed of a course, as [`adjusted`] tells it.
pub fn adjusted_speed(course: &Course) -> Option<MetresPerSecond> {
    adjusted(course).map(|(speed, _)| speed)
}

/// Each step of a leg, from one point to the next.
///
/// Its slope is that of the line between the altitudes 25 m of way before and after its middle, which is the slope of
/// the altitude averaged over 50 m of way. Between points altitude is interpolated; at the ends of a leg the 50 m are
/// cut short. Without altitudes everything is flat.
pub fn steps(leg: &Leg) -> Vec<Step> {
    let profile = Profile::of(leg);
    let mut slopes = profile.slopes();
    let pairs = leg.windows(2).map(|pair| (pair[0], pair[1]));
    let step = pairs.map(|(from, to)| {
        let metres = to.metres - from.metres;
        let slope = slopes.at(f64::midpoint(from.metres, to.metres));
        Step {
            seconds: f64::from(to.at.0.saturating_sub(from.at.0)) / 1000.0,
            metres,
            adjusted: metres * factor(slope),
        }
    });
    step.collect()
}

/// Altitude by metres of way, for those points that tell it; of several at one place the last.
struct Profile {
    heights: Vec<(f64, f64)>,
}

impl Profile {
    fn of(leg: &Leg) -> Self {
        let mut heights: Vec<(f64, f64)> = Vec::with_capacity(leg.len());
        for (metres, height) in leg.iter().filter_map(|point| Some((point.metres, point.altitude?))) {
            match heights.last_mut() {
                Some(last) if last.0 >= metres => last.1 = height,
                _ => heights.push((metres, height)),
            }
        }
        Self { heights }
    }

    fn slopes(&self) -> Slopes<'_> {
        Slopes {
            behind: Cursor { heights: &self.heights, next: 0 },
            ahead: Cursor { heights: &self.heights, next: 0 },
        }
    }
}

/// Slopes at places that never go back, in one pass over the profile.
struct Slopes<'a> {
    behind: Cursor<'a>,
    ahead: Cursor<'a>,
}

impl Slopes<'_> {
    fn at(&mut self, metres: f64) -> f64 {
        let behind = self.behind.height(metres - SMOOTHED_M / 2.0);
        let ahead = self.ahead.height(metres + SMOOTHED_M / 2.0);
        let (Some(behind), Some(ahead)) = (behind, ahead) else { return 0.0 };
        let run = ahead.0 - behind.0;
        if run > 0.0 { (ahead.1 - behind.1) / run } else { 0.0 }
    }
}

struct Cursor<'a> {
    heights: &'a [(f64, f64)],
    next: usize,
}

impl Cursor<'_> {
    /// Where the profile is nearest to `metres`, and how high.
    fn height(&mut self, metres: f64) -> Option<(f64, f64)> {
        while self.heights.get(self.next).is_some_and(|(at, _)| *at < metres) {
            self.next += 1;
        }
        let before = self.next.checked_sub(1).and_then(|before| self.heights.get(before));
        match (before, self.heights.get(self.next)) {
            (Some(before), Some(after)) => {
                let share = (metres - before.0) / (after.0 - before.0);
                Some((metres, before.1 + share * (after.1 - before.1)))
            }
            (end, other) => end.or(other).copied(),
        }
    }
}
