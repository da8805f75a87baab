//! `/api/openapi.json`: the calls of the route table as `OpenAPI` 3.1.

use super::call::ATHLETE;
use super::fault::{KINDS, PROBLEM_JSON, Told, of_status};
use super::operation::{Answer, IDEMPOTENCY_KEY, JSON, Operation, Shape};
use crate::routes::{Credential, Route};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::act::Act;
use domain::scope::Scope;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use utoipa::openapi::example::ExampleBuilder;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathsBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ComponentsBuilder, Content, ContentBuilder, InfoBuilder, ObjectBuilder, OpenApiBuilder, PathItem, Ref,
    RefOr, Required, ResponseBuilder, Schema, ServerBuilder, Type,
};
use utoipa::{PartialSchema as _, ToSchema as _};

const TOKEN: &str = "token";

/// The errors of every call that brings a token.
const ALWAYS: [StatusCode; 8] = [
    StatusCode::BAD_REQUEST,
    StatusCode::UNAUTHORIZED,
    StatusCode::FORBIDDEN,
    StatusCode::NOT_FOUND,
    StatusCode::UNPROCESSABLE_ENTITY,
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::INTERNAL_SERVER_ERROR,
    StatusCode::SERVICE_UNAVAILABLE,
];

/// The document about the routes that are operations, served at `public_url`.
pub fn document(routes: &[Route], public_url: &str) -> Value {
    let mut named = BTreeMap::from([(Told::name().into_owned(), Told::schema())]);
    let mut more = Vec::new();
    Told::schemas(&mut more);
    let operations: Vec<_> = routes.iter().filter_map(|route| Some((route, (route.operation?)()))).collect();
    let paths = operations.iter().fold(PathsBuilder::new(), |paths, (route, operation)| {
        more.extend(operation.shapes().flat_map(|shape| shape.named.clone()));
        paths.path(route.path, PathItem::new(http_method(&route.method), described(route, operation)))
    });
    named.extend(more);
    let components =
        named.into_iter().fold(ComponentsBuilder::new(), |all, (name, shape)| all.schema(name, shape));
    let scheme =
        Http::builder().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some(WHENCE));
    let components = components.security_scheme(TOKEN, SecurityScheme::Http(scheme.build()));
    let info =
        InfoBuilder::new().title("Longrun").version(env!("CARGO_PKG_VERSION")).description(Some(ABOUT));
    let document = OpenApiBuilder::new()
        .info(info.build())
        .servers(Some([ServerBuilder::new().url(public_url.trim_end_matches('/')).build()]))
        .paths(paths.build())
        .components(Some(components.build()))
        .build();
    let mut document = serde_json::to_value(document).expect("a document is JSON");
    flatten(&mut document);
    document
}

const ABOUT: &str = "A training log for athletes. Quantities are in metres, seconds, kilojoules, watts and beats per minute, \
    whatever units a person reads; times are RFC 3339. What is not known is null, never 0. Errors are \
    application/problem+json (RFC 9457) and list every field that cannot be used.";

const WHENCE: &str = "An access token (RFC 9068) of the authorization server that /.well-known/oauth-protected-resource names: \
    with client credentials for a machine, with an authorization code and PKCE for an app. /settings/connections registers \
    either, unless the accounts are kept elsewhere.";

