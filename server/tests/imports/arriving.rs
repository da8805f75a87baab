//! How files arrive: alone, in archives, large, and not at all.

use super::support::{Browser, longrun};
use super::{bring, log, long_run, preview, run, stored, zip};
use chrono::TimeDelta;
use http::StatusCode;
use server::import::permit;
use server::startup::Longrun;

/// How many pieces of originals the store holds.
async fn pieces(longrun: &Longrun) -> usize {
    let client = longrun.embedded.as_ref().expect("a store").client();
    let mut pieces = 0;
    for table in client.list_tables().send().await.expect("tables").table_names.expect("tables") {
        let items = client.scan().table_name(table).into_paginator().items().send().try_collect().await;
        let is_piece = |sort: &str| sort.starts_with("BLOB#");
        pieces += items
            .expect("items")
            .iter()
            .filter(|item| {
                item.get("sk").and_then(|sort| sort.as_s().ok()).is_some_and(|sort| is_piece(sort))
            })
            .count();
    }
    pieces
}

#[tokio::test]
async fn an_archive_is_taken_apart() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let (one, two) = (run(6, 30), run(18, 45));
    let archive = zip(&[
        ("activities.csv", b"Activity ID\n"),
        ("../../activities/1.gpx", one.as_bytes()),
        ("activities/2.gpx", two.as_bytes()),
        ("bomb.gpx", format!("<gpx>{}", " ".repeat(20 << 20)).as_bytes()),
    ]);
    let (path, page) = preview(&mut ada, &[("export.zip", &archive)]).await;
    assert!(page.body.contains("Store 2 workouts"), "{}", page.body);
    assert!(page.body.contains("unpacks to more than 250 times its size"), "{}", page.body);
    assert!(!page.body.contains(".."), "{}", page.body);
    stored(&mut ada, &path).await;
    assert_eq!(log(&longrun).await.len(), 2);
}

#[tokio::test]
async fn a_wrapping_that_was_damaged_on_its_way_is_told() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let mut archive = zip(&[("1.gpx", run(6, 30).as_bytes())]);
    let central = archive.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    archive[central + 16] ^= 1;
    let (path, page) = preview(&mut ada, &[("export.zip", &archive)]).await;
    assert!(page.body.contains("Store 1 workout<"), "{}", page.body);
    assert!(page.body.contains("The checksum is wrong"), "{}", page.body);
    stored(&mut ada, &path).await;
    let domain::workout::Source::File(source) = log(&longrun).await.remove(0).source else {
        panic!("a file")
    };
    assert!(source.truncated);
}

#[tokio::test]
async fn files_that_an_archive_hides_behind_another_are_missed() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let mut archive = zip(&[("1.gpx", run(6, 30).as_bytes()), ("2.gpx", run(18, 45).as_bytes())]);
    for at in 0..archive.len() - 5 {
        if archive[at..].starts_with(b"2.gpx") {
            archive[at] = b'1';
        }
    }
    let (_, page) = preview(&mut ada, &[("export.zip", &archive)]).await;
    assert!(page.body.contains("Store 1 workout<"), "{}", page.body);
    assert!(page.body.contains("holds several files under one name"), "{}", page.body);
}

#[tokio::test]
async fn an_upload_without_files_is_told_what_is_missing() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let answer = bring(&mut ada, &[("", b"")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Choose at least one file."), "{}", answer.body);
    assert!(longrun.app.table.imports_to_do().await.expect("marks").is_empty());
}

#[tokio::test]
async fn a_file_larger_than_a_form_arrives_and_one_larger_than_a_file_is_told() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let large = format!("{}{}", run(6, 30), "<!-- more -->".repeat(80_000));
    let huge = long_run(9, 33 << 20);
    let (_, page) =
        preview(&mut ada, &[("huge.gpx", huge.as_bytes()), ("large.gpx", large.as_bytes())]).await;
    assert!(page.body.contains("Store 1 workout<"), "{}", page.body);
    assert!(page.body.contains("The file is larger than 32 MiB."), "{}", page.body);
    assert!(pieces(&longrun).await > 60, "what came before it was too large");
    let app = &longrun.app;
    let collected = app.table.collect_originals(app.now() + TimeDelta::hours(48)).await.expect("collected");
    assert_eq!((collected, pieces(&longrun).await), (2, 0));
}

