//! `cargo xtask watch`: builds and serves again whenever a source file changes.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, SystemTime};

use crate::start;
use crate::step::{self, Outcome};
use crate::workspace::{self, Workspace};

/// How often the sources are looked at.
const INTERVAL: Duration = Duration::from_millis(500);

/// Builds, serves and begins anew at every change, until the reader presses Ctrl-C.
pub(crate) fn watch(workspace: &Workspace, demo: bool) -> Outcome {
    let folders = folders(workspace)?;
    loop {
        let seen = newest(&folders).unwrap_or_default();
        let server = match start::build(workspace) {
            Ok(()) => Some(start::serve(workspace, demo).spawn()?),
            Err(failure) => {
                eprintln!("{failure} Waiting for a change.");
                None
            }
        };
        while !has_changed(&folders, seen) {
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

/// Where the sources are.
fn folders(workspace: &Workspace) -> Outcome<Vec<PathBuf>> {
    let crates = workspace::crates()?.into_iter().map(|folder| folder.join("src"));
    let others = ["style", "public", "policies"].map(|folder| workspace.root.join(folder));
    Ok(crates.chain(others).collect())
}

/// Whether a source file changed since; one that cannot be looked at is about to.
fn has_changed(folders: &[PathBuf], seen: Option<SystemTime>) -> bool {
    newest(folders).map_or(true, |newest| newest != seen)
}

/// When a source file last changed.
fn newest(folders: &[PathBuf]) -> std::io::Result<Option<SystemTime>> {
    let mut newest = None;
    folders.iter().try_for_each(|folder| visit(folder, &mut newest))?;
    Ok(newest)
}

fn visit(folder: &Path, newest: &mut Option<SystemTime>) -> std::io::Result<()> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_cannot_be_read_is_a_change_and_ends_nothing() {
        let here = [PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
        let seen = newest(&here).unwrap();
        assert!(seen.is_some() && !has_changed(&here, seen));
        assert!(has_changed(&["no-such-folder".into()], seen));
    }
}
