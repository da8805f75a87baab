//! What the journal can answer instead of what was asked for.

use crate::act::NotCovered;
use crate::workout::WorkoutId;
use aws_sdk_dynamodb::error::DisplayErrorContext;

/// A fact about a request that could not be done.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The permit is for something else.
    #[error(transparent)]
    NotCovered(#[from] NotCovered),
    /// The athlete has no such thing, or has it no more.
    #[error("there is no such thing")]
    NotFound,
    /// It was changed since it was read.
    #[error("it has been changed meanwhile and is at version {current}")]
    Changed {
        /// The version it has now.
        current: u64,
    },
    /// The idempotency key came before, with other details.
    #[error("the idempotency key was used for something else")]
    KeyReused,
    /// The same activity is in the log already.
    #[error("the same activity is in the log already, as {0}")]
    Duplicate(WorkoutId),
    /// It is larger than a transaction of DynamoDB can hold.
    #[error("it is too large to be stored")]
    TooLarge,
    /// Too many others ask for or write the same thing; trying again later will do.
    #[error("too many others are writing the same thing")]
    Busy,
    /// The table did not answer; whether the write was made is not known. The text is for the log.
    #[error("the journal cannot be reached: {0}")]
    Unreachable(String),
    /// An item does not read as what its key says. The text is for the log.
    #[error("an item of the journal cannot be read: {0}")]
    Unreadable(String),
}

pub(super) fn unreachable(error: impl std::error::Error) -> TableError {
    TableError::Unreachable(DisplayErrorContext(error).to_string())
}

pub(super) fn unreadable(error: impl std::fmt::Display) -> TableError {
    TableError::Unreadable(error.to_string())
}
