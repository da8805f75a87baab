//! The documents that a policy store of Amazon Verified Permissions is made of.

use crate::policies::{Policies, PolicyError, Sources};
use cedar_policy::schema_str_to_json_with_resolved_types;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The same schema and policies, as AWS takes them.
#[derive(Clone, Debug, PartialEq)]
pub struct Documents {
    /// The schema in Cedar's JSON.
    pub schema: Value,
    statements: BTreeMap<String, String>,
}

impl Documents {
    /// The documents of `sources`, which must fit together.
    pub fn of(sources: &Sources) -> Result<Self, PolicyError> {
        let policies = Policies::new(sources)?;
        let (schema, _) = schema_str_to_json_with_resolved_types(&sources.schema)
            .map_err(|error| PolicyError(error.to_string()))?;
        let statements = policies.by_id().into_iter().map(|(id, policy)| (id, policy.to_string())).collect();
        Ok(Self { schema, statements })
    }

    /// What `CreatePolicy` takes as the `definition` of each policy, by its `@id`. The store gives policies ids of its
    /// own; the description keeps ours.
    pub fn definitions(&self) -> BTreeMap<&str, Value> {
        let definition = |id, text| json!({"static": {"description": id, "statement": text}});
        self.statements.iter().map(|(id, text)| (id.as_str(), definition(id, text))).collect()
    }

    /// A `CloudFormation` template of the store and its policies; a policy's logical id is its `@id` without hyphens.
    pub fn template(&self) -> Result<Value, PolicyError> {
        let mut resources = Map::from_iter([("PolicyStore".to_owned(), self.store())]);
        for (id, statement) in &self.statements {
            if resources.insert(logical(id), policy(id, statement)).is_some() {
                return Err(PolicyError(format!("without hyphens, {id} is called like another")));
            }
        }
        Ok(json!({"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}))
    }

    fn store(&self) -> Value {
        let schema = json!({"CedarJson": self.schema.to_string()});
        let properties = json!({"ValidationSettings": {"Mode": "STRICT"}, "Schema": schema});
        json!({"Type": "AWS::VerifiedPermissions::PolicyStore", "Properties": properties})
    }
}

fn policy(id: &str, statement: &str) -> Value {
    let definition = json!({"Static": {"Description": id, "Statement": statement}});
    let store = json!({"Fn::GetAtt": ["PolicyStore", "PolicyStoreId"]});
    let properties = json!({"PolicyStoreId": store, "Definition": definition});
    json!({"Type": "AWS::VerifiedPermissions::Policy", "Properties": properties})
}

/// `athlete-owns-log` as `AthleteOwnsLog`.
fn logical(id: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(word.len().min(1));
        first.to_ascii_uppercase() + rest
    };
    id.split('-').map(word).collect()
}
