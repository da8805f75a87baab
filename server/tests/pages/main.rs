//! The whole of Longrun in memory, as browsers meet it, and every page and chart with sample data.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod assertion;
mod chart;
mod coached;
mod connections;
#[cfg(test)]
mod consistency;
mod cursors;
mod demo;
mod doors;
mod gallery;
mod https;
mod kept;
mod limits;
mod load;
mod overtaken;
mod problems;
mod records;
mod reference;
mod rollups;
mod sample;
mod store;
#[cfg(test)]
#[expect(dead_code, reason = "each test uses its own part of it")]
#[path = "../support/mod.rs"]
mod support;
mod thresholds;
