//! Shares as bars beside their names.

use super::canvas::{Area, Drawing, NARROW, WIDE, label, rectangle, svg};
use super::palette::{INK, LABEL, SERIES};
use super::scale::Scale;
use app::parts::Chart;
use plotters::style::text_anchor::HPos;

/// The height of a row in user units.
const ROW: i32 = 56;

/// Names and their shares between 0 and 1, the largest first.
pub fn split(shares: &[(String, f64)]) -> Chart {
    Chart { wide: drawing(shares, WIDE.width), narrow: drawing(shares, NARROW.width) }
}

fn drawing(shares: &[(String, f64)], width: i32) -> String {
    let rows = i32::try_from(shares.len()).unwrap_or(0);
    svg(width, rows * ROW + 8, |area| {
        (0..).zip(shares).try_for_each(|(row, (name, share))| {
            draw(area, width, row * ROW + ROW / 2, (name, known(*share)))
        })
    })
}

/// The share, held between none and all.
fn known(share: f64) -> f64 {
    if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
}

fn draw(area: &Area<'_>, width: i32, y: i32, (name, share): (&str, f64)) -> Drawing {
    let (from, to) = (width * 36 / 100, width * 86 / 100);
    let end = Scale::new(0.0, 1.0, from, to).place(share).max(from + 3);
    label(area, name, (from - 20, y), HPos::Right, LABEL)?;
    rectangle(area, [(from, y - 15), (end, y + 15)], SERIES)?;
    label(area, &format!("{:.0} %", share * 100.0), (end + 14, y), HPos::Left, INK)
}
