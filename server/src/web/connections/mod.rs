//! Who may do something with the athlete's log beside them.

pub mod apps;
pub mod coaches;
pub mod machines;

use crate::page::Visit;
use crate::problem::Problem;
use crate::registry::{self, Refused};
use crate::state::App;
use app::pages::connections::{
    ConnectionsView, FormView, Known, LASTS, Question, Typed, connections, form as form_page,
    question as question_page,
};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use chrono::{DateTime, Days, TimeDelta, Utc};
use domain::act::{Act, Permit};
use domain::grant::{Client, ClientId, ClientKind, Grant, Grantee};
use domain::scope::Scopes;
use domain::table::TableError;
use domain::vault::{RecordKey, VaultError};
use domain::workout::FieldError;
use gate::client_of;
use std::collections::BTreeSet;

/// `GET /settings/connections`: everybody who may.
pub async fn show(State(app): State<App>, visit: Visit) -> Result<Html<String>, Problem> {
    let permit = visit.permit(Act::ManageConnections).await?;
    let grants: Vec<_> = app.table.grants(&permit).await?.into_iter().map(|grant| grant.value).collect();
    let uses = app.table.uses(&permit).await?;
    let own_clients = app.table.own_clients(&permit).await?;
    let coached = app.table.coached_by(&visit.permit(Act::Identify).await?, app.now()).await?;
    let known = Known {
        grants: &grants,
        uses: &uses,
        coached: &coached,
        own_clients: &own_clients,
        with_secret: &with_secret(&app, &visit, &own_clients).await?,
        own_provider: app.own.is_some(),
        now: app.now().with_timezone(&visit.profile.time_zone),
    };
    let view = ConnectionsView::new(&known);
    Ok(visit.page("Connections", false, move || connections(view)))
}

/// Which of the clients that the visitor registered have a secret that can be changed.
async fn with_secret(app: &App, visit: &Visit, clients: &[Client]) -> Result<BTreeSet<String>, Problem> {
    let mut found = BTreeSet::new();
    let Some(own) = &app.own else { return Ok(found) };
    for client in clients.iter().filter(|client| client.ended_at.is_none()) {
        if registry::has_secret(own, (&client.client_id, &visit.who.subject), app.now()).await? {
            found.insert(client.client_id.clone());
        }
    }
    Ok(found)
}

/// `GET /settings/connections/{kind}/{id}/withdraw`: asks once more.
pub async fn confirm_withdraw(
    State(app): State<App>,
    visit: Visit,
    Path(named): Path<(String, String)>,
) -> Result<Html<String>, Problem> {
    let permit = visit.permit(Act::ManageConnections).await?;
    let grant = granted(&app, &visit, &named).await?;
    let ends = own_client(&app, &permit, &grant).await?.is_some_and(|client| is_machine(&client));
    let question = Question::withdraw(&grant, ends);
    Ok(visit.page("Withdraw", false, move || question_page(question)))
}

/// `POST /settings/connections/{kind}/{id}/withdraw`: from the next request on they may do nothing any more.
///
/// It ends at the provider first: as long as that fails the grant is still in the list, and this can be done again.
pub async fn withdraw(
    State(app): State<App>,
    visit: Visit,
    Path(named): Path<(String, String)>,
) -> Result<Redirect, Problem> {
    let permit = visit.permit(Act::ManageConnections).await?;
    let grant = granted(&app, &visit, &named).await?;
    match (&app.own, &grant.grantee) {
        (Some(own), Grantee::App(_)) => {
            let (client, subject) = (grant.known_as.as_str(), visit.who.subject.as_str());
            registry::end_sign_ins(own, (client, subject), app.now()).await?;
        }
        (Some(_), Grantee::Machine(_)) => {
            if let Some(client) = own_client(&app, &permit, &grant).await? {
                end(&app, &visit, (&permit, &client)).await?;
            }
        }
        _ => {}
    }
    app.table.withdraw_grant(&permit, &grant.grantee, app.now()).await?;
    Ok(back("withdrawn"))
}

/// `POST /settings/connections/{kind}/{id}/allow`: lets an app use tokens again that were withdrawn.
pub async fn allow(
    State(app): State<App>,
    visit: Visit,
    Path(named): Path<(String, String)>,
) -> Result<Redirect, Problem> {
    let permit = visit.permit(Act::ManageConnections).await?;
    let grant = granted(&app, &visit, &named).await?;
    let is_theirs = matches!(grant.grantee, Grantee::App(_)) && app.own.is_none();
    let grant = Some(grant).filter(|_| is_theirs).ok_or(Problem::NotFound)?;
    app.table.save_grant(&permit, Grant { withdrawn_at: None, void_until: None, ..grant }, app.now()).await?;
    Ok(back("allowed"))
}

