//! Passwords: which are taken, and how they are kept (argon2id, OWASP's least: 19 MiB, 2 passes, 1 lane).

use super::{fault::Fault, random};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::{Mutex, Semaphore};

/// Hashes that are computed or waited for before newcomers are sent away; each takes 20 ms.
const IN_THE_QUEUE: usize = 32;
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// A salted hash of a password, with what it cost.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct PasswordHash {
    memory_kib: u32,
    passes: u32,
    salt: String,
    digest: String,
}

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash")
    }
}

/// Why a password was not hashed.
#[derive(Debug, thiserror::Error)]
pub(super) enum HashError {
    /// Too many wait already.
    #[error("too many passwords are being checked")]
    Busy,
    /// The work failed.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// Hashes passwords, one at a time, in memory that is kept: where each hash had its own, the allocator would keep
/// the 19 MiB of everybody who ever guessed at once.
#[derive(Clone)]
pub(super) struct Hasher {
    memory: Arc<Mutex<Vec<Block>>>,
    queue: Arc<Semaphore>,
    computed: Arc<AtomicU64>,
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hasher").field("computed", &self.computed()).finish_non_exhaustive()
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self {
            memory: Arc::default(),
            queue: Arc::new(Semaphore::new(IN_THE_QUEUE)),
            computed: Arc::default(),
        }
    }
}

impl Hasher {
    /// The hash of `password` under a fresh salt.
    pub(super) async fn hash(&self, password: SecretString) -> Result<PasswordHash, HashError> {
        let salt = random::bytes::<16>()?;
        let digest = self.digest(password, salt.to_vec(), (MEMORY_KIB, PASSES)).await?;
        Ok(PasswordHash {
            memory_kib: MEMORY_KIB,
            passes: PASSES,
            salt: STANDARD_NO_PAD.encode(salt),
            digest: STANDARD_NO_PAD.encode(digest),
        })
    }

    /// Whether `password` is the one behind `hash`. Without a hash the same work is done, and the answer is no.
    pub(super) async fn verify(
        &self,
        password: SecretString,
        hash: Option<&PasswordHash>,
    ) -> Result<bool, HashError> {
        let salt = hash.map_or_else(|| Ok(vec![0; 16]), |hash| decode(&hash.salt))?;
        let cost = hash.map_or((MEMORY_KIB, PASSES), |hash| (hash.memory_kib, hash.passes));
        let actual = self.digest(password, salt, cost).await?;
        let expected = hash.map_or_else(|| Ok(vec![]), |hash| decode(&hash.digest))?;
        Ok(verify_slices_are_equal(&actual, &expected).is_ok())
    }

    /// How many hashes were computed since the start.
    pub(super) fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    async fn digest(
        &self,
        password: SecretString,
        salt: Vec<u8>,
        cost: (u32, u32),
    ) -> Result<[u8; 32], HashError> {
        let _place = self.queue.try_acquire().map_err(|_| HashError::Busy)?;
        let mut memory = Arc::clone(&self.memory).lock_owned().await;
        self.computed.fetch_add(1, Ordering::Relaxed);
        let work = move || argon2id(&password, &salt, cost, &mut memory);
        let digest = tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Cryptography)?;
        Ok(digest?)
    }
}

fn argon2id(
    password: &SecretString,
    salt: &[u8],
    (memory_kib, passes): (u32, u32),
    memory: &mut Vec<Block>,
) -> Result<[u8; 32], Fault> {
    let parameters = Params::new(memory_kib, passes, 1, Some(32)).map_err(|_| Fault::Cryptography)?;
    memory.resize(parameters.block_count(), Block::new());
    let mut digest = [0; 32];
    let done = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters).hash_password_into_with_memory(
        password.expose_secret().as_bytes(),
        salt,
        &mut digest,
        &mut *memory,
    );
    memory.fill(Block::new());
    done.map(|()| digest).map_err(|_| Fault::Cryptography)
}

fn decode(text: &str) -> Result<Vec<u8>, Fault> {
    STANDARD_NO_PAD.decode(text).map_err(|_| Fault::Cryptography)
}

/// Passwords that everybody tries first, of those long enough to be taken otherwise.
const COMMON: &str = include_str!("common_passwords.txt");

/// What is wrong with `password` for somebody with this e-mail address and name, as the end of a sentence.
pub(super) fn objection(password: &SecretString, email: &str, name: &str) -> Option<&'static str> {
    let password = password.expose_secret();
    let plain = plain(password);
    match password.chars().count() {
        0..10 => Some("must have at least 10 characters"),
        257.. => Some("must have at most 256 characters"),
        _ if is_about(&plain, email) || is_about(&plain, name) => {
            Some("must not be your name or e-mail address")
        }
        _ if is_common(password, &plain) => Some("is among the first that others would try"),
        _ => None,
    }
}

fn is_about(plain_password: &str, fact: &str) -> bool {
    let local_part = fact.split('@').next().unwrap_or_default();
    [fact, local_part].iter().any(|fact| plain_password == plain(fact))
}

fn is_common(password: &str, plain_password: &str) -> bool {
    let mut characters = password.chars();
    let first = characters.next();
    characters.all(|c| Some(c) == first) || COMMON.lines().any(|common| common == plain_password)
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> SecretString {
        SecretString::from(text)
    }

    #[tokio::test]
    async fn only_the_password_itself_opens_its_hash() {
        let hasher = Hasher::default();
        let hash = hasher.hash(secret("a long enough one")).await.unwrap();
        assert!(hasher.verify(secret("a long enough one"), Some(&hash)).await.unwrap());
        assert!(!hasher.verify(secret("a long enough One"), Some(&hash)).await.unwrap());
        assert_eq!(format!("{hash:?}"), "PasswordHash");
    }

    #[tokio::test]
    async fn an_unknown_account_costs_one_hash_too() {
        let hasher = Hasher::default();
        assert!(!hasher.verify(secret("whatever it is"), None).await.unwrap());
        assert_eq!(hasher.computed(), 1);
    }

    #[tokio::test]
    async fn two_equal_passwords_have_different_hashes() {
        let hasher = Hasher::default();
        let one = hasher.hash(secret("a long enough one")).await.unwrap();
        let other = hasher.hash(secret("a long enough one")).await.unwrap();
        assert_ne!(one.digest, other.digest);
    }

    #[tokio::test]
    async fn whoever_comes_when_the_queue_is_full_is_sent_away() {
        let hasher = Hasher::default();
        let all = u32::try_from(IN_THE_QUEUE).unwrap();
        let _waiting = hasher.queue.acquire_many(all).await.unwrap();
        assert!(matches!(hasher.hash(secret("x")).await, Err(HashError::Busy)));
        assert_eq!(hasher.computed(), 0);
    }

    #[test]
    fn weak_passwords_meet_an_objection() {
        let ada = |password: &str| objection(&secret(password), "ada.lovelace@longrun.test", "Ada Lovelace");
        assert_eq!(ada("short"), Some("must have at least 10 characters"));
        assert_eq!(ada(&"long ".repeat(60)), Some("must have at most 256 characters"));
        for about in ["ada.lovelace", "AdaLovelace", "ada.lovelace@longrun.test"] {
            assert_eq!(ada(about), Some("must not be your name or e-mail address"), "{about}");
        }
        for common in ["1234567890", "Password123", "password-123", "qwertyuiop", "aaaaaaaaaaaa"] {
            assert_eq!(ada(common), Some("is among the first that others would try"), "{common}");
        }
        assert_eq!(ada("longrun-demo-1"), None);
        assert_eq!(ada("zwölf Rüben"), None);
    }
}
