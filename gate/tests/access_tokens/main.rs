//! Access tokens: honest ones, hostile ones, and those of libraries that are not ours.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod cognito;
mod foreign;
mod honest;
mod hostile;
mod issuer;
mod signatures;
