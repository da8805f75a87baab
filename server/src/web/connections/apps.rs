//! Apps that an athlete makes: people sign in to them through the embedded provider.

use super::{back, end as end_client, form, is_first, keep_client, not_registered};
use crate::page::Visit;
use crate::problem::Problem;
use crate::registry::{self, Kind, New, Registered};
use crate::state::App;
use app::pages::connections::{FormView, Once, Question, Typed, once, question as question_page};
use app::parts::Sample;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse as _, Response};
use domain::act::{Act, Permit};
use domain::grant::{Client, ClientKind};
use domain::scope::Scopes;
use secrecy::ExposeSecret as _;

/// `GET /settings/connections/app`: the empty form.
pub async fn new(State(app): State<App>, visit: Visit) -> Result<Html<String>, Problem> {
    visit.permit(Act::ManageConnections).await?;
    app.own.as_ref().ok_or(Problem::NotFound)?;
    let typed = Typed::default().with("kind", "web").with("key", app.chance());
    Ok(form(&visit, FormView::app(&typed, &[])))
}

/// `POST /settings/connections/app`: registers it. The answer shows its secret, and nothing does again.
pub async fn add(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::ManageConnections).await?;
    let own = app.own.as_ref().ok_or(Problem::NotFound)?;
    let typed = Typed(fields);
    if !is_first(&app, &visit, typed.one("key")).await? {
        return Ok(back("sent-before").into_response());
    }
    let lines = typed.one("redirect_uris").lines().map(str::trim).filter(|line| !line.is_empty());
    let new = New {
        kind: if typed.one("kind") == "native" { Kind::Native } else { Kind::Web },
        owner: visit.who.subject.clone(),
        name: typed.one("name").to_owned(),
        redirect_uris: lines.map(str::to_owned).collect(),
        scopes: Scopes::all(),
        keys: None,
        expires_at: None,
    };
    let name = new.name.trim().to_owned();
    match registry::register(own, new, app.now()).await {
        Ok(made) => registered(&app, &visit, (&permit, name), made).await,
        Err(why) => not_registered(&app, &visit, (why, typed), FormView::app),
    }
}

async fn registered(
    app: &App,
    visit: &Visit,
    (permit, name): (&Permit, String),
    made: Registered,
) -> Result<Response, Problem> {
    let title = format!("{name} is registered");
    keep_client(app, visit, permit, (&made.client_id, &name, ClientKind::App)).await?;
    let issuer = app.relying_party.issuer();
    let discovery = format!("{issuer}/.well-known/openid-configuration");
    let samples = vec![Sample { name: "Where it finds everything else", text: discovery, whole: true }];
    let secret = made.secret.map(|secret| secret.expose_secret().to_owned());
    let view = Once { title, client_id: made.client_id, secret, samples };
    Ok(visit.page("A new app", false, move || once(view)).into_response())
}

/// `GET /settings/connections/own/{id}/end`: asks once more.
pub async fn confirm_end(
    State(app): State<App>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Html<String>, Problem> {
    let permit = visit.permit(Act::ManageConnections).await?;
    let question = Question::end(&own(&app, &permit, &id).await?);
    Ok(visit.page("End an app", false, move || question_page(question)))
}

/// `POST /settings/connections/own/{id}/end`: it is no client any more, for anybody.
pub async fn end(State(app): State<App>, visit: Visit, Path(id): Path<String>) -> Result<Response, Problem> {
    let permit = visit.permit(Act::ManageConnections).await?;
    let client = own(&app, &permit, &id).await?;
    end_client(&app, &visit, (&permit, &client)).await?;
    Ok(back("ended").into_response())
}

/// The client with this id, if the visitor registered it.
async fn own(app: &App, permit: &Permit, id: &str) -> Result<Client, Problem> {
    let clients = app.table.own_clients(permit).await?;
    clients.into_iter().find(|client| client.id.as_str() == id).ok_or(Problem::NotFound)
}
