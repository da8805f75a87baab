//! The table itself, for the embedded store and for tests; on AWS the template creates it.

use crate::expiry;
use crate::table::error::{unreachable, unreadable};
use crate::table::item::{CHANGE, VERSION};
use crate::table::keys::{BY_SPORT, BY_START, EXPIRY, PARTITION, SORT};
use crate::table::{Table, TableError};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, LocalSecondaryIndex, Projection,
    ProjectionType, ScalarAttributeType,
};

impl Table {
    /// Creates the table with its indexes and its time-to-live, unless it is there.
    pub async fn create_if_missing(&self) -> Result<(), TableError> {
        let mut request = self.client.create_table().table_name(&self.name);
        request = request.billing_mode(BillingMode::PayPerRequest).set_key_schema(Some(key(SORT)?));
        for name in [PARTITION, SORT, BY_START, BY_SPORT] {
            request = request.attribute_definitions(text(name)?);
        }
        let indexes = vec![index(BY_START)?, index(BY_SPORT)?];
        let created = request.set_local_secondary_indexes(Some(indexes)).send().await;
        match created.map_err(SdkError::into_service_error) {
            Ok(_) | Err(CreateTableError::ResourceInUseException(_)) => {
                expiry::ensure(&self.client, &self.name, EXPIRY).await.map_err(unreachable)
            }
            Err(error) => Err(unreachable(error)),
        }
    }
}

fn key(sort: &str) -> Result<Vec<KeySchemaElement>, TableError> {
    let element = |name, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    let elements = [element(PARTITION, KeyType::Hash), element(sort, KeyType::Range)];
    elements.into_iter().collect::<Result<_, _>>().map_err(unreadable)
}

fn text(name: &str) -> Result<AttributeDefinition, TableError> {
    let text = ScalarAttributeType::S;
    AttributeDefinition::builder().attribute_name(name).attribute_type(text).build().map_err(unreadable)
}

/// An index tells places and versions: what is not in memory at that version is read from the table itself.
fn index(sort: &str) -> Result<LocalSecondaryIndex, TableError> {
    let known = Projection::builder().projection_type(ProjectionType::Include);
    let known = known.non_key_attributes(VERSION).non_key_attributes(CHANGE).build();
    let index = LocalSecondaryIndex::builder().index_name(sort).set_key_schema(Some(key(sort)?));
    index.projection(known).build().map_err(unreadable)
}
