//! Days or weeks as bars, their running mean as a line, the window before as dots.

use super::canvas::{Area, Canvas, Drawing, NARROW, WIDE, broken_line, label, line, rectangle, svg};
use super::palette::{BEFORE, HALO, INK, LABEL, RULE};
use super::scale::Scale;
use app::parts::Chart;
use app::series::{Series, Slot, number, tick};
use plotters::style::RGBColor;
use plotters::style::text_anchor::HPos;

/// How far apart two numbers at the ends of lines must be to be read.
const APART: i32 = 30;

/// A series as a chart in both sizes.
pub fn bars(series: &Series, color: RGBColor) -> Chart {
    let draw =
        |canvas: Canvas| svg(canvas.width, canvas.height, |area| Plot::new(series, canvas).draw(area, color));
    Chart { wide: draw(WIDE), narrow: draw(NARROW) }
}

fn values(series: &Series) -> impl Iterator<Item = f64> {
    series.slots.iter().flat_map(|slot| [slot.value, slot.mean, slot.before]).flatten()
}

struct Plot<'a> {
    series: &'a Series,
    canvas: Canvas,
    scale: Scale,
}

impl<'a> Plot<'a> {
    fn new(series: &'a Series, canvas: Canvas) -> Self {
        Self { series, canvas, scale: Scale::from_zero(values(series), canvas.bottom, canvas.top) }
    }

    fn draw(&self, area: &Area<'_>, color: RGBColor) -> Drawing {
        self.rules(area)?;
        self.names(area)?;
        self.bars(area, color)?;
        self.course(area, |slot| slot.before, BEFORE, 3)?;
        self.course(area, |slot| slot.mean, HALO, 12)?;
        self.course(area, |slot| slot.mean, INK, 4)?;
        self.ends(area)
    }

    /// The left edge of a slot; of the slot behind the last one, the right edge of the plot.
    fn edge(&self, index: usize) -> i32 {
        let (left, right) = (self.canvas.left(), self.canvas.right());
        let count = i32::try_from(self.series.slots.len()).unwrap_or(1).max(1);
        left + (right - left) * i32::try_from(index).unwrap_or(0) / count
    }

    fn middle(&self, index: usize) -> i32 {
        i32::midpoint(self.edge(index), self.edge(index + 1))
    }

    /// The rule at the foot, and where anything stands on it those that tell how high it is.
    fn rules(&self, area: &Area<'_>) -> Drawing {
        let empty = !values(self.series).any(|value| value > 0.0);
        let rules = if empty { vec![0.0] } else { self.scale.rules() };
        for value in rules {
            let y = self.scale.place(value);
            line(area, &[(self.canvas.left(), y), (self.canvas.right(), y)], RULE, 1)?;
            if value > 0.0 {
                label(area, &tick(value, self.scale.step()), (0, y), HPos::Left, LABEL)?;
            }
        }
        Ok(())
    }

    fn names(&self, area: &Area<'_>) -> Drawing {
        let count = self.series.slots.len();
        let step = count.div_ceil(self.canvas.names).max(1);
        let form = if self.series.weekly { "%b %Y" } else { "%-d %b" };
        for index in (0..count).rev().step_by(step) {
            let name = self.series.slots[index].last.format(form).to_string();
            label(area, &name, (self.middle(index), self.canvas.bottom + 30), HPos::Center, LABEL)?;
        }
        Ok(())
    }

    fn bars(&self, area: &Area<'_>, color: RGBColor) -> Drawing {
        for (index, slot) in self.series.slots.iter().enumerate() {
            let Some(value) = slot.value.filter(|value| *value > 0.0) else { continue };
            let (left, right) = (self.edge(index), self.edge(index + 1));
            let gap = self.canvas.gap.min((right - left) / 5);
            let top = self.scale.place(value).min(self.canvas.bottom - 2);
            rectangle(
                area,
                [(left + gap, top), ((right - gap).max(left + gap + 1), self.canvas.bottom)],
                color,
            )?;
        }
        Ok(())
    }

    /// A line through what is known, broken where nothing is.
    fn course(
        &self,
        area: &Area<'_>,
        of: impl Fn(&Slot) -> Option<f64>,
        color: RGBColor,
        width: u32,
    ) -> Drawing {
        let slots = self.series.slots.iter().enumerate();
        let points: Vec<_> =
            slots.map(|(index, slot)| Some((self.middle(index), self.scale.place(of(slot)?)))).collect();
        broken_line(area, &points, color, width)
    }

    /// The last value of each line, written at its end and kept apart from the other.
    fn ends(&self, area: &Area<'_>) -> Drawing {
        let Some(last) = self.series.slots.last() else { return Ok(()) };
        let x = self.canvas.right() + 12;
        let mean = last.mean.map(|mean| (mean, self.scale.place(mean)));
        let before = last.before.map(|before| (before, self.scale.place(before)));
        if let Some((value, y)) = mean {
            label(area, &number(value), (x, y), HPos::Left, INK)?;
        }
        if let Some((value, y)) = before {
            let taken = mean.map(|(_, taken)| taken).filter(|taken| (taken - y).abs() < APART);
            let y = taken.map_or(y, |taken| if y < taken { taken - APART } else { taken + APART });
            label(area, &number(value), (x, y), HPos::Left, BEFORE)?;
        }
        Ok(())
    }
}
