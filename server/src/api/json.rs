//! A body of JSON, read strictly.

use super::fault::Fault;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use std::fmt;

/// The one object that a body is. Names that come twice, at whatever depth, are refused: readers differ in which of
/// the two they take (RFC 8259 §4).
pub(crate) fn object(headers: &HeaderMap, body: &[u8]) -> Result<Map<String, Value>, Fault> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Fault::NotJson);
    }
    match serde_json::from_slice::<Strict>(body) {
        Ok(Strict(Value::Object(object))) => Ok(object),
        Ok(_) => Err(Fault::Malformed("The body must be a JSON object.")),
        Err(_) => Err(Fault::Malformed("The body must be JSON, with no name twice in one object.")),
    }
}

struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue).map(Self)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("no number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Strict(value))) = entries.next_entry::<String, Strict>()? {
            if object.insert(name, value).is_some() {
                return Err(A::Error::custom("a name that comes twice"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(body: &[u8]) -> Option<&'static str> {
        let headers =
            HeaderMap::from_iter([(CONTENT_TYPE, "application/json; charset=utf-8".parse().unwrap())]);
        match object(&headers, body) {
            Ok(_) => None,
            Err(Fault::Malformed(why)) => Some(why),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn one_object_is_read_and_nothing_else() {
        assert_eq!(status(br#"{"a": {"b": [1, 2.5, null, true, "x"]}}"#), None);
        for wrong in
            ["", "[]", "1", "{}x", "{'a':1}", "{\"a\":NaN}", "{\"a\":01}", "\u{feff}{}", "{\"a\":1e999}"]
        {
            assert!(status(wrong.as_bytes()).is_some(), "{wrong}");
        }
        assert!(status(b"{\"a\":\"\\ud800\"}").is_some(), "half a surrogate pair");
        assert!(status(b"{\"a\":\"\xff\"}").is_some(), "not UTF-8");
    }

    #[test]
    fn a_name_that_comes_twice_is_refused_at_every_depth() {
        assert!(status(br#"{"a": 1, "a": 1}"#).is_some());
        assert!(status(br#"{"a": [{"b": 1, "b": 2}]}"#).is_some());
        assert!(status(br#"{"a": 1, "\u0061": 2}"#).is_some());
    }

    #[test]
    fn depth_is_bounded() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(status(deep.as_bytes()).is_some());
    }
}
