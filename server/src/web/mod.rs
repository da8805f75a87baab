//! The pages' handlers. Each reads: who, may they, do, answer.

pub mod assets;
pub mod changes;
mod cursor;
pub mod dashboard;
pub mod health;
pub mod landing;
pub mod settings;
pub mod workouts;
