//! What watches write, as small files made on the spot: every format, whole, broken and hostile.
#![cfg(feature = "files")]

mod archive;
mod fit;
mod fixtures;
mod hostile;
mod measure;
mod mutation;
mod xml;
