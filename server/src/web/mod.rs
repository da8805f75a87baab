//! The pages' handlers. Each reads: who, may they, do, answer.

pub mod assets;
pub mod changes;
pub mod clients;
pub mod connections;
pub mod consistency;
pub(crate) mod cursor;
pub mod dashboard;
pub mod health;
pub mod landing;
pub mod load;
pub mod records;
pub mod reference;
pub mod refusals;
pub mod review;
pub mod settings;
pub mod sign_in;
pub mod thresholds;
pub mod workouts;
