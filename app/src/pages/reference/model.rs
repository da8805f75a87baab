//! The page, from the document.

use super::call::{curl, pretty};
use super::shape::{self, ShapeView};
use crate::parts::Sample;
use serde_json::Value;

/// What the page tells beside what the document says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Around {
    /// Where tokens are had; `None` if the provider does not say so just now.
    pub token_endpoint: Option<String>,
    /// How many requests a minute each caller may make.
    pub rate: u32,
    /// Whether everybody may use the machine of the demonstration.
    pub demo: bool,
}

/// A kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemKind {
    /// The status it comes with.
    pub status: u16,
    /// The last part of its `type`.
    pub name: &'static str,
    /// What it says.
    pub title: &'static str,
}

/// Everything on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct ReferenceView {
    pub(super) origin: String,
    pub(super) around: Around,
    pub(super) groups: Vec<Group>,
    pub(super) shapes: Vec<ShapeView>,
    pub(super) kinds: Vec<ProblemKind>,
}

/// The calls about one kind of thing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Group {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) operations: Vec<OperationView>,
}

/// One call.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct OperationView {
    pub(super) id: String,
    pub(super) method: &'static str,
    pub(super) path: String,
    pub(super) summary: String,
    pub(super) about: String,
    pub(super) scope: Option<String>,
    pub(super) parameters: Vec<Parameter>,
    /// Media type and shape of the body, if there is one.
    pub(super) takes: Option<(String, Option<String>)>,
    pub(super) answers: Vec<Answer>,
    pub(super) refusals: Vec<u16>,
    pub(super) samples: Vec<Sample>,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parameter {
    pub(super) name: String,
    /// `path`, `query` or `header`.
    pub(super) place: String,
    pub(super) required: bool,
    pub(super) about: String,
    pub(super) kind: String,
}

/// One way in which a call ends well.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) status: String,
    pub(super) about: String,
    pub(super) shape: Option<String>,
}

const METHODS: [(&str, &str); 4] = [("get", "GET"), ("post", "POST"), ("put", "PUT"), ("delete", "DELETE")];

/// The parameter that nearly every call takes: it is told of once, in what holds everywhere.
const ATHLETE: &str = "athlete";

/// Where the calls lie, below the origin.
const ROOT: &str = "/api/v1/";

impl ReferenceView {
    /// The page about what `document` says, an `OpenAPI` document of one server.
    pub fn new(document: &Value, kinds: Vec<ProblemKind>, around: Around) -> Self {
        let shapes = &document["components"]["schemas"];
        Self {
            origin: text(&document["servers"][0]["url"]),
            around,
            groups: groups(document),
            shapes: entries(shapes)
                .map(|shape| ShapeView::new(shape, shapes, is_sent(document, shape.0)))
                .collect(),
            kinds,
        }
    }
}

/// Whether a call takes the shape with this name.
fn is_sent(document: &Value, name: &str) -> bool {
    let mut calls = entries(&document["paths"]).flat_map(|(_, item)| entries(item));
    let takes = |call: &Value| shape::named(&content(&call["requestBody"])?.1["schema"]);
    calls.any(|(_, call)| takes(call).is_some_and(|taken| taken == name))
}

/// The calls by what they are about, workouts first.
fn groups(document: &Value) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (path, item) in entries(&document["paths"]) {
        let about = path.strip_prefix(ROOT).and_then(|rest| rest.split('/').next()).unwrap_or("about");
        let operations = METHODS
            .iter()
            .filter_map(|(key, method)| Some(OperationView::new((method, path), item.get(key)?, document)));
        match groups.iter_mut().find(|group| group.id == about) {
            Some(group) => group.operations.extend(operations),
            None => groups.push(Group {
                id: about.to_owned(),
                name: if about == "about" { "The document".to_owned() } else { capitalised(about) },
                operations: operations.collect(),
            }),
        }
    }
    groups.sort_by_key(|group| match group.id.as_str() {
        "workouts" => 0,
        "about" => 2,
        _ => 1,
    });
    groups
}

impl OperationView {
    fn new((method, path): (&'static str, &str), told: &Value, document: &Value) -> Self {
        let scope = told["security"].get(0).and_then(|it| it.as_object()?.values().next()?.get(0)?.as_str());
        let needs = scope.map(|scope| format!(" Needs the scope `{scope}`.")).unwrap_or_default();
        let (good, bad): (Vec<_>, Vec<_>) =
            entries(&told["responses"]).partition(|(status, _)| status.starts_with('2'));
        Self {
            id: text(&told["operationId"]),
            method,
            path: path.to_owned(),
            summary: text(&told["summary"]),
            about: text(&told["description"]).replace(&needs, ""),
            scope: scope.map(str::to_owned),
            parameters: parameters(told)
                .filter(|it| it["name"] != ATHLETE)
                .map(|it| Parameter::new(it, document))
                .collect(),
            takes: content(&told["requestBody"])
                .map(|(kind, it)| (kind.to_owned(), shape::named(&it["schema"]))),
            refusals: bad.iter().filter_map(|(status, _)| status.parse().ok()).collect(),
            samples: samples((method, path), told, document),
            answers: good.into_iter().map(|(status, it)| Answer::new(status, it)).collect(),
        }
    }
}

fn parameters(told: &Value) -> impl Iterator<Item = &Value> {
    told["parameters"].as_array().into_iter().flatten()
}

impl Parameter {
    fn new(told: &Value, document: &Value) -> Self {
        Self {
            name: text(&told["name"]),
            place: text(&told["in"]),
            required: told["required"] == true,
            about: text(&told["description"]),
            kind: shape::kind(&told["schema"], &document["components"]["schemas"]).words,
        }
    }
}

impl Answer {
    fn new(status: &str, told: &Value) -> Self {
        let shape = content(told).and_then(|(_, it)| shape::named(&it["schema"]));
        Self { status: status.to_owned(), about: text(&told["description"]), shape }
    }
}

/// The line that makes the call, what it sends and what comes back.
fn samples((method, path): (&str, &str), told: &Value, document: &Value) -> Vec<Sample> {
    let sent = content(&told["requestBody"]);
    let example = sent.and_then(|(_, it)| it.get("example"));
    let line = curl((method, path), told, &text(&document["servers"][0]["url"]));
    let request = example.map(|it| Sample { name: "What it sends", text: pretty(it), whole: false });
    let answer = entries(&told["responses"]).find(|(status, _)| status.starts_with('2'));
    let answer = answer.and_then(|(_, it)| content(it)?.1.get("example"));
    let answer = answer.map(|it| Sample { name: "What comes back", text: pretty(it), whole: false });
    [Some(Sample { name: "curl", text: line, whole: true }), request, answer].into_iter().flatten().collect()
}

/// The first media type of a body and what is said of it.
pub(super) fn content(body: &Value) -> Option<(&str, &Value)> {
    entries(body.get("content")?).next()
}

pub(super) fn entries(object: &Value) -> impl Iterator<Item = (&str, &Value)> {
    object.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

pub(super) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}
