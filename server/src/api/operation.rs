//! What the route table says of a call, for the document and the page about it.

use axum::http::StatusCode;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{Object, ObjectBuilder, Ref, RefOr, Required, Schema, Type};

/// What a program has to know of one method of one address.
#[derive(Debug)]
pub struct Operation {
    /// Its name for generated clients and tools.
    pub id: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// What else there is to know.
    pub about: &'static str,
    /// Parameters in path, query and headers, but for the athlete's.
    pub parameters: Vec<Parameter>,
    /// What it takes.
    pub body: Option<Body>,
    /// How it answers when all is well.
    pub answers: Vec<Answer>,
    /// With which errors beside those that every call can have.
    pub errors: Vec<StatusCode>,
}

/// What a call takes.
#[derive(Debug)]
pub struct Body {
    /// Its media type.
    pub media_type: &'static str,
    /// Its shape.
    pub shape: Shape,
    /// One that can be sent as it stands.
    pub example: Option<Value>,
}

/// One way in which a call ends well.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// When it is that.
    pub about: &'static str,
    /// Media type and shape, if there is a body.
    pub content: Option<(&'static str, Shape)>,
    /// One as it may come.
    pub example: Option<Value>,
}

/// The shape of a body: where the document describes it, and what it describes for it.
#[derive(Debug)]
pub struct Shape {
    /// The shape, or where it stands.
    pub schema: RefOr<Schema>,
    /// The shapes that have names, with theirs.
    pub named: Vec<(String, RefOr<Schema>)>,
}

impl Shape {
    /// The shape of `T`.
    pub fn of<T: ToSchema>() -> Self {
        let mut named = vec![(T::name().into_owned(), T::schema())];
        T::schemas(&mut named);
        Self { schema: Ref::from_schema_name(T::name()).into(), named }
    }

    /// Bytes.
    pub fn bytes() -> Self {
        Self { schema: ObjectBuilder::new().build().into(), named: Vec::new() }
    }
}

/// The header by which a client names a request.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// JSON's media type.
pub const JSON: &str = "application/json";

impl Operation {
    /// An operation without parameters, body and answers.
    pub fn new(id: &'static str, summary: &'static str, about: &'static str) -> Self {
        let (parameters, answers, errors) = (Vec::new(), Vec::new(), Vec::new());
        Self { id, summary, about, parameters, body: None, answers, errors }
    }

    /// The same with one more parameter in the query.
    #[must_use]
    pub fn query(
        self,
        name: &'static str,
        about: impl Into<String>,
        schema: impl Into<RefOr<Schema>>,
    ) -> Self {
        self.parameter((ParameterIn::Query, Required::False), name, (about.into(), schema.into()))
    }

    /// The same with a part of the path that is a parameter.
    #[must_use]
    pub fn path(self, name: &'static str, about: &'static str) -> Self {
        self.parameter((ParameterIn::Path, Required::True), name, (about.to_owned(), opaque().into()))
            .error(StatusCode::NOT_FOUND)
    }

    /// The same with a header.
    #[must_use]
    pub fn header(self, name: &'static str, about: &'static str, required: bool) -> Self {
        let required = if required { Required::True } else { Required::False };
        let schema = ObjectBuilder::new().schema_type(Type::String).build();
        self.parameter((ParameterIn::Header, required), name, (about.to_owned(), schema.into()))
    }

    /// The same that changes nothing but the version that the call names.
    #[must_use]
    pub fn if_match(self) -> Self {
        self.header("If-Match", "The ETag of the version that you read, like `\"3\"`.", true)
            .error(StatusCode::PRECONDITION_FAILED)
            .error(StatusCode::PRECONDITION_REQUIRED)
    }

    /// The same with a key that names the request.
    #[must_use]
    pub fn idempotency_key(self) -> Self {
        let about = "What you call this request: 1 to 255 visible ASCII characters.";
        // Spaces around a header's value are not part of it.
        let pattern = "^[!-~]([ -~]{0,253}[!-~])?$";
        let schema = ObjectBuilder::new().schema_type(Type::String).pattern(Some(pattern)).build();
        self.parameter(
            (ParameterIn::Header, Required::False),
            IDEMPOTENCY_KEY,
            (about.to_owned(), schema.into()),
        )
    }

    fn parameter(
        mut self,
        (place, required): (ParameterIn, Required),
        name: &'static str,
        (about, schema): (String, RefOr<Schema>),
    ) -> Self {
        let parameter = ParameterBuilder::new().name(name).parameter_in(place).required(required);
        self.parameters.push(parameter.description(Some(about)).schema(Some(schema)).build());
        self
    }

    /// The same that takes JSON of the shape `T`.
    #[must_use]
    pub fn takes<T: ToSchema>(mut self, example: Value) -> Self {
        self.body = Some(Body { media_type: JSON, shape: Shape::of::<T>(), example: Some(example) });
        self.error(StatusCode::REQUEST_TIMEOUT)
            .error(StatusCode::PAYLOAD_TOO_LARGE)
            .error(StatusCode::UNSUPPORTED_MEDIA_TYPE)
    }

    /// The same that answers with JSON of the shape `T`.
    #[must_use]
    pub fn answers<T: ToSchema>(self, status: StatusCode, about: &'static str, example: Value) -> Self {
        self.answer(Answer { status, about, content: Some((JSON, Shape::of::<T>())), example: Some(example) })
    }

    /// The same that answers without a body.
    #[must_use]
    pub fn answers_bare(self, status: StatusCode, about: &'static str) -> Self {
        self.answer(Answer { status, about, content: None, example: None })
    }

    /// The same with one more way to end well.
    #[must_use]
    pub fn answer(mut self, answer: Answer) -> Self {
        self.answers.push(answer);
        self
    }

    /// The same with an error that not every call can have.
    #[must_use]
    pub fn error(mut self, status: StatusCode) -> Self {
        self.errors.push(status);
        self
    }
}

/// The shape of ids.
pub fn opaque() -> Object {
    ObjectBuilder::new().schema_type(Type::String).pattern(Some("^[A-Za-z0-9_-]{1,64}$")).build()
}
