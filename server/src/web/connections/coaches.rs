//! People who may read.

use super::{back, ends_at, form, refused, scopes};
use crate::page::Visit;
use crate::problem::Problem;
use crate::state::App;
use app::pages::connections::{FormView, Typed};
use axum::Form;
use axum::extract::State;
use axum::response::{Html, IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::act::{Act, Permit};
use domain::athlete::AthleteId;
use domain::grant::{Grant, Grantee};
use domain::scope::{Scope, Scopes};
use domain::workout::FieldError;

/// `GET /settings/connections/coach`: the empty form.
pub async fn new(State(_): State<App>, visit: Visit) -> Result<Html<String>, Problem> {
    visit.permit(Act::ManageConnections).await?;
    let typed = Typed(vec![
        ("scopes".to_owned(), Scope::WorkoutsRead.name().to_owned()),
        ("scopes".to_owned(), Scope::TrendsRead.name().to_owned()),
        ("expires_at".to_owned(), "365".to_owned()),
    ]);
    Ok(form(&visit, FormView::coach(&typed, &[])))
}

/// `POST /settings/connections/coach`: lets whoever signed in with this address read.
///
/// An address that nobody has signed in with is answered and listed alike, and good for nobody: who trains here cannot
/// be found out by asking.
pub async fn add(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::ManageConnections).await?;
    let (typed, mut errors) = (Typed(fields), Vec::new());
    let (scopes, ends_at) = (readable(&scopes(&typed, &mut errors)), ends_at(&typed, app.now(), &mut errors));
    let address = typed.one("email").trim().to_lowercase();
    let coach = app.table.alias(&address).await?.unwrap_or_else(|| nobody(&app, &address));
    errors.extend(address_error(&address, coach == visit.who.athlete));
    if !errors.is_empty() {
        return Ok(refused(&visit, FormView::coach(&typed, &errors)));
    }
    withdraw_others(&app, &permit, (&address, &coach)).await?;
    let grant = Grant {
        grantee: Grantee::Coach(coach),
        name: address.clone(),
        known_as: address,
        scopes,
        made_at: app.now(),
        ends_at,
        withdrawn_at: None,
        void_until: None,
    };
    app.table.save_grant(&permit, grant, app.now()).await?;
    Ok(back("readable").into_response())
}

/// Who stands for whoever has not signed in with this address. It takes our keys to tell such an id from others.
fn nobody(app: &App, address: &str) -> AthleteId {
    let mac = app.vault.sealer().mac(&["nobody with this address", address]);
    AthleteId::parse(&URL_SAFE_NO_PAD.encode(&mac[..24])).expect("base64url of 24 bytes is an id")
}

/// A coach changes nothing, whatever a form says.
fn readable(scopes: &Scopes) -> Scopes {
    let read = [Scope::WorkoutsRead, Scope::TrendsRead, Scope::ProfileRead].into_iter().collect();
    scopes.within(&read)
}

fn address_error(address: &str, is_own: bool) -> Option<FieldError> {
    let looks = address.len() <= 254
        && address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty());
    let wrong = |message: &str| Some(FieldError::new("email", message.to_owned()));
    match (looks, is_own) {
        (false, _) => wrong("must be an address like ada@run.example"),
        (true, true) => wrong("must be somebody else's: you read your own log anyway"),
        (true, false) => None,
    }
}

/// An address was granted before its owner had ever signed in: the grant to them takes the place of that one.
async fn withdraw_others(
    app: &App,
    permit: &Permit,
    (address, coach): (&str, &AthleteId),
) -> Result<(), Problem> {
    let is_other = |grant: &Grant| {
        matches!(&grant.grantee, Grantee::Coach(other) if other != coach)
            && grant.known_as == address
            && grant.withdrawn_at.is_none()
    };
    for grant in app.table.grants(permit).await?.into_iter().filter(|grant| is_other(&grant.value)) {
        app.table.withdraw_grant(permit, &grant.value.grantee, app.now()).await?;
    }
    Ok(())
}