#[tokio::test]
async fn an_import_takes_so_many_files_and_says_so_once() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let archive = zip(&[("activities/late.gpx", run(6, 30).as_bytes())]);
    let mut files = vec![("empty.gpx", b"".as_slice()); 5_000];
    files.extend([("late.gpx", b"".as_slice()), ("later.gpx", b""), ("latest.zip", &archive)]);
    let (_, page) = preview(&mut ada, &files).await;
    assert!(page.body.contains("5000 files without a workout"), "{}", page.body);
    let said = "One import takes 5000 files and 4096 MiB, unpacked. Bring late.gpx and what came after it in another.";
    assert!(page.body.contains(said), "{}", page.body);
}

#[tokio::test]
async fn what_is_no_activity_is_refused_before_it_is_stored() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let mut photo = b"\xFF\xD8\xFF\xE0".to_vec();
    photo.extend(long_run(9, 4 << 20).into_bytes());
    let archive = zip(&[("photo.jpg", &photo)]);
    let files = [("photo.jpg", photo.as_slice()), ("photos.zip", &archive)];
    let (_, page) = preview(&mut ada, &files).await;
    let said = page.body.matches("it looks like a JPEG image").count();
    assert_eq!((said, pieces(&longrun).await), (2, 0), "{}", page.body);
}

#[tokio::test]
async fn a_file_of_twenty_megabytes_is_stored_and_kept_as_it_came() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let file = long_run(6, 20_000_000);
    let (path, page) = preview(&mut ada, &[("a.gpx", file.as_bytes())]).await;
    assert!(page.body.contains("Store 1 workout<"), "{}", page.body);
    stored(&mut ada, &path).await;
    let workouts = log(&longrun).await;
    assert_eq!(workouts.len(), 1);
    let domain::workout::Source::File(source) = &workouts[0].source else { panic!("it came from a file") };
    let (app, permit) = (&longrun.app, permit(&longrun.app, &super::ada()).await.expect("permit"));
    let collected = app.table.collect_originals(app.now() + TimeDelta::days(30)).await.expect("collected");
    assert_eq!(collected, 0);
    let kept = app.table.original(&permit, &source.sha256).await.expect("an answer");
    let (mut reader, mut bytes) = (kept.expect("an original"), Vec::new());
    while let Some(more) = reader.next().await.expect("a piece") {
        bytes.extend(more);
    }
    assert!(bytes == file.as_bytes());
}

#[tokio::test]
async fn an_archive_of_more_than_five_thousand_files_is_refused() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let names: Vec<_> = (0..=5_000).map(|n| format!("{n}.gpx")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let (_, page) = preview(&mut ada, &[("many.zip", &zip(&files))]).await;
    assert!(page.body.contains("holds more than 5000 files"), "{}", page.body);
}

#[tokio::test]
async fn names_of_files_are_shown_without_what_disguises_them() {
    let longrun = longrun().await;
    let mut ada = Browser::of(&longrun, "ada").await;
    let disguised = |kind: &str| format!("../evil\u{202E}xpg.{kind}");
    let (good, bad, broken) = (disguised("gpx"), disguised("txt"), disguised("zip"));
    let files = [(&*good, run(6, 30)), (&*bad, "hello".to_owned()), (&*broken, "PK broken".to_owned())];
    let files = files.each_ref().map(|(name, text)| (*name, text.as_bytes()));
    let (_, page) = preview(&mut ada, &files).await;
    for kind in ["gpx", "txt", "zip"] {
        assert!(page.body.contains(&format!("evilxpg.{kind}")), "{}", page.body);
    }
    assert!(!page.body.contains('\u{202E}') && !page.body.contains("../evil"), "{}", page.body);
}
