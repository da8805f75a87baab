//! A quantity over the time of a workout.

use super::canvas::{Area, Canvas, Drawing, NARROW, WIDE, label, line, svg};
use super::palette::{GROUND, HEART, LABEL, RULE, SERIES};
use super::scale::Scale;
use app::parts::Chart;
use app::series::Profile;
use domain::pace;
use domain::quantity::Seconds;
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
        let (low, high) = profile.extent().map_or((0.0, 1.0), |(least, _, most)| (least, most));
        let room = ((high - low) * 0.05).max(0.5);
        Self {
            profile,
            canvas,
            across: Scale::new(0.0, length.as_f64(), canvas.left(), canvas.right()),
            up: Scale::new((low - room).max(low.min(0.0)), high + room, canvas.bottom, canvas.top),
            length,
        }
    }

    fn draw(&self, area: &Area<'_>, color: RGBColor) -> Drawing {
        self.rules(area)?;
        self.times(area)?;
        for stretch in self.profile.points.split(Option::is_none) {
            let points =
                stretch.iter().flatten().map(|(at, value)| (self.across.place(*at), self.up.place(*value)));
            line(area, &points.collect::<Vec<_>>(), color, 4)?;
        }
        Ok(())
    }

    fn rules(&self, area: &Area<'_>) -> Drawing {
        for value in self.up.rules() {
            let y = self.up.place(value);
            line(area, &[(self.canvas.left(), y), (self.canvas.right(), y)], RULE, 1)?;
            label(area, &self.profile.tick(value), (self.canvas.left() - 14, y), HPos::Right, LABEL)?;
        }
        Ok(())
    }

    fn times(&self, area: &Area<'_>) -> Drawing {
        let steps = [60, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400];
        let step = steps.into_iter().find(|step| self.length.0 / step <= 6).unwrap_or(172_800);
        for at in (0..=self.length.0).step_by(usize::try_from(step).unwrap_or(usize::MAX)) {
            let x = self.across.place(Seconds(at).as_f64());
            label(area, &pace::duration(Seconds(at)), (x, self.canvas.bottom + 30), HPos::Center, LABEL)?;
        }
        Ok(())
    }
}
