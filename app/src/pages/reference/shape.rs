//! The shapes of what is sent and told.

use super::model::{entries, text};
use serde_json::Value;

/// A shape that has a name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ShapeView {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) about: String,
    pub(super) fields: Vec<FieldRow>,
}

/// One field of a shape.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FieldRow {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) about: String,
    pub(super) kind: Kind,
}

/// What a value is, and the shape that tells more of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) words: String,
    pub(super) shape: Option<String>,
}

impl ShapeView {
    /// The shape; of one that `is_sent` it is told which fields cannot be left out. In answers every field is there.
    pub(super) fn new((name, told): (&str, &Value), shapes: &Value, is_sent: bool) -> Self {
        let among =
            |field: &str| told["required"].as_array().is_some_and(|it| it.iter().any(|it| it == field));
        let required = |field: &str| is_sent && among(field);
        let field = |(name, field): (&str, &Value)| FieldRow {
            name: name.to_owned(),
            required: required(name),
            about: text(&field["description"]),
            kind: kind(field, shapes),
        };
        Self {
            id: format!("shape-{name}"),
            name: name.to_owned(),
            about: text(&told["description"]),
            fields: entries(&told["properties"]).map(field).collect(),
        }
    }
}

/// Where a shape is told.
pub(super) fn anchor(name: &str) -> String {
    format!("#shape-{name}")
}

/// The name of the shape that `schema` refers to.
pub(super) fn named(schema: &Value) -> Option<String> {
    Some(schema.get("$ref")?.as_str()?.rsplit('/').next()?.to_owned())
}

/// What a value of this `schema` is.
pub(super) fn kind(schema: &Value, shapes: &Value) -> Kind {
    if let Some(name) = named(schema) {
        return Kind { words: String::new(), shape: Some(name) };
    }
    let types = types(schema);
    let null = if types.contains(&"null") { " or null" } else { "" };
    match types.iter().find(|it| **it != "null").copied() {
        Some("array") => {
            let of = kind(&schema["items"], shapes);
            Kind { words: format!("list of {}", of.words), shape: of.shape }
        }
        // An alternative to null stands in the document as it is, without its name.
        Some("object") => Kind { words: format!("object{null}"), shape: same(schema, shapes) },
        Some(name) => {
            Kind { words: format!("{}{}{null}", simple(name, schema), bounds(schema)), shape: None }
        }
        None => Kind::default(),
    }
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        kind => kind.as_str().into_iter().collect(),
    }
}

fn same(schema: &Value, shapes: &Value) -> Option<String> {
    let fields = schema.get("properties")?;
    entries(shapes)
        .find(|(_, shape)| shape.get("properties") == Some(fields))
        .map(|(name, _)| name.to_owned())
}

fn simple(name: &str, schema: &Value) -> String {
    match (schema["format"].as_str(), schema["enum"].as_array()) {
        (_, Some(words)) => {
            let words: Vec<_> = words.iter().filter_map(Value::as_str).collect();
            format!("one of {}", words.join(", "))
        }
        (Some(format @ ("date" | "date-time")), None) => format.to_owned(),
        _ => name.to_owned(),
    }
}

fn bounds(schema: &Value) -> String {
    let number = |name: &str| schema.get(name).map(Value::to_string);
    match (number("minimum"), number("maximum"), number("maxLength")) {
        (Some(least), Some(most), _) => format!(", {least} to {most}"),
        (Some(least), None, _) => format!(", {least} or more"),
        (None, None, Some(most)) => format!(", at most {most} characters"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words(schema: &Value) -> String {
        kind(schema, &json!({"Load": {"properties": {"value": {}}}})).words
    }

    #[test]
    fn what_a_value_is_is_said_in_words() {
        assert_eq!(words(&json!({"type": "integer", "minimum": 1, "maximum": 200})), "integer, 1 to 200");
        assert_eq!(words(&json!({"type": ["integer", "null"], "minimum": 0})), "integer, 0 or more or null");
        assert_eq!(words(&json!({"type": "string", "maxLength": 255})), "string, at most 255 characters");
        assert_eq!(words(&json!({"type": "string", "format": "date"})), "date");
        assert_eq!(
            words(&json!({"type": ["string", "null"], "enum": ["a", "b", null]})),
            "one of a, b or null"
        );
        assert_eq!(words(&json!({"type": "array", "items": {"type": "string"}})), "list of string");
    }

    #[test]
    fn a_shape_is_found_by_its_name_or_by_its_fields() {
        let shapes = json!({"Load": {"properties": {"value": {}}}});
        let by_name = json!({"$ref": "#/components/schemas/Load"});
        let by_fields = json!({"type": ["object", "null"], "properties": {"value": {}}});
        for schema in [by_name.clone(), by_fields, json!({"type": "array", "items": by_name})] {
            assert_eq!(kind(&schema, &shapes).shape.as_deref(), Some("Load"), "{schema}");
        }
    }
}
