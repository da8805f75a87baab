//! Sealing: authenticated encryption that commits to its key and is bound to its place.
//!
//! `version 1 | key id 4 | salt 32 | commitment 32 | AES-256-GCM ciphertext and tag`. From the root key and
//! a fresh salt HKDF-SHA-512 (RFC 5869) derives a key for this one record and a commitment to it, as the
//! committing suites of the AWS Encryption SDK do, so that no ciphertext opens under two keys. Because no
//! key seals twice, the nonce may be constant.

use crate::vault::{VaultError, VaultKeys};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA512, KeyType, Prk, Salt};
use aws_lc_rs::hmac;
use std::sync::Arc;
use zeroize::Zeroizing;

const FORMAT: u8 = 1;
const KEY_ID: usize = 4;
const SALT: usize = 32;
const COMMITMENT: usize = 32;
const HEADER: usize = 1 + KEY_ID + SALT + COMMITMENT;

/// Seals and opens bytes with the keys of the vault.
#[derive(Clone, Debug)]
pub struct Sealer(Arc<VaultKeys>);

impl Sealer {
    /// A sealer with these keys.
    pub fn new(keys: VaultKeys) -> Self {
        Self(Arc::new(keys))
    }

    /// Seals `plaintext` for `context`: only the same context, part by part, opens it again.
    ///
    /// Name the purpose in the first part, so that what was sealed for one is not taken for another.
    #[expect(clippy::disallowed_methods, reason = "the salt of a record")]
    pub fn seal(&self, context: &[&str], plaintext: &[u8]) -> Result<Vec<u8>, VaultError> {
        let mut salt = [0; SALT];
        aws_lc_rs::rand::fill(&mut salt).and_then(|()| self.seal_with(salt, context, plaintext)).map_err(
            |_| {
                // Only a system without randomness or a plaintext of many gigabytes gets here.
                VaultError::Unreachable("sealing failed".to_owned())
            },
        )
    }

    /// Opens what [`Self::seal`] sealed for the same context; `None` if anything differs.
    pub fn open(&self, context: &[&str], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (header, ciphertext) = sealed.split_at_checked(HEADER)?;
        let (format, header) = header.split_at(1);
        let (id, header) = header.split_at(KEY_ID);
        let (salt, commitment) = header.split_at(SALT);
        let id = u32::from_be_bytes(id.try_into().ok()?);
        let root = self.0.root(id).filter(|_| format == [FORMAT])?;
        let derived = Derived::new(&**root, salt, authenticated(id, context)).ok()?;
        verify_slices_are_equal(&*derived.commitment, commitment).ok()?;
        derived.decrypt(ciphertext).ok()
    }

    /// A keyed hash (HMAC-SHA-256) of these parts, the same every time: who has no keys cannot tell what it is of.
    pub fn mac(&self, parts: &[&str]) -> Vec<u8> {
        // No kind of record begins like this.
        let message = format!("mac\0{}", parts.join("\0"));
        hmac::sign(&self.0.index(), message.as_bytes()).as_ref().to_vec()
    }

    /// The keys behind it, for another vault or sealer that shares them.
    pub fn keys(&self) -> &VaultKeys {
        &self.0
    }

    fn seal_with(
        &self,
        salt: [u8; SALT],
        context: &[&str],
        plaintext: &[u8],
    ) -> Result<Vec<u8>, Unspecified> {
        let (id, root) = self.0.newest();
        let derived = Derived::new(&**root, &salt, authenticated(*id, context))?;
        let mut sealed = Vec::with_capacity(HEADER + plaintext.len() + AES_256_GCM.tag_len());
        sealed.push(FORMAT);
        sealed.extend_from_slice(&id.to_be_bytes());
        sealed.extend_from_slice(&salt);
        sealed.extend_from_slice(&*derived.commitment);
        sealed.extend_from_slice(&derived.encrypt(plaintext)?);
        Ok(sealed)
    }
}

