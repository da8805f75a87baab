//! The way to a record, as small as a word.

use super::canvas::{line, svg};
use super::palette::{INK, SERIES};
use super::scale::{Scale, rounded};
use app::series::Steps;
use plotters::element::Circle;
use plotters::style::ShapeStyle;

const WIDTH: i32 = 300;
const HEIGHT: i32 = 56;
const MARGIN: i32 = 8;

/// A stair from the first best to the last, which is marked where it was set; better is higher.
pub fn steps(way: &Steps) -> String {
    let Some((first, _)) = way.steps.first() else { return String::new() };
    let days =
        |date: &chrono::NaiveDate| f64::from(i32::try_from((*date - *first).num_days()).unwrap_or(i32::MAX));
    let values = || way.steps.iter().map(|(_, value)| *value);
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let across = Scale::new(0.0, days(&way.until).max(1.0), MARGIN, WIDTH - MARGIN);
    let (from, to) = if way.falls { (MARGIN, HEIGHT - MARGIN) } else { (HEIGHT - MARGIN, MARGIN) };
    let up = Scale::new(low, high, from, to);
    let middle = rounded(f64::from(HEIGHT) / 2.0);
    let height = |value: f64| if high > low { up.place(value) } else { middle };
    let corners: Vec<_> =
        way.steps.iter().map(|(date, value)| (across.place(days(date)), height(*value))).collect();
    svg(WIDTH, HEIGHT, |area| {
        line(area, &stair(&corners, across.place(days(&way.until))), INK, 2)?;
        corners
            .last()
            .map_or(Ok(()), |end| area.draw(&Circle::new(*end, 5, ShapeStyle::from(SERIES).filled())))
    })
}

/// The points of a stair: each step as wide as until the next one, the last up to `end`.
fn stair(corners: &[(i32, i32)], end: i32) -> Vec<(i32, i32)> {
    let next = corners.iter().skip(1).map(|(x, _)| *x).chain([end]);
    corners.iter().zip(next).flat_map(|((x, y), until)| [(*x, *y), (until, *y)]).collect()
}
