//! A question to the policies: who, how, on what, under which circumstances.

use crate::Caller;
use crate::caller::{Groups, Person};
use cedar_policy::{
    Context, Entities, Entity, EntityId, EntityTypeName, EntityUid, Request, RestrictedExpression as Value,
};
use domain::act::Act;
use domain::athlete::AthleteId;
use domain::scope::{Scope, Scopes};
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::str::FromStr as _;

/// The log that somebody wants to do something with.
#[derive(Clone, Copy, Debug)]
pub struct Log<'a> {
    /// Whose it is.
    pub athlete: &'a AthleteId,
    /// What that athlete has granted the caller, if a grant is in force.
    pub granted: Option<&'a Scopes>,
}

impl<'a> From<&'a AthleteId> for Log<'a> {
    fn from(athlete: &'a AthleteId) -> Self {
        Self { athlete, granted: None }
    }
}

/// What somebody wants to do something with.
#[derive(Clone, Copy, Debug)]
pub enum Resource<'a> {
    /// An athlete's log.
    Log(Log<'a>),
    /// A page or document of the installation, by its path.
    Path(&'a str),
}

/// The same question in Cedar's words.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) request: Request,
    pub(crate) entities: Entities,
}

impl Question {
    /// `None` for nobody, who may do nothing.
    pub(crate) fn new(
        caller: &Caller,
        act: Act,
        resource: Resource<'_>,
    ) -> Result<Option<Self>, Box<dyn Error + Send + Sync>> {
        let Some((principal, groups)) = principal(caller) else { return Ok(None) };
        let (resource, thing, granted) = match resource {
            Resource::Log(log) => (uid("Log", log.athlete.as_str()), Some(log.athlete), log.granted),
            Resource::Path(path) => (uid("Path", path), None, None),
        };
        let owner = |athlete: &AthleteId| Value::new_entity_uid(uid("Athlete", athlete.as_str()));
        let attributes = thing.map(|athlete| ("athlete".to_owned(), owner(athlete))).into_iter().collect();
        let who = Entity::new(principal.clone(), HashMap::new(), parents(groups))?;
        let what = Entity::new(resource.clone(), attributes, HashSet::new())?;
        let actions = act.scope().map(|scope| action(act, scope));
        let entities = Entities::from_entities([who, what].into_iter().chain(actions), None)?;
        let context = Context::from_pairs(circumstances(caller, granted))?;
        let request = Request::new(principal, uid("Action", act.name()), resource, context, None)?;
        Ok(Some(Self { request, entities }))
    }
}

fn principal(caller: &Caller) -> Option<(EntityUid, &Groups)> {
    match caller {
        Caller::Nobody => None,
        Caller::Athlete(Person { id, groups }) | Caller::Delegate { athlete: Person { id, groups }, .. } => {
            Some((uid("Athlete", id.as_str()), groups))
        }
        Caller::Machine { client, groups, .. } => Some((uid("Machine", client.as_str()), groups)),
    }
}

fn parents(groups: &Groups) -> HashSet<EntityUid> {
    groups.iter().map(|group| uid("Group", group)).collect()
}

/// The act within the group that the schema puts it in.
fn action(act: Act, scope: Scope) -> Entity {
    let group = HashSet::from([uid("Action", scope.name())]);
    Entity::new_no_attrs(uid("Action", act.name()), group)
}

fn circumstances(caller: &Caller, granted: Option<&Scopes>) -> Vec<(String, Value)> {
    let token = match caller {
        Caller::Delegate { scopes, agent, .. } => Some((scopes, *agent)),
        Caller::Machine { scopes, .. } => Some((scopes, false)),
        Caller::Nobody | Caller::Athlete(_) => None,
    };
    let token = token.map(|(scopes, agent)| {
        let fields = [("scopes".to_owned(), set(scopes)), ("agent".to_owned(), Value::new_bool(agent))];
        ("token".to_owned(), Value::new_record(fields).expect("two names"))
    });
    token.into_iter().chain(granted.map(|scopes| ("granted".to_owned(), set(scopes)))).collect()
}

fn set(scopes: &Scopes) -> Value {
    Value::new_set(scopes.iter().map(|scope| Value::new_string(scope.name().to_owned())))
}

fn uid(kind: &str, id: &str) -> EntityUid {
    let kind = EntityTypeName::from_str(&format!("Longrun::{kind}")).expect("a type name of ours");
    EntityUid::from_type_name_and_id(kind, EntityId::new(id))
}
