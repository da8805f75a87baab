//! The root keys of the vault and the file that holds them.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fmt::{self, Write as _};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;
use std::str::FromStr;
use zeroize::Zeroizing;

type Secret = Zeroizing<[u8; 32]>;

const HEADER: &str = "longrun-vault-keys 1";

/// The keys that records are sealed with, and the one that hides their ids.
///
/// The newest key seals; older ones still open what they sealed. The index key never changes, or no
/// record would be found again.
#[derive(Clone)]
pub struct VaultKeys {
    index: Secret,
    roots: Vec<(u32, Secret)>,
}

/// Why keys cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// The text is not a key file.
    #[error("this is not a file of vault keys")]
    Malformed,
    /// There is no such file.
    #[error("{0} is missing: bring back the keys that the vault was sealed with")]
    Missing(String),
    /// Others than its owner may read the file.
    #[error("{0} can be read by others: make it 0600, and think about making new keys")]
    Exposed(String),
    /// The operating system refused.
    #[error("{path}: {error}")]
    Io {
        /// The file.
        path: String,
        /// What it said.
        error: io::Error,
    },
    /// The system gives no randomness.
    #[error("no randomness to be had")]
    NoChance,
}

impl VaultKeys {
    /// New keys by chance.
    pub fn generate() -> Result<Self, KeysError> {
        Ok(Self { index: secret()?, roots: vec![(1, secret()?)] })
    }

    /// Keys from the text that [`Self::to_bytes`] writes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KeysError> {
        let text = std::str::from_utf8(bytes).map_err(|_| KeysError::Malformed)?;
        text.parse()
    }

    /// The keys as text: a header, one line for the index and one for each root key, newest last.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut text = Zeroizing::new(format!("{HEADER}\nindex {}\n", *encode(&self.index)));
        for (id, root) in &self.roots {
            let _ = writeln!(text, "key {id} {}", *encode(root));
        }
        Zeroizing::new(text.as_bytes().to_vec())
    }

    /// Reads the keys in the file at `path`.
    pub fn load(path: &Path) -> Result<Self, KeysError> {
        if !path.try_exists().map_err(io_error(path))? {
            return Err(KeysError::Missing(path.display().to_string()));
        }
        load(path)
    }

    /// Reads the keys in the file at `path`, or makes new ones there with mode 0600.
    pub fn load_or_create(path: &Path) -> Result<Self, KeysError> {
        if !path.try_exists().map_err(io_error(path))? {
            create(path, &Self::generate()?.to_bytes())?;
        }
        Self::load(path)
    }

    pub(super) fn index(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, &*self.index)
    }

    pub(super) fn newest(&self) -> &(u32, Secret) {
        // Never empty: parsing and generating see to it.
        &self.roots[self.roots.len() - 1]
    }

    pub(super) fn root(&self, id: u32) -> Option<&Secret> {
        self.roots.iter().find(|(known, _)| *known == id).map(|(_, root)| root)
    }
}

impl fmt::Debug for VaultKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<u32> = self.roots.iter().map(|(id, _)| *id).collect();
        f.debug_struct("VaultKeys").field("ids", &ids).finish_non_exhaustive()
    }
}

impl FromStr for VaultKeys {
    type Err = KeysError;

    fn from_str(text: &str) -> Result<Self, KeysError> {
        let mut lines = text.lines().filter(|line| *line != HEADER);
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(decode);
        let roots: Option<Vec<_>> = lines.map(root).collect();
        match (text.starts_with(HEADER), index, roots) {
            (true, Some(index), Some(roots)) if rising(&roots) => Ok(Self { index, roots }),
            _ => Err(KeysError::Malformed),
        }
    }
}

fn root(line: &str) -> Option<(u32, Secret)> {
    let (id, key) = line.strip_prefix("key ")?.split_once(' ')?;
    Some((id.parse().ok()?, decode(key)?))
}

fn rising(roots: &[(u32, Secret)]) -> bool {
    !roots.is_empty() && roots.is_sorted_by(|a, b| a.0 < b.0)
}

#[expect(clippy::disallowed_methods, reason = "the key of a new vault")]
fn secret() -> Result<Secret, KeysError> {
    let mut secret = Zeroizing::new([0; 32]);
    aws_lc_rs::rand::fill(&mut *secret).map_err(|_| KeysError::NoChance)?;
    Ok(secret)
}

fn encode(secret: &Secret) -> Zeroizing<String> {
    Zeroizing::new(URL_SAFE_NO_PAD.encode(secret.as_slice()))
}

fn decode(text: &str) -> Option<Secret> {
    let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
    bytes.as_slice().try_into().ok().map(Zeroizing::new)
}

fn load(path: &Path) -> Result<VaultKeys, KeysError> {
    let mode = fs::metadata(path).map_err(io_error(path))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeysError::Exposed(path.display().to_string()));
    }
    VaultKeys::from_bytes(&Zeroizing::new(fs::read(path).map_err(io_error(path))?))
}

/// Written beside and linked, so that the file is whole when it appears and never replaces another. Beside it has a
/// name by chance: what is linked must not be the file that somebody else still writes.
fn create(path: &Path, keys: &[u8]) -> Result<(), KeysError> {
    let new = path.with_extension(format!("{}.new", *encode(&secret()?)));
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create_new(true).mode(0o600).open(&new).map_err(io_error(&new))?;
    file.write_all(keys).and_then(|()| file.sync_all()).map_err(io_error(&new))?;
    let linked = fs::hard_link(&new, path);
    fs::remove_file(&new).map_err(io_error(&new))?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(io_error(path)(error)),
        _ => sync_folder_of(path).map_err(io_error(path)),
    }
}

/// Records must not be sealed under keys whose name a power cut takes back.
fn sync_folder_of(path: &Path) -> io::Result<()> {
    // Empty where the path is a bare name.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> KeysError + use<> {
    let path = path.display().to_string();
    move |error| KeysError::Io { path: path.clone(), error }
}
