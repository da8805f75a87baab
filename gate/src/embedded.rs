//! The arm that decides in this process, with the Cedar engine.

use crate::entity::{action, entity_uid};
use crate::folder::Folder;
use crate::policies::{Policies, PolicyError, Sources};
use crate::policy::{Judgement, Undecided};
use crate::question::{Question, Token};
use cedar_policy::{
    AuthorizationError, Authorizer, Context, Decision, Entities, Entity, Request,
    RestrictedExpression as Value,
};
use domain::scope::Scopes;
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

/// Policies in memory, and the folder that they are read from, if they were not built in.
#[derive(Debug)]
pub(crate) struct Embedded {
    authorizer: Authorizer,
    policies: RwLock<Arc<Policies>>,
    folder: Option<Folder>,
}

impl Embedded {
    pub(crate) fn new(sources: &Sources) -> Result<Self, PolicyError> {
        let policies = RwLock::new(Arc::new(Policies::new(sources)?));
        Ok(Self { authorizer: Authorizer::new(), policies, folder: None })
    }

    pub(crate) fn in_folder(path: &Path) -> Result<Self, PolicyError> {
        let sources = Sources::read(path)?;
        Ok(Self { folder: Some(Folder::new(path, sources.clone())), ..Self::new(&sources)? })
    }

    /// Takes over what has changed in the folder; policies that cannot be used alarm once and change nothing.
    pub(crate) fn reload_if_changed(&self) {
        let Some(changed) = self.folder.as_ref().and_then(Folder::changed) else { return };
        match changed.and_then(|sources| Policies::new(&sources)) {
            Ok(policies) => {
                *self.policies.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policies);
                tracing::info!("other policies are in force");
            }
            Err(error) => {
                tracing::error!(alarm = "policy", %error, "changed policies cannot be used; the old ones stay");
            }
        }
    }

    pub(crate) fn decide(&self, question: &Question) -> Result<Judgement, Undecided> {
        let policies = self.policies.read().unwrap_or_else(PoisonError::into_inner).clone();
        let asked = asked(question).map_err(|_| Undecided("the question cannot be put".to_owned()))?;
        let response = self.authorizer.is_authorized(&asked.0, policies.about(question.act), &asked.1);
        let failed = |AuthorizationError::PolicyEvaluationError(error): &_| error.policy_id().to_string();
        let failed: Vec<_> = response.diagnostics().errors().map(failed).collect();
        if !failed.is_empty() {
            // Of the error itself nothing is told: it names the things that were compared, athletes among them.
            return Err(Undecided(format!("an error in {}", failed.join(", "))));
        }
        let mut because: Vec<_> = response.diagnostics().reason().map(ToString::to_string).collect();
        because.sort();
        Ok(Judgement { allowed: response.decision() == Decision::Allow, because })
    }
}

/// The question in Cedar's words.
fn asked(question: &Question) -> Result<(Request, Entities), Box<dyn Error + Send + Sync>> {
    let (who, what) = (entity_uid(&question.principal), entity_uid(&question.resource));
    let (action, group) = action(question.act);
    let owner = question.owner.iter().map(|it| ("athlete".to_owned(), Value::new_entity_uid(entity_uid(it))));
    let groups = question.groups.iter().map(entity_uid).collect();
    let entities = [
        Entity::new(who.clone(), HashMap::new(), groups)?,
        Entity::new(what.clone(), owner.collect(), HashSet::new())?,
        Entity::new_no_attrs(action.clone(), group.into_iter().collect()),
    ];
    let context = Context::from_pairs(circumstances(question))?;
    Ok((Request::new(who, action, what, context, None)?, Entities::from_entities(entities, None)?))
}

fn circumstances(question: &Question) -> Vec<(String, Value)> {
    let token = question.token.as_ref().map(|Token { scopes, agent }| {
        let fields = [("scopes".to_owned(), set(scopes)), ("agent".to_owned(), Value::new_bool(*agent))];
        ("token".to_owned(), Value::new_record(fields).expect("two names"))
    });
    let granted = question.granted.as_ref().map(|scopes| ("granted".to_owned(), set(scopes)));
    token.into_iter().chain(granted).collect()
}

fn set(scopes: &Scopes) -> Value {
    Value::new_set(scopes.iter().map(|scope| Value::new_string(scope.name().to_owned())))
}
