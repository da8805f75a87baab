//! Bests over distances or times that grow, beside those of all time.

use super::canvas::{Area, Canvas, Drawing, NARROW, WIDE, broken_line, label, line, svg};
use super::palette::{BEFORE, HALO, INK, LABEL, RULE};
use super::scale::{Scale, paces};
use app::parts::Chart;
use app::series::Curve;
use domain::sport::Rate;
use plotters::element::Circle;
use plotters::style::ShapeStyle;
use plotters::style::text_anchor::HPos;

/// A curve as a chart in both sizes.
pub fn curve(curve: &Curve) -> Chart {
    let draw = |canvas: Canvas| svg(canvas.width, canvas.height, |area| Plot::new(curve, canvas).draw(area));
    Chart { wide: draw(WIDE.of_height(320)), narrow: draw(NARROW.of_height(340)) }
}

struct Plot<'a> {
    curve: &'a Curve,
    canvas: Canvas,
    low: f64,
    high: f64,
    scale: Scale,
}

impl<'a> Plot<'a> {
    fn new(curve: &'a Curve, canvas: Canvas) -> Self {
        let least = curve.values().fold(f64::INFINITY, f64::min);
        let most = curve.values().fold(f64::NEG_INFINITY, f64::max);
        let room = ((most - least) / 10.0).max(most.abs() / 50.0);
        let (low, high) = ((least - room).max(0.0), most + room);
        Self { curve, canvas, low, high, scale: Scale::new(low, high, canvas.bottom, canvas.top) }
    }

    fn draw(&self, area: &Area<'_>) -> Drawing {
        self.rules(area)?;
        self.names(area)?;
        broken_line(area, &self.points(&self.curve.ever), BEFORE, 3)?;
        let span = self.points(&self.curve.span);
        broken_line(area, &span, HALO, 12)?;
        broken_line(area, &span, INK, 4)?;
        span.iter()
            .flatten()
            .try_for_each(|at| area.draw(&Circle::new(*at, 6, ShapeStyle::from(INK).filled())))
    }

    fn points(&self, values: &[Option<f64>]) -> Vec<Option<(i32, i32)>> {
        let values = values.iter().enumerate();
        values.map(|(index, value)| Some((self.across(index), self.scale.place((*value)?)))).collect()
    }

    fn across(&self, index: usize) -> i32 {
        let last = i32::try_from(self.curve.names.len().saturating_sub(1)).unwrap_or(1).max(1);
        let (left, right) = (self.canvas.left(), self.canvas.right());
        left + (right - left) * i32::try_from(index).unwrap_or(0) / last
    }

    /// At round numbers, or the speeds of round paces.
    fn rules(&self, area: &Area<'_>) -> Drawing {
        let values = match self.curve.pace {
            None | Some(Rate::Speed) => self.scale.rules(),
            Some(_) => paces(self.low, self.high),
        };
        for value in values {
            let y = self.scale.place(value);
            line(area, &[(self.canvas.left(), y), (self.canvas.right(), y)], RULE, 1)?;
            label(area, &self.curve.tick(value), (0, y), HPos::Left, LABEL)?;
        }
        Ok(())
    }

    /// The first name, and as many others as have room.
    fn names(&self, area: &Area<'_>) -> Drawing {
        let step = self.curve.names.len().div_ceil(self.canvas.names).max(1);
        for (index, name) in self.curve.names.iter().enumerate().step_by(step) {
            label(area, name, (self.across(index), self.canvas.bottom + 30), HPos::Center, LABEL)?;
        }
        Ok(())
    }
}
