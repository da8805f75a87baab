//! The pieces that come alive where scripts run. Without them every page is whole.
//!
//! What they show is drawn on the server and found again in the page: an island with properties would bring a reader
//! of JSON, a tenth of the bundle.

pub mod pace_preview;
pub mod read_out;