fn http_method(method: &Method) -> HttpMethod {
    match *method {
        Method::POST => HttpMethod::Post,
        Method::PUT => HttpMethod::Put,
        Method::DELETE => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

fn described(route: &Route, operation: &Operation) -> utoipa::openapi::path::Operation {
    let needs_token = route.credential == Credential::Bearer;
    let about = format!("{}{}", operation.about, scope_of(route));
    let mut builder = OperationBuilder::new()
        .operation_id(Some(operation.id))
        .summary(Some(operation.summary))
        .description(Some(about));
    if needs_token {
        let scope = route.act.and_then(Act::scope).map(Scope::name);
        builder = builder.security(SecurityRequirement::new(TOKEN, scope));
    }
    if needs_token && route.act != Some(Act::Get) {
        builder = builder.parameter(athlete());
    }
    let builder = operation.parameters.iter().cloned().fold(builder, OperationBuilder::parameter);
    let is_read = needs_token && route.method == Method::GET;
    let builder = if is_read { conditional(builder) } else { builder };
    let builder = builder.request_body(operation.body.as_ref().map(|body| {
        let content = content(&body.shape, body.example.clone());
        RequestBodyBuilder::new().required(Some(Required::True)).content(body.media_type, content).build()
    }));
    let builder = operation
        .answers
        .iter()
        .fold(builder, |builder, answer| builder.response(answer.status.as_str(), answered(answer)));
    let always = ALWAYS.iter().filter(|_| needs_token);
    let errors = always.chain(&operation.errors).collect::<std::collections::BTreeSet<_>>();
    errors
        .into_iter()
        .fold(builder, |builder, status| builder.response(status.as_str(), refused(operation, *status)))
        .build()
}

/// What is true of everything that is read with a token: what somebody has already is not sent again.
fn conditional(builder: OperationBuilder) -> OperationBuilder {
    let about = "The ETag of what you have already.";
    let known = ParameterBuilder::new().name("If-None-Match").parameter_in(ParameterIn::Header);
    let text = ObjectBuilder::new().schema_type(Type::String).build();
    let known = known.required(Required::False).description(Some(about)).schema(Some(text)).build();
    let same = ResponseBuilder::new().description("What you have already is what it still is.").build();
    builder.parameter(known).response(StatusCode::NOT_MODIFIED.as_str(), same)
}

fn scope_of(route: &Route) -> String {
    let scope = route.act.and_then(domain::act::Act::scope);
    scope.map(|scope| format!(" Needs the scope `{}`.", scope.name())).unwrap_or_default()
}

fn athlete() -> utoipa::openapi::path::Parameter {
    let about = "The athlete whose log it is: their id, or the e-mail address they signed up with. A machine names the \
                 athlete in every call; whoever signed in reads their own log, or that of somebody they coach.";
    let schema = ObjectBuilder::new().schema_type(Type::String).build();
    let parameter = ParameterBuilder::new().name(ATHLETE).parameter_in(ParameterIn::Query);
    parameter.required(Required::False).description(Some(about)).schema(Some(schema)).build()
}

fn content(shape: &Shape, example: Option<Value>) -> Content {
    ContentBuilder::new().schema(Some(shape.schema.clone())).example(example).build()
}

fn answered(answer: &Answer) -> utoipa::openapi::Response {
    let response = ResponseBuilder::new().description(answer.about);
    match &answer.content {
        Some((media_type, shape)) => {
            response.content(*media_type, content(shape, answer.example.clone())).build()
        }
        None => response.build(),
    }
}

/// One example for each kind of problem that this status can mean here.
fn refused(operation: &Operation, status: StatusCode) -> utoipa::openapi::Response {
    let kinds = KINDS.iter().filter(|kind| kind.status == status);
    let kinds = kinds.filter(|kind| operation.has_key() || !kind.is_about_keys());
    let examples = kinds.map(|kind| {
        let example = ExampleBuilder::new().summary(kind.title).value(Some(kind.example()));
        (kind.name, example.build())
    });
    let problem: RefOr<Schema> = Ref::from_schema_name(Told::name()).into();
    let content = ContentBuilder::new().schema(Some(problem)).examples_from_iter(examples).build();
    ResponseBuilder::new().description(of_status(status).title).content(PROBLEM_JSON, content).build()
}

impl Operation {
    /// Whether a request may have a key of its own.
    fn has_key(&self) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == IDEMPOTENCY_KEY)
    }

    /// The shapes of everything that it takes and answers.
    fn shapes(&self) -> impl Iterator<Item = &Shape> {
        let answers = self.answers.iter().filter_map(|answer| Some(&answer.content.as_ref()?.1));
        self.body.iter().map(|body| &body.shape).chain(answers)
    }
}

/// Says "this or null" without `oneOf`, which gateways for tools do not take: the alternative itself, of its type or
/// null.
fn flatten(document: &mut Value) {
    let components = document.pointer("/components/schemas").cloned().unwrap_or_default();
    visit(document, &components);
}

fn visit(value: &mut Value, components: &Value) {
    if let Some(nullable) = value.get("oneOf").and_then(|it| or_null(it, components)) {
        *value = nullable;
    }
    match value {
        Value::Object(object) => object.values_mut().for_each(|value| visit(value, components)),
        Value::Array(array) => array.iter_mut().for_each(|value| visit(value, components)),
        _ => {}
    }
}

fn or_null(alternatives: &Value, components: &Value) -> Option<Value> {
    let alternatives = alternatives.as_array()?;
    let is_null = |it: &&Value| it.get("type") == Some(&json!("null"));
    let other =
        alternatives.iter().find(|it| !is_null(it)).filter(|_| alternatives.iter().any(|it| is_null(&it)))?;
    let name = other.get("$ref").and_then(|it| it.as_str()?.rsplit('/').next());
    let mut shape = name.map_or_else(|| other.clone(), |name| components[name].clone());
    let kind = shape["type"].take();
    shape["type"] = json!([kind, "null"]);
    Some(shape)
}

/// `GET /api/openapi.json`.
pub async fn serve(State(app): State<App>) -> Response {
    Json(app.document()).into_response()
}

/// What stands in the document about itself.
pub(crate) fn operation() -> Operation {
    let about = "This document. It needs no token.";
    let answer = Answer {
        status: StatusCode::OK,
        about: "OpenAPI 3.1.",
        content: Some((JSON, Shape::bytes())),
        example: None,
    };
    Operation::new("describe", "Read this document", about).answer(answer)
}
