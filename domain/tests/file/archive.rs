//! Archives: row G8 of the attack catalogue, and the layout of Strava's bulk export.

use crate::fixtures::{Fit, one_track};
use domain::file::{Archive, Entry, Limits, Unreadable, decode, display_name, unwrap};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).expect("memory");
        writer.write_all(bytes).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn entries(archive: Vec<u8>, limits: &Limits) -> Result<Vec<Entry>, Unreadable> {
    let mut archive = Archive::open(Cursor::new(archive), limits)?;
    (0..archive.len()).filter_map(|index| archive.entry(index).transpose()).collect()
}

fn limits() -> Limits {
    Limits::default()
}

#[test]
fn a_gzip_of_each_format_is_read() {
    for file in [one_track("").into_bytes(), Fit::activity().records(0..61).session(1, 0, 60).bytes()] {
        assert_eq!(decode(&gz(&file), &limits()), decode(&file, &limits()));
        assert_eq!(unwrap(&gz(&file), &limits()).as_deref(), Ok(&file[..]));
    }
}

#[test]
fn a_gzip_that_breaks_off_gives_what_can_be_read() {
    let packed = gz(&Fit::activity().records(0..2001).session(1, 0, 2000).bytes());
    let decoded = decode(&packed[..packed.len() / 2], &limits()).expect("a readable beginning");
    assert!(decoded.flaw.is_some());
    assert_eq!(decode(&packed[..4], &limits()), Err(Unreadable::Unpacking));
}

#[test]
fn a_gzip_bomb_is_refused() {
    let bomb = gz(&vec![b' '; 30 << 20]);
    assert_eq!(decode(&bomb, &limits()), Err(Unreadable::Bomb(250)));
    let large = Limits { ratio: u64::MAX, bytes: 1 << 20, ..limits() };
    assert_eq!(decode(&bomb, &large), Err(Unreadable::TooLarge { mebibytes: 1 }));
}

#[test]
fn a_gzip_within_a_gzip_is_refused() {
    assert_eq!(decode(&gz(&gz(one_track("").as_bytes())), &limits()), Err(Unreadable::NestedArchive));
}

#[test]
fn stravas_export_is_read_file_by_file() {
    let track = gz(one_track("").as_bytes());
    let export =
        zip(&[("activities.csv", b"Activity ID\n"), ("activities/", b""), ("activities/123.gpx.gz", &track)]);
    let entries = entries(export, &limits()).expect("an archive");
    assert_eq!(
        entries.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(),
        ["activities.csv", "123.gpx.gz"]
    );
    let bytes = entries[1].bytes.as_ref().expect("a file");
    assert_eq!(decode(bytes, &limits()).expect("readable").activities.len(), 1);
}

#[test]
fn a_zip_bomb_is_refused_and_the_other_files_go_on() {
    let bomb = vec![0; 30 << 20];
    let entries =
        entries(zip(&[("bomb.gpx", &bomb), ("a.gpx", one_track("").as_bytes())]), &limits()).expect("two");
    assert_eq!(entries[0].bytes, Err(Unreadable::Bomb(250)));
    assert!(entries[1].bytes.is_ok());
}

#[test]
fn an_archive_that_unpacks_to_too_much_or_holds_too_many_is_refused() {
    let file = one_track("");
    let archive = zip(&[("a", file.as_bytes()), ("b", file.as_bytes()), ("c", file.as_bytes())]);
    let small = Limits { archive_bytes: 2 * file.len() as u64, ..limits() };
    assert_eq!(entries(archive.clone(), &small), Err(Unreadable::ArchiveTooLarge(0)));
    let few = Limits { entries: 2, ..limits() };
    assert_eq!(entries(archive, &few), Err(Unreadable::TooManyEntries(2)));
}

#[test]
fn a_zip_within_a_zip_is_refused() {
    let inner = zip(&[("a.gpx", one_track("").as_bytes())]);
    let entries = entries(zip(&[("inner.zip", &inner)]), &limits()).expect("one");
    assert_eq!(entries[0].bytes, Err(Unreadable::NestedArchive));
}

#[test]
fn a_link_is_not_followed() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("a.gpx", "/etc/passwd", SimpleFileOptions::default()).expect("memory");
    let archive = writer.finish().expect("memory").into_inner();
    assert_eq!(entries(archive, &limits()).expect("one")[0].bytes, Err(Unreadable::NotAFile));
}

#[test]
fn an_encrypted_entry_says_so() {
    let mut archive = zip(&[("a.gpx", one_track("").as_bytes())]);
    // The flag of encryption, in the local and in the central header.
    let central = archive.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    archive[6] |= 1;
    archive[central + 8] |= 1;
    assert_eq!(entries(archive, &limits()).expect("one")[0].bytes, Err(Unreadable::Encrypted));
}

#[test]
fn names_are_only_shown() {
    for (path, shown) in [
        ("../../../etc/cron.d/a.gpx", "a.gpx"),
        ("C:\\Users\\me\\b.fit", "b.fit"),
        ("/", "unnamed"),
        ("..", ".."),
        ("evil\u{202E}xpg.exe", "evilxpg.exe"),
        ("line\nbreak\u{0}.gpx", "linebreak.gpx"),
    ] {
        assert_eq!(display_name(path), shown);
    }
    assert_eq!(display_name(&"x".repeat(1000)).len(), 120);
    let slip = entries(zip(&[("../../a.gpx", b"x")]), &limits()).expect("one");
    assert_eq!(slip[0].name, "a.gpx");
}

#[test]
fn what_systems_add_of_their_own_is_left_out() {
    let archive = zip(&[("__MACOSX/._a.gpx", b"x"), ("a/._b.fit", b"x"), (".DS_Store", b"x")]);
    assert_eq!(entries(archive, &limits()), Ok(Vec::new()));
}

#[test]
fn a_damaged_archive_says_so() {
    let archive = zip(&[("a.gpx", one_track("").as_bytes())]);
    assert_eq!(entries(archive[..archive.len() / 2].to_vec(), &limits()), Err(Unreadable::Unpacking));
}
