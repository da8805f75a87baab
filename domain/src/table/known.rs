//! Workouts kept in memory at the version that was read, so that a list after a write reads again only what changed.
//!
//! Every write of a workout counts its version up, and an index names the version of each: what is kept at that version
//! is what the table holds.

use crate::athlete::AthleteId;
use crate::table::error::unreadable;
use crate::table::item::{self, Stored};
use crate::table::keys::{self, Key};
use crate::table::recent::{QUESTIONS, ROWS};
use crate::table::{Item, Position, Table, TableError};
use crate::workout::{Workout, WorkoutId};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use std::collections::HashMap;
use std::sync::Arc;

/// The bytes of a workout that has no words.
const BYTES: usize = 300;

/// Where an index has a workout, and at which version.
pub(super) struct Place {
    id: WorkoutId,
    start: String,
    version: u64,
    /// The number of its row in the feed.
    pub(super) change: Option<u64>,
}

impl Place {
    pub(super) fn read(item: &Item) -> Result<Self, TableError> {
        let number = |name| item.get(name)?.as_n().ok()?.parse().ok();
        let place = || {
            let id = WorkoutId::parse(keys::sort_after(item, "WORKOUT#")?)?;
            let start = keys::started(item, &id)?;
            Some(Self { id, start, version: number(item::VERSION)?, change: number(item::CHANGE) })
        };
        place().ok_or_else(|| unreadable("the place of a workout"))
    }

    /// Where a page ends whose last this is.
    pub(super) fn position(&self) -> Position {
        Position { start: self.start.clone(), id: self.id.clone() }
    }

    fn is_of(&self, workout: &Workout) -> bool {
        self.version == workout.version
    }
}

/// The workouts that were read last, of all athletes.
#[derive(Clone, Debug)]
pub(super) struct Known(Arc<Cache<(AthleteId, WorkoutId), Workout, Weight>>);

impl Default for Known {
    fn default() -> Self {
        Self(Arc::new(Cache::with_weighter(QUESTIONS, ROWS, Weight)))
    }
}

#[derive(Clone, Debug)]
struct Weight;

impl<Asked> Weighter<Asked, Workout> for Weight {
    fn weight(&self, _: &Asked, workout: &Workout) -> u64 {
        weight(workout)
    }
}

/// How many workouts without words take as much room as this one.
pub(super) fn weight(workout: &Workout) -> u64 {
    let words = workout.details.title.len() + workout.details.notes.len();
    1 + (words / BYTES) as u64
}

impl Table {
    /// The workouts of these places; `None` if one of them was written since its place was read.
    pub(super) async fn at_versions(
        &self,
        athlete: &AthleteId,
        places: &[Place],
    ) -> Result<Option<Vec<Workout>>, TableError> {
        let Known(known) = &self.shelf.workouts;
        let at = |id: &WorkoutId| (athlete.clone(), id.clone());
        let kept = places.iter().filter_map(|place| known.get(&at(&place.id)).filter(|it| place.is_of(it)));
        let mut found: HashMap<_, _> = kept.map(|workout| (workout.id.clone(), workout)).collect();
        let unknown = places.iter().filter(|place| !found.contains_key(&place.id));
        let unknown: Vec<_> = unknown.map(|place| Key::workout(athlete, &place.id)).collect();
        for item in self.several(&unknown).await? {
            let workout = Stored::read(&item)?.workout;
            known.insert(at(&workout.id), workout.clone());
            found.insert(workout.id.clone(), workout);
        }
        let found = |place: &Place| found.remove(&place.id).filter(|workout| place.is_of(workout));
        Ok(places.iter().map(found).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Seconds;
    use crate::sport::Sport;
    use crate::workout::{Details, Source, Start};
    use chrono::DateTime;

    fn with_notes(notes: String) -> Workout {
        let at = DateTime::UNIX_EPOCH;
        let details = Details {
            sport: Sport::Run,
            start: Start::new(at, chrono_tz::UTC),
            elapsed: Seconds(1800),
            moving: None,
            distance: None,
            ascent: None,
            average_heart_rate: None,
            max_heart_rate: None,
            average_power: None,
            average_cadence: None,
            energy: None,
            effort: None,
            title: "Loop".to_owned(),
            notes,
        };
        Workout {
            id: WorkoutId::new(at, 0),
            version: 1,
            details,
            load: None,
            source: Source::Manual,
            has_track: false,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn what_people_wrote_weighs_like_the_rows_that_it_fills() {
        assert_eq!(weight(&with_notes(String::new())), 1);
        assert_eq!(weight(&with_notes("é".repeat(10_000))), 1 + 20_004 / 300);
    }
}
