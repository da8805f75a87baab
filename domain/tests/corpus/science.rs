//! What training science makes of each recorded file: loads, time in zones, best efforts, and how far our totals are
//! from the device's own.
//!
//! The last column of the table is written by people: why a total differs by more than it may.

use super::{folder, names};
use domain::athlete::{Profile, Sex};
use domain::digest::Digest;
use domain::file::{Activity, Limits, decode};
use domain::load::{Account, Facts, VERSION};
use domain::quantity::BeatsPerMinute;
use domain::zones::{By, Spent};
use std::path::Path;

const EXPECTED: &str = include_str!("../fixtures/science.tsv");
const COLUMNS: &str =
    "file\tleg\tsport\tloads\tseconds_in_zones\tbest_efforts\tdistance_%\tmoving_%\tascent_%";
/// By how many per cent distance and moving time, and the climb, may differ from the device's without a reason.
const TOLERATED: [f64; 3] = [3.0, 3.0, 10.0];

#[test]
fn every_file_of_the_corpus_is_worth_what_the_table_says_and_differences_have_reasons() {
    let Some(folder) = folder() else {
        println!("no corpus here: set LONGRUN_CORPUS to its folder to check all 84 files");
        return;
    };
    let actual = table(&folder);
    let parted = |line: &'static str| line.rsplit_once('\t').expect("a reason, which may be empty");
    let expected: Vec<_> = EXPECTED.lines().map(parted).collect();
    for line in &actual {
        if !expected.iter().any(|(told, _)| told == line) {
            println!("{line}\t");
        }
    }
    let told: Vec<_> = expected.iter().map(|(told, _)| *told).collect();
    assert!(told == actual, "the lines above are not in tests/fixtures/science.tsv");
    for (line, reason) in expected.iter().skip(1) {
        assert_eq!(
            differs(line),
            !reason.is_empty(),
            "{line}: a difference has a reason and nothing else has one"
        );
    }
}

/// Whether one of the three last columns is beyond what is tolerated.
fn differs(line: &str) -> bool {
    let columns = line.rsplit('\t').take(3).zip(TOLERATED.into_iter().rev());
    columns
        .map(|(share, most)| (share.parse::<f64>(), most))
        .any(|(share, most)| share.is_ok_and(|it| it.abs() > most))
}

fn table(folder: &Path) -> Vec<String> {
    let mut table = vec![COLUMNS.to_owned()];
    for name in names(folder) {
        let bytes = std::fs::read(folder.join(&name)).expect("a readable file");
        let activities =
            decode(&bytes, &Limits::default()).map(|decoded| decoded.activities).unwrap_or_default();
        table.extend(activities.iter().enumerate().map(|(leg, activity)| row(&name, leg, activity)));
    }
    table
}

/// A woman of 50 beats at rest and 190 at most, who has told no threshold.
fn athlete() -> Profile {
    Profile {
        resting_heart_rate: Some(BeatsPerMinute(50)),
        max_heart_rate: Some(BeatsPerMinute(190)),
        sex_for_load: Some(Sex::Female),
        ..Profile::default()
    }
}

fn row(name: &str, leg: usize, activity: &Activity) -> String {
    let (details, profile) = (activity.details(chrono_tz::UTC), athlete());
    let account = Account::of(&Facts::new(&details, Some(&activity.track), &profile));
    let loads =
        account.loads(VERSION).iter().map(|load| format!("{}={}", load.method.code(), load.value.value()));
    let digest = Digest::of(&activity.sport, Some(&activity.track));
    let efforts = digest.efforts.iter().map(|(kind, value)| format!("{}={value}", kind.code()));
    let spent = Spent::of(&digest, &profile.measured_on(details.start.date()));
    let zones = spent.iter().filter(|(by, _)| *by == By::HeartRate).map(|(_, times)| times);
    let zones = zones
        .flat_map(|times| std::iter::once(&times.below).chain(&times.zones))
        .map(|time| (time.0 / 1000).to_string());
    let ours =
        [activity.distance.map(|it| it.0), activity.moving.map(|it| it.0), activity.ascent.map(|it| it.0)];
    let totals = activity.totals;
    let device = [totals.distance.map(|it| it.0), totals.moving.map(|it| it.0), totals.ascent.map(|it| it.0)];
    let shares = ours.into_iter().zip(device).map(|(ours, device)| share(ours, device));
    let cells = [
        name.to_owned(),
        leg.to_string(),
        activity.sport.label().to_owned(),
        joined(loads),
        joined(zones),
        joined(efforts),
    ];
    cells.into_iter().chain(shares).collect::<Vec<_>>().join("\t")
}

fn joined(values: impl Iterator<Item = String>) -> String {
    let told = values.collect::<Vec<_>>().join(" ");
    if told.is_empty() { "-".to_owned() } else { told }
}

/// How much more ours is than the device's, in per cent.
fn share(ours: Option<u32>, device: Option<u32>) -> String {
    match (ours, device.filter(|it| *it > 0)) {
        (Some(ours), Some(device)) => {
            let per_cent = (f64::from(ours) / f64::from(device) - 1.0) * 100.0;
            format!("{:.1}", (per_cent * 10.0).round() / 10.0 + 0.0)
        }
        _ => "-".to_owned(),
    }
}
