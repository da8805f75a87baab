//! The page about the API says what the document says.

use crate::page;
use app::pages::reference::{Around, ProblemKind, ReferenceView, reference};
use serde_json::{Value, json};

fn document() -> Value {
    let problem = json!({"description": "Some fields cannot be used", "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}});
    let body = json!({"content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewWorkout"},
        "example": {"sport": "run", "title": "Ada's <loop>"}}}});
    let replace = json!({
        "operationId": "replaceWorkout", "summary": "Replace a workout",
        "description": "What is left out is not known. `If-Match` names the version. Needs the scope `workouts:write`.",
        "security": [{"token": ["workouts:write"]}],
        "parameters": [
            {"name": "id", "in": "path", "required": true, "description": "The workout's id.", "schema": {"type": "string"}},
            {"name": "If-Match", "in": "header", "required": true, "description": "Its ETag.", "schema": {"type": "string", "maxLength": 255}}
        ],
        "requestBody": body,
        "responses": {"204": {"description": "As asked."}, "422": problem}
    });
    let file = json!({
        "operationId": "readOriginal", "summary": "Read the file", "security": [{"token": []}],
        "responses": {"200": {"description": "The file.", "content": {"application/octet-stream": {"schema": {}}}}}
    });
    let own = json!({"operationId": "describe", "summary": "Read this document", "responses": {"200": {"description": "It."}}});
    json!({
        "servers": [{"url": "https://run.example"}],
        "paths": {
            "/api/openapi.json": {"get": own},
            "/api/v1/changes": {"get": file},
            "/api/v1/workouts/{id}": {"put": replace}
        },
        "components": {"schemas": {"NewWorkout": {"description": "A workout.", "required": ["sport"], "properties": {
            "sport": {"type": "string", "enum": ["run", "ride"], "description": "The sport's code."},
            "effort": {"type": ["number", "null"], "minimum": 0, "maximum": 10, "description": "0 to 10."}
        }}}}
    })
}

fn html(demo: bool) -> String {
    let kinds = [(422, "invalid"), (422, "key-reused"), (428, "unconditional")]
        .map(|(status, name)| ProblemKind { status, name, title: "What it says" });
    let token_endpoint = Some("https://run.example/idp/token".to_owned());
    let around = Around { token_endpoint, rate: 600, demo };
    let view = ReferenceView::new(&document(), kinds.to_vec(), around);
    page(move || reference(view))
}

/// A piece of the page as a shell reads it.
fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[test]
fn a_call_can_be_copied_and_made_as_it_stands() {
    let shell = unescaped(&html(false));
    let line = concat!(
        "curl -X PUT \"https://run.example/api/v1/workouts/$ID?athlete=$ATHLETE\" \\\n",
        "  -H \"Authorization: Bearer $TOKEN\" \\\n",
        "  -H 'If-Match: \"3\"' \\\n",
        "  --json '{\"sport\":\"run\",\"title\":\"Ada'\\''s <loop>\"}'"
    );
    assert!(shell.contains(line), "{shell}");
    assert!(
        shell.contains("curl \"https://run.example/api/openapi.json\"<"),
        "no token where none is needed"
    );
    assert!(shell.contains("Bearer $TOKEN\" \\\n  -OJ"), "a file is kept: {shell}");
    assert!(shell.contains("curl -s https://run.example/idp/token -u"), "{shell}");
}

#[test]
fn what_the_document_says_is_text() {
    let html = html(false);
    assert!(html.contains("Ada's &lt;loop&gt;") && !html.contains("<loop>"), "{html}");
    assert!(html.contains("<code>If-Match</code> names the version"), "{html}");
    assert_eq!(html.matches("Needs the scope").count(), 1, "{html}");
}

#[test]
fn parameters_and_fields_are_told_with_what_they_take() {
    let html = html(false);
    for told in [
        "one of run, ride",
        "number, 0 to 10 or null",
        "string, at most 255 characters",
        "href=\"#shape-NewWorkout\"",
    ] {
        assert!(html.contains(told), "{told}: {html}");
    }
}

#[test]
fn what_cannot_be_left_out_is_told_of_what_is_sent() {
    assert!(html(false).contains("<code>sport</code> <small>required</small>"), "{}", html(false));
}

#[test]
fn an_error_leads_to_the_kinds_of_problem_that_have_its_status() {
    let html = html(false);
    for name in ["invalid", "key-reused"] {
        assert_eq!(html.matches(&format!("href=\"#problem-{name}\"")).count(), 1, "{name}: {html}");
    }
    assert!(!html.contains("href=\"#problem-unconditional\""), "{html}");
    assert!(html.contains("id=\"problem-unconditional\""), "{html}");
}

#[test]
fn workouts_come_first_and_the_document_last() {
    let html = html(false);
    let at = |id: &str| html.find(&format!("<h2 id=\"{id}\"")).unwrap_or_else(|| panic!("{id}: {html}"));
    assert!(at("workouts") < at("changes") && at("changes") < at("about"), "{html}");
}

#[test]
fn only_a_demonstration_gives_its_machine_away() {
    assert!(html(true).contains("demo-machine-secret"));
    assert!(!html(false).contains("demo-machine"));
}
