//! What AWS would give, on a laptop: an embedded DynamoDB, an OpenID provider and a policy store.

mod aws_json;
mod chance;
pub mod idp;
pub mod people;
pub mod policy;
pub mod table;
