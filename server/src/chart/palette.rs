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
/// Below the first zone, and zones 1 to 10, from easy to hard.
pub(super) const ZONES: [RGBColor; 11] = [
    RGBColor(0, 1, 0),
    RGBColor(0, 1, 1),
    RGBColor(0, 1, 2),
    RGBColor(0, 1, 3),
    RGBColor(0, 1, 4),
    RGBColor(0, 1, 5),
    RGBColor(0, 1, 6),
    RGBColor(0, 1, 7),
    RGBColor(0, 1, 8),
    RGBColor(0, 1, 9),
    RGBColor(0, 1, 10),
];
