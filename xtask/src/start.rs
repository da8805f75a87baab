//! `cargo xtask start`: from a bare machine to a page in the browser.

use std::process::Command;
use std::time::Instant;

use crate::step::{self, Outcome, step};
use crate::workspace::Workspace;
use crate::{setup, site};

/// Sets up, builds and serves until the reader presses Ctrl-C.
pub(crate) fn start(workspace: &Workspace, demo: bool) -> Outcome {
    let begun = Instant::now();
    build(workspace)?;
    println!("▸ Serve (everything before took {})\n", step::seconds(begun.elapsed()));
    become_server(&mut serve(workspace, demo))
}

/// Builds the site and the server, as people start it and the browser tests drive it.
pub(crate) fn build(workspace: &Workspace) -> Outcome {
    build_site(workspace)?;
    build_server(workspace)
}

/// Builds the server alone: it serves programs as well without the site.
pub(crate) fn build_server(workspace: &Workspace) -> Outcome {
    step("Build the server", || step::run(&mut workspace.cargo(["build", "--package", "server"])))
}

/// Builds the browser bundle and the static files.
pub(crate) fn build_site(workspace: &Workspace) -> Outcome {
    step("Check the browser's target", setup::wasm_target)?;
    let wasm = step("Compile for the browser", || site::compile(workspace))?;
    step("Assemble the site", || site::assemble(workspace, &wasm))
}

/// The command that serves what [`build`] built.
pub(crate) fn serve(workspace: &Workspace, demo: bool) -> Command {
    let mut command = Command::new(workspace.binary("debug"));
    command.current_dir(&workspace.root).arg("serve");
    if demo {
        command.env("LONGRUN_DEMO", "1");
    }
    command
}

// The server takes this process's place: signals reach it, and its status is the command's.
#[cfg(unix)]
fn become_server(command: &mut Command) -> Outcome {
    Err(std::os::unix::process::CommandExt::exec(command).into())
}

#[cfg(not(unix))]
fn become_server(command: &mut Command) -> Outcome {
    step::run(command)
}
