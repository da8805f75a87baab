//! An embedded policy store: the client of Amazon Verified Permissions talks to the Cedar engine in this process.
//!
//! The seam is on the wire, as it is with the embedded DynamoDB. A [`PolicyStore`] is made of the documents that
//! `longrun policy export` writes and answers `IsAuthorized`; it reads each request by what AWS documents, and
//! holds it to the schema. Nothing in it knows the gate.

mod wire;

use aws_sdk_verifiedpermissions::Client;
use aws_sdk_verifiedpermissions::config::retry::RetryConfig;
use aws_sdk_verifiedpermissions::config::{BehaviorVersion, Builder, Region, StalledStreamProtectionConfig};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use cedar_policy::{Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator};
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Display;
use std::sync::Arc;

/// A policy store. Clones are the same store.
#[derive(Clone, Debug)]
pub struct PolicyStore(Arc<Contents>);

#[derive(Debug)]
struct Contents {
    id: String,
    schema: Schema,
    policies: PolicySet,
    descriptions: HashMap<String, String>,
}

/// What the store would not take, as a sentence.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NotTaken(String);

impl PolicyStore {
    /// A store with this id, a schema in Cedar's JSON, and policies as `CreatePolicy` takes their `definition`.
    pub fn new<'a>(
        id: &str,
        schema: Value,
        definitions: impl IntoIterator<Item = &'a Value>,
    ) -> Result<Self, NotTaken> {
        let schema = Schema::from_json_value(schema).map_err(refused)?;
        let (mut policies, mut descriptions) = (PolicySet::new(), HashMap::new());
        for (number, definition) in definitions.into_iter().enumerate() {
            // The service makes an id of its own; what its maker calls a policy is its description.
            let id = format!("SP{number:020}");
            policies.add(policy(definition, &id)?).map_err(refused)?;
            descriptions.insert(id, text(&definition["static"]["description"])?.to_owned());
        }
        let verdict = Validator::new(schema.clone()).validate(&policies, ValidationMode::Strict);
        if !verdict.validation_passed() {
            return Err(refused(verdict));
        }
        Ok(Self(Arc::new(Contents { id: id.to_owned(), schema, policies, descriptions })))
    }

    /// A client of this store.
    pub fn client(&self) -> Client {
        client(self.clone())
    }

    /// How the maker of a policy described it, by the id that the store gave it.
    pub fn description(&self, policy: &str) -> Option<&str> {
        self.0.descriptions.get(policy).map(String::as_str)
    }
}

impl HttpConnector for PolicyStore {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(wire::answer(&self.0, &request))
    }
}

/// A client of whatever answers behind `connector`; it asks once.
pub fn client(connector: impl HttpConnector + 'static) -> Client {
    let connector = SharedHttpConnector::new(connector);
    let config = Builder::new()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::from_static("local"))
        .endpoint_url("http://embedded.invalid")
        .allow_no_auth()
        .retry_config(RetryConfig::disabled())
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    Client::from_conf(config)
}

fn policy(definition: &Value, id: &str) -> Result<Policy, NotTaken> {
    Policy::parse(Some(PolicyId::new(id)), text(&definition["static"]["statement"])?).map_err(refused)
}

fn text(value: &Value) -> Result<&str, NotTaken> {
    value
        .as_str()
        .ok_or_else(|| NotTaken("a definition has static.description and static.statement".to_owned()))
}

fn refused(error: impl Display) -> NotTaken {
    NotTaken(error.to_string())
}
