//! A set of policies in Cedar's language that fits its schema.

use crate::entity::action;
use cedar_policy::{
    ActionConstraint, EntityUid, Policy, PolicyId, PolicySet, Schema, ValidationMode, ValidationResult,
    Validator,
};
use domain::act::Act;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Display;

/// Why policies cannot be used, in words for whoever edits them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PolicyError(pub(crate) String);

impl PolicyError {
    pub(crate) fn of(file: &str, error: &impl Display) -> Self {
        Self(format!("{file}: {error}"))
    }
}

/// What people write: the schema and, by their names, the files of policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sources {
    /// The schema in Cedar's language.
    pub schema: String,
    /// The policies in Cedar's language, each file's text by its name.
    pub policies: BTreeMap<String, String>,
}

impl Sources {
    /// What was built in.
    pub fn embedded() -> Self {
        let files = [
            ("athletes.cedar", include_str!("../../policies/athletes.cedar")),
            ("installation.cedar", include_str!("../../policies/installation.cedar")),
            ("machines.cedar", include_str!("../../policies/machines.cedar")),
            ("tokens.cedar", include_str!("../../policies/tokens.cedar")),
        ];
        Self {
            schema: include_str!("../../policies/longrun.cedarschema").to_owned(),
            policies: files.map(|(name, text)| (name.to_owned(), text.to_owned())).into(),
        }
    }
}

/// The same, understood and found to fit together; every policy goes by its `@id`.
#[derive(Debug)]
pub(crate) struct Policies {
    set: PolicySet,
    /// Those that can say something to an act: most speak of other acts, and each costs a microsecond to find out.
    by_act: HashMap<Act, PolicySet>,
    verdict: ValidationResult,
}

impl Policies {
    pub(crate) fn new(sources: &Sources) -> Result<Self, PolicyError> {
        let schema = schema(&sources.schema)?;
        let mut set = PolicySet::new();
        for (file, text) in &sources.policies {
            for policy in named(file, text)? {
                set.add(policy).map_err(|error| PolicyError::of(file, &error))?;
            }
        }
        let verdict = Validator::new(schema).validate(&set, ValidationMode::Strict);
        if !verdict.validation_passed() {
            return Err(PolicyError(errors(&verdict)));
        }
        let by_act = Act::ALL.into_iter().map(|act| (act, concerning(&set, act))).collect();
        Ok(Self { set, by_act, verdict })
    }

    /// The policies that can say something to `act`.
    pub(crate) fn about(&self, act: Act) -> &PolicySet {
        &self.by_act[&act]
    }

    /// What is allowed and hardly meant, such as a policy that never applies.
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.verdict.validation_warnings().map(ToString::to_string).collect()
    }

    /// Every policy by its `@id`.
    pub(crate) fn by_id(&self) -> BTreeMap<String, &Policy> {
        self.set.policies().map(|policy| (policy.id().to_string(), policy)).collect()
    }
}

/// The policies whose scope does not rule out `act`.
fn concerning(set: &PolicySet, act: Act) -> PolicySet {
    let (action, group) = action(act);
    let is_it = |it: &EntityUid| *it == action || Some(it) == group.as_ref();
    let concerns = |policy: &&Policy| match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::Eq(it) => it == action,
        ActionConstraint::In(them) => them.iter().any(is_it),
    };
    PolicySet::from_policies(set.policies().filter(concerns).cloned()).expect("they were in one set")
}

fn errors(verdict: &ValidationResult) -> String {
    verdict.validation_errors().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// A schema that has every act: without one of them, nobody could be allowed it.
fn schema(text: &str) -> Result<Schema, PolicyError> {
    let refuse = |error: &dyn Display| PolicyError::of("the schema", &error);
    let (schema, _) = Schema::from_cedarschema_str(text).map_err(|error| refuse(&error))?;
    let known: HashSet<String> = schema.actions().map(ToString::to_string).collect();
    let missing =
        Act::ALL.into_iter().find(|act| !known.contains(&format!("Longrun::Action::\"{}\"", act.name())));
    missing.map_or(Ok(schema), |act| Err(refuse(&format!("there is no action {}", act.name()))))
}

/// The policies of a file, each going by its `@id`: a word that can also name a file.
fn named(file: &str, text: &str) -> Result<Vec<Policy>, PolicyError> {
    let refuse = |error: &dyn Display| PolicyError::of(file, &error);
    let set: PolicySet = text.parse().map_err(|error| refuse(&error))?;
    if let Some(template) = set.templates().next() {
        return Err(refuse(&format!("templates are not used here, and this is one: {template}")));
    }
    let named = |policy: &Policy| {
        let id = policy.annotation("id").filter(|id| is_word(id));
        let id =
            id.ok_or_else(|| refuse(&format!("an @id of letters, digits and hyphens is missing: {policy}")))?;
        Ok(policy.new_id(PolicyId::new(id)))
    };
    set.policies().map(named).collect()
}

fn is_word(id: &str) -> bool {
    (1..=100).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_is_asked_of_every_policy_that_can_speak_of_it_and_of_no_other() {
        let text = r#"
            @id("any") permit (principal, action, resource);
            @id("itself") permit (principal, action == Longrun::Action::"LogWorkout", resource);
            @id("among-others")
            permit (principal, action in [Longrun::Action::"ReadTrends", Longrun::Action::"LogWorkout"], resource);
            @id("its-scope") forbid (principal, action in Longrun::Action::"workouts:write", resource);
            @id("another") forbid (principal, action == Longrun::Action::"EditWorkout", resource);
            @id("another-scope") forbid (principal, action in Longrun::Action::"workouts:read", resource);
        "#;
        let policies = BTreeMap::from([("a.cedar".to_owned(), text.to_owned())]);
        let policies = Policies::new(&Sources { policies, ..Sources::embedded() }).unwrap();
        let mut asked: Vec<_> =
            policies.about(Act::LogWorkout).policies().map(|it| it.id().to_string()).collect();
        asked.sort();
        assert_eq!(asked, ["among-others", "any", "its-scope", "itself"]);
    }
}
