//! Lines over days, and past an upright rule the days ahead.

use super::canvas::{Area, Canvas, Drawing, NARROW, WIDE, label, line, svg};
use super::palette::{HALO, HEART, INK, LABEL, RULE};
use super::scale::Scale;
use app::parts::Chart;
use app::series::{Lines, number, tick};
use plotters::style::text_anchor::HPos;

/// How far apart two numbers at the ends of lines must be to be read.
const APART: i32 = 30;

/// Lines as a chart in both sizes.
pub fn lines(lines: &Lines) -> Chart {
    let draw = |canvas: Canvas| svg(canvas.width, canvas.height, |area| Plot::new(lines, canvas).draw(area));
    Chart { wide: draw(WIDE), narrow: draw(NARROW) }
}

struct Plot<'a> {
    lines: &'a Lines,
    canvas: Canvas,
    scale: Scale,
}

impl<'a> Plot<'a> {
    fn new(lines: &'a Lines, canvas: Canvas) -> Self {
        let values = || lines.lines.iter().flat_map(|line| line.values.iter().copied());
        let (low, high) = (values().fold(0.0, f64::min), values().fold(0.0, f64::max));
        let room = (high - low) / 20.0;
        let low = if low < 0.0 { low - room } else { 0.0 };
        Self { lines, canvas, scale: Scale::new(low, high + room, canvas.bottom, canvas.top) }
    }

    fn draw(&self, area: &Area<'_>) -> Drawing {
        self.rules(area)?;
        self.names(area)?;
        for (line, color) in self.lines.lines.iter().zip([INK, HEART]).rev() {
            let places = line.values.iter().enumerate();
            let points: Vec<_> =
                places.map(|(at, value)| (self.middle(at), self.scale.place(*value))).collect();
            self::line(area, &points, HALO, 12)?;
            self::line(area, &points, color, 4)?;
        }
        self.ends(area)
    }

    fn edge(&self, index: usize) -> i32 {
        let (left, right) = (self.canvas.left(), self.canvas.right());
        let count = i32::try_from(self.lines.days.len()).unwrap_or(1).max(1);
        left + (right - left) * i32::try_from(index).unwrap_or(0) / count
    }

    fn middle(&self, index: usize) -> i32 {
        i32::midpoint(self.edge(index), self.edge(index + 1))
    }

    fn rules(&self, area: &Area<'_>) -> Drawing {
        for value in self.scale.rules() {
            let y = self.scale.place(value);
            line(area, &[(self.canvas.left(), y), (self.canvas.right(), y)], RULE, 1)?;
            label(area, &tick(value, self.scale.step()), (0, y), HPos::Left, LABEL)?;
        }
        let today = self.edge(self.lines.ahead);
        line(area, &[(today, self.canvas.top), (today, self.canvas.bottom)], RULE, 1)
    }

    fn names(&self, area: &Area<'_>) -> Drawing {
        let days = &self.lines.days;
        let years =
            days.first().zip(days.last()).map_or(0, |(first, last)| (*last - *first).num_days()) > 200;
        let form = if years { "%b %Y" } else { "%-d %b" };
        let step = days.len().div_ceil(self.canvas.names).max(1);
        for index in (0..self.lines.ahead).rev().step_by(step) {
            let name = days[index].format(form).to_string();
            label(area, &name, (self.middle(index), self.canvas.bottom + 30), HPos::Center, LABEL)?;
        }
        Ok(())
    }

    /// The last value of each line, written at its end and kept apart from the other.
    fn ends(&self, area: &Area<'_>) -> Drawing {
        let x = self.canvas.right() + 12;
        let mut taken: Option<i32> = None;
        for (line, color) in self.lines.lines.iter().zip([INK, LABEL]) {
            let Some(value) = line.values.last() else { continue };
            let y = self.scale.place(*value);
            let near = taken.filter(|taken| (taken - y).abs() < APART);
            let y = near.map_or(y, |taken| if y < taken { taken - APART } else { taken + APART });
            label(area, &number(*value), (x, y), HPos::Left, color)?;
            taken = Some(y);
        }
        Ok(())
    }
}
