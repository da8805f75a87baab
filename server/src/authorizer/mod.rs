//! The role `authorizer`: the same gate as a REQUEST authorizer of a REST API on API Gateway.
//!
//! It lets in what the API would answer, and nothing else: each answer is about one method and one path
//! (docs/decisions/authorizer-answers.md). The function behind the gateway decides once more for itself.

mod event;
#[cfg(feature = "aws")]
pub mod lambda;

use crate::routes;
use domain::act::Act;
use domain::athlete::AthleteId;
use domain::audit;
use domain::scope::Scopes;
use gate::{Caller, Gate, Log};
use http::{HeaderMap, Method, Uri};
use std::collections::BTreeMap;

use event::TooMany;
pub use event::{Answer, Event};

/// Where API routes begin.
const API: &str = "/api/v1/";

/// Why there is no answer. API Gateway knows the word `Unauthorized` and answers 401, and 500 to any other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Nobody has proven who asks.
    #[error("Unauthorized")]
    Unauthorized,
    /// It cannot be found out now.
    #[error("Unavailable")]
    Unavailable,
}

/// One method of one path, and what one must be allowed to do there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// The method; GET answers HEAD too.
    pub method: Method,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// The act.
    pub act: Act,
}

/// The doors of the API, from the route table.
pub fn doors() -> Vec<Door> {
    let api = routes::table().into_iter().filter(|route| route.path.starts_with(API));
    api.filter_map(|route| Some(Door { act: route.act?, method: route.method, path: route.path })).collect()
}

/// Whose log somebody wants something with, and what that athlete has granted them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The athlete.
    pub athlete: AthleteId,
    /// What is granted by a grant that is in force.
    pub granted: Option<Scopes>,
}

/// Whether the request of `event` is let in through one of `doors`.
///
/// `who` tells a caller by headers and address. `whose` tells the athlete of a caller and of the word in the query's
/// `athlete`, and is asked only where the act is about a log; it answers `None` for somebody unknown.
///
/// # Errors
/// What `who` and `whose` fail with. What is not permitted is an answer that denies.
pub async fn authorize(
    event: &Event,
    (gate, doors): (&Gate, &[Door]),
    who: impl AsyncFnOnce(&HeaderMap, &Uri) -> Result<Caller, Failure>,
    whose: impl AsyncFnOnce(&Caller, Option<&str>) -> Result<Option<Whose>, Failure>,
) -> Result<Answer, Failure> {
    let (headers, uri) = event.headers().zip(event.uri()).ok_or(Failure::Unauthorized)?;
    let caller = who(&headers, &uri).await?;
    let principal = principal(&caller).ok_or(Failure::Unauthorized)?;
    let mut context = BTreeMap::from([("caller", caller.kind())]);
    let asked = event.asked().and_then(|(method, path)| Some((door(doors, &method, path)?, path)));
    let judged = match asked {
        Some((door, path)) => {
            context.insert("act", door.act.name());
            judged((gate, &caller), (door.act, path, event.athlete()), whose).await?
        }
        None => Err(audit::Event::because("there is no such call")),
    };
    let refused = judged.err().map(|refused| audit::Event { client: caller.client().cloned(), ..refused });
    Ok(Answer::new(event, principal, refused, context))
}

/// What the gate says to an act at a path, with the log of whom the query names.
async fn judged(
    (gate, caller): (&Gate, &Caller),
    (act, path, named): (Act, &str, Result<Option<&str>, TooMany>),
    whose: impl AsyncFnOnce(&Caller, Option<&str>) -> Result<Option<Whose>, Failure>,
) -> Result<Result<(), audit::Event>, Failure> {
    if act == Act::Get {
        return Ok(gate.admit(caller, path).await.map(drop).map_err(Into::into));
    }
    let Ok(named) = named else { return Ok(Err(audit::Event::because("two athletes are named"))) };
    let Some(Whose { athlete, granted }) = whose(caller, named).await? else {
        return Ok(Err(audit::Event::because("no athlete is named")));
    };
    let log = Log { athlete: &athlete, granted: granted.as_ref() };
    Ok(gate.permit(caller, act, log).await.map(drop).map_err(Into::into))
}

fn principal(caller: &Caller) -> Option<&str> {
    match caller {
        Caller::Nobody => None,
        Caller::Athlete(person) | Caller::Delegate { athlete: person, .. } => Some(person.id.as_str()),
        Caller::Machine { client, .. } => Some(client.as_str()),
    }
}

/// The door for a method and a path. Where several fit, that with fewer parameters, as the router has it.
fn door<'a>(doors: &'a [Door], method: &Method, path: &str) -> Option<&'a Door> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    let fits = |door: &&Door| door.method == method && is_at(door.path, path);
    doors.iter().filter(fits).min_by_key(|door| door.path.matches('{').count())
}

/// Whether `path` is one of those that `pattern` stands for.
fn is_at(pattern: &str, path: &str) -> bool {
    let fits =
        |(part, segment): (&str, &str)| part == segment || part.starts_with('{') && !segment.is_empty();
    let count = |path: &str| path.split('/').count();
    count(pattern) == count(path) && pattern.split('/').zip(path.split('/')).all(fits)
}
