//! Cases: who wants to do what, and what the policies are to say. Data, for people who edit policies.

use crate::folder::{files, text};
use crate::policies::{Policies, PolicyError, Sources};
use crate::{Act, Caller, Gate, Groups, Judgement, Log, Person, Resource};
use domain::athlete::AthleteId;
use domain::grant::ClientId;
use domain::scope::{Scope, Scopes};
use serde::Deserialize;
use std::path::Path;

/// What somebody wants, and what is to be said to it.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Written")]
pub struct Case {
    /// Who.
    pub caller: Caller,
    /// Wants to do what.
    pub act: Act,
    /// With what.
    pub what: Wanted,
    /// The decision, and the policies that decide.
    pub expected: Judgement,
}

/// What a case is about.
#[derive(Clone, Debug)]
pub enum Wanted {
    /// An athlete's log, and what that athlete has granted the caller.
    Log(AthleteId, Option<Scopes>),
    /// A page or document of the installation, by its path.
    Path(String),
}

impl Case {
    /// The cases in a JSON list; an error names the first word that makes no sense.
    pub fn read(json: &str) -> Result<Vec<Self>, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// What `gate` says to it.
    pub async fn judge(&self, gate: &Gate) -> Judgement {
        gate.judge(&self.caller, self.act, self.resource()).await
    }

    /// What the caller wants to do something with.
    pub fn resource(&self) -> Resource<'_> {
        match &self.what {
            Wanted::Log(athlete, granted) => Resource::Log(Log { athlete, granted: granted.as_ref() }),
            Wanted::Path(path) => Resource::Path(path),
        }
    }
}

/// Reads the policies in `folder`, and the cases in `folder/cases`. Says how many there are and what is odd, or else
/// everything that is wrong.
pub async fn check(folder: &Path) -> Result<Vec<String>, PolicyError> {
    let sources = Sources::read(folder)?;
    let (policies, gate) = (Policies::new(&sources)?, Gate::new(&sources)?);
    let cases = folder.join("cases");
    let files = if cases.is_dir() { files(&cases, "json")? } else { Vec::new() };
    let (mut wrong, mut right) = (Vec::new(), 0_usize);
    for file in files {
        let name = file.display().to_string();
        let cases = Case::read(&text(&file)?).map_err(|error| PolicyError::of(&name, &error))?;
        for (number, case) in (1..).zip(&cases) {
            match case.judge(&gate).await {
                judgement if judgement == case.expected => right += 1,
                judgement => wrong.push(format!("{name}, case {number}: {judgement}, not {}", case.expected)),
            }
        }
    }
    if wrong.is_empty() { Ok(said(&policies, right)) } else { Err(PolicyError(wrong.join("\n"))) }
}

fn said(policies: &Policies, cases: usize) -> Vec<String> {
    let fit = format!("policies that fit the schema: {}", policies.by_id().len());
    let cases = format!("cases that decide as they say: {cases}");
    policies.warnings().into_iter().chain([fit, cases]).collect()
}

/// A case as people write it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    who: Who,
    act: Act,
    what: What,
    decision: Decision,
    because: Vec<String>,
}

/// An athlete, or a machine; by cookie, or with a token good for `scopes`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Who {
    athlete: Option<AthleteId>,
    machine: Option<ClientId>,
    groups: Groups,
    scopes: Option<String>,
    agent: bool,
}

/// Somebody's log, of which `granted` was granted, or a path.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct What {
    log_of: Option<AthleteId>,
    granted: Option<String>,
    path: Option<String>,
}

#[derive(PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Decision {
    Allow,
    Deny,
}

impl TryFrom<Written> for Case {
    type Error = String;

    fn try_from(Written { who, act, what, decision, because }: Written) -> Result<Self, String> {
        let what = match (what.log_of, what.path) {
            (Some(athlete), None) => Wanted::Log(athlete, what.granted.as_deref().map(scopes).transpose()?),
            (None, Some(path)) if what.granted.is_none() => Wanted::Path(path),
            _ => return Err("`what` is either a log_of, perhaps with granted, or a path".to_owned()),
        };
        let expected = Judgement { allowed: decision == Decision::Allow, because };
        Ok(Self { caller: who.caller()?, act, what, expected })
    }
}

impl Who {
    fn caller(self) -> Result<Caller, String> {
        let Self { groups, agent, .. } = self;
        let person = |id| Person { id, groups: groups.clone() };
        Ok(match (self.athlete, self.machine, self.scopes.as_deref().map(scopes).transpose()?) {
            (None, None, None) if groups.is_empty() && !agent => Caller::Nobody,
            (Some(id), None, None) if !agent => Caller::Athlete(person(id)),
            (Some(id), None, Some(scopes)) => {
                let client = ClientId::parse("app").expect("a word is an id");
                Caller::Delegate { athlete: person(id), client, scopes, agent }
            }
            (None, Some(client), Some(scopes)) if !agent => Caller::Machine { client, scopes, groups },
            _ => {
                let known = "nobody, an athlete with or without a token's scopes, or a machine with scopes";
                return Err(format!("`who` is {known}; an agent is an athlete with scopes"));
            }
        })
    }
}

/// Scopes parted by spaces; unlike in a token, a word that is none is a mistake.
fn scopes(text: &str) -> Result<Scopes, String> {
    let words = text.split(' ').filter(|word| !word.is_empty());
    words.map(|word| Scope::from_name(word).ok_or_else(|| format!("`{word}` is no scope"))).collect()
}
