//! Every published number beside ours, as a table.

use std::fmt::Write as _;

/// One number that somebody else tells.
pub(crate) struct Row {
    pub(crate) formula: &'static str,
    pub(crate) case: String,
    pub(crate) expected: f64,
    pub(crate) ours: f64,
    pub(crate) tolerance: f64,
    pub(crate) source: &'static str,
}

impl Row {
    fn holds(&self) -> bool {
        (self.ours - self.expected).abs() <= self.tolerance
    }

    fn line(&self) -> String {
        let Self { formula, case, expected, ours, tolerance, source } = self;
        let mark = if self.holds() { "" } else { "  <-- DIFFERS" };
        let difference = ours - expected;
        format!(
            "{formula:<22} {case:<46} {expected:>12.4} {ours:>12.4} {difference:>10.5} {tolerance:>9.0e}  {source}{mark}"
        )
    }
}

/// Where a number comes from: the worked example of the formula, computed by an independent script from the source.
pub(crate) const WORKED: &str = "worked example";
/// `PyPI` fitdocs 0.2.0, run on the made-up ride.
pub(crate) const FITDOCS: &str = "fitdocs 0.2.0 (PyPI)";

/// Rows of one formula and source from cases, expected numbers, ours and tolerances.
pub(crate) fn rows<const N: usize>(
    formula: &'static str,
    source: &'static str,
    cases: [(&str, f64, f64, f64); N],
) -> Vec<Row> {
    let row = |(case, expected, ours, tolerance): (&str, f64, f64, f64)| Row {
        formula,
        case: case.to_owned(),
        expected,
        ours,
        tolerance,
        source,
    };
    cases.into_iter().map(row).collect()
}

#[test]
fn every_published_number_is_met_within_its_tolerance() {
    let all = [
        crate::load::published(),
        crate::power::published(),
        crate::fitness::published(),
        crate::grade::published(),
        crate::efficiency::published(),
        crate::zones::published(),
        crate::race::published(),
        crate::daniels::published(),
        crate::best::published(),
        crate::bodies::published(),
    ];
    let rows: Vec<Row> = all.into_iter().flatten().collect();
    let mut table = format!(
        "{:<22} {:<46} {:>12} {:>12} {:>10} {:>9}  source\n",
        "formula", "case", "expected", "ours", "difference", "tolerance"
    );
    for row in &rows {
        writeln!(table, "{}", row.line()).unwrap();
    }
    println!("{table}{} numbers", rows.len());
    let wrong: Vec<String> = rows.iter().filter(|row| !row.holds()).map(Row::line).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
