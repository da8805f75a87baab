//! What training is: the words that the pages, the table, the policies and the machines share.
//!
//! Without features this crate is arithmetic over values: no clock, no randomness, no I/O, so that the
//! browser and the server compute the same. Feature `dynamodb` adds the [`table`] and the [`vault`];
//! feature `files` adds the decoders for what watches write.

pub mod act;
pub mod athlete;
pub mod audit;
pub mod best;
pub mod body;
pub mod consistency;
pub mod course;
pub mod digest;
pub mod efficiency;
mod field;
pub mod fitness;
pub mod grade;
pub mod grant;
pub mod histogram;
pub mod history;
pub mod import;
pub mod load;
pub mod max_heart_rate;
pub mod pace;
pub mod per_second;
pub mod profile;
pub mod quantity;
pub mod race;
pub mod records;
pub mod review;
pub mod scope;
pub mod sport;
pub mod strength;
mod text;
pub mod thresholds;
pub mod track;
pub mod trend;
pub mod week;
pub mod workout;
pub mod zones;

#[cfg(feature = "dynamodb")]
mod expiry;
#[cfg(feature = "files")]
pub mod file;
#[cfg(feature = "dynamodb")]
pub mod table;
#[cfg(feature = "dynamodb")]
pub mod vault;
