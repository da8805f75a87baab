//! What can go wrong inside the provider. Clients learn no more of it than `server_error`.

use domain::vault::VaultError;

/// A failure that is nobody's mistake outside.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The vault did not answer, or not with what it should hold.
    #[error("the vault: {0}")]
    Vault(#[from] VaultError),
    /// Keys, random numbers or hashes could not be made.
    #[error("a cryptographic operation failed")]
    Cryptography,
    /// A task of ours ended before its work.
    #[error("a task was interrupted")]
    Interrupted,
    /// A token could not be written.
    #[error("a token could not be written: {0}")]
    Token(#[from] jsonwebtoken::errors::Error),
    /// A record could not be written as JSON.
    #[error("a record could not be written: {0}")]
    Json(#[from] serde_json::Error),
}
