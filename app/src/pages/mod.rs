//! The pages: each a view-model with a constructor from the domain's types, and a function to HTML.

pub mod landing;
pub mod passage;
pub mod problem;
pub mod provider;
