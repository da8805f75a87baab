//! What was refused, for whoever owns the installation: facts without secrets, and without whose log it was.

use crate::grant::ClientId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A kind of refusal. What happens often differs in none of this.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Event {
    /// Why, in words.
    pub reason: String,
    /// The client that asked, if it has shown who it is.
    pub client: Option<ClientId>,
    /// The policies that decided, if policies did.
    pub policies: Vec<String>,
}

impl Event {
    /// A refusal of somebody who has not shown who they are, without policies.
    pub fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), client: None, policies: Vec::new() }
    }
}

/// A row of the audit: refusals of one kind within a short time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What was refused.
    pub event: Event,
    /// How often, at least once.
    pub times: u32,
    /// When the first of them was.
    pub first_at: DateTime<Utc>,
    /// When the last of them was.
    pub last_at: DateTime<Utc>,
    /// The id of the last request, as its answer and the log tell it.
    pub request_id: String,
}
