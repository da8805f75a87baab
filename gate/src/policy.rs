//! The decision, by the policies in `policies/`: in this process, or by Amazon Verified Permissions.

use crate::Caller;
use crate::embedded::Embedded;
use crate::policies::{PolicyError, Sources};
use crate::question::{Log, Question, Resource};
use domain::act::{Act, Admission, Permit};
use domain::audit::Event;
use std::fmt;
use std::path::Path;
#[cfg(feature = "aws")]
use {
    crate::verified::VerifiedPermissions,
    aws_sdk_verifiedpermissions::Client,
    chrono::{DateTime, Utc},
};

/// The policies, ready to decide.
#[derive(Debug)]
pub struct Gate(Arm);

#[derive(Debug)]
enum Arm {
    Embedded(Embedded),
    #[cfg(feature = "aws")]
    VerifiedPermissions(VerifiedPermissions),
}

/// The caller may not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the policies do not permit {act}")]
pub struct Refused {
    act: &'static str,
    because: Vec<String>,
}

impl From<Refused> for Event {
    fn from(refused: Refused) -> Self {
        Self { policies: refused.because.clone(), ..Self::because(refused.to_string()) }
    }
}

/// A question has no answer, and why: nothing that tells who asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Undecided(pub(crate) String);

/// A decision and the policies that led to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Whether the act is allowed.
    pub allowed: bool,
    /// Every policy that decided, in alphabetical order: by its `@id`, or by the id that the policy store gave it.
    pub because: Vec<String>,
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decision = if self.allowed { "allow" } else { "deny" };
        write!(f, "{decision} because of {:?}", self.because)
    }
}

impl Gate {
    /// The gate with the policies that were built in.
    pub fn embedded() -> Result<Self, PolicyError> {
        Self::new(&Sources::embedded())
    }

    /// A gate with policies of one's own.
    pub fn new(sources: &Sources) -> Result<Self, PolicyError> {
        Ok(Self(Arm::Embedded(Embedded::new(sources)?)))
    }

    /// A gate with the policies in `folder`, which [`Self::reload_if_changed`] looks at again.
    pub fn in_folder(folder: &Path) -> Result<Self, PolicyError> {
        Ok(Self(Arm::Embedded(Embedded::in_folder(folder)?)))
    }

    /// A gate that asks the policy store with this id; `now` tells how old an answer is.
    #[cfg(feature = "aws")]
    pub fn verified_permissions(
        client: Client,
        store: &str,
        now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static,
    ) -> Self {
        Self(Arm::VerifiedPermissions(VerifiedPermissions::new(client, store, now)))
    }

    /// Takes over what has changed in the folder, if policies come from one. What changed must look the same twice, so
    /// that no half-written file counts; what cannot be used alarms once, and the policies before it stay in force.
    ///
    /// Blocks while it reads.
    pub fn reload_if_changed(&self) {
        match &self.0 {
            Arm::Embedded(embedded) => embedded.reload_if_changed(),
            #[cfg(feature = "aws")]
            Arm::VerifiedPermissions(_) => {}
        }
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
        tell(caller, act, &judgement);
        let Judgement { allowed, because } = judgement;
        if allowed { Ok(()) } else { Err(Refused { act: act.name(), because }) }
    }

    /// The decision and its reasons; whatever goes wrong is a refusal and an alarm.
    #[cfg_attr(
        not(feature = "aws"),
        expect(clippy::unused_async, reason = "Verified Permissions is asked over the network")
    )]
    pub async fn judge(&self, caller: &Caller, act: Act, resource: Resource<'_>) -> Judgement {
        let Some(question) = Question::new(caller, act, resource) else { return Judgement::default() };
        let judged = match &self.0 {
            Arm::Embedded(embedded) => embedded.decide(&question),
            #[cfg(feature = "aws")]
            Arm::VerifiedPermissions(service) => service.decide(question).await,
        };
        judged.unwrap_or_else(|Undecided(why)| {
            let act = act.name();
            tracing::error!(parent: None, alarm = "policy", act, why, "a question could not be decided, so it is refused");
            Judgement::default()
        })
    }
}

/// Logs a decision without saying whom it is about, nor what: outside of the request's span, which knows the path.
fn tell(caller: &Caller, act: Act, Judgement { allowed, because }: &Judgement) {
    let (act, caller) = (act.name(), caller.kind());
    if *allowed {
        tracing::debug!(target: "longrun::decision", parent: None, act, caller, allowed, policies = ?because);
    } else {
        tracing::info!(target: "longrun::decision", parent: None, act, caller, allowed, policies = ?because);
    }
}
