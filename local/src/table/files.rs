//! The files of a store: its lock, its format number and its database.

use crate::table::OpenError;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

/// The format that this program reads and writes; each change of keys, attributes or indexes counts it up. None before
/// was ever released.
const FORMAT: u32 = 5;

const DATABASE: &str = "longrun.db";

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
    make_private(directory)?;
    Ok(lock)
}

/// Whoever copied or unpacked a store may have lost the modes of its files.
fn make_private(directory: &Path) -> Result<(), OpenError> {
    for name in ["lock", "format", DATABASE, "longrun.db-wal", "longrun.db-shm"] {
        let path = directory.join(name);
        match fs::set_permissions(&path, Permissions::from_mode(0o600)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(io_error(&path)(error)),
            _ => {}
        }
    }
    Ok(())
}

/// The path of the database in `directory`, as the engine wants it.
pub(super) fn database(directory: &Path) -> Result<String, OpenError> {
    let path = directory.join(DATABASE);
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
        Err(error) if error.kind() == io::ErrorKind::NotFound && is_new(directory) => write_format(directory),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(OpenError::NotOurs(path.display().to_string()))
        }
        Err(error) => Err(io_error(&path)(error)),
    }
}

/// Whether nothing was ever written to the database.
fn is_new(directory: &Path) -> bool {
    fs::metadata(directory.join(DATABASE)).map_or(true, |database| database.len() == 0)
}

/// Whether the text tells the format that we read.
fn known(directory: &Path, text: &str) -> Result<(), OpenError> {
    let path = directory.display().to_string();
    match text.trim().parse() {
        Ok(found) if found > FORMAT => Err(OpenError::Newer { path, found, known: FORMAT }),
        Ok(found) if found < FORMAT => Err(OpenError::Older { path, found, known: FORMAT }),
        Ok(_) => Ok(()),
        Err(_) => Err(OpenError::NotOurs(directory.join("format").display().to_string())),
    }
}

/// Written beside and renamed, so that a crash leaves either no format file or a whole one, and synced, so that no
/// database is found without one.
fn write_format(directory: &Path) -> Result<(), OpenError> {
    let (new, path) = (directory.join("format.new"), directory.join("format"));
    let mut file = private().create(true).truncate(true).open(&new).map_err(io_error(&new))?;
    writeln!(file, "{FORMAT}").and_then(|()| file.sync_all()).map_err(io_error(&new))?;
    let renamed = fs::rename(&new, &path).and_then(|()| File::open(directory)?.sync_all());
    renamed.map_err(io_error(&path))
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
