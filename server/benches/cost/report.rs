//! The table that people read.

use std::time::Duration;

/// Begins a section with its heads.
pub(crate) fn section(title: &str, heads: &[&str]) {
    println!("\n{title}");
    row(heads);
}

/// One line: a name, and numbers to the right of it.
pub(crate) fn row(cells: &[&str]) {
    let (name, numbers) = cells.split_first().unwrap_or((&"", &[]));
    print!("  {name:36}");
    for number in numbers {
        print!("{number:>13}");
    }
    println!();
}

/// What was aimed at, and whether it holds.
pub(crate) fn aim(what: &str, holds: bool) {
    println!("  {} {what}", if holds { "✓" } else { "✗" });
}

/// A duration in milliseconds.
pub(crate) fn millis(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1e3)
}

/// A duration in microseconds.
pub(crate) fn micros(duration: Duration) -> String {
    format!("{:.0} µs", duration.as_secs_f64() * 1e6)
}
