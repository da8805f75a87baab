//! The executable as people start it: killed, flooded, and used for a long time.

mod compared;
mod killed;
mod memory;
mod policies;
mod quiet;
mod recorded;
mod refused;
mod soak;
#[cfg(test)]
#[expect(dead_code, reason = "each test uses its own part of it")]
#[path = "../support/mod.rs"]
mod support;

use axum::body::Body;
use http::{Method, StatusCode};
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use support::{Browser, ORIGIN};

/// A Longrun with the demo athletes, until it is killed or the test ends.
struct Running {
    child: Child,
    address: SocketAddr,
}

impl Running {
    async fn start(folder: &Path) -> Self {
        Self::start_with(folder, &[]).await
    }

    async fn start_with(folder: &Path, arguments: &[&str]) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = free.local_addr().expect("an address");
        drop(free);
        let child = longrun(folder)
            .args(["--demo", "--listen", &address.to_string(), "--public-url", ORIGIN])
            .args(arguments)
            .stdout(Stdio::null())
            .spawn()
            .expect("the executable");
        let running = Self { child, address };
        running.is_ready().await;
        running
    }

    async fn is_ready(&self) {
        let mut browser = self.browser();
        for _ in 0..600 {
            let ready = browser.request(Method::GET, "/health/ready").body(Body::empty()).expect("a request");
            if browser.try_send(ready).await.is_some_and(|answer| answer.status == StatusCode::OK) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it does not start");
    }

    fn browser(&self) -> Browser {
        Browser::at(self.address)
    }

    /// Mebibytes that it holds in memory now.
    fn mebibytes(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse::<usize>().expect("a number") >> 10
    }
}

impl Drop for Running {
    /// SIGKILL: no handler runs, nothing is flushed.
    fn drop(&mut self) {
        self.child.kill().and_then(|()| self.child.wait()).expect("it can be killed");
    }
}

/// The executable on this folder, into which it also writes its log.
fn longrun(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_longrun"));
    let log = File::create(folder.join("log")).expect("a log");
    command.args(["--site", "/nowhere", "--data"]).arg(folder).stderr(log).env_remove("RUST_LOG");
    command
}

/// Compares the sums of Ada's days with her workouts, while nobody serves.
fn sums_are_right(folder: &Path) {
    let ada = gate::athlete_of(&format!("{ORIGIN}/idp"), "ada");
    let compared = longrun(folder).args(["rebuild-rollups", "--compare", ada.as_str()]).output();
    let said = String::from_utf8(compared.expect("its output").stdout).expect("text");
    assert!(said.ends_with("0 days to be mended\n"), "{said}");
}

#[expect(clippy::disallowed_methods, reason = "what a test is told comes from who runs it")]
fn asked(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|asked| asked.parse().expect("a number"))
}
