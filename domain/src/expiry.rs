//! The time-to-live of a table, for the embedded store and for tests; on AWS the template switches it on.

use aws_sdk_dynamodb::types::{TimeToLiveSpecification, TimeToLiveStatus};
use aws_sdk_dynamodb::{Client, Error};

/// Lets the items of `table` expire at what stands in `attribute`, unless they do already: whoever made the table may
/// have been stopped before this.
pub(crate) async fn ensure(client: &Client, table: &str, attribute: &str) -> Result<(), Error> {
    let told = client.describe_time_to_live().table_name(table).send().await?;
    let status = told.time_to_live_description.and_then(|told| told.time_to_live_status);
    if matches!(status, Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)) {
        return Ok(());
    }
    let expiry = TimeToLiveSpecification::builder().enabled(true).attribute_name(attribute).build()?;
    client.update_time_to_live().table_name(table).time_to_live_specification(expiry).send().await?;
    Ok(())
}
