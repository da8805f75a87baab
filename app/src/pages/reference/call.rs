//! The lines by which a call is made from a shell.

use super::model::content;
use serde_json::Value;

/// The line that makes a call with `$TOKEN`, for the athlete `$ATHLETE`.
pub(super) fn curl((method, path): (&str, &str), told: &Value, origin: &str) -> String {
    let is_open = told["security"].as_array().is_none_or(Vec::is_empty);
    let url = format!("{origin}{}{}", variables(path), if is_open { "" } else { "?athlete=$ATHLETE" });
    let verb = if matches!(method, "PUT" | "DELETE") { format!("-X {method} ") } else { String::new() };
    let mut lines = vec![format!("curl {verb}\"{url}\"")];
    lines.extend((!is_open).then(|| "-H \"Authorization: Bearer $TOKEN\"".to_owned()));
    lines.extend(headers(told).map(|header| format!("-H '{header}'")));
    lines.extend(body(told));
    lines.extend(is_file(told).then(|| "-OJ".to_owned()));
    lines.join(" \\\n  ")
}

/// The path with a shell's variables for its parameters.
fn variables(path: &str) -> String {
    let part = |part: &str| match part.strip_prefix('{').and_then(|it| it.strip_suffix('}')) {
        Some(name) => format!("${}", name.to_uppercase()),
        None => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// The headers that are needed, and the one that is wise.
fn headers(told: &Value) -> impl Iterator<Item = String> + '_ {
    let named = told["parameters"].as_array().into_iter().flatten().filter(|it| it["in"] == "header");
    named.filter_map(|it| match it["name"].as_str()? {
        "If-Match" => Some("If-Match: \"3\"".to_owned()),
        "Idempotency-Key" => Some("Idempotency-Key: 2026-11-01-canal-loop".to_owned()),
        _ => None,
    })
}

fn body(told: &Value) -> Option<String> {
    let (kind, content) = content(&told["requestBody"])?;
    if kind == "multipart/form-data" {
        return Some("-F file=@morning.fit".to_owned());
    }
    let json = content.get("example")?.to_string().replace('\'', "'\\''");
    Some(format!("--json '{json}'"))
}

/// Whether what comes back is a file to be kept.
fn is_file(told: &Value) -> bool {
    content(&told["responses"]["200"]).is_some_and(|(kind, _)| kind == "application/octet-stream")
}

/// The lines that get a token for a machine and list workouts with it; with the machine's id and secret and the
/// athlete's id in their places if they are known.
pub fn first_calls(endpoint: &str, origin: &str, known: Option<(&str, &str, &str)>) -> [String; 2] {
    let (id, secret, athlete) = known.unwrap_or(("$CLIENT_ID", "$CLIENT_SECRET", "$ATHLETE"));
    let token = format!(
        "TOKEN=$(curl -s {endpoint} -u \"{id}:{secret}\" \\\n  \
         -d grant_type=client_credentials \\\n  -d resource={origin}/api \\\n  | jq -r .access_token)"
    );
    let list = format!(
        "curl \"{origin}/api/v1/workouts?athlete={athlete}&limit=5\" \\\n  -H \"Authorization: Bearer $TOKEN\""
    );
    [token, list]
}

/// JSON to be read: short lists and objects stay on a line.
pub(super) fn pretty(value: &Value) -> String {
    written(value, 0)
}

/// The longest list or object on one line.
const LINE: usize = 60;

fn written(value: &Value, depth: usize) -> String {
    let flat = flat(value);
    if flat.chars().count() <= LINE {
        return flat;
    }
    let indent = "  ".repeat(depth + 1);
    let (open, items, close) = match value {
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                format!("{indent}\"{name}\": {}", written(value, depth + 1))
            };
            ("{", fields.iter().map(field).collect::<Vec<_>>(), "}")
        }
        Value::Array(items) => {
            let item = |value: &Value| format!("{indent}{}", written(value, depth + 1));
            ("[", items.iter().map(item).collect(), "]")
        }
        other => return other.to_string(),
    };
    format!("{open}\n{}\n{}{close}", items.join(",\n"), "  ".repeat(depth))
}

fn flat(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: Vec<_> =
                fields.iter().map(|(name, value)| format!("\"{name}\": {}", flat(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(flat).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}
