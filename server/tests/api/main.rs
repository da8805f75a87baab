//! The API over the whole router, with tokens of the embedded provider.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod alike;
mod analysed;
mod apart;
mod attacks;
mod audit;
mod client;
mod counted;
mod document;
mod foreign;
mod hostile;
mod issuer;
mod matrix;
mod refused;
mod shapes;
mod values;
mod workouts;

#[expect(dead_code, reason = "shared with the other test binaries")]
#[path = "../support/mod.rs"]
mod support;
