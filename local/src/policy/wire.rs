//! From a request of the AWS client to the Cedar engine and back, by the API reference of Verified Permissions.

use super::Contents;
use crate::aws_json::respond;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use cedar_policy::{Authorizer, Context, Decision, Entities, EntityUid, Request, Response};
use serde_json::{Map, Value, json};
use std::fmt::Display;

/// A refusal: the name of the exception, and what is wrong.
struct Exception(&'static str, String);

type Read<T> = Result<T, Exception>;

/// Answers the one operation that is asked here, `IsAuthorized`.
pub(super) fn answer(store: &Contents, request: &HttpRequest) -> Result<HttpResponse, ConnectorError> {
    let answered = match request.headers().get("x-amz-target") {
        Some("VerifiedPermissions.IsAuthorized") => {
            let body = serde_json::from_slice(request.body().bytes().unwrap_or_default()).map_err(invalid);
            body.and_then(|body| is_authorized(store, &body))
        }
        other => Err(Exception("UnknownOperationException", other.unwrap_or_default().to_owned())),
    };
    let (status, body) = match answered {
        Ok(answer) => (200, answer),
        Err(Exception(name, message)) => (400, json!({"__type": name, "message": message})),
    };
    respond(status, body.to_string())
}

fn is_authorized(store: &Contents, body: &Value) -> Read<Value> {
    if body["policyStoreId"] != store.id.as_str() {
        return Err(Exception("ResourceNotFoundException", "no such policy store".to_owned()));
    }
    let action = uid(&body["action"], "actionType", "actionId")?;
    let context = context(&body["context"])?;
    let context = Context::from_json_value(context, Some((&store.schema, &action))).map_err(invalid)?;
    let entities = entities(&body["entities"])?;
    let entities = Entities::from_json_value(entities, Some(&store.schema)).map_err(invalid)?;
    let [principal, resource] = ["principal", "resource"].map(|it| uid(&body[it], "entityType", "entityId"));
    let request =
        Request::new(principal?, action, resource?, context, Some(&store.schema)).map_err(invalid)?;
    Ok(told(&Authorizer::new().is_authorized(&request, &store.policies, &entities)))
}

fn told(response: &Response) -> Value {
    let decision = if response.decision() == Decision::Allow { "ALLOW" } else { "DENY" };
    let policies = response.diagnostics().reason().map(|id| json!({"policyId": id.to_string()}));
    let errors = response.diagnostics().errors().map(|it| json!({"errorDescription": it.to_string()}));
    json!({
        "decision": decision,
        "determiningPolicies": policies.collect::<Vec<_>>(),
        "errors": errors.collect::<Vec<_>>(),
    })
}

/// The union `ContextDefinition`; whoever has nothing to say leaves it out.
fn context(definition: &Value) -> Read<Value> {
    match (definition, definition["contextMap"].as_object()) {
        (Value::Null, _) => Ok(json!({})),
        (_, Some(map)) if !map.is_empty() => attributes(map),
        _ => Err(invalid("a context is a contextMap with something in it")),
    }
}

/// The union `EntitiesDefinition` in Cedar's JSON.
fn entities(definition: &Value) -> Read<Value> {
    let list = definition["entityList"].as_array().ok_or_else(|| invalid("entities are an entityList"))?;
    Ok(Value::Array(list.iter().map(entity).collect::<Read<_>>()?))
}

fn entity(item: &Value) -> Read<Value> {
    let itself = reference(&item["identifier"], "entityType", "entityId")?;
    if itself["type"].as_str().is_some_and(|kind| kind.ends_with("::Action")) {
        return Err(invalid("actions are in the schema, not among the entities"));
    }
    let parents = item["parents"].as_array().into_iter().flatten();
    let parents =
        parents.map(|parent| reference(parent, "entityType", "entityId")).collect::<Read<Vec<_>>>()?;
    let attributes = item["attributes"].as_object().map_or_else(|| Ok(json!({})), attributes)?;
    Ok(json!({"uid": itself, "attrs": attributes, "parents": parents}))
}

fn attributes(map: &Map<String, Value>) -> Read<Value> {
    map.iter()
        .map(|(name, it)| Ok((name.clone(), attribute(it)?)))
        .collect::<Read<Map<_, _>>>()
        .map(Value::Object)
}

/// The union `AttributeValue` in Cedar's JSON.
fn attribute(value: &Value) -> Read<Value> {
    let union = value.as_object().filter(|it| it.len() == 1).and_then(|it| it.iter().next());
    match union.map(|(kind, value)| (kind.as_str(), value)) {
        Some(
            ("string", it @ Value::String(_))
            | ("boolean", it @ Value::Bool(_))
            | ("long", it @ Value::Number(_)),
        ) => Ok(it.clone()),
        Some(("set", Value::Array(items))) => {
            items.iter().map(attribute).collect::<Read<_>>().map(Value::Array)
        }
        Some(("record", Value::Object(map))) => attributes(map),
        Some(("entityIdentifier", it)) => Ok(json!({"__entity": reference(it, "entityType", "entityId")?})),
        _ => Err(invalid(format!("no AttributeValue: {value}"))),
    }
}

/// A type and an id under their names on the wire, in Cedar's JSON.
fn reference(value: &Value, kind: &str, id: &str) -> Read<Value> {
    match (&value[kind], &value[id]) {
        (Value::String(kind), Value::String(id)) if (1..=200).contains(&id.chars().count()) => {
            Ok(json!({"type": kind, "id": id}))
        }
        _ => Err(invalid(format!("no {kind} with an {id} of 1 to 200 characters: {value}"))),
    }
}

fn uid(value: &Value, kind: &str, id: &str) -> Read<EntityUid> {
    EntityUid::from_json(reference(value, kind, id)?).map_err(invalid)
}

fn invalid(why: impl Display) -> Exception {
    Exception("ValidationException", why.to_string())
}
