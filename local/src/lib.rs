//! What AWS would give, on a laptop: an embedded DynamoDB and an OpenID provider.

pub mod idp;
pub mod people;
pub mod table;