/// Format, key id and every part of the context with its length, so that no two contexts read alike.
fn authenticated(id: u32, context: &[&str]) -> Vec<u8> {
    let mut bytes = vec![FORMAT];
    bytes.extend_from_slice(&id.to_be_bytes());
    for part in context {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

struct Derived {
    key: Zeroizing<[u8; 32]>,
    commitment: Zeroizing<[u8; COMMITMENT]>,
    authenticated: Vec<u8>,
}

impl Derived {
    fn new(root: &[u8], salt: &[u8], authenticated: Vec<u8>) -> Result<Self, Unspecified> {
        let extracted = Salt::new(HKDF_SHA512, salt).extract(root);
        let key = expand(&extracted, b"longrun/v1/key", &authenticated)?;
        let commitment = expand(&extracted, b"longrun/v1/commitment", &authenticated)?;
        Ok(Self { key, commitment, authenticated })
    }

    fn encrypt(&self, plaintext: &[u8]) -> Result<Vec<u8>, Unspecified> {
        let mut bytes = plaintext.to_vec();
        self.cipher()?.seal_in_place_append_tag(nonce(), Aad::from(&self.authenticated), &mut bytes)?;
        Ok(bytes)
    }

    fn decrypt(&self, ciphertext: &[u8]) -> Result<Zeroizing<Vec<u8>>, Unspecified> {
        let mut bytes = Zeroizing::new(ciphertext.to_vec());
        let length = self.cipher()?.open_in_place(nonce(), Aad::from(&self.authenticated), &mut bytes)?.len();
        bytes.truncate(length);
        Ok(bytes)
    }

    fn cipher(&self) -> Result<LessSafeKey, Unspecified> {
        UnboundKey::new(&AES_256_GCM, &*self.key).map(LessSafeKey::new)
    }
}

fn nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

fn expand(extracted: &Prk, label: &[u8], authenticated: &[u8]) -> Result<Zeroizing<[u8; 32]>, Unspecified> {
    let mut output = Zeroizing::new([0; 32]);
    extracted.expand(&[label, authenticated], Length(32))?.fill(&mut *output)?;
    Ok(output)
}

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealer() -> Sealer {
        Sealer::new(VaultKeys::generate().unwrap())
    }

    #[test]
    fn what_was_sealed_opens_in_its_own_context_only() {
        let sealer = sealer();
        let closed = sealer.seal(&["cookie", "ab"], b"secret").unwrap();
        assert_eq!(sealer.open(&["cookie", "ab"], &closed).unwrap().as_slice(), b"secret");
        for other in [&["cookie", "ac"][..], &["cookiea", "b"], &["cookie"], &["cookie", "ab", ""], &[]] {
            assert!(sealer.open(other, &closed).is_none(), "{other:?}");
        }
    }

    #[test]
    fn every_bit_of_a_sealed_record_matters() {
        let sealer = sealer();
        let closed = sealer.seal(&["cookie"], b"secret").unwrap();
        for bit in 0..closed.len() * 8 {
            let mut flipped = closed.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(sealer.open(&["cookie"], &flipped).is_none(), "bit {bit}");
        }
        for length in 0..closed.len() {
            assert!(sealer.open(&["cookie"], &closed[..length]).is_none(), "{length} bytes");
        }
    }

    #[test]
    fn the_same_text_never_seals_alike() {
        let sealer = sealer();
        assert_ne!(sealer.seal(&["a"], b"secret").unwrap(), sealer.seal(&["a"], b"secret").unwrap());
    }

    #[test]
    fn a_ciphertext_under_another_key_fails_at_its_commitment() {
        // Without the commitment, AES-GCM would let an attacker craft one ciphertext for two keys.
        let (ours, theirs) = (sealer(), sealer());
        let sealed = theirs.seal(&["a"], b"secret").unwrap();
        let (_, root) = ours.keys().newest();
        let derived = Derived::new(&**root, &sealed[5..37], authenticated(1, &["a"])).unwrap();
        assert!(verify_slices_are_equal(&*derived.commitment, &sealed[37..HEADER]).is_err());
        assert!(ours.open(&["a"], &sealed).is_none());
    }
}
