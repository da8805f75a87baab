//! The course of a number, as small as a word.

use super::canvas::{broken_line, svg};
use super::palette::{INK, SERIES};
use super::scale::Scale;
use plotters::element::Circle;
use plotters::style::ShapeStyle;

const WIDTH: i32 = 300;
const HEIGHT: i32 = 56;
const MARGIN: i32 = 8;
/// More points than this cannot be told apart.
const MOST_POINTS: usize = 100;

/// A line through the values that are known, broken where none is, its last one marked.
pub fn sparkline(values: &[Option<f64>]) -> String {
    let step = values.len().div_ceil(MOST_POINTS).max(1);
    let mut kept: Vec<_> = values.iter().rev().step_by(step).collect();
    kept.reverse();
    let last = u32::try_from(kept.len().saturating_sub(1)).unwrap_or(0);
    let across = Scale::new(0.0, f64::from(last), MARGIN, WIDTH - MARGIN);
    let up = Scale::from_zero(kept.iter().filter_map(|value| **value), HEIGHT - MARGIN, MARGIN);
    let points: Vec<_> = (0..)
        .zip(kept)
        .map(|(index, value)| Some((across.place(f64::from(index)), up.place((*value)?))))
        .collect();
    svg(WIDTH, HEIGHT, |area| {
        broken_line(area, &points, INK, 2)?;
        points
            .iter()
            .flatten()
            .last()
            .map_or(Ok(()), |end| area.draw(&Circle::new(*end, 5, ShapeStyle::from(SERIES).filled())))
    })
}
