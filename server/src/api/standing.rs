//! As whom a caller comes to a log, and what that log's athlete has granted them. Facts, of which the gate decides.

use crate::login::Issuer;
use chrono::{DateTime, Utc};
use domain::athlete::AthleteId;
use domain::grant::{Grant, Grantee};
use domain::table::{Lent, Table, TableError};
use gate::{Bearer, Caller, athlete_of};

/// Whose log it is, as whom the caller comes to it, and the grant by which they can be allowed anything.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Whose log it is.
    pub athlete: AthleteId,
    /// As whom the caller comes.
    pub grantee: Grantee,
    /// The grant, if one is in force. What an app may do is in its token.
    pub grant: Option<Grant>,
}

/// How a caller stands to the athlete who is named, or to themselves; `None` for a machine that names nobody.
pub async fn standing(
    table: &Table,
    caller: &Caller,
    named: Option<&str>,
    now: DateTime<Utc>,
) -> Result<Option<Standing>, TableError> {
    let named = match named {
        Some(named) => Some(whose(table, named).await?),
        None => None,
    };
    let Some((athlete, grantee)) = comes_as(caller, named) else { return Ok(None) };
    let grant = match &grantee {
        Grantee::App(_) => None,
        grantee => table.granted(&athlete, grantee).await?.filter(|grant| grant.is_living(now)),
    };
    Ok(Some(Standing { athlete, grantee, grant }))
}

fn comes_as(caller: &Caller, named: Option<AthleteId>) -> Option<(AthleteId, Grantee)> {
    match (caller, named) {
        (Caller::Machine { client, .. }, Some(athlete)) => Some((athlete, Grantee::Machine(client.clone()))),
        (Caller::Delegate { athlete: own, .. }, Some(athlete)) if own.id != athlete => {
            Some((athlete, Grantee::Coach(own.id.clone())))
        }
        (Caller::Delegate { athlete: own, client, .. }, _) => {
            Some((own.id.clone(), Grantee::App(client.clone())))
        }
        (Caller::Machine { .. } | Caller::Nobody | Caller::Athlete(_), _) => None,
    }
}

/// The athlete whom a text names. One whom nobody knows is somebody who has granted nothing: what follows takes the
/// same time and ends alike.
async fn whose(table: &Table, named: &str) -> Result<AthleteId, TableError> {
    let known = match AthleteId::parse(named) {
        Some(id) => Some(id),
        None => table.alias(named).await?,
    };
    Ok(known.unwrap_or_else(|| athlete_of("", named)))
}

/// Whether a token that an athlete lent an app has not been taken back. What was not known of the app is noted.
pub async fn is_still_lent(
    table: &Table,
    issuer: &Issuer,
    bearer: &Bearer,
    now: DateTime<Utc>,
) -> Result<bool, TableError> {
    let Caller::Delegate { athlete, client, scopes, .. } = &bearer.caller else { return Ok(true) };
    if issuer.is_ours(&bearer.client_id) {
        return Ok(true);
    }
    let lent = Lent { client, known_as: &bearer.client_id, scopes, at: bearer.auth_time };
    let is_noted = |grant: &Grant| {
        grant.took_back(lent.at) || grant.withdrawn_at.is_none() && scopes.within(&grant.scopes) == *scopes
    };
    let noted = table.granted(&athlete.id, &Grantee::App(client.clone())).await?;
    let grant = match noted.filter(is_noted) {
        Some(grant) => grant,
        None => table.note_app(&athlete.id, &lent, now).await?,
    };
    Ok(!grant.took_back(lent.at))
}
