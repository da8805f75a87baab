//! What API Gateway asks a REQUEST authorizer of a REST API, and what it is answered.

use domain::audit;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Uri};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use url::form_urlencoded::Serializer;

type Once = BTreeMap<String, String>;
type Many = BTreeMap<String, Vec<String>>;

/// A request that waits to be let in; of what API Gateway tells, what a decision depends on.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// The request as a resource that a policy can name.
    pub method_arn: String,
    http_method: String,
    path: String,
    headers: Option<Once>,
    multi_value_headers: Option<Many>,
    query_string_parameters: Option<Once>,
    multi_value_query_string_parameters: Option<Many>,
}

impl Event {
    /// Method and path of the request, if every part of the event says the same, and nothing in it means more than
    /// itself where a policy names it: `*`, `?` and `${…}` do.
    pub(super) fn asked(&self) -> Option<(Method, &str)> {
        let resource = self.method_arn.strip_prefix("arn:")?.splitn(5, ':').nth(4)?;
        let mut parts = resource.splitn(4, '/').skip(2);
        let (method, rest) = (parts.next()?, parts.next()?);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte);
        let same = method == self.http_method && self.path.strip_prefix('/') == Some(rest);
        let asked = (same && rest.bytes().all(plain)).then_some(self.path.as_str())?;
        Some((method.parse().ok()?, asked))
    }

    /// The headers as they were sent, each as often as it was; `None` if one of them is none.
    pub(super) fn headers(&self) -> Option<HeaderMap> {
        let mut headers = HeaderMap::new();
        for (name, value) in each(self.multi_value_headers.as_ref(), self.headers.as_ref()) {
            let name: HeaderName = name.parse().ok()?;
            headers.append(name, HeaderValue::from_str(value).ok()?);
        }
        Some(headers)
    }

    /// The address as it was sent: API Gateway has decoded its query.
    pub(super) fn uri(&self) -> Option<Uri> {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.query());
        format!("{}?{}", self.path, query.finish()).parse().ok()
    }

    /// The one athlete that the query names; an error if it names several.
    pub(super) fn athlete(&self) -> Result<Option<&str>, TooMany> {
        let mut named = self.query().filter(|(name, _)| *name == "athlete").map(|(_, value)| value);
        let first = named.next();
        if named.next().is_some() { Err(TooMany) } else { Ok(first) }
    }

    fn query(&self) -> impl Iterator<Item = (&str, &str)> {
        let many = self.multi_value_query_string_parameters.as_ref();
        each(many, self.query_string_parameters.as_ref())
    }
}

/// A parameter that counts once is there more often.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooMany;

/// Every value by its name; the last of each name where no more is told.
fn each<'a>(many: Option<&'a Many>, once: Option<&'a Once>) -> impl Iterator<Item = (&'a str, &'a str)> {
    let once = once.filter(|_| many.is_none()).into_iter().flatten();
    let once = once.map(|(name, value)| (name.as_str(), value.as_str()));
    many.into_iter().flatten().flat_map(pairs).chain(once)
}

fn pairs<'a>((name, values): (&'a String, &'a Vec<String>)) -> impl Iterator<Item = (&'a str, &'a str)> {
    values.iter().map(|value| (name.as_str(), value.as_str()))
}

/// Whether a request is let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    principal_id: String,
    policy_document: Document,
    /// What the function behind the gateway is told, in strings only.
    context: BTreeMap<&'static str, &'static str>,
    #[serde(skip)]
    refused: Option<audit::Event>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: &'static str,
    statement: [Statement; 1],
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    action: &'static str,
    effect: &'static str,
    resource: String,
}

impl Answer {
    /// An answer about this one request, and about no other.
    pub(super) fn new(
        event: &Event,
        principal: &str,
        refused: Option<audit::Event>,
        context: BTreeMap<&'static str, &'static str>,
    ) -> Self {
        let effect = if refused.is_none() { "Allow" } else { "Deny" };
        let statement =
            Statement { action: "execute-api:Invoke", effect, resource: event.method_arn.clone() };
        let policy_document = Document { version: "2012-10-17", statement: [statement] };
        Self { principal_id: principal.to_owned(), policy_document, context, refused }
    }

    /// Whether the request is let in.
    pub fn allows(&self) -> bool {
        self.refused.is_none()
    }

    /// What was refused, if it is not.
    pub fn refused(&self) -> Option<&audit::Event> {
        self.refused.as_ref()
    }
}
