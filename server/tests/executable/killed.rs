//! The executable is killed in the middle of imports, again and again: what it acknowledged is there after
//! the next start, once, and the days' sums are right.

use super::support::{Answer, Browser, PASSWORD};
use super::{Running, asked, sums_are_right};
use axum::body::Body;
use chrono::{Days, NaiveDate};
use http::header::{CONTENT_TYPE, REFRESH};
use http::{Method, StatusCode};
use std::time::Duration;

/// How often it is killed, unless more is asked for.
const TIMES: u64 = 14;
/// Asks for more.
const MORE: &str = "LONGRUN_CRASHES";
/// Asks for other moments.
const SEED: &str = "LONGRUN_CRASH_SEED";
/// Files in each import.
const FILES: u64 = 4;

fn day(round: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).expect("a date") + Days::new(round)
}

/// A run of half an hour on the round's day, at an hour of its own.
fn gpx(round: u64, file: u64) -> String {
    let (date, hour) = (day(round), 6 + file);
    let point = |minute: u64| {
        format!(
            "<trkpt lat=\"52.5{minute:02}\" lon=\"13.4\"><time>{date}T{hour:02}:{minute:02}:00Z</time></trkpt>"
        )
    };
    let points: String = (0..=30).map(point).collect();
    format!("<gpx><trk><name>Loop at {hour}</name><type>running</type><trkseg>{points}</trkseg></trk></gpx>")
}

/// Uploads the round's files; the answer acknowledges them.
async fn bring(browser: &mut Browser, round: u64) -> String {
    let part = |file| {
        let head = "--frontier\r\nContent-Disposition: form-data; name=\"file\"; filename=";
        format!("{head}\"{file}.gpx\"\r\n\r\n{}\r\n", gpx(round, file))
    };
    let parts: String = (0..FILES).map(part).collect();
    let request = browser
        .request(Method::POST, "/import")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=frontier")
        .body(Body::from(format!("{parts}--frontier--\r\n")))
        .expect("a request");
    let answer = browser.send(request).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location().to_owned()
}

/// The page of an import once nobody works on it any more.
async fn settled(browser: &mut Browser, path: &str) -> Answer {
    for _ in 0..400 {
        let page = browser.get(path).await;
        if !page.headers.contains_key(REFRESH) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("{path} does not come to an end");
}

/// Lets it work for a moment that differs from round to round, up to 120 ms, and kills it.
async fn kill_after_a_moment(running: Running, round: u64) {
    let moment = (round + 1000 * asked(SEED).unwrap_or(0)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
    tokio::time::sleep(Duration::from_micros(moment % 120_000)).await;
    drop(running);
}

#[tokio::test]
async fn an_import_that_was_acknowledged_is_stored_once_however_often_it_is_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut running = Running::start(folder.path()).await;
    let mut ada = running.browser();
    ada.sign_in("ada@longrun.test", PASSWORD).await;
    for round in 0..asked(MORE).unwrap_or(TIMES) {
        let import = bring(&mut ada, round).await;
        let commit = format!("{import}/commit");
        if round % 2 == 0 {
            // Killed while it looks into the files; what was brought is still there to be stored.
            kill_after_a_moment(running, round).await;
            running = Running::start(folder.path()).await;
            ada.moved_to(running.address);
        }
        settled(&mut ada, &import).await;
        let answer = ada.post(&commit, &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        // Killed while it stores; it goes on by itself.
        kill_after_a_moment(running, round + 1).await;
        running = Running::start(folder.path()).await;
        ada.moved_to(running.address);
        settled(&mut ada, &import).await;
        let date = day(round);
        let list = ada.get(&format!("/workouts?from={date}&to={date}")).await;
        let stored = u64::try_from(list.body.matches("Loop at").count()).expect("a count");
        assert_eq!(stored, FILES, "round {round}: {}", list.body);
    }
    drop(running);
    sums_are_right(folder.path());
}
