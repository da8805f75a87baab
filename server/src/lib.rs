//! The process: one executable that serves pages, signs people in and keeps their log.
//!
//! [`routes`] lists every URL with what it needs; each handler reads: who, may they, do, answer.
//! [`state::App`] holds what handlers share. Time comes from [`clock`], settings from [`config`].

pub mod arrival;
pub mod clock;
pub mod config;
pub mod headers;
pub mod host;
pub mod listen;
pub mod login;
pub mod same_origin;
pub mod session;
pub mod site;
