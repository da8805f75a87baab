//! The authorizer as a Lambda function.

use super::{Answer, Door, Event, Failure, Whose, authorize, doors};
use crate::api::standing::{is_still_lent, standing};
use crate::audit::Audit;
use crate::bearer::Refusal;
use crate::clock::Clock;
use crate::config::Settings;
use crate::login::Issuer;
use crate::policy;
use crate::provider::{self, Chosen};
use crate::store::{self, CannotOpen};
use domain::audit;
use domain::grant::Grant;
use domain::table::{Table, TableError};
use gate::{Caller, Gate, TokenError};
use http::{HeaderMap, Uri};
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use std::pin::Pin;

type LocalBoxed<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Answers one request after the other, until Lambda has no more.
pub async fn serve(settings: &Settings) -> Result<(), CannotOpen> {
    if settings.lambda.is_none() {
        return Err(CannotOpen::new(
            "the role authorizer is a Lambda function: AWS_LAMBDA_RUNTIME_API is not set",
        ));
    }
    let desk = Desk::open(settings, Clock::system()).await?;
    // In boxes, because the compiler gives up on futures that are nested so deep.
    let answer = service_fn(|event| -> LocalBoxed<'_, _> { Box::pin(desk.answer(event)) });
    let running: LocalBoxed<'_, _> = Box::pin(lambda_runtime::run(answer));
    running.await.map_err(CannotOpen::because)
}

/// What questions are answered from: policies, the issuer's keys, and the journal.
struct Desk {
    gate: Gate,
    doors: Vec<Door>,
    issuer: Issuer,
    table: Table,
    audit: Audit,
    clock: Clock,
}

impl Desk {
    async fn open(settings: &Settings, clock: Clock) -> Result<Self, CannotOpen> {
        let Chosen { registration, transport, .. } = provider::configured(settings)?;
        Ok(Self {
            gate: policy::gate(settings, &clock).await?,
            doors: doors(),
            issuer: Issuer::new(registration, transport, clock.clone()),
            table: store::journal(settings).await,
            audit: Audit::default(),
            clock,
        })
    }

    async fn answer(&self, event: LambdaEvent<Event>) -> Result<Answer, Diagnostic> {
        let LambdaEvent { payload, context } = event;
        // Nobody ticks here: what was counted is written when the next request comes.
        self.audit.write_due(&self.table, self.clock.now()).await;
        let who = async |headers: &HeaderMap, uri: &Uri| match self.who(headers, uri).await? {
            Ok(caller) => Ok(caller),
            Err(refusal) => {
                if refusal.is_about_the_token() {
                    self.refused(audit::Event::because(refusal.to_string()), &context.request_id).await;
                }
                Err(Failure::Unauthorized)
            }
        };
        let whose = async |caller: &Caller, named: Option<&str>| self.whose(caller, named).await;
        let answer = authorize(&payload, (&self.gate, &self.doors), who, whose).await.map_err(told)?;
        if let Some(refused) = answer.refused() {
            self.refused(refused.clone(), &context.request_id).await;
        }
        Ok(answer)
    }

    /// Records a refusal before it is told: Lambda may stop us as soon as it has our answer.
    async fn refused(&self, event: audit::Event, request_id: &str) {
        self.audit.refused(&self.table, (event, request_id.to_owned()), self.clock.now()).await;
    }

    async fn who(&self, headers: &HeaderMap, uri: &Uri) -> Result<Result<Caller, Refusal>, Failure> {
        let bearer = match self.issuer.bearer(headers, uri).await {
            Ok(bearer) => bearer,
            Err(Refusal::Unavailable) => return Err(Failure::Unavailable),
            Err(refusal) => return Ok(Err(refusal)),
        };
        let still = is_still_lent(&self.table, &self.issuer, &bearer, self.clock.now()).await;
        let withdrawn = Refusal::InvalidToken(TokenError::Withdrawn);
        Ok(still.map_err(|error| unavailable(&error))?.then_some(bearer.caller).ok_or(withdrawn))
    }

    async fn whose(&self, caller: &Caller, named: Option<&str>) -> Result<Option<Whose>, Failure> {
        let standing = standing(&self.table, caller, named, self.clock.now())
            .await
            .map_err(|error| unavailable(&error))?;
        let granted = |grant: Grant| grant.scopes;
        Ok(standing.map(|it| Whose { athlete: it.athlete, granted: it.grant.map(granted) }))
    }
}

fn unavailable(error: &TableError) -> Failure {
    tracing::error!(%error, "the journal could not be asked");
    Failure::Unavailable
}

fn told(failure: Failure) -> Diagnostic {
    let word = failure.to_string();
    Diagnostic { error_type: word.clone(), error_message: word }
}
