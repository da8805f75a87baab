//! The two sizes charts are drawn in, and the surface they are drawn on.

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind, IntoDrawingArea as _};
use plotters::element::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color as _, IntoFont as _, RGBColor, ShapeStyle, TextStyle};

/// What plotters draws on.
pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
/// What drawing comes to.
pub(super) type Drawing = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// The size of a drawing in user units, and the plot within it.
///
/// The plot's margins are the same share of the width in both sizes: the read-out's range in
/// `style/charts.css` lies over it without knowing which is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Canvas {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) top: i32,
    pub(super) bottom: i32,
    /// How many names fit under the plot.
    pub(super) names: usize,
    /// The space between two bars.
    pub(super) gap: i32,
}

/// For panels of 40 rem and more.
pub(super) const WIDE: Canvas = Canvas { width: 1280, height: 400, top: 34, bottom: 352, names: 7, gap: 6 };
/// For narrower ones.
pub(super) const NARROW: Canvas = Canvas { width: 700, height: 420, top: 40, bottom: 366, names: 4, gap: 3 };

impl Canvas {
    /// The left edge of the plot.
    pub(super) fn left(self) -> i32 {
        self.width * 9 / 100
    }

    /// The right edge of the plot.
    pub(super) fn right(self) -> i32 {
        self.width - self.width * 9 / 100
    }

    /// The same with another height, the plot ending as far above the edge.
    pub(super) fn of_height(self, height: i32) -> Self {
        Self { height, bottom: height - (self.height - self.bottom), ..self }
    }
}

/// An SVG of the given size; empty if it cannot be drawn.
pub(super) fn svg(width: i32, height: i32, draw: impl FnOnce(&Area<'_>) -> Drawing) -> String {
    let mut text = String::with_capacity(8 * 1024);
    let size = (width.unsigned_abs(), height.unsigned_abs());
    let drawn = {
        let area = SVGBackend::with_string(&mut text, size).into_drawing_area();
        draw(&area).and_then(|()| area.present())
    };
    if drawn.is_ok() { text } else { String::new() }
}

/// A line through points.
pub(super) fn line(area: &Area<'_>, points: &[(i32, i32)], color: RGBColor, width: u32) -> Drawing {
    if points.len() < 2 {
        return Ok(());
    }
    area.draw(&PathElement::new(points.to_vec(), color.stroke_width(width)))
}

/// A line through points, broken at every `None`.
pub(super) fn broken_line(
    area: &Area<'_>,
    points: &[Option<(i32, i32)>],
    color: RGBColor,
    width: u32,
) -> Drawing {
    points.split(Option::is_none).try_for_each(|stretch| {
        line(area, &stretch.iter().flatten().copied().collect::<Vec<_>>(), color, width)
    })
}

/// A filled rectangle between two corners.
pub(super) fn rectangle(area: &Area<'_>, corners: [(i32, i32); 2], color: RGBColor) -> Drawing {
    area.draw(&Rectangle::new(corners, ShapeStyle::from(color).filled()))
}

/// Words or a number at a place; the vertical middle of the text lies on it.
pub(super) fn label(area: &Area<'_>, text: &str, at: (i32, i32), align: HPos, color: RGBColor) -> Drawing {
    let style =
        TextStyle::from(("sans-serif", 27).into_font()).color(&color).pos(Pos::new(align, VPos::Center));
    area.draw(&Text::new(text.to_owned(), at, style))
}
