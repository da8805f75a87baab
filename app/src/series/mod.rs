//! What charts draw: values in the units people read, slot by slot. The same numbers stand in the tables.

mod bests;
mod course;
mod lines;
mod slots;
mod stack;

pub use bests::{Curve, Steps};
pub(crate) use course::pace_unit;
pub use course::{Course, Profile};
pub use lines::{Line, Lines};
pub(crate) use slots::mean_of;
pub use slots::{Series, Slot, number, tick};
pub use stack::{Stack, stacks};
