//! A quantity over the time of a workout.

use super::canvas::{Area, Canvas, Drawing, NARROW, WIDE, broken_line, label, line, svg};
use super::palette::{GROUND, HEART, LABEL, RULE, SERIES};
use super::scale::{Scale, paces};
use app::parts::Chart;
use app::series::Profile;
use domain::pace;
use domain::quantity::Seconds;
use domain::sport::Rate;
use plotters::style::RGBColor;
use plotters::style::text_anchor::HPos;

/// A profile as a chart in both sizes; `length` is that of the workout.
pub fn profile(profile: &Profile, length: Seconds) -> Chart {
    let color = match profile.name {
        "Heart rate" => HEART,
        "Altitude" => GROUND,
        _ => SERIES,
    };
    let draw = |canvas: Canvas| {
        svg(canvas.width, canvas.height, |area| Plot::new(profile, length, canvas).draw(area, color))
    };
    Chart { wide: draw(WIDE.of_height(260)), narrow: draw(NARROW.of_height(300)) }
}

struct Plot<'a> {
    profile: &'a Profile,
    canvas: Canvas,
    across: Scale,
    up: Scale,
    length: Seconds,
}

impl<'a> Plot<'a> {
    fn new(profile: &'a Profile, length: Seconds, canvas: Canvas) -> Self {
        let (low, high) = shown(profile);
        Self {
            profile,
            canvas,
            across: Scale::new(0.0, length.as_f64(), canvas.left(), canvas.right()),
            up: Scale::new(low, high, canvas.bottom, canvas.top),
            length,
        }
    }

    fn draw(&self, area: &Area<'_>, color: RGBColor) -> Drawing {
        self.rules(area)?;
        self.times(area)?;
        let place = |point: &Option<(f64, f64)>| {
            point.map(|(at, value)| (self.across.place(at), self.up.place(value)))
        };
        let points: Vec<_> = self.profile.points.iter().map(place).collect();
        broken_line(area, &points, color, 4)
    }

    fn rules(&self, area: &Area<'_>) -> Drawing {
        for value in self.values() {
            let y = self.up.place(value);
            line(area, &[(self.canvas.left(), y), (self.canvas.right(), y)], RULE, 1)?;
            label(area, &self.profile.tick(value), (0, y), HPos::Left, LABEL)?;
        }
        Ok(())
    }

    /// The values that get a rule: round numbers, or the speeds of round paces.
    fn values(&self) -> Vec<f64> {
        let (low, high) = shown(self.profile);
        if self.profile.pace.is_none_or(|rate| rate == Rate::Speed) {
            return self.up.rules();
        }
        paces(low, high)
    }

    fn times(&self, area: &Area<'_>) -> Drawing {
        let steps = [60, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400];
        let most = u32::try_from(self.canvas.names).unwrap_or(u32::MAX);
        let step = steps.into_iter().find(|step| self.length.0 / step < most).unwrap_or(172_800);
        for at in (0..=self.length.0).step_by(usize::try_from(step).unwrap_or(usize::MAX)) {
            let x = self.across.place(Seconds(at).as_f64());
            label(area, &pace::duration(Seconds(at)), (x, self.canvas.bottom + 30), HPos::Center, LABEL)?;
        }
        Ok(())
    }
}

/// The lowest and the highest value that are shown: a standstill does not squeeze the rest of a pace, and
/// what hardly changed is not blown up.
fn shown(profile: &Profile) -> (f64, f64) {
    let Some((least, mean, most)) = profile.extent().filter(|(_, mean, _)| mean.is_finite()) else {
        return (0.0, 1.0);
    };
    let (low, high, room) = match profile.pace {
        Some(_) => (least.max(mean * 0.5), most.min(mean * 2.0), mean * 0.1),
        None => (least, most, 10.0),
    };
    let room = (high - low).mul_add(0.05, (room - (high - low) / 2.0).max(0.0));
    ((low - room).max(low.min(0.0)), high + room)
}
