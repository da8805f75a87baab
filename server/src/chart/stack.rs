//! Shares as the parts of one bar.

use super::canvas::{Area, Drawing, NARROW, WIDE, label, rectangle, svg};
use super::palette::{INK, ZONES};
use super::scale::Scale;
use app::parts::Chart;
use app::series::Stack;
use plotters::style::text_anchor::HPos;

const HEIGHT: i32 = 96;
/// Above and below the bar, in user units.
const BAR: (i32, i32) = (4, 52);
/// The least share that is named under its part: there is room for a number.
const NAMED: f64 = 0.06;

/// The zones from the left to the right, each under its number.
pub fn stack(stack: &Stack) -> Chart {
    Chart { wide: drawing(&stack.shares, WIDE.width), narrow: drawing(&stack.shares, NARROW.width) }
}

fn drawing(shares: &[f64], width: i32) -> String {
    svg(width, HEIGHT, |area| {
        let scale = Scale::new(0.0, 1.0, 0, width);
        let mut sum = 0.0;
        for (zone, share) in shares.iter().enumerate() {
            let (from, to) = (scale.place(sum), scale.place(sum + share));
            sum += share;
            part(area, zone, (from, to), *share)?;
        }
        Ok(())
    })
}

fn part(area: &Area<'_>, zone: usize, (from, to): (i32, i32), share: f64) -> Drawing {
    if to <= from {
        return Ok(());
    }
    // A hairline keeps neighbours apart.
    let end = if to - from > 4 { to - 2 } else { to };
    rectangle(area, [(from, BAR.0), (end, BAR.1)], ZONES[zone % ZONES.len()])?;
    if share < NAMED || zone == 0 {
        return Ok(());
    }
    label(area, &zone.to_string(), (i32::midpoint(from, to), 78), HPos::Center, INK)
}
