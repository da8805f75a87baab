//! What was typed or sent, before it is known to be right.

use serde::{Deserialize, Serialize};

/// One field that cannot be used, and what was expected of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The name of the field as the form and the wire know it.
    pub field: &'static str,
    /// What was expected, as the end of a sentence that begins with the field's label.
    pub message: String,
}

/// A form as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {}
