//! What AWS would give, on a laptop: an embedded DynamoDB and an OpenID provider.

mod chance;
pub mod idp;
pub mod people;
pub mod table;
