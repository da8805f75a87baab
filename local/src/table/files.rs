//! The files of a store: its lock, its format number and its database.

use crate::table::OpenError;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

/// The format this program reads and writes; each change of keys or attributes counts it up. Format 1 was never
/// released: from 2 on, a change brings what turns the format before into its own.
const FORMAT: u32 = 2;

/// The claim of this process on a directory; the system lifts it when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct Lock(
    #[expect(dead_code, reason = "held, never read: closing the file lifts the lock")] File,
);

/// Claims `directory` for this process, after making sure that we know its format.
pub(super) fn claim(directory: &Path) -> Result<Lock, OpenError> {
    DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(io_error(directory))?;
    let lock = lock(directory)?;
    check_format(directory)?;
    Ok(lock)
}

/// The path of the database in `directory`, as the engine wants it.
pub(super) fn database(directory: &Path) -> Result<String, OpenError> {
    let path = directory.join("longrun.db");
    let file = private().create(true).truncate(false).open(&path).map_err(io_error(&path))?;
    drop(file);
    path.to_str().map(str::to_owned).ok_or_else(|| OpenError::Engine("its path is not UTF-8".to_owned()))
}

fn lock(directory: &Path) -> Result<Lock, OpenError> {
    let path = directory.join("lock");
    let file = private().create(true).truncate(false).open(&path).map_err(io_error(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(directory.display().to_string())),
        Err(TryLockError::Error(error)) => Err(io_error(&path)(error)),
    }
}

fn check_format(directory: &Path) -> Result<(), OpenError> {
    let path = directory.join("format");
    match fs::read_to_string(&path) {
        Ok(text) => known(directory, &text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => write_format(directory),
        Err(error) => Err(io_error(&path)(error)),
    }
}

fn known(directory: &Path, text: &str) -> Result<(), OpenError> {
    let path = directory.display().to_string();
    match text.trim().parse() {
        Ok(found) if found > FORMAT => Err(OpenError::Newer { path, found, known: FORMAT }),
        Ok(found) if found < FORMAT => Err(OpenError::Older { path, found, known: FORMAT }),
        Ok(_) => Ok(()),
        Err(_) => Err(OpenError::NotOurs(directory.join("format").display().to_string())),
    }
}

/// Written beside and renamed, so that a crash leaves either no format file or a whole one.
fn write_format(directory: &Path) -> Result<(), OpenError> {
    let (new, path) = (directory.join("format.new"), directory.join("format"));
    let mut file = private().create(true).truncate(true).open(&new).map_err(io_error(&new))?;
    writeln!(file, "{FORMAT}").and_then(|()| file.sync_all()).map_err(io_error(&new))?;
    fs::rename(&new, &path).map_err(io_error(&path))
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true).mode(0o600);
    options
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> OpenError + use<> {
    let path = path.display().to_string();
    move |error| OpenError::Io { path: path.clone(), error }
}
