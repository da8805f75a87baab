//! However long it is used: no more memory than after the first tenth of the time, and every sum right.

use super::support::files::{preview, run};
use super::support::{Browser, PASSWORD};
use super::{Running, asked, sums_are_right};
use http::StatusCode;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// For how many seconds it is used, unless more is asked for.
const SECONDS: u64 = 10;
/// Asks for more.
const MORE: &str = "LONGRUN_SOAK_SECONDS";
/// Mebibytes that it may have gained: caches fill.
const GAIN: usize = 24;

/// What somebody does in a day: logs, reads, deletes, and looks into a file without storing it.
async fn day(ada: &mut Browser) {
    let workout = ada.log("Canal loop").await;
    for path in
        ["/dashboard", "/dashboard?days=365", "/workouts", "/settings", &format!("/workouts/{workout}")]
    {
        assert_eq!(ada.get(path).await.status, StatusCode::OK, "{path}");
    }
    let deleted = ada.post(&format!("/workouts/{workout}/delete"), &[("version", "1")]).await;
    assert_eq!(deleted.status, StatusCode::SEE_OTHER, "{}", deleted.body);
    let (import, _) = preview(ada, &[("a.gpx", run(6, 0))]).await;
    let thrown_away = ada.post(&format!("{import}/undo"), &[]).await;
    assert_eq!(thrown_away.status, StatusCode::SEE_OTHER, "{}", thrown_away.body);
}

async fn days(mut ada: Browser, until: Instant) {
    while Instant::now() < until {
        day(&mut ada).await;
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_long_day_takes_no_more_memory_than_a_short_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = Running::start(folder.path()).await;
    let mut ada = running.browser();
    ada.sign_in("ada@longrun.test", PASSWORD).await;
    let time = Duration::from_secs(asked(MORE).unwrap_or(SECONDS));
    let until = Instant::now() + time;
    let users = [ada.clone(), ada].map(|ada| tokio::spawn(days(ada, until)));
    sleep(time / 10).await;
    let before = running.mebibytes();
    for user in users {
        user.await.expect("a day");
    }
    let after = running.mebibytes();
    assert!(after < before + GAIN, "{before} MiB after a tenth, {after} MiB after {time:?}");
    drop(running);
    sums_are_right(folder.path());
}
