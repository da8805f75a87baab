//! Two athletes with a year of workouts, to look around with.

use crate::problem::Problem;
use crate::state::App;
use chrono::{DateTime, NaiveTime, Utc};
use domain::act::Act;
use domain::athlete::Profile;
use domain::digest::Digest;
use domain::grant::{Client, ClientKind, Grant, Grantee};
use domain::load::{Account, Facts};
use domain::scope::{Scope, Scopes};
use domain::table::NewWorkout;
use domain::track::Track;
use domain::workout::{Details, Source, WorkoutId};
use gate::{Caller, athlete_of, client_of};
use local::people::{self, Athlete};

/// The demo machine, as the embedded provider knows it.
const MACHINE: &str = "demo-machine";
const NAME: &str = "Demo machine";

/// The demo athletes and their subjects at the embedded provider.
const ATHLETES: [(Athlete, &str); 2] = [(Athlete::Ada, "ada"), (Athlete::Ben, "ben")];

/// Logs the year of every demo athlete who has no profile yet, as of `now`.
///
/// A start that was broken off goes on with the next, on whatever day that is: what a day holds already
/// stays, and only what is missing is added.
pub async fn seed(app: &App, issuer: &str, now: DateTime<Utc>) -> Result<(), Problem> {
    for (athlete, subject) in ATHLETES {
        let id = athlete_of(issuer, subject);
        let caller = Caller::athlete(id.clone());
        let permit = async |act| app.gate.permit(&caller, act, &id).await;
        if app.table.profile(&permit(Act::ReadProfile).await?).await?.is_some() {
            continue;
        }
        let profile = people::profile(athlete);
        let today = now.with_timezone(&profile.time_zone).date_naive();
        let year = people::year(athlete, today);
        for day in year.chunk_by(|one, next| one.0.start.date() == next.0.start.date()) {
            for (ordinal, workout) in (0..).zip(day) {
                let new = workout_of(&profile, ordinal, workout);
                app.table.log(&permit(Act::LogWorkout).await?, new, now).await?;
            }
        }
        // Last, because it says that nothing is missing.
        app.table.save_profile(&permit(Act::EditProfile).await?, profile).await?;
    }
    Ok(())
}

/// Lets the demo machine do with Ada's log what it is there to show, unless she has ever said otherwise, and makes the
/// athletes known by their addresses before they have signed in.
pub async fn connect(app: &App, issuer: &str, now: DateTime<Utc>) -> Result<(), Problem> {
    for (_, subject) in ATHLETES {
        app.table.save_alias(&format!("{subject}@longrun.test"), &athlete_of(issuer, subject)).await?;
    }
    let (ada, machine) = (athlete_of(issuer, "ada"), Grantee::Machine(client_of(issuer, MACHINE)));
    if app.table.granted(&ada, &machine).await?.is_some() {
        return Ok(());
    }
    let grant = Grant {
        grantee: machine,
        name: NAME.to_owned(),
        known_as: MACHINE.to_owned(),
        scopes: Scopes::from_iter([Scope::WorkoutsRead, Scope::WorkoutsWrite, Scope::TrendsRead]),
        made_at: now,
        ends_at: None,
        withdrawn_at: None,
        void_until: None,
    };
    let permit = app.gate.permit(&Caller::athlete(ada.clone()), Act::ManageConnections, &ada).await?;
    let client = Client {
        id: client_of(issuer, MACHINE),
        client_id: MACHINE.to_owned(),
        name: NAME.to_owned(),
        kind: ClientKind::Machine,
        athlete: ada,
        made_at: now,
        ended_at: None,
    };
    app.table.add_client(&permit, client).await?;
    // Last, because it says that nothing is missing.
    app.table.save_grant(&permit, grant, now).await?;
    Ok(())
}

/// The workout with this place in its day.
///
/// The id follows from day and place alone: a year that is seen from another day trains another amount on
/// the same dates, and must not put it beside what is there.
fn workout_of(profile: &Profile, ordinal: u128, (details, track): &(Details, Option<Track>)) -> NewWorkout {
    let midnight = details.start.date().and_time(NaiveTime::MIN).and_utc();
    NewWorkout {
        id: WorkoutId::new(midnight, ordinal),
        account: Account::of(&Facts::new(details, track.as_ref(), profile)),
        digest: Digest::of(&details.sport, track.as_ref()),
        details: details.clone(),
        source: Source::Manual,
        track: track.clone(),
        idempotency_key: None,
    }
}
