//! A visit to somebody else's log: by their living grant, or it is not there.

use crate::problem::Problem;
use crate::session::SignedIn;
use crate::state::App;
use app::pages::coached::Coached as View;
use domain::act::{Act, Permit};
use domain::athlete::{AthleteId, Profile};
use domain::grant::Grantee;
use domain::scope::Scopes;
use domain::table::Revision;
use gate::{Caller, Log};

/// Somebody's log, as whoever coaches them finds it.
#[derive(Clone, Debug)]
pub struct Coached {
    /// Whose it is.
    pub athlete: AthleteId,
    /// What they told about themselves.
    pub profile: Profile,
    /// How often the log was written before this visit.
    pub revision: Revision,
    /// What the page says of it.
    pub view: View,
    granted: Scopes,
}

/// The acts by which one learns whose log it is.
const ACTS: [Act; 3] = [Act::ReadTrends, Act::ReadWorkouts, Act::ReadProfile];

impl Coached {
    /// The log of the athlete with this id, for whom they granted to read it. Whoever granted nothing, or took it back,
    /// is as little there as somebody who never was.
    pub async fn find(app: &App, who: &SignedIn, athlete: &str) -> Result<Self, Problem> {
        // Nobody is their own coach.
        let athlete = AthleteId::parse(athlete).filter(|it| *it != who.athlete).ok_or(Problem::NotFound)?;
        let grant = app.table.granted(&athlete, &Grantee::Coach(who.athlete.clone())).await?;
        let granted = grant.filter(|grant| grant.is_living(app.now())).map(|grant| grant.scopes);
        let may = |act: &Act| act.scope().zip(granted.as_ref()).is_some_and(|(scope, it)| it.has(scope));
        let act = ACTS.into_iter().find(may).unwrap_or(ACTS[0]);
        let permit = permit(app, who, act, (&athlete, granted.as_ref())).await?;
        let (standing, granted) = (app.table.standing(&permit).await?, granted.unwrap_or_default());
        let profile = standing.profile.unwrap_or_default();
        Ok(Self {
            view: View::new(athlete.as_str(), profile.display_name.clone(), granted.clone()),
            profile,
            revision: standing.revision,
            athlete,
            granted,
        })
    }

    /// A permit to do `act` with that log.
    pub async fn permit(&self, app: &App, who: &SignedIn, act: Act) -> Result<Permit, Problem> {
        permit(app, who, act, (&self.athlete, Some(&self.granted))).await
    }
}

async fn permit(
    app: &App,
    who: &SignedIn,
    act: Act,
    (athlete, granted): (&AthleteId, Option<&Scopes>),
) -> Result<Permit, Problem> {
    let log = Log { athlete, granted };
    Ok(app.gate.permit(&Caller::Athlete(who.person()), act, log).await?)
}
