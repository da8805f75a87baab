//! The API over the whole router, with tokens of the embedded provider.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit;
mod client;
mod document;
mod matrix;
mod refused;
mod shapes;
mod workouts;

#[expect(dead_code, reason = "shared with the other test binaries")]
#[path = "../support/mod.rs"]
mod support;
