//! A question to the policies: who, how, on what, under which circumstances.

use crate::Caller;
use crate::caller::{Groups, Person};
use domain::act::Act;
use domain::athlete::AthleteId;
use domain::scope::Scopes;

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

/// A thing that policies speak of, by its type in the schema and its id.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Uid {
    pub(crate) kind: &'static str,
    pub(crate) id: String,
}

/// What a token says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Token {
    pub(crate) scopes: Scopes,
    pub(crate) agent: bool,
}

/// Everything that a decision depends on: two questions that are equal have the same answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Question {
    pub(crate) principal: Uid,
    pub(crate) groups: Vec<Uid>,
    pub(crate) act: Act,
    pub(crate) resource: Uid,
    /// Whose the resource is, if it is a log.
    pub(crate) owner: Option<Uid>,
    pub(crate) token: Option<Token>,
    pub(crate) granted: Option<Scopes>,
}

/// The types of the schema.
pub(crate) const ACTION: &str = "Longrun::Action";
const ATHLETE: &str = "Longrun::Athlete";
const GROUP: &str = "Longrun::Group";
const LOG: &str = "Longrun::Log";
const MACHINE: &str = "Longrun::Machine";
const PATH: &str = "Longrun::Path";

/// All of them.
pub(crate) const KINDS: [&str; 6] = [ACTION, ATHLETE, GROUP, LOG, MACHINE, PATH];

impl Question {
    /// `None` for nobody, who may do nothing.
    pub(crate) fn new(caller: &Caller, act: Act, resource: Resource<'_>) -> Option<Self> {
        let (principal, groups) = principal(caller)?;
        let (resource, owner, granted) = match resource {
            Resource::Log(log) => {
                (uid(LOG, log.athlete.as_str()), Some(athlete(log.athlete)), log.granted.cloned())
            }
            Resource::Path(path) => (uid(PATH, path), None, None),
        };
        let groups = groups.iter().filter(|group| is_id(group)).map(|group| uid(GROUP, group)).collect();
        Some(Self { principal, groups, act, resource, owner, token: token(caller), granted })
    }
}

/// Whether a name of somebody else's can be an entity's id: Verified Permissions takes 1 to 200 characters, and what one
/// arm cannot be asked the other must not know.
fn is_id(name: &str) -> bool {
    (1..=200).contains(&name.chars().count())
}

fn principal(caller: &Caller) -> Option<(Uid, &Groups)> {
    match caller {
        Caller::Nobody => None,
        Caller::Athlete(Person { id, groups }) | Caller::Delegate { athlete: Person { id, groups }, .. } => {
            Some((athlete(id), groups))
        }
        Caller::Machine { client, groups, .. } => Some((uid(MACHINE, client.as_str()), groups)),
    }
}

fn token(caller: &Caller) -> Option<Token> {
    match caller {
        Caller::Nobody | Caller::Athlete(_) => None,
        Caller::Delegate { scopes, agent, .. } => Some(Token { scopes: scopes.clone(), agent: *agent }),
        Caller::Machine { scopes, .. } => Some(Token { scopes: scopes.clone(), agent: false }),
    }
}

fn athlete(id: &AthleteId) -> Uid {
    uid(ATHLETE, id.as_str())
}

pub(crate) fn uid(kind: &'static str, id: &str) -> Uid {
    Uid { kind, id: id.to_owned() }
}
