//! How much memory the executable takes while much arrives.

use super::support::{Browser, ORIGIN, PASSWORD};
use super::{long_run, multipart};
use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{Method, StatusCode};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How many mebibytes more than at rest two files of 30 MB may take: less than one of them has.
const MOST: usize = 24;

/// A Longrun as people start it, until the test ends.
struct Running(Child);

impl Running {
    async fn start(folder: &Path, address: SocketAddr) -> (Self, Browser) {
        let child = Command::new(env!("CARGO_BIN_EXE_longrun"))
            .args(["--site", "/nowhere", "--demo", "--public-url", ORIGIN])
            .args(["--listen", &address.to_string(), "--data"])
            .arg(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the executable");
        let (running, mut browser) = (Self(child), Browser::at(address));
        for _ in 0..600 {
            let ready = browser.request(Method::GET, "/health/ready").body(Body::empty()).expect("a request");
            if browser.try_send(ready).await.is_some_and(|answer| answer.status == StatusCode::OK) {
                return (running, browser);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it does not start");
    }

    /// Mebibytes that it holds in memory now.
    fn mebibytes(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).expect("a process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") >> 10
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().and_then(|()| self.0.wait()).expect("it can be stopped");
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn an_upload_takes_less_memory_than_one_of_its_files_has_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let address = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let (running, mut ada) = Running::start(folder.path(), address).await;
    ada.sign_in("ada@longrun.test", PASSWORD).await;
    let file = long_run(6, 30_000_000);
    let request = ada
        .request(Method::POST, "/import")
        .header(CONTENT_TYPE, "multipart/form-data; boundary=frontier")
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
    let address = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let (running, stranger) = Running::start(folder.path(), address).await;
    let at_rest = running.mebibytes();
    let guesses: Vec<_> = (0..30)
        .map(|n| {
            let (mut stranger, email) = (stranger.clone(), format!("{n}@longrun.test"));
            tokio::spawn(async move {
                let guess =
                    [("email", email.as_str()), ("current", "a wild guess"), ("new", "another wild guess")];
                stranger.post("/idp/password", &guess).await.status
            })
        })
        .collect();
    for guess in guesses {
        assert_eq!(guess.await.expect("an answer"), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let now = running.mebibytes();
    assert!(now < at_rest + 60, "{at_rest} MiB at rest, {now} MiB after");
}
