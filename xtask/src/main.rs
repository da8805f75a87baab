//! The commands of this repository: what a newcomer, an engineer and a pipeline run.
//!
//! `cargo xtask start` serves Longrun, `cargo xtask test` is the gate that every change passes. Both set up
//! what is missing on a bare machine, say what they do step by step with its time, are safe to run again and
//! cost seconds when nothing changed. One file per room: [`setup`] is what the machine needs, [`site`] the
//! browser bundle and the static files, [`step`] how a step is run and timed.

mod bans;
mod bench;
mod deep;
mod end2end;
mod foreign;
mod licence;
mod node;
mod setup;
mod shape;
mod shared;
mod site;
mod start;
mod step;
mod test;
mod watch;
mod workspace;

use clap::{Parser, Subcommand};

use crate::step::Outcome;
use crate::workspace::Workspace;

/// The commands of Longrun's repository.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Set up what is missing, build, and serve on <http://localhost:3000>.
    Start {
        /// Make two demo athletes with a year of workouts each.
        #[arg(long)]
        demo: bool,
    },
    /// Run the change gate, or one part of it.
    Test(test::Selection),
    /// Build only the browser bundle and the static files.
    Site,
    /// Serve, and build and serve again whenever a source file changes.
    Watch {
        /// Make two demo athletes with a year of workouts each.
        #[arg(long)]
        demo: bool,
    },
    /// Measure the build that ships.
    Bench {
        /// Of files, dashboard, years, api, start and bytes; all of them when none is named.
        sections: Vec<String>,
    },
}

fn main() -> std::process::ExitCode {
    match run(&Arguments::parse().command) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn run(command: &Command) -> Outcome {
    let workspace = Workspace::locate()?;
    match command {
        Command::Start { demo } => start::start(&workspace, *demo),
        Command::Test(selection) => test::test(&workspace, selection),
        Command::Site => start::build_site(&workspace),
        Command::Watch { demo } => watch::watch(&workspace, *demo),
        Command::Bench { sections } => bench::bench(&workspace, sections),
    }
}
