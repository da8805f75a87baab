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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn hexadecimal(text: &str) -> BTreeSet<String> {
        let colours = text.split("=\"#").skip(1).filter_map(|rest| rest.split_once('"'));
        colours.map(|(colour, _)| colour.to_owned()).collect()
    }

    #[test]
    fn every_colour_is_mapped_in_the_style_sheet_and_every_mapped_one_is_drawn() {
        let drawn = [LABEL, RULE, INK, HALO, BEFORE, SERIES, HEART, GROUND, LOAD];
        let drawn: BTreeSet<_> = drawn.iter().map(|c| format!("{:02X}{:02X}{:02X}", c.0, c.1, c.2)).collect();
        assert_eq!(hexadecimal(include_str!("../../../style/charts.css")), drawn);
    }
}
