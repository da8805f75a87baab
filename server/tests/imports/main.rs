//! Bringing files, as a browser does: preview, commit, duplicates, undo, and what a crash leaves.

mod arriving;
mod crashes;
mod decoding;
mod late;
mod listing;
mod storing;
#[cfg(test)]
#[expect(dead_code, reason = "each test uses its own part of it")]
#[path = "../support/mod.rs"]
mod support;
mod waiting;

use domain::act::Act;
use domain::table::Filter;
use domain::workout::Workout;
use gate::athlete_of;
use http::StatusCode;
use server::startup::Longrun;
use std::io::{Cursor, Write as _};
pub(crate) use support::files::{bring, long_run, preview, settled};
use support::{Answer, Browser, permit};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A GPX run of `minutes`, beginning at this hour of 1 November 2026 in Berlin, one point a minute.
pub(crate) fn run(hour: u32, minutes: u32) -> String {
    let point = |n: u32| {
        let north = 52.5 + f64::from(n) * 0.0018;
        let (hour, minute) = (hour + n / 60, n % 60);
        format!(
            "<trkpt lat=\"{north:.6}\" lon=\"13.4\"><time>2026-11-01T{hour:02}:{minute:02}:00Z</time>\
             <extensions><hr>140</hr></extensions></trkpt>"
        )
    };
    let points: String = (0..=minutes).map(point).collect();
    format!("<gpx><trk><name>Loop at {hour}</name><type>running</type><trkseg>{points}</trkseg></trk></gpx>")
}

pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("memory");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

pub(crate) async fn stored(browser: &mut Browser, path: &str) -> Answer {
    let answer = browser.post(&format!("{path}/commit"), &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    settled(browser, path).await
}

pub(crate) fn ada() -> domain::athlete::AthleteId {
    athlete_of("http://localhost:3000/idp", "ada")
}

pub(crate) async fn log(longrun: &Longrun) -> Vec<Workout> {
    let permit = permit(longrun, "ada", Act::ReadWorkouts).await;
    longrun.app.table.page(&permit, &Filter::default(), None, 100).await.expect("a page").items
}

pub(crate) async fn rollups_are_right(longrun: &Longrun) {
    let permit = permit(longrun, "ada", Act::ReadTrends).await;
    let differences = longrun.app.table.rebuild_rollups(&permit, false).await.expect("sums");
    assert!(differences.is_empty(), "{differences:?}");
}
