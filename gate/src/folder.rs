//! Policies in a folder, looked at again while Longrun runs.

use crate::policies::{PolicyError, Sources};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

type Read = Result<Sources, PolicyError>;

/// A folder, and what was seen in it.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Seen {
    /// At the last look.
    last: Read,
    /// What was last told as changed, or read at start.
    told: Read,
}

impl Folder {
    pub(crate) fn new(path: &Path, sources: Sources) -> Self {
        let seen = Mutex::new(Seen { last: Ok(sources.clone()), told: Ok(sources) });
        Self { path: path.to_owned(), seen }
    }

    /// What the folder holds, if that has changed and stood still for one look. A file that is just being written is
    /// not taken for what its editor means: without the second half of a file, much may be allowed.
    pub(crate) fn changed(&self) -> Option<Read> {
        let now = Sources::read(&self.path);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let stands_still = seen.last == now;
        seen.last.clone_from(&now);
        if !stands_still || seen.told == now {
            return None;
        }
        seen.told.clone_from(&now);
        Some(now)
    }
}

impl Sources {
    /// The one `.cedarschema` and all `.cedar` files in `folder`.
    pub fn read(folder: &Path) -> Read {
        let schemas = files(folder, "cedarschema")?;
        let [schema] = schemas.as_slice() else {
            let found = schemas.len();
            return Err(PolicyError::of(
                &folder.display().to_string(),
                &format!("there must be one .cedarschema, and there are {found}"),
            ));
        };
        let name = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let policies = files(folder, "cedar")?;
        let policies = policies.iter().map(|path| Ok((name(path), text(path)?))).collect::<Result<_, _>>()?;
        Ok(Self { schema: text(schema)?, policies })
    }
}

/// The files in `folder` whose names end so, in alphabetical order.
pub(crate) fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, PolicyError> {
    let refuse = |error| PolicyError::of(&folder.display().to_string(), &error);
    let entries = fs::read_dir(folder).map_err(refuse)?;
    let paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>().map_err(refuse)?;
    let mut paths: Vec<_> =
        paths.into_iter().filter(|it| it.extension().is_some_and(|it| it == ending)).collect();
    paths.sort();
    Ok(paths)
}

pub(crate) fn text(path: &Path) -> Result<String, PolicyError> {
    fs::read_to_string(path).map_err(|error| PolicyError::of(&path.display().to_string(), &error))
}
