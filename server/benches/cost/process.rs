//! The real executable: how soon it answers, and the memory it takes.

use crate::answer::{Connection, Request};
use crate::load;
use crate::log::{Log, SITE};
use crate::report::{aim, millis, row, section};
use crate::{Outcome, cpu};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Starts of which the middle one counts.
const STARTS: usize = 9;
/// Requests after which memory is looked at again.
const REQUESTS: u32 = 1_000;

/// The executable at work, until it is dropped.
pub(crate) struct Running {
    child: Child,
    pub(crate) address: SocketAddr,
    first_page: Duration,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

impl Running {
    /// Starts it on the store in a folder, which is the demo's or nobody's yet, and waits for the first page.
    pub(crate) fn start((data, is_demo): (&Path, bool), first: &Request) -> Outcome<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(env!("CARGO_BIN_EXE_longrun"));
        let (listen, url) = (address.to_string(), "http://localhost:3000");
        command.args(["serve", "--site", SITE, "--listen", &listen, "--public-url", url, "--data"]).arg(data);
        command.args(is_demo.then_some("--demo"));
        let begun = Instant::now();
        let child = command.stdout(Stdio::null()).spawn()?;
        let mut running = Self { child, address, first_page: Duration::ZERO };
        running.wait(first)?;
        running.first_page = begun.elapsed();
        Ok(running)
    }

    fn wait(&mut self, first: &Request) -> Outcome {
        loop {
            if let Ok(mut connection) = Connection::open(self.address) {
                return Ok(connection.ask(first)?);
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(format!("the server ended with {status}").into());
            }
            std::thread::sleep(Duration::from_micros(200));
        }
    }

    fn resident(&self) -> Outcome<f64> {
        cpu::resident(self.child.id())
    }
}

pub(crate) async fn measure() -> Outcome {
    let (empty, full) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let mut log = Log::open(full.path()).await?;
    log.grow(5_000).await;
    let dashboard = Request { cookie: log.cookie.clone(), ..Request::get("/dashboard") };
    drop(log);
    section("The executable, store in a file", &["", "first page", "memory", "after 1,000"]);
    let small = measured("empty store, landing page", (empty.path(), false), &Request::get("/")).await?;
    let large = measured("5,000 workouts, dashboard", (full.path(), true), &dashboard).await?;
    let (start, memory) = (small.0.max(large.0), small.1.max(large.1));
    aim(
        &format!("the first page comes after {}; aim 150 ms", millis(start)),
        start < Duration::from_millis(150),
    );
    aim(&format!("it takes {memory:.0} MB; aim 60 MB"), memory < 60.0);
    Ok(())
}

/// The time to the first page, and the memory after many requests.
async fn measured(what: &str, data: (&Path, bool), request: &Request) -> Outcome<(Duration, f64)> {
    let mut starts = Vec::new();
    for _ in 1..STARTS {
        starts.push(Running::start(data, request)?.first_page);
    }
    let running = Running::start(data, request)?;
    starts.push(running.first_page);
    starts.sort();
    let (start, before) = (starts[STARTS / 2], running.resident()?);
    let mut asked = 0;
    while asked < REQUESTS {
        asked += load::clients(running.address, request, Duration::from_millis(500)).await?.requests;
    }
    let after = running.resident()?;
    row(&[what, &millis(start), &format!("{before:.1} MB"), &format!("{after:.1} MB")]);
    Ok((start, after))
}
