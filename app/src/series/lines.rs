//! Lines over days, into the days ahead.

use chrono::NaiveDate;

/// One line: its name and a value for every day of its [`Lines`].
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub name: &'static str,
    /// Its values.
    pub values: Vec<f64>,
}

/// Lines over the same days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// The days, oldest first.
    pub days: Vec<NaiveDate>,
    /// The first of those that have not been yet.
    pub ahead: usize,
    /// The lines; the first is the one that matters.
    pub lines: Vec<Line>,
}

impl Lines {
    /// What a day says when it is pointed at.
    pub fn reading(&self, index: usize) -> String {
        let values = self.lines.iter().map(|line| format!("{} {:.1}", line.name, line.values[index]));
        let day = self.days[index].format("%a %-d %b %Y");
        let ahead = if index < self.ahead { "" } else { " (if nothing is done)" };
        format!("{day}{ahead}: {}", values.collect::<Vec<_>>().join(" · "))
    }
}
