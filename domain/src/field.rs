//! What is wrong with what was typed or sent, field by field and all at once.

use crate::workout::bounds;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

/// One field that cannot be used, and what was expected of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// The name of the field as the form and the wire know it.
    pub field: Cow<'static, str>,
    /// What was expected, as the end of a sentence that begins with the field's label.
    pub message: String,
    /// The beginning of what a machine sent instead, as JSON, at most 40 characters.
    ///
    /// Never of a title or of notes: what people write of themselves is not for the logs of clients.
    pub got: Option<String>,
}

impl FieldError {
    /// An error of which is not told what was sent.
    pub fn new(field: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into(), got: None }
    }
}

/// The errors met so far.
#[derive(Debug, Default)]
pub(crate) struct Errors(pub(crate) Vec<FieldError>);

impl Errors {
    /// The value that was read, or nothing and an error more.
    pub(crate) fn keep<T>(&mut self, field: &'static str, read: Result<T, String>) -> Option<T> {
        read.map_err(|message| self.0.push(FieldError::new(field, message))).ok()
    }

    /// The whole number that was typed, if one was: nothing, and an error more, unless it is within the range.
    pub(crate) fn number<T>(
        &mut self,
        field: &'static str,
        typed: &str,
        range: &RangeInclusive<T>,
    ) -> Option<T>
    where
        T: FromStr + PartialOrd + Display,
    {
        let typed = typed.trim();
        if typed.is_empty() {
            return None;
        }
        let number = typed.parse().map_err(expected("a whole number"));
        self.keep(field, number.and_then(|number| bounds::within(number, range)))
    }
}

/// The message of what cannot be read.
pub(crate) fn expected<E>(what: &'static str) -> impl FnOnce(E) -> String {
    move |_| format!("must be {what}")
}
