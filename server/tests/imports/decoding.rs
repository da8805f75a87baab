//! Files that cannot be borne are told so, and the others go on.

use super::support::longrun;
use super::{ada, run, zip};
use domain::file::{Decoded, Limits, Unreadable, decode};
use domain::import::{Import, ImportFile, Outcome};
use domain::table::ImportId;
use server::import::bring::Then;
use server::import::{Decoder, Desk, Staging, analyse, permit};
use std::fs::File;
use std::io::{Cursor, Seek as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Set when the test has seen what it wanted; the decoder that hangs ends then.
static IS_OVER: AtomicBool = AtomicBool::new(false);

/// Panics over the run at 6, hangs over the one at 9, and decodes all others.
fn fragile(bytes: &[u8], limits: &Limits) -> Result<Decoded, Unreadable> {
    let decoded = decode(bytes, limits)?;
    match decoded.activities[0].title.as_str() {
        "Loop at 6" => panic!("a decoder that panics"),
        "Loop at 9" => {
            let begun = Instant::now();
            while !IS_OVER.load(Ordering::Relaxed) && begun.elapsed() < Duration::from_secs(20) {
                std::thread::sleep(Duration::from_millis(10));
            }
        }
        _ => {}
    }
    Ok(decoded)
}

#[tokio::test]
async fn a_file_that_makes_the_decoder_panic_or_hang_costs_nothing_but_itself() {
    let longrun = longrun().await;
    let (app, id) = (&longrun.app, ImportId::parse("fragile").expect("an id"));
    let permit = permit(app, &ada()).await.expect("permit");
    let profile = domain::athlete::Profile::new("Ada".to_owned(), chrono_tz::Tz::UTC);
    let decoder = Decoder { decode: fragile, patience: Duration::from_secs(1), ..Decoder::default() };
    let desk = Desk { table: &app.table, permit: &permit, profile: &profile, now: app.now(), decoder };
    let mut staging = Staging::begin(&desk, id.clone(), Then::Preview);
    for hour in [6, 9, 12] {
        staging.file(&format!("{hour}.gpx"), Cursor::new(run(hour, 30))).await.expect("staged");
    }
    assert!(staging.finish().await.expect("staged"));
    analyse(&desk, &id).await.expect("looked at");
    IS_OVER.store(true, Ordering::Relaxed);

    let rows = app.table.import_files::<ImportFile>(&permit, &id).await.expect("rows");
    let seen: Vec<_> = rows.iter().map(|(_, row)| (row.value.outcome, row.value.reason.as_deref())).collect();
    let said = Some("Something in the file makes its decoder fail. Please report it.");
    let (fails, is_new) = ((Some(Outcome::Unreadable), said), (Some(Outcome::New), None));
    assert_eq!(seen, [fails, fails, is_new]);
    let import = app.table.import::<Import>(&permit, &id).await.expect("a row").expect("a row");
    assert!(import.value.tally.is_some(), "it is not looked at to its end");
}

/// A gzip of this text without its checksum: what a zip holds of it, behind another header.
fn gzip(text: &str) -> Vec<u8> {
    let zipped = zip(&[("a", text.as_bytes())]);
    let directory = zipped.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    [&[0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF], &zipped[31..directory]].concat()
}

fn spooled(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().expect("a file");
    file.write_all(bytes).and_then(|()| file.rewind()).expect("written");
    file
}

#[tokio::test]
async fn what_is_unpacked_only_to_be_refused_counts_against_the_import() {
    let longrun = longrun().await;
    let (app, id) = (&longrun.app, ImportId::parse("refused").expect("an id"));
    let permit = permit(app, &ada()).await.expect("permit");
    let profile = domain::athlete::Profile::new("Ada".to_owned(), chrono_tz::Tz::UTC);
    let limits = Limits { bytes: 256 << 10, archive_bytes: 512 << 10, ..Limits::default() };
    let decoder = Decoder { limits, ..Decoder::default() };
    let desk = Desk { table: &app.table, permit: &permit, profile: &profile, now: app.now(), decoder };
    let large = gzip(&format!("<gpx>{}", " ".repeat(300 << 10)));
    let archive = zip(&["a", "b", "c", "d"].map(|name| (name, large.as_slice())));
    let mut staging = Staging::begin(&desk, id.clone(), Then::Preview);
    staging.archive("many.zip", spooled(&archive)).await.expect("staged");
    staging.archive("broken.zip", spooled(b"PK")).await.expect("staged");
    assert!(staging.finish().await.expect("staged"));
    let import = app.table.import::<Import>(&permit, &id).await.expect("a row").expect("a row");
    assert_eq!(import.value.files, 2, "{:?}", import.value.left_out);
    assert!(import.value.left_out.is_some_and(|told| told.contains("many.zip")));
}
