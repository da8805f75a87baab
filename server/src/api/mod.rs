//! The API for machines: the rooms of the pages, with another door.
//!
//! [`entrance`] lets a request in that brings an access token and is not one too many; [`call`] finds out whose log
//! it is about and what that athlete has granted. The handlers read as those of the pages do: who, may they, do,
//! answer. [`operation`] is what the route table says of each, and [`document`] writes it down as `OpenAPI` 3.1. What
//! cannot be done is a [`fault`], told as RFC 9457 wants it.

pub mod answering;
pub(crate) mod asked;
pub mod call;
pub mod changes;
pub mod clients;
pub(crate) mod conditional;
pub mod consistency;
pub mod document;
pub mod entrance;
pub mod fault;
pub mod imports;
pub(crate) mod json;
pub mod limits;
pub mod load;
pub mod operation;
pub mod originals;
pub mod profile;
pub mod races;
pub mod records;
pub mod refusals;
pub mod review;
pub mod standing;
pub mod trends;
pub mod uses;
pub mod window;
pub mod workouts;
pub mod zones;
