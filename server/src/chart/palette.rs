//! The colours charts are drawn in. `style/charts.css` gives these meaning.
//!
//! The first five stand for roles; the series are Okabe and Ito's own, so that a chart without a style
//! sheet can still be read.

use plotters::style::RGBColor;

/// Names and numbers beside the marks.
pub(super) const LABEL: RGBColor = RGBColor(0, 0, 1);
/// Rules behind the marks.
pub(super) const RULE: RGBColor = RGBColor(0, 0, 2);
/// The line that matters, and its number.
pub(super) const INK: RGBColor = RGBColor(0, 0, 3);
/// What keeps a line apart from the bars it crosses.
pub(super) const HALO: RGBColor = RGBColor(0, 0, 4);
/// The window before.
pub(super) const BEFORE: RGBColor = RGBColor(0, 0, 5);
/// The marks of the main chart.
pub(super) const SERIES: RGBColor = RGBColor(0x00, 0x72, 0xB2);
/// Heart rate.
pub(super) const HEART: RGBColor = RGBColor(0xD5, 0x5E, 0x00);
/// Altitude.
pub(super) const GROUND: RGBColor = RGBColor(0x00, 0x9E, 0x73);
/// Load.
pub(super) const LOAD: RGBColor = RGBColor(0xCC, 0x79, 0xA7);
