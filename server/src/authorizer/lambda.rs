//! The authorizer as a Lambda function.

use super::{Answer, Door, Event, Failure, Whose, authorize, doors};
use crate::api::standing::{is_still_lent, standing};
use crate::bearer::Refusal;
use crate::clock::Clock;
use crate::config::Settings;
use crate::login::Issuer;
use crate::policy;
use crate::provider::{self, Chosen};
use crate::store::{self, CannotOpen};
use domain::grant::Grant;
use domain::table::{Table, TableError};
use gate::{Caller, Gate};
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
            clock,
        })
    }

    async fn answer(&self, event: LambdaEvent<Event>) -> Result<Answer, Diagnostic> {
        let who = async |headers: &HeaderMap, uri: &Uri| self.who(headers, uri).await;
        let whose = async |caller: &Caller, named: Option<&str>| self.whose(caller, named).await;
        authorize(&event.payload, (&self.gate, &self.doors), who, whose).await.map_err(told)
    }

    async fn who(&self, headers: &HeaderMap, uri: &Uri) -> Result<Caller, Failure> {
        let bearer = self.issuer.bearer(headers, uri).await.map_err(|refusal| match refusal {
            Refusal::Unavailable => Failure::Unavailable,
            _ => Failure::Unauthorized,
        })?;
        let still = is_still_lent(&self.table, &self.issuer, &bearer, self.clock.now()).await;
        if still.map_err(|error| unavailable(&error))? {
            Ok(bearer.caller)
        } else {
            Err(Failure::Unauthorized)
        }
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
