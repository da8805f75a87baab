//! A visit to somebody else's log: by their living grant, or it is not there.

use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::App;
use app::pages::coached::Coached as View;
use chrono_tz::Tz;
use domain::act::{Act, Permit};
use domain::athlete::AthleteId;
use domain::grant::{Grant, Grantee};
use domain::table::Revision;
use gate::{Caller, Log};

/// Somebody's log, as whoever coaches them finds it.
#[derive(Clone, Debug)]
pub struct Coached {
    /// Whose it is.
    pub athlete: AthleteId,
    /// Where their day begins.
    pub time_zone: Tz,
    /// How often the log was written before this visit.
    pub revision: Revision,
    /// What the page says of it.
    pub view: View,
    grant: Grant,
}

/// The acts by which one learns whose log it is.
const ACTS: [Act; 3] = [Act::ReadTrends, Act::ReadWorkouts, Act::ReadProfile];

impl Coached {
    /// The log of the athlete with this id, for whom they granted to read it. Whoever granted nothing, or took it back,
    /// is as little there as somebody who never was.
    pub async fn find(app: &App, who: &SignedIn, athlete: &str) -> Result<Self, Problem> {
        let athlete = AthleteId::parse(athlete).ok_or(Problem::NotFound)?;
        let grant = app.table.granted(&athlete, &Grantee::Coach(who.athlete.clone())).await?;
        let grant = grant.filter(|grant| grant.is_living(app.now())).ok_or(Problem::NotFound)?;
        let granted = |act: &Act| act.scope().is_some_and(|scope| grant.scopes.has(scope));
        let act = ACTS.into_iter().find(granted).ok_or(Problem::NotFound)?;
        let standing = app.table.standing(&permit(app, who, act, (&athlete, &grant)).await?).await?;
        let name = standing.profile.as_ref().map_or("Athlete", |profile| &profile.display_name);
        Ok(Self {
            view: View::new(athlete.as_str(), name.to_owned(), grant.scopes.clone()),
            time_zone: standing.profile.map_or(Tz::UTC, |profile| profile.time_zone),
            revision: standing.revision,
            athlete,
            grant,
        })
    }

    /// A permit to do `act` with that log.
    pub async fn permit(&self, app: &App, who: &SignedIn, act: Act) -> Result<Permit, Problem> {
        permit(app, who, act, (&self.athlete, &self.grant)).await
    }
}

async fn permit(
    app: &App,
    who: &SignedIn,
    act: Act,
    (athlete, grant): (&AthleteId, &Grant),
) -> Result<Permit, Problem> {
    let log = Log { athlete, granted: Some(&grant.scopes) };
    Ok(app.gate.permit(&Caller::Athlete(who.person()), act, log).await?)
}
