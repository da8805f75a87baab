//! A page of an import lists some of its files, and leads to the others.

use crate::page;
use app::pages::import::{Files, ImportView, Listing, import};
use chrono::{DateTime, Utc};
use domain::import::{Import, ImportFile, Outcome, State, Tally};
use domain::quantity::Units;
use std::collections::BTreeSet;

fn begun() -> DateTime<Utc> {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn file(number: u32) -> ImportFile {
    let (outcome, reason) = (Some(Outcome::Unreadable), Some("The file is empty.".to_owned()));
    ImportFile { name: format!("{number}.gpx"), sha256: None, outcome, reason, workouts: Vec::new() }
}

/// The page of an import of so many files that begins with file `first`.
fn html(first: u32, of: u32, done: Option<usize>) -> String {
    let tally = done.is_none().then_some(Tally { without: of, ..Tally::default() });
    let (state, begun_at, home) = (State::Preview, begun(), chrono_tz::UTC);
    let brought = Import { state, begun_at, home, files: of, tally, left_out: None, commits: false };
    let listing = Listing::new(first, of).unwrap();
    let files = listing.numbers().map(file).collect();
    let files = Files { listing, files, logged: BTreeSet::new(), done };
    let view = ImportView::new("abc", &brought, &files, Units::Metric);
    page(move || import(view))
}

#[test]
fn the_first_of_many_files_lead_to_the_next() {
    let html = html(1, 5000, None);
    assert!(html.contains("Files 1 to 500 of 5000"), "{html}");
    assert!(html.contains("href=\"?from=501\"") && html.contains(">Next 500 files</a>"), "{html}");
    assert!(!html.contains("Earlier files"), "{html}");
}

#[test]
fn the_last_files_lead_back_and_the_next_are_counted() {
    assert!(html(501, 1003, None).contains(">Next 3 files</a>"));
    assert!(html(501, 1001, None).contains(">The last file</a>"));
    let last = html(1001, 1003, None);
    assert!(last.contains("Files 1001 to 1003 of 1003") && last.contains("href=\"?from=501\""), "{last}");
    assert!(!last.contains("Next"), "{last}");
    assert!(html(40, 1003, None).contains("href=\"?from=1\""), "less than a page before");
}

#[test]
fn progress_counts_every_file_whichever_are_listed() {
    let html = html(501, 1003, Some(17));
    assert!(html.contains("17 of 1003 files") && html.contains("value=\"17\""), "{html}");
    assert!(self::html(1, 1, Some(0)).contains("0 of 1 file<"));
}

#[test]
fn there_is_no_page_that_begins_beyond_the_files() {
    for first in [0, 4, u32::MAX] {
        assert_eq!(Listing::new(first, 3), None, "{first}");
    }
    assert_eq!(Listing::new(u32::MAX, u32::MAX).map(|it| it.numbers().count()), Some(1));
}
