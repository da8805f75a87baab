//! The decision, by the policies in `policies/`.

use crate::Caller;
use crate::question::{Log, Question, Resource};
use cedar_policy::{Authorizer, Decision, PolicyId, PolicySet, Schema, ValidationMode, Validator};
use domain::act::{Act, Admission, Permit};
use std::collections::HashMap;
use std::str::FromStr as _;

const SCHEMA: &str = include_str!("../../policies/longrun.cedarschema");
const POLICIES: [&str; 4] = [
    include_str!("../../policies/athletes.cedar"),
    include_str!("../../policies/installation.cedar"),
    include_str!("../../policies/machines.cedar"),
    include_str!("../../policies/tokens.cedar"),
];

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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the act is allowed.
    pub allowed: bool,
    /// The `@id` of every policy that decided, in alphabetical order.
    pub because: Vec<String>,
}

impl Gate {
    /// The gate with the policies that were built in.
    pub fn embedded() -> Result<Self, PolicyError> {
        Self::new(SCHEMA, &POLICIES.join("\n"))
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

    /// A permit for `caller` to do `act` with a log, or a refusal.
    pub async fn permit<'a>(
        &self,
        caller: &Caller,
        act: Act,
        log: impl Into<Log<'a>>,
    ) -> Result<Permit, Refused> {
        let log = log.into();
        self.ask(caller, act, Resource::Log(log)).await?;
        #[expect(clippy::disallowed_methods, reason = "this is the gate")]
        Ok(Permit::issue(log.athlete.clone(), act))
    }

    /// An admission of `caller` to what lies at `path`, which is about the installation, or a refusal.
    pub async fn admit(&self, caller: &Caller, path: &str) -> Result<Admission, Refused> {
        self.ask(caller, Act::Get, Resource::Path(path)).await?;
        #[expect(clippy::disallowed_methods, reason = "this is the gate")]
        Ok(Admission::issue(path.to_owned()))
    }

    async fn ask(&self, caller: &Caller, act: Act, resource: Resource<'_>) -> Result<(), Refused> {
        let judgement = self.judge(caller, act, resource).await;
        tracing::debug!(act = act.name(), allowed = judgement.allowed, policies = ?judgement.because, "decided");
        if judgement.allowed { Ok(()) } else { Err(Refused) }
    }

    /// The decision and its reasons; an error in a policy is a refusal.
    #[expect(clippy::unused_async, reason = "Verified Permissions is asked over the network")]
    pub async fn judge(&self, caller: &Caller, act: Act, resource: Resource<'_>) -> Judgement {
        let judged = Question::new(caller, act, resource).map_err(|e| PolicyError(e.to_string())).and_then(
            |question| question.map_or(Ok(Judgement::default()), |question| self.decide(&question)),
        );
        judged.unwrap_or_else(|error| {
            tracing::error!(act = act.name(), %error, "a policy could not be evaluated");
            Judgement::default()
        })
    }

    fn decide(&self, question: &Question) -> Result<Judgement, PolicyError> {
        let response = self.authorizer.is_authorized(&question.request, &self.policies, &question.entities);
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(PolicyError(error.to_string()));
        }
        let mut because: Vec<_> = response.diagnostics().reason().map(|id| self.names[id].clone()).collect();
        because.sort();
        Ok(Judgement { allowed: response.decision() == Decision::Allow, because })
    }
}
