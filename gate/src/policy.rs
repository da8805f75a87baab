//! The decision, by the policies in `policies/`.

use crate::Caller;
use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicyId,
    PolicySet, Request, RestrictedExpression, Schema, ValidationMode, Validator,
};
use domain::act::{Act, Permit};
use domain::athlete::AthleteId;
use std::collections::{HashMap, HashSet};
use std::str::FromStr as _;

const SCHEMA: &str = include_str!("../../policies/longrun.cedarschema");
const POLICIES: &str = include_str!("../../policies/athletes.cedar");

/// The policies, ready to decide.
#[derive(Debug)]
pub struct Gate {
    authorizer: Authorizer,
    policies: PolicySet,
    names: HashMap<PolicyId, String>,
}

/// The caller may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not permitted")]
pub struct Refused;

/// Schema and policies do not fit each other.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PolicyError(String);

/// A decision and the policies that led to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the act is allowed.
    pub allowed: bool,
    /// The `@id` of every policy that decided, in alphabetical order.
    pub because: Vec<String>,
}

impl Gate {
    /// The gate with the policies that were built in.
    pub fn embedded() -> Result<Self, PolicyError> {
        Self::new(SCHEMA, POLICIES)
    }

    /// A gate with `policies` in Cedar's language, which must fit `schema`.
    pub fn new(schema: &str, policies: &str) -> Result<Self, PolicyError> {
        let (schema, _) = Schema::from_cedarschema_str(schema).map_err(|e| PolicyError(e.to_string()))?;
        let policies = PolicySet::from_str(policies).map_err(|e| PolicyError(e.to_string()))?;
        let verdict = Validator::new(schema).validate(&policies, ValidationMode::Strict);
        if !verdict.validation_passed() {
            return Err(PolicyError(verdict.to_string()));
        }
        let name =
            |p: &cedar_policy::Policy| p.annotation("id").map_or_else(|| p.id().to_string(), str::to_owned);
        let names = policies.policies().map(|p| (p.id().clone(), name(p))).collect();
        Ok(Self { authorizer: Authorizer::new(), policies, names })
    }

    /// A permit for `caller` to do `act` with the log of `athlete`, or a refusal.
    pub fn permit(&self, caller: &Caller, act: Act, athlete: &AthleteId) -> Result<Permit, Refused> {
        let judgement = self.judge(caller, act, athlete);
        tracing::debug!(act = act.name(), allowed = judgement.allowed, policies = ?judgement.because, "decided");
        if !judgement.allowed {
            return Err(Refused);
        }
        #[expect(clippy::disallowed_methods, reason = "this is the gate")]
        Ok(Permit::issue(athlete.clone(), act))
    }

    /// The decision and its reasons; an error in a policy is a refusal.
    pub fn judge(&self, caller: &Caller, act: Act, athlete: &AthleteId) -> Judgement {
        let Caller::Athlete(who) = caller else {
            return Judgement { allowed: false, because: Vec::new() };
        };
        match self.decide(who, act, athlete) {
            Ok(judgement) => judgement,
            Err(error) => {
                tracing::error!(act = act.name(), %error, "a policy could not be evaluated");
                Judgement { allowed: false, because: Vec::new() }
            }
        }
    }

    fn decide(&self, who: &AthleteId, act: Act, athlete: &AthleteId) -> Result<Judgement, PolicyError> {
        let log = uid("Log", athlete.as_str());
        let owner = RestrictedExpression::new_entity_uid(uid("Athlete", athlete.as_str()));
        let entity = Entity::new(log.clone(), HashMap::from([("athlete".to_owned(), owner)]), HashSet::new())
            .map_err(|e| PolicyError(e.to_string()))?;
        let entities = Entities::from_entities([entity], None).map_err(|e| PolicyError(e.to_string()))?;
        let request = Request::new(
            uid("Athlete", who.as_str()),
            uid("Action", act.name()),
            log,
            Context::empty(),
            None,
        )
        .map_err(|e| PolicyError(e.to_string()))?;
        let response = self.authorizer.is_authorized(&request, &self.policies, &entities);
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(PolicyError(error.to_string()));
        }
        let mut because: Vec<_> = response.diagnostics().reason().map(|id| self.names[id].clone()).collect();
        because.sort();
        Ok(Judgement { allowed: response.decision() == Decision::Allow, because })
    }
}

fn uid(kind: &str, id: &str) -> EntityUid {
    let kind = EntityTypeName::from_str(&format!("Longrun::{kind}")).expect("a type name of ours");
    EntityUid::from_type_name_and_id(kind, EntityId::new(id))
}
