//! The process: one executable that serves pages, signs people in and keeps their log.
//!
//! [`routes`] lists every URL with what it needs; each handler reads: who, may they, do, answer.
//! [`state::App`] holds what handlers share. Time comes from [`clock`], settings from [`config`].

pub mod api;
pub mod arrival;
pub mod audit;
pub mod authorizer;
pub mod bearer;
pub mod body;
mod chance;
pub mod chart;
pub mod clock;
pub mod coached;
pub mod config;
#[cfg(feature = "local")]
pub mod demo;
pub mod headers;
pub mod host;
pub mod import;
pub mod kept;
pub mod listen;
pub mod login;
pub mod page;
pub mod policy;
pub mod problem;
pub mod provider;
pub mod recount;
pub mod registry;
mod route;
pub mod routes;
pub mod same_origin;
mod sealed;
pub mod session;
pub mod site;
pub mod startup;
pub mod state;
pub mod store;
pub mod web;
pub mod work;

/// A quarter of a call's time was the system's allocator (`docs/performance.md`).
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
