//! The way that was taken, without a map.

use super::canvas::{line, svg};
use super::palette::{HALO, INK, SERIES};
use super::scale::rounded;
use plotters::element::Circle;
use plotters::style::{Color as _, ShapeStyle};

const MARGIN: f64 = 24.0;
/// The longest side of the drawing.
const WIDTH: f64 = 1000.0;
const TALLEST: f64 = 800.0;
/// Routes flatter than this are given room.
const FLATTEST: f64 = 240.0;

/// The route through places given as longitude and latitude in degrees; empty for fewer than two.
pub fn route(places: &[(f64, f64)]) -> String {
    let Some(flat) = flattened(places) else { return String::new() };
    let (width, height, points) = fitted(&flat);
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    svg(width, height, |area| {
        line(area, &points, HALO, 12)?;
        line(area, &points, SERIES, 5)?;
        area.draw(&Circle::new(*first, 11, INK.stroke_width(4)))?;
        area.draw(&Circle::new(*last, 10, ShapeStyle::from(INK).filled()))
    })
}

/// Places in degrees of latitude to the east and south of the first: an equirectangular projection at the
/// middle latitude, true to shape over the extent of a workout. The date line is no edge.
fn flattened(places: &[(f64, f64)]) -> Option<Vec<(f64, f64)>> {
    let usable = |place: &&(f64, f64)| place.0.is_finite() && place.1.is_finite();
    let places: Vec<_> = places.iter().filter(usable).collect();
    let first = places.first().filter(|_| places.len() > 1)?;
    let squeeze = (first.1.to_radians()).cos().max(0.01);
    let east = |longitude: f64| (longitude - first.0 + 540.0).rem_euclid(360.0) - 180.0;
    Some(places.iter().map(|place| (east(place.0) * squeeze, first.1 - place.1)).collect())
}

/// The size of the drawing and the points on it, in the shape of the route.
fn fitted(flat: &[(f64, f64)]) -> (i32, i32, Vec<(i32, i32)>) {
    let extent = |of: fn(&(f64, f64)) -> f64| {
        let values = flat.iter().map(of);
        values.fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(value), most.max(value)))
    };
    let ((west, east), (north, south)) = (extent(|place| place.0), extent(|place| place.1));
    let (across, down) = ((east - west).max(1e-9), (south - north).max(1e-9));
    let scale = ((WIDTH - 2.0 * MARGIN) / across).min((TALLEST - 2.0 * MARGIN) / down);
    let height = (down * scale + 2.0 * MARGIN).max(FLATTEST);
    let (left, top) = ((WIDTH - across * scale) / 2.0, (height - down * scale) / 2.0);
    let point = |place: &(f64, f64)| {
        (rounded(left + (place.0 - west) * scale), rounded(top + (place.1 - north) * scale))
    };
    (rounded(WIDTH), rounded(height), flat.iter().map(point).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_stays_square_far_from_the_equator() {
        let side = 0.01;
        let wide = side / 60f64.to_radians().cos();
        let flat = flattened(&[(10.0, 60.0), (10.0 + wide, 60.0), (10.0 + wide, 60.0 + side)]).unwrap();
        assert!((flat[1].0 - side).abs() < 1e-9 && (flat[2].1 + side).abs() < 1e-9, "{flat:?}");
    }

    #[test]
    fn the_date_line_is_no_edge() {
        let flat = flattened(&[(179.999, 0.0), (-179.999, 0.0)]).unwrap();
        assert!((flat[1].0 - 0.002).abs() < 1e-9, "{flat:?}");
    }
}
