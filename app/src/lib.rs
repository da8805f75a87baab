//! What people see: pages as functions from a view-model to HTML.
//!
//! Nothing here reads a clock, a table or a request. A page is a plain struct whose constructor takes the
//! vocabulary of [`domain`] and decides every word and number, and a function that lays them out.
//! [`document::render`] puts a page into its document; [`parts`] are what pages share; [`islands`] are the
//! few pieces that come alive in a browser that runs scripts. Every page is whole without them.

#![recursion_limit = "512"]

pub mod document;
pub mod islands;
pub mod pages;
pub mod parts;
pub mod series;
pub mod words;
