//! `cargo xtask watch`: builds and serves again whenever a source file changes.

use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, SystemTime};

use crate::start;
use crate::step::{self, Outcome};
use crate::workspace::{self, Workspace};

/// How often the sources are looked at.
const INTERVAL: Duration = Duration::from_millis(500);

/// Builds, serves and begins anew at every change, until the reader presses Ctrl-C.
pub(crate) fn watch(workspace: &Workspace, demo: bool) -> Outcome {
    loop {
        let seen = newest(workspace)?;
        let server = match start::build(workspace) {
            Ok(()) => Some(start::serve(workspace, demo).spawn()?),
            Err(failure) => {
                eprintln!("{failure} Waiting for a change.");
                None
            }
        };
        while newest(workspace)? == seen {
            std::thread::sleep(INTERVAL);
        }
        server.map_or(Ok(()), end)?;
    }
}

// Asked to end rather than killed, so that the server finishes what it answers.
fn end(mut server: Child) -> Outcome {
    step::run(Command::new("kill").arg(server.id().to_string()))?;
    server.wait()?;
    Ok(())
}

/// When a source file last changed.
fn newest(workspace: &Workspace) -> Outcome<Option<SystemTime>> {
    let mut newest = None;
    for folder in workspace::crates()? {
        visit(&folder.join("src"), &mut newest)?;
    }
    for folder in ["style", "public", "policies"] {
        visit(&workspace.root.join(folder), &mut newest)?;
    }
    Ok(newest)
}

fn visit(folder: &Path, newest: &mut Option<SystemTime>) -> Outcome {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            visit(&entry.path(), newest)?;
        } else {
            // An editor replaces a file by renaming: one that is gone by now is a change seen next time.
            *newest = (*newest).max(entry.metadata().and_then(|data| data.modified()).ok());
        }
    }
    Ok(())
}
