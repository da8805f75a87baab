//! What Longrun costs: `cargo xtask bench` builds what ships and prints this.
//!
//! The measured server runs in this process behind its own accept loop, or is the real executable; the load
//! comes from this program started once more, so that its CPU time is not the server's. CPU time is what to
//! compare between runs: wall time depends on what else the machine does. Names of sections as arguments
//! choose among them.

mod alike;
mod answer;
mod api;
mod bytes;
mod cpu;
mod dashboard;
mod files;
mod load;
mod log;
mod process;
mod rendered;
mod report;
#[expect(clippy::unwrap_used, dead_code, reason = "the tests' browser, which signs in")]
#[path = "../../tests/support/mod.rs"]
mod support;
mod years;

use std::error::Error;

/// A failure ends the measurement with its sentence.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|it| it != "--bench").collect();
    if arguments.first().is_some_and(|first| first == load::NAME) {
        return load::child(&arguments[1..]);
    }
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(measure(&arguments))
}

async fn measure(chosen: &[String]) -> Outcome {
    let wanted = |name: &str| chosen.is_empty() || chosen.iter().any(|it| it == name);
    if wanted("files") {
        files::measure()?;
    }
    if wanted("dashboard") {
        dashboard::measure().await?;
    }
    if wanted("years") {
        years::measure().await?;
    }
    if wanted("api") {
        api::measure().await?;
    }
    if wanted("start") {
        process::measure().await?;
    }
    if wanted("bytes") {
        bytes::measure().await?;
    }
    Ok(())
}
