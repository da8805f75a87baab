//! The way into the API: an access token that holds, and not one request too many.

use super::fault::Fault;
use super::standing::is_still_lent;
use super::uses::{Deed, note};
use crate::bearer::Refusal;
use crate::state::App;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use domain::audit::Event;
use gate::{Bearer, Caller, TokenError};

/// The answer to a request whose caller is known and has not asked too often: its refusal may be a line of the log.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted;

/// Lets a request in that brings an access token of ours, and counts it. Cookies are not looked at.
///
/// What the token says is in the extensions of the request from here on.
pub async fn admit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let bearer = match app.relying_party.tokens().bearer(request.headers(), request.uri()).await {
        Ok(bearer) => bearer,
        Err(refusal) => return Fault::Token(refusal).into_response(),
    };
    let (turn, mut response) = match app.limits.take(&key(&bearer)) {
        Ok(turn) => {
            let deed = Deed::default();
            let client = bearer.caller.client().cloned();
            request.extensions_mut().insert(deed.clone());
            let mut response = match still_lent(&app, &bearer).await {
                Ok(()) => {
                    request.extensions_mut().insert(bearer);
                    next.run(request).await
                }
                Err(fault) => fault.into_response(),
            };
            response.extensions_mut().insert(Counted);
            if let Some(event) = response.extensions_mut().get_mut::<Event>() {
                event.client = client;
            }
            note(&app, &deed, response.status().as_u16()).await;
            (turn, response)
        }
        Err(wait) => (app.limits.nothing_left(), Fault::TooMany(wait).into_response()),
    };
    turn.tell(response.headers_mut());
    response
}

/// What was lent and taken back opens nothing from the next request on.
async fn still_lent(app: &App, bearer: &Bearer) -> Result<(), Fault> {
    let lent = is_still_lent(&app.table, app.relying_party.tokens(), bearer, app.now()).await?;
    lent.then_some(()).ok_or(Fault::Token(Refusal::InvalidToken(TokenError::Withdrawn)))
}

/// Who that is: a client, and apart for each athlete who lent it a token.
pub(super) fn key(bearer: &Bearer) -> String {
    match &bearer.caller {
        Caller::Delegate { athlete, client, .. } => format!("{client} {}", athlete.id),
        Caller::Machine { client, .. } => client.to_string(),
        Caller::Nobody | Caller::Athlete(_) => String::new(),
    }
}
