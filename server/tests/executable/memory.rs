//! How much memory the executable takes while much arrives.

use super::Running;
use super::support::PASSWORD;
use super::support::files::{MULTIPART, long_run, multipart};
use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use std::time::Duration;

/// How many mebibytes more than at rest two files of 30 MB may take: less than one of them has.
const MOST: usize = 24;

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_upload_takes_less_memory_than_one_of_its_files_has_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = Running::start(folder.path()).await;
    let mut ada = running.browser();
    ada.sign_in("ada@longrun.test", PASSWORD).await;
    let file = long_run(6, 30_000_000);
    let request = ada
        .request(Method::POST, "/import")
        .header(CONTENT_TYPE, MULTIPART)
        .body(Body::from(multipart(&[("a.gpx", file.as_bytes()), ("b.gpx", file.as_bytes())])))
        .expect("a request");
    let (at_rest, mut most) = (running.mebibytes(), 0);
    let mut answer = std::pin::pin!(ada.send(request));
    let answer = loop {
        match tokio::time::timeout(Duration::from_millis(20), &mut answer).await {
            Ok(answer) => break answer,
            Err(_) => most = most.max(running.mebibytes()),
        }
    };
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    assert!(most < at_rest + MOST, "{at_rest} MiB at rest, {most} MiB at most");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn many_who_guess_passwords_at_once_take_the_memory_of_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = Running::start(folder.path()).await;
    let stranger = running.browser();
    let at_rest = running.mebibytes();
    let guesses: Vec<_> = (0..30)
        .map(|n| {
            let (mut stranger, email) = (stranger.clone(), format!("{n}@longrun.test"));
            tokio::spawn(async move {
                let guess = [("email", email.as_str()), ("password", "a wild guess")];
                stranger.post("/idp/invite", &guess).await.status
            })
        })
        .collect();
    for guess in guesses {
        assert_eq!(guess.await.expect("an answer"), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let now = running.mebibytes();
    assert!(now < at_rest + 60, "{at_rest} MiB at rest, {now} MiB after");
}
