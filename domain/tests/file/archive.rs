//! Archives: row G8 of the attack catalogue, and the layout of Strava's bulk export.

use crate::fixtures::{Fit, one_track};
use domain::file::{Archive, Flaw, Limits, Pieces, Unreadable, decode, display_name, unwrap};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::cell::Cell;
use std::io::{self, Cursor, Read, Seek, SeekFrom, Write as _};
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

type Bytes = Result<Vec<u8>, Unreadable>;

fn whole(pieces: Result<Pieces<'_>, Unreadable>) -> Bytes {
    Ok(pieces?.collect::<Result<Vec<_>, _>>()?.concat())
}

/// The name and the bytes of each entry.
fn entries(archive: Vec<u8>, limits: &Limits) -> Result<Vec<(String, Bytes)>, Unreadable> {
    let mut archive = Archive::open(Cursor::new(archive), limits)?;
    let mut entries = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.entry(index)?;
        entries.extend(entry.map(|entry| (entry.name, whole(entry.pieces))));
    }
    Ok(entries)
}

fn limits() -> Limits {
    Limits::default()
}

#[test]
fn a_gzip_of_each_format_is_read() {
    for file in [one_track("").into_bytes(), Fit::activity().records(0..61).session(1, 0, 60).bytes()] {
        assert_eq!(decode(&gz(&file), &limits()), decode(&file, &limits()));
        assert_eq!(unwrap(&gz(&file), &limits()), Ok((file.into(), None)));
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
fn a_wrong_checksum_of_a_wrapping_is_told() {
    let file = one_track("");
    let mut packed = gz(file.as_bytes());
    let crc = packed.len() - 8;
    packed[crc] ^= 1;
    let decoded = decode(&packed, &limits()).expect("a readable file");
    assert_eq!((decoded.flaw, decoded.activities.len()), (Some(Flaw::Checksum), 1));
    let cut = decode(&packed[..crc], &limits()).expect("a readable file");
    assert_eq!(cut.flaw, Some(Flaw::BreaksOff));

    let mut archive = zip(&[("a.gpx", file.as_bytes())]);
    let central = archive.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    archive[central + 16] ^= 1;
    let mut archive = Archive::open(Cursor::new(archive), &limits()).expect("an archive");
    let mut pieces = archive.entry(0).expect("readable").expect("a file").pieces.expect("a file");
    let bytes: Vec<u8> = pieces.by_ref().flat_map(Result::unwrap).collect();
    assert_eq!((bytes.as_slice(), pieces.flaw()), (file.as_bytes(), Some(Flaw::Checksum)));
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
fn a_file_is_recognised_by_its_first_piece_and_never_read_to_its_end() {
    /// Bytes without an end, of which nobody may ask for more than a mebibyte.
    struct Endless(u64);
    impl std::io::Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.0 += buffer.len() as u64;
            assert!(self.0 < 1 << 20, "a head is enough");
            buffer.fill(b' ');
            Ok(buffer.len())
        }
    }
    let of =
        |head: &'static [u8]| Pieces::open(head.chain(Endless(0)), &limits()).and_then(Pieces::recognised);
    assert_eq!(of(b"\xFF\xD8\xFF\xE0").err(), Some(Unreadable::Unknown("a JPEG image")));
    assert!(of(b"<!-- a comment --><gpx>").is_ok());
    assert_eq!(of(b"").err(), Some(Unreadable::Unknown("text or data of another kind")));
    let utf16: Vec<u8> =
        format!("<?xml?>{}<gpx>", " ".repeat(60_000)).encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(Pieces::open(&utf16[..], &limits()).and_then(Pieces::recognised).is_ok());
}

#[test]
fn pieces_are_small_and_together_the_file() {
    let point = |n: u32| format!("<trkpt n=\"{}\"/>", n.wrapping_mul(2_654_435_761));
    let file = format!("<gpx>{}", (0..100_000).map(point).collect::<Vec<_>>().concat());
    for packed in [file.clone().into_bytes(), gz(file.as_bytes())] {
        let pieces: Vec<_> =
            Pieces::open(&packed[..], &limits()).expect("a file").map(Result::unwrap).collect();
        assert!(pieces.iter().all(|piece| piece.len() <= 192 << 10));
        assert!(pieces.concat() == file.as_bytes());
    }
    let small = Limits { bytes: 1 << 20, ..limits() };
    let mut pieces = Pieces::open(file.as_bytes(), &small).expect("a beginning");
    let refused = pieces.find_map(Result::err);
    assert_eq!(refused, Some(Unreadable::TooLarge { mebibytes: 1 }));
    assert_eq!(pieces.next(), None);
}

/// Counts what is read of a file.
struct Counted<'a>(Cursor<&'a [u8]>, &'a Cell<u64>);

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.0.read(buffer)?;
        self.1.set(self.1.get() + read as u64);
        Ok(read)
    }
}

