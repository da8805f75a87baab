//! The pieces that come alive where scripts run. Without them every page is whole.

pub mod pace_preview;
pub mod read_out;

pub use pace_preview::PacePreview;
pub use read_out::ReadOut;
