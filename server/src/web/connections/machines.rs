//! Machines: registered with the embedded provider, or granted where an administrator made them.

use super::{
    back, ends_at, form, granted, is_first, keep_client, not_registered, own_client, refused, scopes,
};
use crate::page::Visit;
use crate::problem::Problem;
use crate::registry::{self, Kind, New, Registered};
use crate::state::App;
use app::pages::connections::{FormView, Once, Question, Typed, once, question as question_page};
use app::pages::reference::first_calls;
use app::parts::Sample;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse as _, Response};
use domain::act::{Act, Permit};
use domain::grant::{ClientKind, Grant, Grantee};
use domain::profile::display_name;
use domain::workout::FieldError;
use gate::client_of;
use secrecy::ExposeSecret as _;

/// `GET /settings/connections/machine`: the empty form.
pub async fn new(State(app): State<App>, visit: Visit) -> Result<Html<String>, Problem> {
    visit.permit(Act::ManageConnections).await?;
    let typed = Typed::default().with("expires_at", "90").with("proof", "secret");
    Ok(form(&visit, view(&app, &typed.with("key", app.chance()), &[])))
}

fn view(app: &App, typed: &Typed, errors: &[FieldError]) -> FormView {
    if app.own.is_some() {
        FormView::machine(typed, errors)
    } else {
        FormView::foreign_machine(typed, errors)
    }
}

/// `POST /settings/connections/machine`: registers or grants it. The answer shows its secret, and nothing does again:
/// the same form sent twice leads to the list.
pub async fn add(
    State(app): State<App>,
    visit: Visit,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::ManageConnections).await?;
    let (typed, mut errors) = (Typed(fields), Vec::new());
    let (scopes, ends_at) = (scopes(&typed, &mut errors), ends_at(&typed, app.now(), &mut errors));
    let name = display_name(typed.one("name"));
    errors.extend(name.as_ref().err().map(|error| FieldError::new("name", error.clone())));
    let grant = Grant {
        grantee: Grantee::Machine(client_of(app.relying_party.issuer(), typed.one("client_id"))),
        name: name.unwrap_or_default(),
        known_as: typed.one("client_id").to_owned(),
        scopes,
        made_at: app.now(),
        ends_at,
        withdrawn_at: None,
        void_until: None,
    };
    if app.own.is_some() {
        return register(&app, &visit, (&permit, grant), (typed, errors)).await;
    }
    errors.extend(client_id_error(typed.one("client_id")));
    if !errors.is_empty() {
        return Ok(refused(&visit, view(&app, &typed, &errors)));
    }
    app.table.save_grant(&permit, grant, app.now()).await?;
    Ok(back("granted").into_response())
}

/// RFC 6749 §A.1: visible ASCII and spaces.
fn client_id_error(typed: &str) -> Option<FieldError> {
    let fits = (1..=255).contains(&typed.len()) && typed.bytes().all(|byte| matches!(byte, 0x20..=0x7e));
    (!fits).then(|| FieldError::new("client_id", "must be 1 to 255 characters of ASCII".to_owned()))
}

async fn register(
    app: &App,
    visit: &Visit,
    (permit, grant): (&Permit, Grant),
    (typed, errors): (Typed, Vec<FieldError>),
) -> Result<Response, Problem> {
    let keys = (typed.one("proof") == "keys").then(|| typed.one("keys").to_owned());
    if !errors.is_empty() {
        return Ok(refused(visit, view(app, &typed, &errors)));
    }
    if !is_first(app, visit, typed.one("key")).await? {
        return Ok(back("sent-before").into_response());
    }
    let new = New {
        kind: Kind::Machine,
        owner: visit.who.subject.clone(),
        name: grant.name.clone(),
        redirect_uris: Vec::new(),
        scopes: grant.scopes.clone(),
        keys,
        expires_at: grant.ends_at,
    };
    let own = app.own.as_ref().ok_or(Problem::NotFound)?;
    match registry::register(own, new, app.now()).await {
        Ok(made) => registered(app, visit, (permit, grant), made).await,
        Err(why) => not_registered(app, visit, (why, typed), |typed, errors| view(app, typed, errors)),
    }
}

async fn registered(
    app: &App,
    visit: &Visit,
    (permit, grant): (&Permit, Grant),
    made: Registered,
) -> Result<Response, Problem> {
    let title = format!("{} is registered", grant.name);
    let client = (made.client_id.as_str(), grant.name.as_str(), ClientKind::Machine);
    let id = keep_client(app, visit, permit, client).await?;
    let grant = Grant { grantee: Grantee::Machine(id), known_as: made.client_id.clone(), ..grant };
    app.table.save_grant(permit, grant, app.now()).await?;
    Ok(shown(app, visit, title, made).await.into_response())
}

/// The id and the secret of a machine, and the first two lines that it needs.
async fn shown(app: &App, visit: &Visit, title: String, made: Registered) -> Html<String> {
    let endpoint = app.relying_party.token_endpoint().await.ok();
    let endpoint = endpoint.as_deref().unwrap_or("$TOKEN_ENDPOINT");
    let secret = made.secret.map(|secret| secret.expose_secret().to_owned());
    let with = secret.as_deref().map(|secret| (made.client_id.as_str(), secret, visit.who.athlete.as_str()));
    let names = ["Get a token", "List the latest five workouts"];
    let lines = names.into_iter().zip(first_calls(endpoint, &app.below(""), with));
    let samples = lines.map(|(name, text)| Sample { name, text, whole: true }).collect();
    let view = Once { title, client_id: made.client_id, secret, samples };
    visit.page("A new machine", false, move || once(view))
}

/// `GET /settings/connections/{kind}/{id}/secret`: asks once more.
pub async fn confirm_secret(
    State(app): State<App>,
    visit: Visit,
    Path(named): Path<(String, String)>,
) -> Result<Html<String>, Problem> {
    let permit = visit.permit(Act::ManageConnections).await?;
    let grant = granted(&app, &visit, &named).await?;
    own_client(&app, &permit, &grant).await?.ok_or(Problem::NotFound)?;
    let question = Question::new_secret(&grant, app.chance());
    Ok(visit.page("New secret", false, move || question_page(question)))
}

/// `POST /settings/connections/{kind}/{id}/secret`: a new secret, shown once.
pub async fn new_secret(
    State(app): State<App>,
    visit: Visit,
    Path(named): Path<(String, String)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let permit = visit.permit(Act::ManageConnections).await?;
    let grant = granted(&app, &visit, &named).await?;
    let client = own_client(&app, &permit, &grant).await?.ok_or(Problem::NotFound)?;
    let own = app.own.as_ref().ok_or(Problem::NotFound)?;
    if !is_first(&app, &visit, Typed(fields).one("key")).await? {
        return Ok(back("sent-before").into_response());
    }
    let secret = registry::new_secret(own, (&client.client_id, &visit.who.subject), app.now()).await?;
    let made = Registered { client_id: client.client_id, secret: Some(secret) };
    Ok(shown(&app, &visit, format!("{} has a new secret", grant.name), made).await.into_response())
}
