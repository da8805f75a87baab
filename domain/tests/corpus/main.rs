//! What each of the 84 recorded files of the corpus becomes, as a table to be read by people.
//!
//! The files belong to others and are not in the repository: the test runs where they are, in the folder that
//! `LONGRUN_CORPUS` names or beside the repository, and says so where they are not.
#![cfg(feature = "files")]

mod science;

use domain::file::{Activity, Decoded, Flaw, Limits, Unreadable, Zone, decode};
use std::fmt::{Display, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const EXPECTED: &str = include_str!("../fixtures/corpus.tsv");
const COLUMNS: &str = "file\toutcome\tleg\tsport\tstart\tzone\telapsed_s\tmoving_s\tdistance_m\tascent_m\thr\thr_max\tpower_w\tcadence\tkj\tpoints\tdevice_distance_m\tdevice_moving_s\tdevice_ascent_m\tdevice_or_reason";

#[test]
fn every_file_of_the_corpus_becomes_what_the_table_says() {
    let Some(folder) = folder() else {
        println!("no corpus here: set LONGRUN_CORPUS to its folder to check all 84 files");
        return;
    };
    let actual = table(&folder);
    let (expected, actual): (Vec<&str>, Vec<&str>) = (EXPECTED.lines().collect(), actual.lines().collect());
    for line in &actual {
        if !expected.contains(line) {
            println!("{line}");
        }
    }
    assert!(expected == actual, "the lines above are not in tests/fixtures/corpus.tsv");
}

#[expect(clippy::disallowed_methods, reason = "the corpus lies outside of the repository")]
fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/activities");
    let asked = std::env::var_os("LONGRUN_CORPUS").map(PathBuf::from);
    if let Some(folder) = asked {
        assert!(folder.is_dir(), "LONGRUN_CORPUS names no folder: {}", folder.display());
        return Some(folder);
    }
    beside.is_dir().then_some(beside)
}

/// Its files, in the order of their names.
fn names(folder: &Path) -> Vec<String> {
    let listed = folder.read_dir().expect("the corpus is a folder");
    let mut names: Vec<String> =
        listed.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn table(folder: &Path) -> String {
    let names = names(folder);
    let mut table = format!("{COLUMNS}\n");
    let mut spent: Vec<(Duration, String)> = Vec::new();
    for name in names {
        let bytes = std::fs::read(folder.join(&name)).expect("a readable file");
        let begun = Instant::now();
        let outcome = decode(&bytes, &Limits::default());
        spent.push((begun.elapsed(), name.clone()));
        rows(&mut table, &name, outcome);
    }
    let all: Duration = spent.iter().map(|(time, _)| *time).sum();
    println!("{} files in {all:?}; the slowest: {:?}", spent.len(), spent.iter().max());
    table
}

fn rows(table: &mut String, name: &str, outcome: Result<Decoded, Unreadable>) {
    match outcome {
        Ok(decoded) => {
            let outcome = match decoded.flaw {
                Some(Flaw::BreaksOff) => "breaks_off",
                Some(Flaw::Checksum) => "checksum",
                None => "whole",
            };
            for (leg, activity) in decoded.activities.iter().enumerate() {
                let device = decoded.device.as_deref().unwrap_or("-");
                writeln!(table, "{name}\t{outcome}\t{leg}\t{}\t{device}", row(activity)).expect("a string");
            }
        }
        Err(reason) => {
            let outcome = match reason {
                Unreadable::NotAnActivity(_) => "not_an_activity",
                _ => "unreadable",
            };
            writeln!(table, "{name}\t{outcome}{}\t{reason}", "\t-".repeat(17)).expect("a string");
        }
    }
}

fn row(activity: &Activity) -> String {
    let zone = match activity.zone {
        Some(Zone::Place(zone)) => zone.to_string(),
        Some(Zone::Offset(offset)) => offset.to_string(),
        Some(Zone::WallClock) => "wall clock".to_owned(),
        None => "-".to_owned(),
    };
    let (totals, track) = (activity.totals, &activity.track);
    [
        activity.sport.label().to_owned(),
        activity.start.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        zone,
        activity.elapsed.0.to_string(),
        told(activity.moving.map(|moving| moving.0)),
        told(activity.distance.map(|distance| distance.0)),
        told(activity.ascent.map(|ascent| ascent.0)),
        told(activity.average_heart_rate.map(|beats| beats.0)),
        told(activity.max_heart_rate.map(|beats| beats.0)),
        told(activity.average_power.map(|power| power.0)),
        told(activity.average_cadence.map(|cadence| cadence.0)),
        told(activity.energy.map(|energy| energy.0)),
        track.samples.len().to_string(),
        told(totals.distance.map(|distance| distance.0)),
        told(totals.moving.map(|moving| moving.0)),
        told(totals.ascent.map(|ascent| ascent.0)),
    ]
    .join("\t")
}

fn told(value: Option<impl Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
