//! What pages are made of: fields, buttons, tiles, figures and tables.

mod button;
mod error_summary;
mod field;
mod figure;
mod nothing_yet;
mod sample;
mod switch;
mod tile;

pub use button::{Variant, answer_button, button, hidden, link};
pub use error_summary::{error_summary, unseen};
pub(crate) use field::escaped;
pub use field::{Choice, Control, Field, field};
pub use figure::{Chart, Figure, Numbers, drawn, figure, numbers, table};
pub use nothing_yet::nothing_yet;
pub use sample::{Sample, sample};
pub use switch::{Way, switch};
pub use tile::{Tile, tile};