impl Seek for Counted<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

#[test]
fn a_directory_of_too_many_entries_is_not_read_as_a_whole() {
    let names: Vec<String> = (0..20_000).map(|n| format!("{n:05}.gpx")).collect();
    let archive = zip(&names.iter().map(|name| (name.as_str(), &b""[..])).collect::<Vec<_>>());
    let (few, read) = (Limits { entries: 10, ..limits() }, Cell::new(0));
    let opened = Archive::open(Counted(Cursor::new(&archive), &read), &few);
    assert_eq!(opened.err(), Some(Unreadable::TooManyEntries(10)));
    assert!(read.get() < 150_000 && archive.len() > 1_500_000, "{} of {}", read.get(), archive.len());
}

#[test]
fn stravas_export_is_read_file_by_file() {
    let track = gz(one_track("").as_bytes());
    let export =
        zip(&[("activities.csv", b"Activity ID\n"), ("activities/", b""), ("activities/123.gpx.gz", &track)]);
    let entries = entries(export, &limits()).expect("an archive");
    let names: Vec<_> = entries.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["activities.csv", "123.gpx.gz"]);
    assert_eq!(entries[1].1, Ok(one_track("").into_bytes()), "out of both wrappings");
}

#[test]
fn a_zip_bomb_is_refused_and_the_other_files_go_on() {
    let bomb = vec![0; 30 << 20];
    let entries =
        entries(zip(&[("bomb.gpx", &bomb), ("a.gpx", one_track("").as_bytes())]), &limits()).expect("two");
    assert_eq!(entries[0].1, Err(Unreadable::Bomb(250)));
    assert!(entries[1].1.is_ok());
}

#[test]
fn an_archive_that_unpacks_to_too_much_or_holds_too_many_is_refused() {
    let file = one_track("");
    let archive = zip(&[("a", file.as_bytes()), ("b", file.as_bytes()), ("c", file.as_bytes())]);
    let most = |files: usize| Limits { archive_bytes: (files * file.len()) as u64, ..limits() };
    let two = entries(archive.clone(), &most(2)).expect("three");
    assert_eq!((two[1].1.is_ok(), &two[2].1), (true, &Err(Unreadable::ArchiveTooLarge(0))));
    assert_eq!(entries(archive.clone(), &most(1)), Err(Unreadable::ArchiveTooLarge(0)));
    assert!(entries(archive.clone(), &most(3)).expect("three")[2].1.is_ok());
    let few = Limits { entries: 2, ..limits() };
    assert_eq!(entries(archive, &few), Err(Unreadable::TooManyEntries(2)));
}

#[test]
fn of_entries_under_one_path_the_last_is_read_and_the_others_are_missed() {
    let mut archive = zip(&[("a.gpx", b"<gpx>1"), ("b.gpx", b"<gpx>2")]);
    let places = (0..archive.len() - 5).filter(|at| archive[*at..].starts_with(b"b.gpx")).collect::<Vec<_>>();
    assert!(!Archive::open(Cursor::new(&archive), &limits()).expect("an archive").repeats_paths());
    for at in places {
        archive[at] = b'a';
    }
    assert!(Archive::open(Cursor::new(&archive), &limits()).expect("an archive").repeats_paths());
    assert_eq!(entries(archive, &limits()), Ok(vec![("a.gpx".to_owned(), Ok(b"<gpx>2".to_vec()))]));
}

#[test]
fn a_zip_within_a_zip_is_refused() {
    let inner = zip(&[("a.gpx", one_track("").as_bytes())]);
    let entries = entries(zip(&[("inner.zip", &inner)]), &limits()).expect("one");
    assert_eq!(entries[0].1, Err(Unreadable::NestedArchive));
}

#[test]
fn a_link_is_not_followed() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("a.gpx", "/etc/passwd", SimpleFileOptions::default()).expect("memory");
    let archive = writer.finish().expect("memory").into_inner();
    assert_eq!(entries(archive, &limits()).expect("one")[0].1, Err(Unreadable::NotAFile));
}

#[test]
fn an_encrypted_entry_says_so() {
    let mut archive = zip(&[("a.gpx", one_track("").as_bytes())]);
    // The flag of encryption, in the local and in the central header.
    let central = archive.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    archive[6] |= 1;
    archive[central + 8] |= 1;
    assert_eq!(entries(archive, &limits()).expect("one")[0].1, Err(Unreadable::Encrypted));
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
    assert_eq!(slip[0].0, "a.gpx");
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
