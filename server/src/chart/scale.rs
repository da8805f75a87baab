//! Values to places on the drawing.

/// A linear scale from values to user units.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    low: f64,
    high: f64,
    from: i32,
    to: i32,
}

impl Scale {
    /// `low` lands on `from`, `high` on `to`. What is not finite or has no extent becomes 0 to 1.
    pub(super) fn new(low: f64, high: f64, from: i32, to: i32) -> Self {
        let usable = low.is_finite() && high.is_finite() && high - low > f64::EPSILON;
        let (low, high) = if usable { (low, high) } else { (0.0, 1.0) };
        Self { low, high, from, to }
    }

    /// From zero to a round number above every value.
    pub(super) fn from_zero(values: impl Iterator<Item = f64>, from: i32, to: i32) -> Self {
        let most = values.filter(|value| value.is_finite()).fold(0.0, f64::max);
        let step = step(most);
        Self::new(0.0, (most / step).ceil() * step, from, to)
    }

    /// The place of a value, held within the plot.
    pub(super) fn place(self, value: f64) -> i32 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        let share = if share.is_nan() { 0.0 } else { share };
        rounded(f64::from(self.from) + share * f64::from(self.to - self.from))
    }

    /// How far apart its [`Self::rules`] lie.
    pub(super) fn step(self) -> f64 {
        step(self.high - self.low)
    }

    /// Two to five round values within the scale, rising.
    pub(super) fn rules(self) -> Vec<f64> {
        let step = self.step();
        let first = (self.low / step).ceil();
        (0..=5)
            .map(|index| (first + f64::from(index)) * step)
            .filter(|value| *value <= self.high * 1.000_001)
            .collect()
    }
}

/// The round number of which two to five make `extent`.
fn step(extent: f64) -> f64 {
    if !extent.is_finite() || extent <= 0.0 {
        return 1.0;
    }
    let magnitude = 10f64.powf((extent / 4.0).log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0].map(|factor| factor * magnitude);
    steps.into_iter().find(|step| extent / step <= 4.0).unwrap_or(extent)
}

/// The speeds of two to five round paces between two speeds, in units of distance per hour.
pub(super) fn paces(low: f64, high: f64) -> Vec<f64> {
    let (fast, slow) = (3600.0 / high, 3600.0 / low.max(0.1));
    let steps = [5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 3600.0];
    let step = steps.into_iter().find(|step| (slow - fast) / step <= 4.0).unwrap_or(36_000.0);
    let first = (fast / step).ceil();
    let round = (0..5).map(|index| (first + f64::from(index)) * step);
    round.filter(|pace| *pace > 0.0 && *pace <= slow).map(|pace| 3600.0 / pace).collect()
}

/// The nearest whole user unit.
#[expect(clippy::cast_possible_truncation, reason = "held within the drawing, a few thousand units wide")]
pub(super) fn rounded(value: f64) -> i32 {
    value.clamp(-10_000.0, 10_000.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_few_and_round() {
        let scale = Scale::from_zero([3.0, 17.4].into_iter(), 100, 0);
        assert_eq!(scale.rules(), [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(Scale::new(120.0, 165.0, 100, 0).rules(), [120.0, 140.0, 160.0]);
        assert_eq!(Scale::from_zero(std::iter::once(498.0), 100, 0).rules(), [0.0, 200.0, 400.0, 600.0]);
        assert_eq!((scale.place(0.0), scale.place(20.0), scale.place(10.0)), (100, 0, 50));
    }

    #[test]
    fn what_is_no_number_lands_on_the_plot() {
        for (low, high) in [(f64::NAN, 1.0), (1.0, 1.0), (0.0, f64::INFINITY), (5.0, -5.0)] {
            let scale = Scale::new(low, high, 100, 0);
            for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, 1e300] {
                assert!((0..=100).contains(&scale.place(value)), "{low} {high} {value}");
            }
            assert!(scale.rules().len() <= 6);
        }
    }
}
