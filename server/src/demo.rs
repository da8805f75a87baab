//! Two athletes with a year of workouts, to look around with.

use crate::problem::Problem;
use crate::state::App;
use chrono::{DateTime, Utc};
use domain::act::{Act, Permit};
use domain::athlete::Profile;
use domain::load::Load;
use domain::table::NewWorkout;
use domain::track::Track;
use domain::workout::{Details, Source};
use gate::Caller;
use local::people::{self, Athlete};

/// The demo athletes and their subjects at the embedded provider.
const ATHLETES: [(Athlete, &str); 2] = [(Athlete::Ada, "ada"), (Athlete::Ben, "ben")];

/// Logs the year of every demo athlete who has no profile yet, as of `now`.
pub async fn seed(app: &App, issuer: &str, now: DateTime<Utc>) -> Result<(), Problem> {
    for (athlete, subject) in ATHLETES {
        let id = Caller::from_subject(issuer, subject);
        let caller = Caller::Athlete(id.clone());
        let permit = |act| app.gate.permit(&caller, act, &id);
        if app.table.profile(&permit(Act::ReadProfile)?).await?.is_some() {
            continue;
        }
        let profile = people::profile(athlete);
        let today = now.with_timezone(&profile.time_zone).date_naive();
        for (number, workout) in people::year(athlete, today).into_iter().enumerate() {
            log(app, &permit(Act::LogWorkout)?, &profile, (number, workout), now).await?;
        }
        // Last, so that a start that was broken off goes on with the next.
        app.table.save_profile(&permit(Act::EditProfile)?, profile).await?;
    }
    Ok(())
}

async fn log(
    app: &App,
    permit: &Permit,
    profile: &Profile,
    (number, (details, track)): (usize, (Details, Option<Track>)),
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let new = NewWorkout {
        id: app.workout_id(details.start.instant()),
        load: Load::of(&details, track.as_ref(), profile),
        details,
        source: Source::Manual,
        track,
        idempotency_key: Some(format!("demo-{number}")),
    };
    app.table.log(permit, new, now).await?;
    Ok(())
}
