//! Whose an e-mail address is. The address itself is not stored.

use crate::athlete::AthleteId;
use crate::table::error::unreadable;
use crate::table::keys::Key;
use crate::table::{Table, TableError};
use aws_sdk_dynamodb::types::AttributeValue;

const ATHLETE: &str = "athlete";

/// Without permits: sign-in writes it of whoever signs in, and decisions are made of it. White space around an
/// address and its case do not count.
impl Table {
    /// The athlete who signed up with this address.
    pub async fn alias(&self, address: &str) -> Result<Option<AthleteId>, TableError> {
        let Some(item) = self.get(&Key::alias(address)).await? else { return Ok(None) };
        let athlete = item.get(ATHLETE).and_then(|athlete| AthleteId::parse(athlete.as_s().ok()?));
        athlete.ok_or_else(|| unreadable("an alias")).map(Some)
    }

    /// Keeps whose address this is, for whoever comes first, and tells whether it is this athlete's.
    pub async fn save_alias(&self, address: &str, athlete: &AthleteId) -> Result<bool, TableError> {
        let mut item = Key::alias(address).item();
        item.insert(ATHLETE.to_owned(), AttributeValue::S(athlete.to_string()));
        self.write(&item, |put| {
            put.condition_expression("attribute_not_exists(pk) OR athlete = :athlete")
                .expression_attribute_values(":athlete", AttributeValue::S(athlete.to_string()))
        })
        .await
    }
}
