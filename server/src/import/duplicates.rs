//! Whether a workout is in the log already, whatever file it came from.

use super::{Desk, ImportError};
use chrono::{DateTime, TimeDelta, Utc};
use domain::import::{Found, ImportFile};
use domain::sport::{Rate, Sport};
use domain::table::Filter;
use domain::workout::{Details, WorkoutId};
use std::collections::BTreeMap;

/// Two recordings of the same workout begin within this of each other: devices round differently.
const START: TimeDelta = TimeDelta::seconds(5);
/// And they last as long to within this many seconds, or a hundredth.
const DURATION_S: u32 = 5;
/// More workouts than anybody does in a day.
const OF_A_DAY: usize = 50;

/// What earlier files of the same import hold.
#[derive(Debug, Default)]
pub(super) struct Seen(BTreeMap<(DateTime<Utc>, WorkoutId), (Rate, u32)>);

impl Seen {
    /// Remembers the new workouts of a file.
    pub(super) fn add(&mut self, file: &ImportFile) {
        for found in file.workouts.iter().filter(|found| found.duplicate_of.is_none()) {
            let key = (found.started_at, found.workout.clone());
            self.0.insert(key, (kind(found), found.duration.0));
        }
    }

    fn same_as(&self, found: &Found) -> Option<WorkoutId> {
        let from = self.0.iter().skip_while(|((start, _), _)| *start < found.started_at - START);
        let near = from.take_while(|((start, _), _)| *start <= found.started_at + START);
        let mut same = near.filter(|(_, (rate, duration))| {
            *rate == kind(found) && lasts_as_long(*duration, found.duration.0)
        });
        same.next().map(|((_, id), _)| id.clone())
    }
}

/// The workout that is the same: from the same file, from an earlier one, or in the log.
pub(super) async fn find(
    desk: &Desk<'_>,
    seen: &Seen,
    (found, details, sha256): (&Found, &Details, &str),
) -> Result<Option<WorkoutId>, ImportError> {
    if let Some(id) = desk.table.imported_before(desk.permit, sha256, found.leg).await? {
        return Ok(Some(id).filter(|id| *id != found.workout));
    }
    if let Some(id) = seen.same_as(found) {
        return Ok(Some(id));
    }
    in_the_log(desk, details).await
}

/// The workout of the log that is the same, however it came there.
pub(super) async fn in_the_log(desk: &Desk<'_>, details: &Details) -> Result<Option<WorkoutId>, ImportError> {
    let day = details.start.date();
    let filter = Filter { from: day.pred_opt(), to: day.succ_opt(), sport: None };
    let page = desk.table.page(desk.permit, &filter, None, OF_A_DAY).await?;
    let same = page.items.into_iter().find(|workout| {
        let apart = workout.details.start.instant() - details.start.instant();
        apart.abs() <= START
            && workout.details.sport.rate() == details.sport.rate()
            && lasts_as_long(workout.details.elapsed.0, details.elapsed.0)
    });
    Ok(same.map(|workout| workout.id))
}

/// Sports are compared by how their speed is told: what one app calls a trail run is a run or a hike to another.
fn kind(found: &Found) -> Rate {
    Sport::from_code(&found.sport).map_or(Rate::None, |sport| sport.rate())
}

fn lasts_as_long(one: u32, other: u32) -> bool {
    one.abs_diff(other) <= DURATION_S.max(one.max(other) / 100)
}
