//! A call: who makes it, whose log it is about, and what that athlete has granted.

use super::asked::Asked;
use super::entrance;
use super::fault::Fault;
use super::standing::{Standing, is_still_lent, standing};
use super::uses::Deed;
use crate::bearer::Refusal;
use crate::problem::Problem;
use crate::state::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use domain::act::{Act, Admission, Permit};
use domain::athlete::AthleteId;
use domain::grant::{ClientId, Grant, Grantee};
use domain::scope::Scopes;
use domain::workout::FieldError;
use gate::{Bearer, Caller, Log};
use url::form_urlencoded;

/// The parameter that names the athlete whose log it is: an id, or the address they signed up with.
pub const ATHLETE: &str = "athlete";

/// A call that brought a token which holds.
#[derive(Debug)]
pub struct Call {
    /// Whose log it is about.
    pub athlete: AthleteId,
    /// The grant that it relies on, if the log is not the caller's own.
    pub grant: Option<Grant>,
    /// What came with it.
    pub headers: HeaderMap,
    /// What it asks for.
    pub uri: Uri,
    /// What its token says.
    pub bearer: Bearer,
    grantee: Grantee,
    deed: Deed,
    app: App,
}

impl FromRequestParts<App> for Call {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let bearer = bearer(parts)?;
        let deed = parts.extensions.get::<Deed>().cloned().unwrap_or_default();
        let named = named(&parts.uri)?;
        let standing = standing(&app.table, &bearer.caller, named.as_deref(), app.now()).await?;
        let Standing { athlete, grantee, grant } = standing.ok_or_else(nobody_named)?;
        let (headers, uri) = (parts.headers.clone(), parts.uri.clone());
        Ok(Self { athlete, grant, headers, uri, bearer, grantee, deed, app: app.clone() })
    }
}

/// A call about the installation, by somebody whom the policies let get what lies there.
#[derive(Debug)]
pub struct Admitted(pub Admission);

impl FromRequestParts<App> for Admitted {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let Bearer { caller, .. } = bearer(parts)?;
        if let Some(scope) = Act::Get.scope()
            && !caller.lent().is_some_and(|scopes| scopes.has(scope))
        {
            return Err(Fault::scope(scope));
        }
        let admission = app.gate.admit(&caller, parts.uri.path()).await.map_err(Problem::from)?;
        Asked::of_all(&parts.uri).done()?;
        Ok(Self(admission))
    }
}

fn bearer(parts: &Parts) -> Result<Bearer, Fault> {
    parts.extensions.get::<Bearer>().cloned().ok_or(Fault::Token(Refusal::Missing))
}

impl Call {
    /// A permit for the caller to do `act` with the log that the call is about.
    ///
    /// Whoever was granted nothing learns nothing: that log is not there. Whoever may do something with it is told
    /// what this needs.
    pub async fn permit(&self, act: Act) -> Result<Permit, Fault> {
        if let Some(scope) = act.scope()
            && !self.lent().is_some_and(|scopes| scopes.has(scope))
        {
            return Err(Fault::scope(scope));
        }
        let granted = self.grant.as_ref().map(|grant| &grant.scopes);
        let log = Log { athlete: &self.athlete, granted };
        match self.app.gate.permit(&self.bearer.caller, act, log).await {
            Ok(permit) => {
                self.deed.is(&self.athlete, self.grantee.clone(), act);
                Ok(permit)
            }
            Err(refused) if self.is_own() => Err(Fault::Forbidden(refused)),
            Err(refused) => match (granted, act.scope()) {
                (None, _) => Err(Problem::from(refused).into()),
                (Some(granted), Some(scope)) if !granted.has(scope) => Err(Fault::NotGranted(scope, refused)),
                (Some(_), _) => Err(Fault::Forbidden(refused)),
            },
        }
    }

    /// Asks anew, after what took long: whoever was let in may have been shut out since.
    pub async fn is_still_permitted(&self, act: Act) -> Result<(), Problem> {
        let (app, caller, now) = (&self.app, &self.bearer.caller, self.app.now());
        let lent = is_still_lent(&app.table, app.relying_party.tokens(), &self.bearer, now).await?;
        let standing = standing(&app.table, caller, Some(self.athlete.as_str()), now).await?;
        let Standing { athlete, grant, .. } = standing.filter(|_| lent).ok_or(Problem::NotFound)?;
        let granted = grant.as_ref().map(|grant| &grant.scopes);
        app.gate.permit(caller, act, Log { athlete: &athlete, granted }).await?;
        Ok(())
    }

    /// Who may use a cursor that this call is answered with: this caller, for this log.
    pub(crate) fn cursor_owner(&self) -> String {
        format!("{} {}", self.athlete, entrance::key(&self.bearer))
    }

    /// The program that calls.
    pub fn client(&self) -> Option<&ClientId> {
        self.bearer.caller.client()
    }

    /// What the token is good for.
    pub fn lent(&self) -> Option<&Scopes> {
        self.bearer.caller.lent()
    }

    /// Whether the log is that of whoever lent the token.
    pub fn is_own(&self) -> bool {
        matches!(&self.bearer.caller, Caller::Delegate { athlete, .. } if athlete.id == self.athlete)
    }
}

fn nobody_named() -> Fault {
    let message = "must name the athlete you act for: their id, or the address they signed up with";
    Fault::Invalid(vec![FieldError::new(ATHLETE, message)])
}

/// The athlete named in the query.
fn named(uri: &Uri) -> Result<Option<String>, Fault> {
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut named = pairs.filter(|(name, _)| name == ATHLETE).map(|(_, value)| value.into_owned());
    match (named.next(), named.next()) {
        (named, None) => Ok(named),
        _ => Err(Fault::Invalid(vec![FieldError::new(ATHLETE, "must be given once".to_owned())])),
    }
}
