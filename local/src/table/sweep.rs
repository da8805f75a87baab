//! The time-to-live of DynamoDB, driven by our clock.
//!
//! The engine's own sweep reads the system's clock; time is an argument here.

use chrono::{DateTime, Utc};
use dynoxide::actions::delete_item::DeleteItemRequest;
use dynoxide::actions::describe_table::DescribeTableRequest;
use dynoxide::actions::describe_time_to_live::DescribeTimeToLiveRequest;
use dynoxide::actions::list_tables::ListTablesRequest;
use dynoxide::actions::scan::ScanRequest;
use dynoxide::{AttributeValue, Database, DynoxideError, Item, Result};
use std::collections::HashMap;
use std::thread;
use std::time::Duration;

/// Items of a page: the engine reads all of them before it stops at a megabyte, and pieces of files have 350 kB each.
const PAGE: usize = 4;

/// Between two pages. Whoever takes the engine's lock back at once has it before those who wait for it have woken.
const PAUSE: Duration = Duration::from_millis(1);

/// Deletes every item of every table that had expired by `now`.
pub(super) fn sweep(database: &Database, now: DateTime<Utc>) -> Result<usize> {
    let tables = database.list_tables(ListTablesRequest::default())?.table_names;
    let mut deleted = 0;
    for table in tables {
        if let Some(attribute) = time_to_live(database, &table)? {
            deleted += Sweep::new(database, table, attribute, now)?.run()?;
        }
    }
    Ok(deleted)
}

fn time_to_live(database: &Database, table: &str) -> Result<Option<String>> {
    let request = DescribeTimeToLiveRequest { table_name: table.to_owned() };
    Ok(database.describe_time_to_live(request)?.time_to_live_description.attribute_name)
}

struct Sweep<'a> {
    database: &'a Database,
    table: String,
    key: Vec<String>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl<'a> Sweep<'a> {
    fn new(database: &'a Database, table: String, attribute: String, now: DateTime<Utc>) -> Result<Self> {
        let request = DescribeTableRequest { table_name: table.clone() };
        let schema = database.describe_table(request)?.table.key_schema;
        let key = schema.into_iter().map(|element| element.attribute_name).collect();
        let names = HashMap::from([("#expiry".to_owned(), attribute)]);
        let seconds = AttributeValue::N(now.timestamp().to_string());
        Ok(Self { database, table, key, names, values: HashMap::from([(":now".to_owned(), seconds)]) })
    }

    fn run(&self) -> Result<usize> {
        let (mut deleted, mut after) = (0, None);
        loop {
            let page = self.database.scan(self.page(after))?;
            for item in page.items.unwrap_or_default() {
                deleted += usize::from(self.delete(item)?);
            }
            after = page.last_evaluated_key;
            if after.is_none() {
                return Ok(deleted);
            }
            thread::sleep(PAUSE);
        }
    }

    fn page(&self, after: Option<HashMap<String, AttributeValue>>) -> ScanRequest {
        ScanRequest {
            table_name: self.table.clone(),
            filter_expression: Some("#expiry <= :now".to_owned()),
            expression_attribute_names: Some(self.names.clone()),
            expression_attribute_values: Some(self.values.clone()),
            limit: Some(PAGE),
            exclusive_start_key: after,
            ..ScanRequest::default()
        }
    }

    /// Deletes the item unless it was given more time since it was read.
    fn delete(&self, mut item: Item) -> Result<bool> {
        let key = self.key.iter().filter_map(|name| Some((name.clone(), item.remove(name)?))).collect();
        let outcome = self.database.delete_item(DeleteItemRequest {
            table_name: self.table.clone(),
            key,
            condition_expression: Some("#expiry <= :now".to_owned()),
            expression_attribute_names: Some(self.names.clone()),
            expression_attribute_values: Some(self.values.clone()),
            ..DeleteItemRequest::default()
        });
        match outcome {
            Ok(_) => Ok(true),
            Err(DynoxideError::ConditionalCheckFailedException(..)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
