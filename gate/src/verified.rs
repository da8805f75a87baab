//! The arm that asks Amazon Verified Permissions.

use crate::policy::{Judgement, Undecided};
use crate::question::{ACTION, Question, Token, Uid};
use aws_sdk_verifiedpermissions::Client;
use aws_sdk_verifiedpermissions::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_verifiedpermissions::operation::is_authorized::{IsAuthorizedError, IsAuthorizedOutput};
use aws_sdk_verifiedpermissions::types::{
    ActionIdentifier, AttributeValue as Value, ContextDefinition, Decision, EntitiesDefinition,
    EntityIdentifier, EntityItem,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::scope::Scopes;
use quick_cache::sync::Cache;
use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

/// How long an answer holds: a policy that changes in the store is in force so much later.
const FRESH: TimeDelta = TimeDelta::seconds(5);

/// How many answers are kept.
const KEPT: usize = 10_000;

/// How long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// A policy store, and what it answered lately.
pub(crate) struct VerifiedPermissions {
    client: Client,
    store: String,
    now: Box<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    kept: Cache<Question, (DateTime<Utc>, Judgement)>,
}

impl fmt::Debug for VerifiedPermissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VerifiedPermissions").field("store", &self.store).finish_non_exhaustive()
    }
}

impl VerifiedPermissions {
    pub(crate) fn new(
        client: Client,
        store: &str,
        now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static,
    ) -> Self {
        Self { client, store: store.to_owned(), now: Box::new(now), kept: Cache::new(KEPT) }
    }

    pub(crate) async fn decide(&self, question: Question) -> Result<Judgement, Undecided> {
        let now = (self.now)();
        if let Some((asked, judgement)) = self.kept.get(&question)
            && (asked..asked + FRESH).contains(&now)
        {
            return Ok(judgement);
        }
        let judgement = tokio::time::timeout(PATIENCE, self.ask(&question))
            .await
            .map_err(|_| Undecided("no answer in time".to_owned()))??;
        self.kept.insert(question, (now, judgement.clone()));
        Ok(judgement)
    }

    async fn ask(&self, question: &Question) -> Result<Judgement, Undecided> {
        let (action, entities) = in_their_words(question);
        let request = self.client.is_authorized().policy_store_id(&self.store).action(action);
        let request =
            request.principal(identifier(&question.principal)).resource(identifier(&question.resource));
        let request = request.entities(entities).set_context(circumstances(question));
        judgement(&request.send().await.map_err(|error| Undecided(kind(&error)))?)
    }
}

/// The action and the entities; what an action belongs to is said by the schema of the store, and by nobody else.
fn in_their_words(question: &Question) -> (ActionIdentifier, EntitiesDefinition) {
    let action = ActionIdentifier::builder().action_type(ACTION).action_id(question.act.name());
    let who = EntityItem::builder().identifier(identifier(&question.principal));
    let who = who.set_parents(Some(question.groups.iter().map(identifier).collect()));
    let owner =
        question.owner.iter().map(|it| ("athlete".to_owned(), Value::EntityIdentifier(identifier(it))));
    let what = EntityItem::builder().identifier(identifier(&question.resource));
    let what = what.set_attributes(Some(owner.collect()));
    let entities = EntitiesDefinition::EntityList(vec![who.build(), what.build()]);
    (action.build().expect("a type and an id"), entities)
}

fn identifier(Uid { kind, id }: &Uid) -> EntityIdentifier {
    EntityIdentifier::builder().entity_type(*kind).entity_id(id).build().expect("a type and an id")
}

/// `None` where there is nothing to say: an empty context is refused.
fn circumstances(question: &Question) -> Option<ContextDefinition> {
    let token = question.token.as_ref().map(|Token { scopes, agent }| {
        let fields = [("scopes".to_owned(), set(scopes)), ("agent".to_owned(), Value::Boolean(*agent))];
        ("token".to_owned(), Value::Record(fields.into()))
    });
    let granted = question.granted.as_ref().map(|scopes| ("granted".to_owned(), set(scopes)));
    let all: HashMap<_, _> = token.into_iter().chain(granted).collect();
    (!all.is_empty()).then_some(ContextDefinition::ContextMap(all))
}

fn set(scopes: &Scopes) -> Value {
    Value::Set(scopes.iter().map(|scope| Value::String(scope.name().to_owned())).collect())
}

fn judgement(answer: &IsAuthorizedOutput) -> Result<Judgement, Undecided> {
    let mut because: Vec<_> =
        answer.determining_policies().iter().map(|it| it.policy_id().to_owned()).collect();
    because.sort();
    let allowed = match answer.decision() {
        // Of the errors themselves nothing is told: they name the things that were compared, athletes among them.
        _ if !answer.errors().is_empty() => Err("an error in a policy of the store"),
        Decision::Allow if because.is_empty() => Err("an answer that no policy gives"),
        Decision::Allow => Ok(true),
        Decision::Deny => Ok(false),
        _ => Err("an answer that is none"),
    };
    allowed.map(|allowed| Judgement { allowed, because }).map_err(|why| Undecided(why.to_owned()))
}

/// The name of an error, and nothing of its message.
fn kind(error: &SdkError<IsAuthorizedError>) -> String {
    let unreadable = "an answer that cannot be read";
    let kind = match error {
        SdkError::ServiceError(said) => said.err().code().unwrap_or(unreadable),
        SdkError::TimeoutError(_) => "no answer in time",
        SdkError::DispatchFailure(_) => "no connection",
        SdkError::ConstructionFailure(_) => "a request that cannot be made",
        _ => unreadable,
    };
    kind.to_owned()
}
