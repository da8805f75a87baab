//! The pages: each a view-model with a constructor from the domain's types, and a function to HTML.

pub mod coached;
pub mod connections;
pub mod consistency;
pub mod dashboard;
pub mod delete;
pub mod import;
pub mod installation;
pub mod landing;
pub mod load;
pub mod passage;
pub mod problem;
pub mod provider;
pub mod records;
pub mod reference;
pub mod review;
pub mod settings;
pub mod thresholds;
pub mod workout;
pub mod workout_form;
pub mod workouts;
