//! From an HTTP request of the AWS client to a call of the engine and back.

use crate::aws_json::respond;
use crate::table::files::Lock;
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use dynoxide::{Database, DynoxideError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Answers the requests of DynamoDB's JSON protocol from a database in this process.
#[derive(Clone)]
pub(super) struct Embedded {
    database: Database,
    /// Present when the database is a file: its calls wait for the disk, and the file stays ours while a
    /// client lives.
    lock: Option<Arc<Lock>>,
}

impl Embedded {
    pub(super) fn new(database: Database, lock: Option<Arc<Lock>>) -> Self {
        Self { database, lock }
    }

    /// Runs one operation; a call that waits for the disk goes to a thread that may wait.
    pub(super) async fn answer(&self, request: Request) -> Result<HttpResponse, ConnectorError> {
        let (status, body) = if self.lock.is_some() {
            let database = self.database.clone();
            tokio::task::spawn_blocking(move || dispatch(&database, &request))
                .await
                .map_err(|error| ConnectorError::other(error.into(), None))?
        } else {
            dispatch(&self.database, &request)
        };
        respond(status, body)
    }
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Embedded")
    }
}

impl HttpConnector for Embedded {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let embedded = self.clone();
        HttpConnectorFuture::new(async move { embedded.answer(Request::read(&request)).await })
    }
}

/// An operation and its JSON.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) operation: String,
    body: Vec<u8>,
}

impl Request {
    pub(super) fn read(request: &HttpRequest) -> Self {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        Self { operation, body: request.body().bytes().unwrap_or_default().to_vec() }
    }

    /// Takes all keys but the first out of a `BatchGetItem`, or that one if it is alone, and tells them as what was not
    /// processed.
    pub(super) fn leave_keys(&mut self) -> serde_json::Value {
        let mut body: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let mut left = body["RequestItems"].clone();
        for (table, read) in left.as_object_mut().into_iter().flatten() {
            let keys = body["RequestItems"][table]["Keys"].as_array_mut();
            read["Keys"] =
                keys.map(|keys| keys.split_off(usize::from(keys.len() > 1)).into()).unwrap_or_default();
        }
        self.body = body.to_string().into_bytes();
        left
    }

    /// Whether it lets itself be answered with what was true a moment ago; this store never does so, AWS may.
    pub(super) fn is_stale(&self) -> bool {
        let body: serde_json::Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let strong = |read: &serde_json::Value| read["ConsistentRead"] == true;
        match self.operation.as_str() {
            "GetItem" | "Query" | "Scan" => !strong(&body),
            "BatchGetItem" => !body["RequestItems"].as_object().is_some_and(|it| it.values().all(strong)),
            _ => false,
        }
    }
}

/// The operations we use; any other is refused, as AWS refuses one that does not exist.
fn dispatch(database: &Database, request: &Request) -> (u16, String) {
    let body = request.body.as_slice();
    let outcome = match request.operation.as_str() {
        "BatchGetItem" => run(body, |input| database.batch_get_item(input)),
        "CreateTable" => run(body, |input| database.create_table(input)),
        "DeleteItem" => run(body, |input| database.delete_item(input)),
        "DescribeTimeToLive" => run(body, |input| database.describe_time_to_live(input)),
        "GetItem" => run(body, |input| database.get_item(input)),
        "ListTables" => run(body, |input| database.list_tables(input)),
        "PutItem" => run(body, |input| database.put_item(input)),
        "Query" => run(body, |input| database.query(input)),
        "Scan" => run(body, |input| database.scan(input)),
        "TransactWriteItems" => run(body, |input| database.transact_write_items(input)),
        "UpdateItem" => run(body, |input| database.update_item(input)),
        "UpdateTimeToLive" => run(body, |input| database.update_time_to_live(input)),
        _ => return (400, UNKNOWN.to_owned()),
    };
    outcome.map_or_else(|error| (error.status_code(), error.to_json()), |answer| (200, answer))
}

/// The engine has no such error: it knows every operation.
const UNKNOWN: &str = r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;

fn run<I: DeserializeOwned, O: Serialize>(
    body: &[u8],
    call: impl FnOnce(I) -> dynoxide::Result<O>,
) -> dynoxide::Result<String> {
    let input = serde_json::from_slice(body).map_err(|error| misread(&error.to_string()))?;
    let output = call(input)?;
    serde_json::to_string(&output).map_err(|error| DynoxideError::InternalServerError(error.to_string()))
}

/// The engine marks what is a refusal of the request rather than of its syntax.
fn misread(said: &str) -> DynoxideError {
    let marked = said.strip_prefix("VALIDATION:").or_else(|| said.strip_prefix("VALIDATION_REQUEST:"));
    let validation = marked.map(|why| DynoxideError::ValidationException(why.to_owned()));
    validation.unwrap_or_else(|| DynoxideError::SerializationException(said.to_owned()))
}
