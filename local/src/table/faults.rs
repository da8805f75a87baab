//! For tests: a connection that fails the way AWS and networks fail, repeatably.
//!
//! [`Faults::seeded`] draws faults by rates from a fixed seed; [`Faults::queue`] makes the next request of
//! one operation fail in a chosen way. Hand them to [`super::Store::faulty_client`].

use crate::aws_json::respond;
use crate::chance::Chance;
use crate::table::connector::{Embedded, Request};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

/// One way in which a request can fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Refused because too many requests came; nothing was done.
    Throttled,
    /// Refused because another transaction touched the same item; nothing was done.
    Conflict,
    /// Done, but the answer never arrived.
    LostAnswer,
    /// The connection broke before the request was read; nothing was done.
    Reset,
    /// A `BatchGetItem` of which only the first key was answered; if it has no other, not even that.
    Unprocessed,
}

/// How many requests in a thousand suffer each fault.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rates {
    /// [`Fault::Throttled`].
    pub throttled: u16,
    /// [`Fault::Conflict`], of the requests that write.
    pub conflict: u16,
    /// [`Fault::LostAnswer`].
    pub lost_answer: u16,
    /// [`Fault::Reset`].
    pub reset: u16,
    /// [`Fault::Unprocessed`], of the requests that can suffer it.
    pub unprocessed: u16,
}

/// What goes wrong, and what already did. Clones share one course of events.
#[derive(Clone, Debug)]
pub struct Faults(Arc<Mutex<Course>>);

#[derive(Debug)]
struct Course {
    chance: Chance,
    rates: Rates,
    queue: VecDeque<(String, Fault)>,
    requests: u64,
    stale: u64,
    injected: u64,
}

impl Faults {
    /// Faults by chance, the same ones for the same seed and order of requests.
    pub fn seeded(seed: u64, rates: Rates) -> Self {
        let course = Course {
            chance: Chance::new(seed),
            rates,
            queue: VecDeque::new(),
            requests: 0,
            stale: 0,
            injected: 0,
        };
        Self(Arc::new(Mutex::new(course)))
    }

    /// No faults but those that are queued.
    pub fn none() -> Self {
        Self::seeded(0, Rates::default())
    }

    /// Makes the next request of `operation` (such as `PutItem`) fail; queued faults come one by one.
    pub fn queue(&self, operation: &str, fault: Fault) {
        self.course(|course| course.queue.push_back((operation.to_owned(), fault)));
    }

    /// How many requests were made, those of retries included.
    pub fn requests(&self) -> u64 {
        self.course(|course| course.requests)
    }

    /// How many of them were reads that did not ask to be consistent.
    pub fn stale_reads(&self) -> u64 {
        self.course(|course| course.stale)
    }

    /// How many of them failed by our doing.
    pub fn injected(&self) -> u64 {
        self.course(|course| course.injected)
    }

    fn next(&self, request: &Request) -> Option<Fault> {
        let operation = request.operation.as_str();
        self.course(|course| {
            course.requests += 1;
            course.stale += u64::from(request.is_stale());
            let fault = course.queued(operation).or_else(|| course.drawn(operation));
            course.injected += u64::from(fault.is_some());
            fault
        })
    }

    fn course<T>(&self, change: impl FnOnce(&mut Course) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Course {
    fn queued(&mut self, operation: &str) -> Option<Fault> {
        self.queue.pop_front_if(|(expected, _)| expected.as_str() == operation).map(|(_, fault)| fault)
    }

    fn drawn(&mut self, operation: &str) -> Option<Fault> {
        let rates = self.rates;
        let conflict = if writes(operation) { rates.conflict } else { 0 };
        let unprocessed = if operation == "BatchGetItem" { rates.unprocessed } else { 0 };
        let mut left = u16::try_from(self.chance.next() % 1000).unwrap_or(0);
        let faults = [
            (Fault::Throttled, rates.throttled),
            (Fault::Conflict, conflict),
            (Fault::LostAnswer, rates.lost_answer),
            (Fault::Reset, rates.reset),
            (Fault::Unprocessed, unprocessed),
        ];
        faults.into_iter().find_map(|(fault, rate)| match left.checked_sub(rate) {
            None => Some(fault),
            Some(rest) => {
                left = rest;
                None
            }
        })
    }
}

fn writes(operation: &str) -> bool {
    matches!(operation, "TransactWriteItems" | "PutItem" | "UpdateItem" | "DeleteItem")
}

/// The connector that lets faults happen.
#[derive(Clone, Debug)]
pub(super) struct Faulty {
    embedded: Embedded,
    faults: Faults,
}

impl Faulty {
    pub(super) fn new(embedded: Embedded, faults: Faults) -> Self {
        Self { embedded, faults }
    }

    async fn answer(&self, request: Request) -> Result<HttpResponse, ConnectorError> {
        // A real request leaves the thread to others; without this, tasks on one thread never interleave.
        tokio::task::yield_now().await;
        match self.faults.next(&request) {
            None => self.embedded.answer(request).await,
            Some(Fault::Throttled) => respond(400, throttled()),
            Some(Fault::Conflict) => respond(400, conflict(&request.operation)),
            Some(Fault::Reset) => Err(broken()),
            Some(Fault::Unprocessed) => self.in_part(request).await,
            Some(Fault::LostAnswer) => {
                self.embedded.answer(request).await?;
                Err(broken())
            }
        }
    }
}

impl Faulty {
    async fn in_part(&self, mut request: Request) -> Result<HttpResponse, ConnectorError> {
        let left = request.leave_keys();
        let answer = self.embedded.answer(request).await?;
        // Refused where no key is left to ask for: then nothing is answered.
        let body = answer.body().bytes().filter(|_| answer.status().is_success()).unwrap_or_default();
        let mut body: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
        body["UnprocessedKeys"] = left;
        respond(200, body.to_string())
    }
}

impl HttpConnector for Faulty {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let faulty = self.clone();
        HttpConnectorFuture::new(async move { faulty.answer(Request::read(&request)).await })
    }
}

fn broken() -> ConnectorError {
    ConnectorError::io(io::Error::from(io::ErrorKind::ConnectionReset).into())
}

fn throttled() -> String {
    error("ProvisionedThroughputExceededException", serde_json::json!({ "message": "slow down" }))
}

fn conflict(operation: &str) -> String {
    if operation == "TransactWriteItems" {
        let reasons = serde_json::json!([{ "Code": "TransactionConflict", "Message": "conflict" }]);
        let body = serde_json::json!({ "Message": "conflict", "CancellationReasons": reasons });
        return error("TransactionCanceledException", body);
    }
    error("TransactionConflictException", serde_json::json!({ "message": "conflict" }))
}

fn error(kind: &str, mut body: serde_json::Value) -> String {
    body["__type"] = serde_json::json!(format!("com.amazonaws.dynamodb.v20120810#{kind}"));
    body.to_string()
}