/// What the visitor has granted to the grantee of this kind with this id, living or not.
async fn granted(app: &App, visit: &Visit, (kind, id): &(String, String)) -> Result<Grant, Problem> {
    let grantee = Grantee::parse(kind, id).ok_or(Problem::NotFound)?;
    app.table.granted(&visit.who.athlete, &grantee).await?.ok_or(Problem::NotFound)
}

/// The client behind a grant, if the visitor registered it here and has not ended it.
async fn own_client(app: &App, permit: &Permit, grant: &Grant) -> Result<Option<Client>, Problem> {
    let clients = app.table.own_clients(permit).await?;
    let is_it = |client: &Client| client.id.as_str() == grant.grantee.id() && client.ended_at.is_none();
    Ok(clients.into_iter().find(is_it))
}

fn is_machine(client: &Client) -> bool {
    client.kind == ClientKind::Machine
}

/// Keeps which program the visitor registered with the embedded provider, and tells its id.
async fn keep_client(
    app: &App,
    visit: &Visit,
    permit: &Permit,
    (client_id, name, kind): (&str, &str, ClientKind),
) -> Result<ClientId, Problem> {
    let client = Client {
        id: client_of(app.relying_party.issuer(), client_id),
        client_id: client_id.to_owned(),
        name: name.to_owned(),
        kind,
        athlete: visit.who.athlete.clone(),
        made_at: app.now(),
        ended_at: None,
    };
    let id = client.id.clone();
    app.table.add_client(permit, client).await?;
    Ok(id)
}

/// Ends a client that the visitor registered.
async fn end(app: &App, visit: &Visit, (permit, client): (&Permit, &Client)) -> Result<(), Problem> {
    if let Some(own) = &app.own {
        registry::end(own, (&client.client_id, &visit.who.subject), app.now()).await?;
    }
    Ok(app.table.end_client(permit, &client.id, app.now()).await?)
}

/// Whether the form with this key comes for the first time. Of several at once, exactly one does.
async fn is_first(app: &App, visit: &Visit, key: &str) -> Result<bool, Problem> {
    let key = RecordKey::new("FORM", format!("{} {key}", visit.who.athlete));
    match app.vault.create(&key, &(), app.now() + TimeDelta::days(1), app.now()).await {
        Ok(_) => Ok(true),
        Err(VaultError::Exists) => Ok(false),
        Err(VaultError::Unreachable(why)) => Err(TableError::Unreachable(why).into()),
        Err(error) => Err(Problem::Internal(error.to_string())),
    }
}

/// A form with what was typed and what is wrong with it.
fn form(visit: &Visit, view: FormView) -> Html<String> {
    visit.page(view.title, false, move || form_page(view))
}

fn refused(visit: &Visit, view: FormView) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, form(visit, view)).into_response()
}

/// The form of a program that is not registered, under a new key: nothing was made under the one that it came with.
fn not_registered(
    app: &App,
    visit: &Visit,
    (why, typed): (Refused, Typed),
    view: impl FnOnce(&Typed, &[FieldError]) -> FormView,
) -> Result<Response, Problem> {
    match why {
        Refused::Mistakes(errors) => Ok(refused(visit, view(&typed.with("key", app.chance()), &errors))),
        Refused::Problem(problem) => Err(problem),
    }
}

fn back(notice: &str) -> Redirect {
    Redirect::to(&format!("/settings/connections?notice={notice}"))
}

/// The scopes that were ticked, or what is wrong.
fn scopes(typed: &Typed, errors: &mut Vec<FieldError>) -> Scopes {
    let scopes = Scopes::parse(&typed.all("scopes"));
    if scopes.is_empty() {
        errors.push(FieldError::new("scopes", "must name one thing at least".to_owned()));
    }
    scopes
}

/// When it shall end by itself.
fn ends_at(typed: &Typed, now: DateTime<Utc>, errors: &mut Vec<FieldError>) -> Option<DateTime<Utc>> {
    let lasts = typed.one("expires_at");
    if !LASTS.iter().any(|(days, _)| *days == lasts) {
        errors.push(FieldError::new("expires_at", "must be one of the list".to_owned()));
    }
    now.checked_add_days(Days::new(lasts.parse().ok()?))
}
